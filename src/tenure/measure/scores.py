"""NPS and CSAT: what people score, one answer a person a wave, and how many of those asked do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenure.measure.members import known_count, of_cell, period_of
from tenure.measure.rates import rate, with_groups
from tenure.periods import Calendar, Observation, Period
from tenure.stats import Z95

if TYPE_CHECKING:
    import ibis.expr.types as ir

NPS_COUNTS = ("answered", "promoters", "passives", "detractors")
CSAT_COUNTS = ("answered", "satisfied")
NOBODY = "nobody answered"
NOT_KNOWN_ASKED = "who was asked is not known"
_ADDED = 3.0
"""Answers added for the interval: half of them passive, a quarter on either side."""


def nps(
    answers: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    asked: "ir.Table | None" = None,
    groups: "ir.Table | None" = None,
    small: int = 30,
) -> "ir.Table":
    """Return the Net Promoter Score by wave.

    Grain in: an answer (answer_id, person, unit_id, given_at, score), `asked` a question put
    to someone (person, unit_id, sent_at), instants in UTC; `groups` (unit_id, group) splits.
    Grain out: a wave, which is a calendar period, times a group.

    The last answer of a person in a wave counts; scores other than 0, 1, …, 10 are `unusable`
    and none. nps = 100 · (promoters − detractors) / answered, with promoters 9 and 10,
    detractors 0 to 6. Its 95 % interval is the adjusted Wald interval with 3 answers added,
    ¾ promoters, ¾ detractors and 1½ passives, widened where needed to hold the score itself.
    response_rate = of those asked in the wave, who answered in it. `small`: fewer answers
    than `small`.

    Source: F. Reichheld, The one number you need to grow, HBR 81 (2003); B. Rocks, Interval
    estimation for the Net Promoter Score, The American Statistician 70 (2016).
    """
    usable = (answers.score >= 0) & (answers.score <= 10) & (answers.score == answers.score.floor())
    rows = _waves(answers, usable, period, calendar, observed)
    bands = {
        "promoters": rows.score >= 9,
        "passives": (rows.score >= 7) & (rows.score < 9),
        "detractors": rows.score < 7,
    }
    cells = _counted(rows, bands, asked, groups, period, calendar, observed)
    return _finished(cells, tuple(bands), _net(cells), groups, period, calendar, observed, small)


def csat(
    answers: "ir.Table",
    *,
    scale: int = 5,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    asked: "ir.Table | None" = None,
    groups: "ir.Table | None" = None,
    small: int = 30,
) -> "ir.Table":
    """Return the share of the satisfied by wave; all else as in `nps`.

    csat = satisfied / answered, with its 95 % Wilson interval; satisfied: the two best scores
    of a scale from 1 to `scale`. Other scores, and those between two, are `unusable`.

    Source: definitions, “Service and voice”; the share of the two top boxes, ISO 10004.
    """
    usable = (answers.score >= 1) & (answers.score <= scale)
    usable = usable & (answers.score == answers.score.floor())
    rows = _waves(answers, usable, period, calendar, observed)
    bands = {"satisfied": rows.score >= scale - 1}
    cells = _counted(rows, bands, asked, groups, period, calendar, observed)
    share = rate("csat", cells.satisfied, cells.answered)
    return _finished(cells, tuple(bands), share, groups, period, calendar, observed, small)


def score_members(
    answers: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    scale: int | None,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) behind one count of one row; `scale` is None for NPS."""
    known_count(count, NPS_COUNTS if scale is None else CSAT_COUNTS)
    low, high = (0, 10) if scale is None else (1, scale)
    score = answers.score
    usable = (score >= low) & (score <= high) & (score == score.floor())
    rows = _waves(answers, usable, period, calendar, observed)
    rows = rows.filter(
        rows.usable, rows.number == period_of(cell, "period_start", period, calendar)
    )
    chosen = {
        "answered": rows.score >= low,
        "promoters": rows.score >= 9,
        "passives": (rows.score >= 7) & (rows.score < 9),
        "detractors": rows.score < 7,
        "satisfied": rows.score >= high - 1,
    }[count]
    units = with_groups(rows.filter(chosen).select("unit_id").distinct(), groups)
    return of_cell(units, groups, cell).select("unit_id")


