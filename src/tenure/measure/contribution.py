"""Why the whole rate changed: each segment's part, by its weight (mix) and by its own rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from tenure.stats import newcombe

if TYPE_CHECKING:
    import pyarrow as pa

Base = Literal["midpoint", "before", "after"]

COUNTS = ("at_start", "lost")

ARRIVED = "nobody of it was there before: all of its part is mix"
VANISHED = "nobody of it is there now: all of its part is mix"
UNDEFINED = "nobody was active at the start of one of the periods"


@dataclass(frozen=True)
class Segment:
    """One segment's customers and those lost, in the period before and the one after."""

    name: str | None
    before: tuple[int, int]
    after: tuple[int, int]


def contribution(
    segments: Sequence[Segment], *, base: Base = "midpoint"
) -> list[dict[str, object]]:
    """Split the change of a whole rate into each segment's mix and rate effect.

    With w a segment's share of all customers, r its rate, R the whole rate, and
    Δ from the period before to the one after, R = Σ w r and

        ΔR = Σ mix + Σ rate,   mix = Δw (r* − R*),   rate = w* Δr

    midpoint: r*, R* and w* are the means of both periods; before: mix at the
    rates of before, rate at the weights of after; after: the other way round.
    Every base adds up exactly; R* takes nothing from the sum, as Σ Δw = 0, and
    makes growth of a segment with the whole's rate no effect. A segment with
    nobody in one period has no rate there, and is taken to have the other's: all
    of its part is mix. The interval of the rate effect is Newcombe's of Δr,
    times w*. All effects are null when either whole has nobody.

    Units: shares of 1 (× 100: percentage points).
    Source: E. M. Kitagawa, Components of a difference between two rates, JASA 50
    (1955); R. Oaxaca, Male–female wage differentials, International Economic
    Review 14 (1973), for the one-sided bases.
    """
    before = _whole([one.before for one in segments])
    after = _whole([one.after for one in segments])
    if not before[1] or not after[1]:
        return [_row(one, reason=UNDEFINED) for one in segments]
    return [_split(one, before, after, base) for one in segments]


def finish_contribution(
    rows: "pa.Table", *, before: date, after: date, base: Base = "midpoint"
) -> "pa.Table":
    """Return the part of each segment in the change of attrition between two periods.

    Grain in: attrition by segment, as `attrition` gives it with groups; the
    segment is its first column. Grain out: a segment, the largest part first, and
    last the whole (whole = true), whose effects are the sums. A segment that a
    period does not have counts with nobody in it.
    """
    import pyarrow as pa

    key = rows.schema.field(0)
    found: dict[str | None, dict[date, tuple[int, int]]] = {}
    for row in rows.to_pylist():
        if row["period_start"] in (before, after):
            cell = (row["lost"] or 0, row["at_start"] or 0)
            found.setdefault(row[key.name], {})[row["period_start"]] = cell
    none = (0, 0)
    segments = [
        Segment(name, cells.get(before, none), cells.get(after, none))
        for name, cells in found.items()
    ]
    parts = contribution(segments, base=base)
    named: list[dict[str, object]] = [
        {key.name: one.name, "whole": False, **part}
        for one, part in zip(segments, parts, strict=True)
    ]
    named.sort(key=_size)
    whole = {key.name: None, "whole": True, **_total(segments, parts)}
    dates: dict[str, object] = {"period_before": before, "period_after": after}
    kinds = {"count": pa.int64(), "share": pa.float64(), "text": pa.string()}
    fields = [key, *(pa.field(day, pa.date32()) for day in dates), pa.field("whole", pa.bool_())]
    fields += [pa.field(name, kinds[kind]) for name, kind in COLUMNS.items()]
    return pa.Table.from_pylist([{**row, **dates} for row in (*named, whole)], pa.schema(fields))


COLUMNS = {
    "at_start_before": "count", "lost_before": "count", "attrition_before": "share",
    "at_start_after": "count", "lost_after": "count", "attrition_after": "share",
    "share_before": "share", "share_after": "share",
    "mix_effect": "share",
    "rate_effect": "share", "rate_effect_low": "share", "rate_effect_high": "share",
    "total_effect": "share", "part": "share", "reason": "text",
}  # fmt: skip


def _split(
    one: Segment, before: tuple[int, int], after: tuple[int, int], base: Base
) -> dict[str, object]:
    weight0, weight1 = one.before[1] / before[1], one.after[1] / after[1]
    whole0, whole1 = before[0] / before[1], after[0] / after[1]
    own0 = one.before[0] / one.before[1] if one.before[1] else None
    own1 = one.after[0] / one.after[1] if one.after[1] else None
    rate0 = own0 if own0 is not None else own1 if own1 is not None else whole0
    rate1 = own1 if own1 is not None else rate0
    share = {"midpoint": 0.5, "before": 0.0, "after": 1.0}[base]
    rate = rate0 + share * (rate1 - rate0)
    whole = whole0 + share * (whole1 - whole0)
    weight = weight1 + share * (weight0 - weight1)
    mix = (weight1 - weight0) * (rate - whole)
    own = weight * (rate1 - rate0)
    moved = newcombe(*one.after, *one.before)
    change = whole1 - whole0
    return {
        **_row(one, reason=ARRIVED if own0 is None else VANISHED if own1 is None else None),
        "share_before": weight0,
        "share_after": weight1,
        "mix_effect": mix,
        "rate_effect": own,
        "rate_effect_low": weight * moved.low if moved else None,
        "rate_effect_high": weight * moved.high if moved else None,
        "total_effect": mix + own,
        "part": (mix + own) / change if change else None,
    }


def _row(one: Segment, *, reason: str | None) -> dict[str, object]:
    known: dict[str, object] = dict.fromkeys(COLUMNS)
    for when, (lost, customers) in (("before", one.before), ("after", one.after)):
        known[f"at_start_{when}"] = customers
        known[f"lost_{when}"] = lost
        known[f"attrition_{when}"] = lost / customers if customers else None
    return {**known, "reason": reason}


def _total(segments: Sequence[Segment], parts: Sequence[Mapping[str, object]]) -> dict[str, object]:
    before = _whole([one.before for one in segments])
    after = _whole([one.after for one in segments])
    row = _row(Segment(None, before, after), reason=None)
    if not before[1] or not after[1]:
        return {**row, "reason": UNDEFINED}
    sums = {
        name: sum(float(str(part[name])) for part in parts)
        for name in ("mix_effect", "rate_effect", "total_effect")
    }
    changed = before[0] * after[1] != after[0] * before[1]
    return {
        **row,
        "share_before": 1.0,
        "share_after": 1.0,
        **sums,
        "part": 1.0 if changed else None,
    }


def _whole(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(lost for lost, _ in counts), sum(customers for _, customers in counts)


def _size(row: Mapping[str, object]) -> float:
    effect = row["total_effect"]
    return -abs(effect) if isinstance(effect, float) else 0.0
