"""A question as an address holds it: read from it, written to it, with what it is beside."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast
from urllib.parse import urlencode

from tenure.company import Question
from tenure.company.groups import named_in
from tenure.company.metrics.contract import Metric
from tenure.conditions import parse
from tenure.definitions import Definitions
from tenure.errors import MetricError
from tenure.periods import Period
from tenure.tables.personal import PERSONAL
from tenure_web.people.rights import Right

BESIDE = "to_"
"""What names of fields begin with that say to what an answer is compared."""
NOT_ASKED_BY = PERSONAL | {"goals"}


@dataclass(frozen=True)
class Inquiry:
    """What a page asks: a question, another to show beside it, and its fields as an address."""

    question: Question
    beside: Question | None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The fields as the part of an address after the question mark."""
        return address_of(self.fields)

    @property
    def questions(self) -> list[Question]:
        """Both questions, or the one."""
        return [self.question, *([self.beside] if self.beside else [])]


def inquiry(metric: Metric, cleaned: Mapping[str, object]) -> Inquiry:
    """Make the questions of a form's checked fields; empty ones are as usual."""
    filled = {name: value for name, value in cleaned.items() if value not in (None, "")}
    question = _question(Question(metric.name, usual_period(metric)), metric, filled)
    other = {
        name.removeprefix(BESIDE): value
        for name, value in filled.items()
        if name.startswith(BESIDE)
    }
    beside = _question(question, metric, other) if other else None
    texts = {name: _text(value) for name, value in filled.items()}
    return Inquiry(question, None if beside == question else beside, texts)


def usual_period(metric: Metric) -> Period:
    """Return the period that a metric is cut by unless another is asked for."""
    return cast(Period, "month" if "month" in metric.periods else metric.periods[0])


def _question(base: Question, metric: Metric, given: Mapping[str, object]) -> Question:
    options = {one.name: given[one.name] for one in metric.options if one.name in given}
    own = {name: given[name] for name in ("period", "by", "where", "as_of") if name in given}
    return replace(base, **own, options={**base.options, **options})  # type: ignore[arg-type]


def address_of(cleaned: Mapping[str, object]) -> str:
    """Write a form's checked fields as the part of an address after the question mark."""
    filled = {name: value for name, value in cleaned.items() if value not in (None, "")}
    return urlencode({name: _text(value) for name, value in filled.items()})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def check_rights(question: Question, told: Definitions, rights: frozenset[Right]) -> None:
    """Refuse to split or choose by what tells single people apart, to whom may not see that.

    Raises MetricError; ConditionError for a condition that is none.
    """
    if {Right.SEE_EVERYONE, Right.SEE_PERSONAL} <= rights:
        return
    segments = {name: parse(str(one)) for name, one in told.segments.items()}
    named = named_in(question.by, question.where, segments)
    for name, value in question.options.items():
        if name.endswith("_where") and value:
            named |= parse(str(value), where=name).columns
    secret = sorted(name for name in named if name in NOT_ASKED_BY or name.endswith("_id"))
    if secret:
        raise MetricError(f"you may not ask by {secret[0]!r}: it tells single customers apart")
