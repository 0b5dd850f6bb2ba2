"""Onboarding, purchases, RFM and service times: the same on every engine."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from engines.cases import DAYS, GROUPS, NEW_YORK, events, starts
from engines.test_same_on_every_engine import ENGINES, assert_same
from support import rows
from support.asking import observed
from tenure.definitions import Activity
from tenure.engines import Engine
from tenure.measure.baskets import baskets
from tenure.measure.business_time import BusinessCalendar, read_hours
from tenure.measure.first_value import first_value
from tenure.measure.onboarding import early_events, step_events, steps_reached
from tenure.measure.onboarding_churn import churn_by_steps
from tenure.measure.purchases import lifetimes, purchase_gaps, repeat_purchase
from tenure.measure.rfm import rfm_cuts, rfm_scores, rfm_segments
from tenure.measure.service import open_tickets, service_times, ticket_times
from tenure.measure.states import activity_spells
from tenure.periods import Calendar

CALENDAR, SEEN = Calendar(NEW_YORK), observed(DAYS)
HOW = {"calendar": CALENDAR, "observed": SEEN}


def lines() -> Any:
    told = [
        ("ana", "2024-01-10 09:00", "1", "tea", 2.0, 0.1, "KRW"),
        ("ana", "2024-01-10 09:00", "1", "cup", 1.0, 0.2, "KRW"),
        ("ana", "2024-03-10 01:59:59", "2", "tea", 1.0, 7.125, "KRW"),
        ("보라", "2024-03-10 23:30", None, "차", 1.0, 1200.0, "KRW"),
        ("보라", "2024-03-11 00:30", None, None, -1.0, -200.0, "KRW"),
        ("chidi", "2024-05-05 12:00", "3", "tea", 1.0, 5.0, "USD"),
        ("chidi", "2024-05-06 12:00", "4", "cup", 1.0, 5.0, None),
        ("dörte", "2024-06-19 12:00", "5", "cup", None, None, None),
    ]
    names = ("customer_id", "occurred_at", "order_id", "product_id", "quantity", "amount")
    return rows.table(
        [dict(zip((*names, "currency"), one, strict=True)) for one in told], zone=NEW_YORK
    )


def done() -> Any:
    named = [
        {"customer_id": unit, "occurred_at": at, "name": name}
        for unit, at, name in (
            ("ana", "2024-01-11 00:00", "profile"),
            ("ana", "2024-01-12 00:00", "invite"),
            ("보라", "2024-02-01 05:00", "invite"),
            ("silent", "2024-05-20 00:00", "profile"),
        )
    ]
    return rows.table(named, zone=NEW_YORK)


def begun() -> Any:
    told = [("ana", "2024-01-10 00:00"), ("보라", "2024-02-01 04:00"), ("silent", "2024-04-30")]
    return rows.table([{"unit_id": u, "started_at": at} for u, at in told], zone=NEW_YORK)


def steps() -> Any:
    return step_events(done(), [Activity(event="profile"), Activity(event="invite")])


def spells() -> Any:
    return activity_spells(events(), days=28, **HOW)


def times() -> Any:
    told = [
        ("a", "ana", "2024-03-08 16:30", "2024-03-11 09:10", "2024-03-11 12:00", "urgent"),
        ("b", "보라", "2024-03-09 23:30", None, "2024-03-12 09:00:00.999999", "low"),
        ("c", "보라", "2024-06-20 08:00", None, None, None),
        ("d", "chidi", "2024-05-06 12:00", "2024-05-05 12:00", None, "low"),
    ]
    names = ("ticket_id", "customer_id", "opened_at", "first_response_at", "resolved_at")
    tickets = rows.table(
        [dict(zip((*names, "priority"), one, strict=True)) for one in told], zone=NEW_YORK
    )
    pauses = rows.table(
        [
            {"ticket_id": "a", "started_at": "2024-03-11 09:30", "ended_at": "2024-03-11 10:30"},
            {"ticket_id": "a", "started_at": "2024-03-11 10:00", "ended_at": "2024-03-11 11:00"},
            {"ticket_id": "c", "started_at": "2024-06-20 15:00", "ended_at": None},
        ],
        zone=NEW_YORK,
    )
    hours = read_hours("mon-fri 09:00-12:00 13:00-18:00; sat-sun 22:00-06:00")
    calendar = BusinessCalendar(hours, frozenset({date(2024, 3, 12)}), NEW_YORK)
    return ticket_times(
        tickets,
        clock=calendar.table(SEEN.first, SEEN.last),
        as_of=CALENDAR.midnight(SEEN.end),
        pauses=pauses,
        targets={"first_response": {"": 60}, "resolution": {"urgent": 30, "": 480}},
    )


def cases() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the name of each case, and what is asked."""
    split = {"groups": rows.table(GROUPS)}
    scores = {"currency": "KRW", **HOW}
    yield "steps reached", lambda: steps_reached(steps(), begun(), steps=2, within=10, **HOW)
    yield (
        "steps reached by group",
        lambda: steps_reached(steps(), begun(), steps=2, within=10, **split, **HOW),
    )
    yield "first value", lambda: first_value(events(), starts(), **HOW)
    yield "churn by steps", lambda: churn_by_steps(steps(), begun(), spells(), steps=2, **HOW)
    yield "early events", lambda: early_events(done(), begun(), within=14, **HOW)
    yield "repeat purchase", lambda: repeat_purchase(events(), **HOW)
    yield (
        "repeat purchase by week and group",
        lambda: repeat_purchase(events(), period="week", **split, **HOW),
    )
    yield "purchase gaps", lambda: purchase_gaps(events(), **HOW)
    yield "lifetimes", lambda: lifetimes(spells(), starts=starts(), **split, **HOW)
    yield "baskets", lambda: baskets(lines(), **HOW)
    yield "RFM scores", lambda: rfm_scores(lines(), **scores).order_by("unit_id")
    yield "RFM segments by group", lambda: rfm_segments(rfm_scores(lines(), **scores), **split)
    yield "RFM cuts", lambda: rfm_cuts(rfm_scores(lines(), **scores))
    yield "ticket times", lambda: times().order_by("ticket_id", "step")
    yield "service by priority", lambda: service_times(times(), split="priority", **HOW)
    yield "open tickets", lambda: open_tickets(times())


def _asked() -> list[Any]:
    asked = []
    for engine in ENGINES:
        for name, ask in cases():
            asked.append(pytest.param(engine, ask, id=f"{engine}-{name}"))
    return asked


@pytest.mark.parametrize(("other", "ask"), _asked(), indirect=["other"])
def test_rows_are_those_of_duckdb(engine: Engine, other: Any, ask: Callable[[], Any]) -> None:
    expression = ask()
    wanted = engine.execute(expression, metric="test")
    found = other.execute(expression, metric="test")
    assert wanted.num_rows
    assert found.schema.names == wanted.schema.names
    assert_same(found.to_pylist(), wanted.to_pylist())
