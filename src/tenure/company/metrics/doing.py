"""What customers did, and since when they are customers, as the metrics of rhythm ask for it."""

from typing import TYPE_CHECKING

from tenure.company.metrics.retention import starts as recorded_starts
from tenure.company.metrics.whose import of_units
from tenure.conditions import parse
from tenure.definitions import Activity
from tenure.errors import MetricError, suggest
from tenure.measure.activity import of_activities, qualifying
from tenure.measure.cohorts import dated_starts

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def doings(asked: "Asked", event: object = None, where: object = None) -> "ir.Table":
    """Return what each unit did that counts (unit_id, occurred_at), or one kind of event.

    Without `event`, the company's qualifying activity, one event being enough; by the rule
    `purchase` its purchases. Raises MetricError without the table.
    """
    if event is None and asked.rule.name == "purchase":
        return asked.only(asked.rule.activity(asked.observed))
    events = of_units(asked, asked.known("events"))
    zone = asked.calendar.time_zone
    if event is None:
        return asked.only(qualifying(events, asked.definitions.active, time_zone=zone))
    condition = None if where is None else parse(str(where), where="where")
    named = Activity.model_construct(event=str(event), where=condition, at_least=None)
    return asked.only(of_activities(events, [named], time_zone=zone))


def days(asked: "Asked") -> "ir.Table":
    """Return the days on which each unit did what counts: (unit_id, seen).

    By a rule about contracts or a column, being a customer is no doing: events are asked.
    """
    if asked.rule.name in ("inactive", "purchase"):
        return asked.only(asked.rule.active_periods("day", asked.observed))
    return doings(asked)


def starts(asked: "Asked", column: object = None) -> "ir.Table":
    """Return when each unit started (unit_id, started_at).

    The date in a column of customers, if one is named; else the start that is recorded, if
    the company's cohorts go by it; who has none, by the first thing they did.
    """
    if column is not None:
        return asked.only(dated_starts(asked.profiles, unit="unit_id", column=_date(asked, column)))
    did = doings(asked)
    first = did.select("unit_id", started_at=did.occurred_at)
    told = recorded_starts(asked)
    if told is None:
        return first
    known = told.filter(told.started_at.notnull())
    own = known.mutate(started_at=known.started_at.cast(first.started_at.type()))
    return asked.only(own.union(first.anti_join(known, "unit_id")))


def _date(asked: "Asked", column: object) -> str:
    """Return the name of a date column; raises MetricError when there is none of that name."""
    name, known = str(column), asked.profiles
    dates = [one for one in known.columns if known[one].type().is_temporal()]
    if name not in dates:
        near = suggest(name, dates)
        raise MetricError(
            f"there is no date {name!r} of each {asked.rule.unit}; there are: "
            f"{', '.join(dates) or 'none'}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return name


ACTIVITY = {
    "en": "Active: the company's qualifying activity, {events}.",
    "ko": "활동: 회사가 정한 인정 활동, {events}.",
}
_ANY = {"en": "any event", "ko": "모든 이벤트"}
_BOUGHT = {"en": "a purchase", "ko": "구매"}


def activity_words(
    asked: "Asked", language: str, event: object = None, where: object = None
) -> str:
    """Say what counts as an activity."""
    active = asked.definitions.active
    if event is not None:
        text = f"{event} ({where})" if where else str(event)
    elif asked.rule.name == "purchase":
        text = _BOUGHT[language]
    else:
        named = [one.event for one in (*active.any, *active.all)]
        text = ", ".join(named) or _ANY[language]
    return ACTIVITY[language].format(events=text)
