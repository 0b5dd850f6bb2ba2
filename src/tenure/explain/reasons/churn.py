"""One churn: who decided it, and the reason that each source gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

BY_NOTICE, BY_CONTRACT, BY_REASON, BY_PAYMENT = "notice", "contract", "reason", "payment"
UNDECIDED = "no notice, no contract, no reason and no payment tells who decided it"
SOURCES = ("stated", "recorded", "observed")
"""Stated by the customer, recorded by an employee or a form, observed in what they did."""
ANSWERED = ("stated", "recorded")
"""Sources that somebody had to answer, and so may not have."""


@dataclass(frozen=True)
class Decided:
    """Whether the customer decided to leave, by what that is known; None where it is not."""

    voluntary: bool | None
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """A reason by one source: its code (None where it is not known), and the words for it.

    answered: the source was heard, whether or not it said a reason that is clear. says: what
    suggests it where nobody said anything, by language.
    """

    code: str | None = None
    answered: bool = False
    told_in: str | None = None
    words: str | None = None
    reason: str | None = None
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Churn:
    """A customer or account that left, and all that is known of why."""

    unit_id: str
    left_on: date | None
    was_there: bool
    decided: Decided
    stated: Answer
    recorded: Answer
    observed: Answer
    group: str | None = None
    verbatim: str | None = None
    competitor: str | None = None
    regrettable: bool | None = None

    def answer(self, source: str) -> Answer:
        """Return what one source says."""
        found: Answer = getattr(self, source)
        return found


def decided(
    *,
    notice: bool | None,
    contract: bool | None,
    involuntary_reason: bool | None,
    payment_failed: bool | None,
) -> Decided:
    """Return who decided a churn, by the first that tells it.

    A notice that came first: the customer. Else what the contract says; else the reason that
    was recorded; else a payment that failed last.

    Source: definitions, "Attrition of customers": involuntary only if no notice came first.
    """
    if notice:
        return Decided(True, BY_NOTICE)
    if contract is not None:
        return Decided(contract, BY_CONTRACT)
    if involuntary_reason is not None:
        return Decided(not involuntary_reason, BY_REASON)
    if payment_failed:
        return Decided(False, BY_PAYMENT)
    return Decided(None, reason=UNDECIDED)
