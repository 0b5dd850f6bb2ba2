"""Lifecycle, stickiness, rolling retention, gaps and revenue cohorts: the same on every engine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engines.cases import DAYS, GROUPS, NEW_YORK, events, starts
from engines.test_same_on_every_engine import ENGINES, assert_same
from support import rows
from support.asking import observed, retention_of
from tenure.engines import Engine
from tenure.measure.brackets import parse_brackets
from tenure.measure.cohorts import retention_curve
from tenure.measure.frequency import frequency
from tenure.measure.lifecycle import lifecycle
from tenure.measure.revenue_cohorts import revenue_cohorts
from tenure.measure.rhythm import gaps
from tenure.measure.rolling import rolling_retention
from tenure.measure.stickiness import stickiness
from tenure.periods import Calendar

HOW = {"calendar": Calendar(NEW_YORK), "observed": observed(DAYS)}


def rolling(**options: Any) -> Any:
    brackets = options.pop("brackets", "0, 1-6, 7-27, 30-59")
    read = None if brackets is None else parse_brackets(brackets)
    return rolling_retention(events(), starts(), brackets=read, **HOW, **options)


def revenue() -> Any:
    paid = [
        {"unit_id": unit, "occurred_at": at, "amount": amount, "currency": currency}
        for unit, at, amount, currency in (
            ("ana", "2024-01-10 09:00:00", 0.1, "KRW"),
            ("ana", "2024-01-11 09:00:00", 0.2, "KRW"),
            ("보라", "2024-03-10 02:30:00", -7.125, "USD"),
            ("보라", "2024-04-10 02:30:00", 1200.0, None),
        )
    ]
    return revenue_cohorts(rows.table(paid, zone=NEW_YORK), starts=starts(), **HOW)


def cases() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the name of each case, and what is asked."""
    split = {"groups": rows.table(GROUPS)}
    yield "lifecycle by month", lambda: lifecycle(events(), **HOW)
    yield "lifecycle by day and group", lambda: lifecycle(events(), period="day", **split, **HOW)
    yield "stickiness by month", lambda: stickiness(events(), **HOW)
    yield (
        "stickiness by week and group",
        lambda: stickiness(events(), period="week", **split, **HOW),
    )
    yield "frequency by quarter", lambda: frequency(events(), period="quarter", **HOW)
    yield "rolling brackets", lambda: rolling()
    yield "rolling by group, every start", lambda: rolling(start="every", **split)
    yield "rolling on or after", lambda: rolling(mode="on_or_after", brackets=None, days=28)
    yield "calendar days", lambda: rolling(clock="calendar", mode="on_or_after")
    yield "all gaps", lambda: gaps(events(), **HOW)
    yield "typical gaps by group", lambda: gaps(events(), of="typical", **split, **HOW)
    yield "curve", lambda: retention_curve(retention_of(events(), DAYS, zone=NEW_YORK))
    yield "revenue cohorts", revenue


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
    assert found.schema.names == wanted.schema.names
    assert_same(found.to_pylist(), wanted.to_pylist())