def _waves(
    answers: "ir.Table",
    usable: "ir.BooleanValue",
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the last usable answer of each person in each wave, and all unusable ones."""
    import ibis

    number = calendar.numbers_at(answers.given_at, period, observed)
    rows = answers.filter(answers.score.notnull()).mutate(number=number, usable=usable)
    order = ibis.window(
        group_by=["person", "number", "usable"],
        order_by=[ibis.desc("given_at"), ibis.desc("answer_id")],
    )
    placed = rows.mutate(_place=ibis.row_number().over(order))
    return placed.filter((placed["_place"] == 0) | ~placed.usable).drop("_place")


def _counted(
    rows: "ir.Table",
    bands: "Mapping[str, ir.BooleanValue]",
    asked: "ir.Table | None",
    groups: "ir.Table | None",
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Count people by wave and group, empty waves included."""
    import ibis

    keys = ["group"] if groups is not None else []
    first, last = calendar.number(observed.first, period), calendar.number(observed.last, period)
    flags = {name: (band & rows.usable).cast("int64") for name, band in bands.items()}
    told = with_groups(rows.mutate(**flags), groups)
    counted = told.group_by(*keys, "number").agg(
        answered=told.usable.cast("int64").sum(),
        unusable=(~told.usable).cast("int64").sum(),
        **{name: told[name].sum() for name in bands},
    )
    spine = ibis.range(first, last + 1).unnest().name("number").as_table()
    if groups is not None:
        spine = spine.cross_join(told.select("group").distinct())
    cells = _beside(spine, counted, [*keys, "number"])
    if asked is None:
        nothing = ibis.null("int64")
        return cells.mutate(asked=nothing, responded=nothing)
    answers = _answers(asked, rows, groups, keys, period, calendar, observed)
    cells = _beside(cells, answers, [*keys, "number"])
    return cells.mutate(asked=cells.asked.fill_null(0), responded=cells.responded.fill_null(0))


def _answers(
    asked: "ir.Table",
    rows: "ir.Table",
    groups: "ir.Table | None",
    keys: list[str],
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Count who was asked in each wave, and who of them answered in it."""
    number = calendar.numbers_at(asked.sent_at, period, observed)
    once = asked.select("person", "unit_id", number=number).distinct()
    answered = rows.filter(rows.usable).select(_person="person", _number="number")
    both = once.left_join(
        answered, [once.person == answered["_person"], once.number == answered["_number"]]
    )
    told = with_groups(both, groups)
    return told.group_by(*keys, "number").agg(asked=told.count(), responded=told["_person"].count())


def _beside(left: "ir.Table", right: "ir.Table", keys: list[str]) -> "ir.Table":
    joined = left.left_join(right, keys)
    return joined.drop(*[one for one in joined.columns if one.endswith("_right")])


def _net(cells: "ir.Table") -> "dict[str, ir.FloatingValue]":
    """Return the score in points and its interval; null where nobody answered."""
    import ibis

    n = cells.answered.nullif(0)
    score = 100.0 * (cells.promoters - cells.detractors) / n
    whole = n + _ADDED
    up, down = (cells.promoters + _ADDED / 4) / whole, (cells.detractors + _ADDED / 4) / whole
    centre = up - down
    width = Z95 * ((up + down - centre * centre) / whole).sqrt()
    return {
        "nps": score,
        "nps_low": ibis.least(100.0 * (centre - width), score),
        "nps_high": ibis.greatest(100.0 * (centre + width), score),
    }


def _finished(
    cells: "ir.Table",
    bands: tuple[str, ...],
    figures: "Mapping[str, ir.Value]",
    groups: "ir.Table | None",
    period: Period,
    calendar: Calendar,
    observed: Observation,
    small: int,
) -> "ir.Table":
    import ibis

    keys = ["group"] if groups is not None else []
    counts = ("answered", "unusable", *bands)
    rows = cells.select(
        *keys,
        period_start=calendar.starts(cells.number, period),
        period_end=calendar.starts(cells.number + 1, period),
        complete=cells.number < calendar.number(observed.end, period),
        **{name: cells[name].fill_null(0) for name in counts},
        **figures,
        small=cells.answered.fill_null(0) < small,
        asked=cells.asked,
        responded=cells.responded,
        **rate("response_rate", cells.responded, cells.asked),
        reason=ibis.cases(
            (cells.answered.fill_null(0) == 0, NOBODY),
            (cells.asked.isnull(), NOT_KNOWN_ASKED),
            else_=ibis.null("string"),
        ),
    )
    return rows.order_by(*keys, "period_start")
