"""Service: how long customers wait for a first response and for a solution, in business time."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.measure.business_time import business_seconds
from tenure.measure.quantiles import quantile, ranked
from tenure.measure.rates import UNKNOWN, rate, with_groups
from tenure.measure.states import merged
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

STEPS = {"first_response": "first_response_at", "resolution": "resolved_at"}
"""What customers wait for, by the column that ends it."""

Targets = Mapping[str, Mapping[str, int]]
"""Business minutes per step by priority; the priority "" is every other one."""

COUNTS = ("opened", "closed", "open", "unusable", "judged", "within")
UNFINISHED = "the period is not over"
NOTHING = "no ticket was opened"
UNTARGETED = "there is no target"
TOO_EARLY = "no ticket has been open for as long as its target yet"


def ticket_times(
    tickets: "ir.Table",
    *,
    clock: "ir.Table",
    as_of: datetime,
    pauses: "ir.Table | None" = None,
    targets: Targets | None = None,
) -> "ir.Table":
    """Return how long each ticket has waited, in business minutes.

    Grain in: a ticket (ticket_id, customer_id, opened_at, first_response_at, resolved_at,
    whatever else), of which either of the last two may lack as a column; `pauses` (ticket_id,
    started_at, ended_at) are when it waited for the customer, ended_at null while it does;
    `clock` is that of `BusinessCalendar.table`. Grain out: a ticket times a step,
    first_response and resolution.

    minutes = open minutes in [opened_at, end) − those within pauses, the end being when the
    step was done, else `as_of` (a naive UTC instant): such a ticket is `open`, and its minutes
    are those so far. A ticket resolved without a recorded response was answered with its
    resolution at the latest. What happened at `as_of` or later is not known. `watched` is the
    same up to `as_of` whether done or not, but for pauses, which end when it is done; the
    target is missed or met once watched is longer than it: `judged`. `within`: judged, and
    done in at most `target_minutes`. Done before it was opened: `unusable`, minutes null.
    `paused`: open, and waiting for the customer at the end of the observation.
    """
    steps = [name for name, column in STEPS.items() if column in tickets.columns]
    if not steps:
        raise MetricError(
            f"tickets have neither {' nor '.join(STEPS.values())}",
            hint='map one: [tables.tickets] columns = { resolved_at = "…" }',
        )
    opened = tickets.filter(tickets.opened_at < as_of)
    each = [_steps(opened, step, as_of) for step in steps]
    waited = reduce(lambda left, right: left.union(right), each)
    return _judged(_timed(waited, clock, pauses), targets or {})


def service_times(
    times: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    split: str | None = None,
) -> "ir.Table":
    """Count tickets, and how long they took, by the period in which they were opened.

    Grain in: that of `ticket_times`, with ticket_id, step, unit_id; `groups` (unit_id, group)
    splits by customer, `split` by a column of tickets such as channel or priority. Grain out:
    a period, times a step, times a group.

    within_target = within / judged, with its 95 % Wilson interval: only tickets whose target
    has run out by the end of the observation are judged, answered or not, so the quick do not
    count before the slow. median_minutes and p90_minutes are those of tickets that are closed:
    where many are open, both are too low, and `open` says how many.

    Source: definitions, “Service and voice”.
    """
    import ibis

    rows = with_groups(times, groups)
    if split is not None:
        rows = rows.mutate(group=rows[split].cast("string").fill_null(UNKNOWN))
    keys = [*(["group"] if groups is not None or split is not None else []), "step"]
    first, last = calendar.number(observed.first, period), calendar.number(observed.last, period)
    number = calendar.numbers_at(rows.opened_at, period, observed)
    dated = rows.mutate(
        number=number, taken=ibis.ifelse(rows.open, ibis.null("float64"), rows.minutes)
    )
    numbered = ranked(dated.filter(dated.number >= first), "taken", *keys, "number")
    counted = numbered.group_by(*keys, "number").agg(
        opened=numbered.count(),
        closed=numbered.taken.count(),
        open=_number(numbered.open),
        unusable=_number(numbered.unusable),
        targeted=numbered.target_minutes.count(),
        judged=_number(numbered.judged),
        within=_number(numbered.within),
        median_minutes=quantile(numbered, "taken", 0.5),
        p90_minutes=quantile(numbered, "taken", 0.9),
    )
    spine = rows.select(*keys).distinct().mutate(number=ibis.range(first, last + 1).unnest())
    cells = spine.left_join(counted, [*keys, "number"])
    return _rates(cells.drop(ibis.selectors.endswith("_right")), keys, period, calendar, observed)


def open_tickets(times: "ir.Table") -> "ir.Table":
    """Return the tickets that wait, those that are over their target by most first.

    Grain in: that of `ticket_times`. Grain out: a ticket times a step still open.
    """
    import ibis

    waiting = times.filter(times.open)
    rows = waiting.select(
        "ticket_id",
        "unit_id",
        "step",
        "opened_at",
        minutes_so_far=waiting.minutes,
        target_minutes=waiting.target_minutes,
        minutes_left=waiting.target_minutes - waiting.minutes,
        late=waiting.judged,
        paused=waiting.paused,
    )
    return rows.order_by(ibis.coalesce(rows.minutes_left, 1e12), "opened_at", "ticket_id", "step")


def _steps(tickets: "ir.Table", step: str, as_of: datetime) -> "ir.Table":
    """Return tickets with one step: when it was done, and where its waiting ends."""
    import ibis

    done = tickets[STEPS[step]]
    if step == "first_response" and "resolved_at" in tickets.columns:
        done = ibis.coalesce(done, tickets.resolved_at)
    known = ibis.ifelse(done < as_of, done, ibis.null("timestamp"))
    now = ibis.literal(as_of)
    keep = [name for name in tickets.columns if name not in ("customer_id", *STEPS.values())]
    return tickets.select(
        *keep,
        unit_id=tickets.customer_id,
        step=ibis.literal(step),
        done_at=known,
        _end=ibis.coalesce(known, now),
        _now=now,
    )


def _timed(waited: "ir.Table", clock: "ir.Table", pauses: "ir.Table | None") -> "ir.Table":
    """Return tickets and steps with their business minutes."""
    import ibis

    worked = business_seconds(waited, clock, _w0="opened_at", _w1="_end", _w2="_now")
    paused = _paused(worked, clock, pauses)
    wrong = (paused.done_at < paused.opened_at).fill_null(False)
    whole = (paused._w1 - paused._w0 - paused._paused) / 60
    return paused.select(
        *[name for name in waited.columns if not name.startswith("_")],
        open=paused.done_at.isnull(),
        unusable=wrong,
        minutes=ibis.ifelse(wrong, ibis.null("float64"), whole),
        watched=(paused._w2 - paused._w0 - paused._paused) / 60,
        paused=paused.done_at.isnull() & paused._still,
    )


def _paused(worked: "ir.Table", clock: "ir.Table", pauses: "ir.Table | None") -> "ir.Table":
    """Add the business seconds (_paused) of each ticket's pauses before its end.

    `_still`: one of them lasts at that end.
    """
    import ibis

    if pauses is None:
        return worked.mutate(_paused=ibis.literal(0, "int64"), _still=ibis.literal(False))
    ended = pauses.ended_at if "ended_at" in pauses.columns else ibis.null("timestamp")
    told = pauses.select(unit_id=pauses.ticket_id, from_local=pauses.started_at, to_local=ended)
    apart = merged(told.filter(told.to_local.isnull() | (told.to_local > told.from_local)))
    own = worked.select("ticket_id", "step", "opened_at", "_end")
    both = own.inner_join(apart, own.ticket_id == apart.unit_id)
    both = both.mutate(
        _from=ibis.greatest(both.from_local, both.opened_at),
        _to=ibis.least(both.to_local.fill_null(both._end), both._end),
        _open=(both.to_local.isnull() | (both.to_local > both._end)).cast("int64"),
    )
    timed = business_seconds(both.filter(both._to > both._from), clock, _p0="_from", _p1="_to")
    total = timed.group_by("ticket_id", "step").agg(
        _paused=(timed._p1 - timed._p0).sum(), _open=timed._open.max()
    )
    joined = worked.left_join(total, ["ticket_id", "step"])
    return joined.drop("ticket_id_right", "step_right").mutate(
        _paused=joined._paused.fill_null(0), _still=joined._open.fill_null(0) == 1
    )


def _judged(times: "ir.Table", targets: Targets) -> "ir.Table":
    """Add each row's target, and whether it was met."""
    import ibis

    target = ibis.cases(
        *[(times.step == step, _target(times, targets.get(step, {}))) for step in STEPS],
        else_=ibis.null("int64"),
    )
    aimed = times.mutate(target_minutes=target.cast("int64"))
    judged = (~aimed.unusable & (aimed.watched > aimed.target_minutes)).fill_null(False)
    on_time = (aimed.minutes <= aimed.target_minutes).fill_null(False)
    return aimed.mutate(judged=judged, within=judged & on_time & ~aimed.open)


