"""Labels: who was active at each observation date, whether they left, when, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.periods import Calendar, Observation
from tenure.predict.grid import Point, day_number, spine

if TYPE_CHECKING:
    import ibis.expr.types as ir

KNOWN = "known"
UNDER_NOTICE = "under notice"
NOT_YET = "not yet observable"
IN_THE_GAP = "lost in the gap"
STATES = (KNOWN, UNDER_NOTICE, NOT_YET, IN_THE_GAP)

VOLUNTARY, INVOLUNTARY = "voluntary", "involuntary"
CAUSES = (VOLUNTARY, INVOLUNTARY)

LABELS = ("unit_id", "as_of", "state", "left", "days_left", "followed_days", "cause")


def labels(
    spells: "ir.Table",
    points: Sequence[Point],
    *,
    observed: Observation,
    contracts: "ir.Table | None" = None,
) -> "ir.Table":
    """Return what became of everyone who was active at each observation date.

    Grain in: a spell (unit_id, from_local, to_local) of the company's rule, and, to know
    notices and causes, a contract (unit_id, from_local, to_local, notice_local, voluntary),
    to_local being its effective end; all as known at the end of the observation.
    Grain out: a unit active at the midnight of a date (`LABELS`).

    With A(t) the units active at midnight t, t0 = as_of + gap, t1 the end of the horizon:
    left = 1 for who is in A(t0) and not in A(t1), 0 for who is in both. state: "under notice",
    when notice was given before as_of of all contracts in force then; else "not yet
    observable", when t1 is after the end of the observation; else "lost in the gap", for who
    is not in A(t0); else "known". Only then left is not null. days_left: days until the first
    midnight at which the unit is not active; null where that is not seen within followed_days,
    the days from as_of to the end of the observation. Who left and came back before t1 has
    left = 0 and days_left. cause: of the contract that ended last within the days left;
    voluntary where notice came first or the contract says so, involuntary where it says that
    the customer did not decide; null where nobody says. With gap 0 and the horizon of a
    calendar period, left (and what is under notice) adds up to `lost` of attrition.

    Raises MetricError without points. Source: definitions, "State, the base of everything".
    """
    import ibis

    if not points:
        raise MetricError(
            "there is no observation date", hint="a shorter history or horizon leaves some"
        )
    last = day_number(observed.end)
    rows = _followed(_islands(spells, points, last), points)
    days_left = ibis.ifelse(rows.closes < last, rows.closes + 1 - rows.day, ibis.null("int64"))
    followed = ibis.greatest(ibis.literal(last, "int64") - rows.day, 0).cast("int64")
    told = rows.mutate(days_left=days_left, followed_days=followed)
    told = _with_notice(told, contracts, points)
    state = ibis.cases(
        (told.noticed == 1, UNDER_NOTICE),
        (told.until > last, NOT_YET),
        (told.in_begins == 0, IN_THE_GAP),
        else_=KNOWN,
    )
    left = ibis.ifelse(state == KNOWN, 1 - told.in_until, ibis.null("int64")).cast("int64")
    return _with_cause(told.mutate(state=state, left=left), contracts).select(*LABELS)


def _day(local: "ir.TimestampValue") -> "ir.IntegerValue":
    return Calendar().numbers(local, "day")


def _opens(local: "ir.TimestampValue") -> "ir.IntegerValue":
    """Return the first day whose midnight is not before an instant."""
    import ibis

    return _day(local - ibis.interval(microseconds=1)) + 1


def _islands(spells: "ir.Table", points: Sequence[Point], last: int) -> "ir.Table":
    """Return runs of days at whose midnights a unit was active: (unit_id, opens, closes).

    Only those that reach the first date; up to the last day that is asked for, be it that of a
    window or, as everyone is followed until then, the end of the observation. Spells that begin
    on one day are one before runs are looked for: by the rule `inactive` there are as many
    spells as events.
    """
    import ibis

    first = day_number(min(point.as_of for point in points))
    far = max(last, *(day_number(point.until) for point in points)) + 1
    held = spells.filter(spells.unit_id.notnull())
    ends = (_opens(held.to_local) - 1).fill_null(far)
    days = held.select("unit_id", opens=_opens(held.from_local), closes=ends)
    days = days.filter(days.opens <= days.closes, days.closes >= first, days.opens <= far)
    days = days.group_by("unit_id", "opens").agg(closes=days.closes.max())
    before = ibis.window(group_by="unit_id", order_by="opens", preceding=(None, 1))
    reach = days.mutate(reach=days.closes.max().over(before))
    apart = reach.reach.isnull() | (reach.opens > reach.reach + 1)
    running = ibis.window(group_by="unit_id", order_by="opens", preceding=(None, 0))
    marked = reach.mutate(starts=ibis.ifelse(apart, 1, 0))
    numbered = marked.mutate(island=marked.starts.sum().over(running))
    found = numbered.group_by("unit_id", "island").agg(
        opens=numbered.opens.min(), closes=numbered.closes.max()
    )
    return found.drop("island")


def _followed(islands: "ir.Table", points: Sequence[Point]) -> "ir.Table":
    """Return who is active at each date, the last day of that run, and whether at t0 and t1."""
    import ibis

    dates = spine(points)
    each = islands.cross_join(dates)
    near = each.filter(each.opens <= each.until, each.closes >= each.day)

    def holds(day: "ir.IntegerValue") -> "ir.BooleanValue":
        return (near.opens <= day) & (day <= near.closes)

    rows = near.group_by("unit_id", "as_of", "day", "until").agg(
        closes=near.closes.max(where=holds(near.day)),
        in_begins=ibis.ifelse(holds(near.begins), 1, 0).max().cast("int64"),
        in_until=ibis.ifelse(holds(near.until), 1, 0).max().cast("int64"),
    )
    return rows.filter(rows.closes.notnull())


def _with_notice(
    rows: "ir.Table", contracts: "ir.Table | None", points: Sequence[Point]
) -> "ir.Table":
    """Add `noticed`: 1 where notice was given of every contract in force at the date."""
    import ibis

    if contracts is None:
        return rows.mutate(noticed=ibis.literal(0, "int64"))
    each = contracts.cross_join(spine(points))
    midnight = each.as_of.cast("timestamp")
    force = each.filter(
        each.unit_id.notnull(),
        each.from_local <= midnight,
        each.to_local.isnull() | (each.to_local > midnight),
    )
    given = (force.notice_local < force.as_of.cast("timestamp")).fill_null(False)
    units = force.group_by("unit_id", "as_of").agg(
        noticed=ibis.ifelse(given, 1, 0).min().cast("int64")
    )
    joined = rows.left_join(units, ["unit_id", "as_of"])
    return joined.mutate(noticed=joined.noticed.fill_null(0)).select(*rows.columns, "noticed")


def _with_cause(rows: "ir.Table", contracts: "ir.Table | None") -> "ir.Table":
    """Add `cause`: how the last contract ended that did within the days left."""
    import ibis

    if contracts is None:
        return rows.mutate(cause=ibis.null("string"))
    noticed = (contracts.notice_local < contracts.to_local).fill_null(False)
    decided = contracts.voluntary.cast("boolean")
    code = ibis.cases((noticed | decided.fill_null(False), 2), (decided.notnull(), 1), else_=0)
    ended = contracts.filter(contracts.to_local.notnull()).select(
        _unit="unit_id",
        _ends=_opens(contracts.to_local),
        # The last to end comes last; of several at once, one that says why.
        _last=contracts.to_local.epoch_seconds().cast("int64") * 4 + code,
    )
    gone = rows.filter(rows.days_left.notnull())
    both = gone.inner_join(
        ended,
        [
            gone.unit_id == ended._unit,
            ended._ends > gone.day,
            ended._ends <= gone.day + gone.days_left,
        ],
    )
    last = both.group_by("unit_id", "as_of").agg(last=both._last.max())
    joined = rows.left_join(last, ["unit_id", "as_of"])
    why = joined.last % 4
    cause = ibis.cases((why == 2, VOLUNTARY), (why == 1, INVOLUNTARY), else_=ibis.null("string"))
    return joined.mutate(cause=cause).select(*rows.columns, "cause")
