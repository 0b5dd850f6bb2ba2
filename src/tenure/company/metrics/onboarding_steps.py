"""Which steps and which first value are meant: as asked for, as tenure.toml says, or guessed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tenure.company.doubts import event_names
from tenure.company.metrics.whose import of_units, recorded
from tenure.conditions import parse
from tenure.definitions import Step
from tenure.errors import MetricError, suggest
from tenure.measure.onboarding import choose_steps, early_events

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def steps_of(asked: "Asked") -> list[Step]:
    """Return the steps: as asked for, as tenure.toml says, else guessed.

    Guessed are those that are done in the first days alone.
    """
    named = str(asked.option("steps") or "")
    if named:
        return read_steps(named, asked)
    if asked.definitions.onboarding.steps:
        return list(asked.definitions.onboarding.steps)
    early = early_events(
        events_of(asked), starts_of(asked), calendar=asked.calendar, observed=asked.observed
    )
    found = choose_steps(asked.engine.execute(early, metric="onboarding steps"))
    if not found:
        raise MetricError(
            "no event is done in the first days alone, so no step can be guessed",
            hint='name them in tenure.toml: [onboarding] steps = [ { event = "…" } ]',
        )
    return [Step(event=name) for name in found]


def read_steps(text: str, asked: "Asked") -> list[Step]:
    """Read `profile_completed; watch where seconds >= 60`; without conditions commas do, too.

    Raises ConditionError for what cannot be read, MetricError for what no event is called.
    """
    parts = text.split(";") if ";" in text or " where " in text else text.split(",")
    found = []
    for part in filter(None, (part.strip() for part in parts)):
        event, _, condition = part.partition(" where ")
        where = parse(condition, where=part) if condition else None
        found.append(Step(event=event.strip(), where=where))
    there = event_names(asked.rule) if "name" in asked.table("events").columns else None
    for event in (one.event for one in found):
        if there is not None and event not in there:
            near = suggest(event, there)
            raise MetricError(
                f"no event is called {event!r}; there are: {', '.join(there[:8])}",
                hint=f"did you mean {near!r}?" if near else None,
            )
    return found


def value_steps(asked: "Asked") -> list[Step]:
    """Return by what value is got, where it is said apart from the qualifying activity."""
    named, told = str(asked.option("value") or ""), asked.definitions.onboarding.first_value
    if named:
        return read_steps(named, asked)
    return [] if told is None else [told]


def written(steps: Iterable[Step]) -> str:
    """Write steps as an option names them."""
    return "; ".join(one.event + (f" where {one.where}" if one.where else "") for one in steps)


def names_of(steps: list[Step]) -> list[str]:
    """Call each step by its event, with the condition where that alone tells two apart."""
    events = [one.event for one in steps]
    return [written([one]) if events.count(one.event) > 1 else one.event for one in steps]


def starts_of(asked: "Asked") -> "ir.Table":
    """Return when each unit started: as recorded, else with its first event."""
    told = recorded(asked)
    if told is not None:
        return asked.only(told)
    events = events_of(asked)
    first = events.group_by(unit_id=events.customer_id).agg(started_at=events.occurred_at.min())
    return asked.only(first)


def events_of(asked: "Asked") -> "ir.Table":
    """Return what each unit did, as it was known at the end of the observation."""
    return of_units(asked, asked.known("events"))
