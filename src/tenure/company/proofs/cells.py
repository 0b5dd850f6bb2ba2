"""What tables of trials have in common: columns, and the cells below them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.proof import HORIZONS, AtHorizon
from tenure.prove import Brought, together
from tenure.prove.telling import LANGUAGES, Language
from tenure.stats import Estimate

_NOBODY = "-- Nobody was assigned to anything, so nothing is asked."
_ROWS = """\
-- A row a unit that was assigned: what came of it. {who}
-- Shares, differences, intervals and verdicts are worked out from such rows: docs/prove.
"""

EXPERIMENT = Column("experiment", "text", "the play or trial", "플레이·실험")
WHO = (EXPERIMENT, Column("treatment", "text", "the treatment", "처치"))
CONTACTED = Column("contacted", "count", "of the treated, contacted", "연락한 고객")
AFTER = Column("days", "days", "looked at after", "관찰 기간")
DAYS = Column("days", "days", "days after the assignment", "배정 후 일수")
SEEN = Column("seen", "count", "known of so many", "결과가 나온 고객")
MARGIN = Column("margin", "share", "smallest difference worth having", "의미 있는 가장 작은 차이")
VERDICT = Column("verdict", "text", "verdict", "판정")
SAID = (
    Column("says_en", "text", "in words", "설명(영어)"),
    Column("says_ko", "text", "in words (Korean)", "설명"),
)

TREATED = with_ends("treated", "share", "left, of the treated", "처치 집단 이탈률")
HELD_OUT = with_ends("held_out", "share", "left, of those held out", "홀드아웃 이탈률")
EFFECT = with_ends("effect", "share", "difference", "차이(%p)")
ALWAYS = with_ends("always", "share", "difference, valid at every look", "언제 보아도 유효한 차이")
ANNOYED = (
    *with_ends("complaints", "number", "tickets a customer, difference", "고객당 문의 차이"),
    *with_ends(
        "refused", "share", "unsubscribed or complained, difference", "수신 거부·불만 차이(%p)"
    ),
)
KEPT = with_ends("kept", "customers", "customers kept", "지킨 고객 수")
NET = with_ends("net", "money", "net value", "순가치")
MONEY = (
    *with_ends("revenue", "money", "revenue, more than without", "늘어난 매출"),
    Column("cost", "money", "what it cost", "비용"),
    *NET,
)

COST_APART = Column(
    "cost_apart",
    "money",
    "cost of those whose money is not known, in no sum",
    "금액을 모르는 것들의 비용(합계에서 뺌)",
)

_SUMMED = ("kept", "revenue", "net")


def of_horizon(one: AtHorizon) -> dict[str, Any]:
    """Return what came of it by a horizon; notes on the effect and on money are said once."""
    found = one.effect
    notes = dict.fromkeys((*found.notes, *one.brought.notes))
    return {
        "days": one.days,
        "seen": one.seen,
        **ends("treated", found.treatment.mean),
        **ends("held_out", found.control.mean),
        **ends("effect", found.best),
        **ends("always", one.look.interval),
        **ends("complaints", one.complaints.best if one.complaints else None),
        **ends("refused", one.refused.best if one.refused else None),
        **of_brought(one.brought),
        **in_words("says", lambda language: " ".join(note.says(language) for note in notes)),
    }


def of_brought(one: Brought) -> dict[str, Any]:
    """Return customers and money more than without, and the cost."""
    row: dict[str, Any] = {"cost": one.cost}
    for name in _SUMMED:
        row |= ends(name, getattr(one, name))
    return row


def of_all(found: Sequence[Brought]) -> dict[str, Any]:
    """Return the sums of what several brought, each of those of whom it is known.

    Beside a sum of money stands the cost of the very same; `cost_apart` is that of the others.
    Where no money is known, all costs are one sum.
    """
    priced = [one for one in found if one.net is not None] or found
    row: dict[str, Any] = {"cost": sum(one.cost for one in priced), "cost_apart": None}
    if len(priced) < len(found):
        row["cost_apart"] = sum(one.cost for one in found) - row["cost"]
    for name in _SUMMED:
        parts = [getattr(one, name) for one in found]
        row |= ends(name, together(one for one in parts if one is not None))
    return row


def ends(name: str, one: Estimate | None) -> dict[str, float | None]:
    """Return an estimate and the ends of its interval."""
    if one is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}


def in_words(name: str, says: Callable[[Language], str]) -> Mapping[str, str | None]:
    """Return a sentence in each language, null where there is nothing to say."""
    return {f"{name}_{language}": says(language) or None for language in LANGUAGES}


def query(asked: Iterable[Outcomes], horizons: Sequence[int] = HORIZONS) -> Callable[[], str]:
    """Return what writes out the SQL of the rows that a table is worked out from.

    It is that of the first treatment; the others are asked alike, and named.
    """
    whose = list(asked)

    @cache
    def script() -> str:
        if not whose:
            return _NOBODY
        first, *others = [f"{one.experiment.name}, {one.treatment}" for one in whose]
        also = f"; asked alike: {'; '.join(others)}" if others else ""
        return _ROWS.format(who=f"Here: {first}{also}.") + whose[0].script(horizons)

    return script