def _target(times: "ir.Table", by_priority: Mapping[str, int]) -> "ir.IntegerValue":
    import ibis

    other = by_priority.get("")
    rest = ibis.null("int64") if other is None else ibis.literal(other, "int64")
    named = {name: minutes for name, minutes in by_priority.items() if name}
    if not named:
        return rest
    if "priority" not in times.columns:
        raise MetricError(
            "targets differ by priority, and tickets have no column `priority`",
            hint='map it: [tables.tickets] columns = { priority = "…" }',
        )
    branches = [(times.priority == name, minutes) for name, minutes in sorted(named.items())]
    return ibis.cases(*branches, else_=rest)


def _number(flag: "ir.BooleanValue") -> "ir.IntegerValue":
    return flag.cast("int64").sum()


def _rates(
    cells: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    import ibis

    complete = cells.number < calendar.number(observed.end, period)
    filled = cells.mutate(**{name: cells[name].fill_null(0) for name in (*COUNTS, "targeted")})
    rows = filled.select(
        *keys,
        period_start=calendar.starts(filled.number, period),
        period_end=calendar.starts(filled.number + 1, period),
        complete=complete,
        **{name: filled[name] for name in COUNTS},
        **rate("within_target", filled.within, filled.judged),
        median_minutes=filled.median_minutes,
        p90_minutes=filled.p90_minutes,
        reason=ibis.cases(
            (~complete, UNFINISHED),
            (filled.opened == 0, NOTHING),
            (filled.targeted == 0, UNTARGETED),
            (filled.judged == 0, TOO_EARLY),
            else_=ibis.null("string"),
        ),
    )
    return rows.order_by(*keys, "period_start")
