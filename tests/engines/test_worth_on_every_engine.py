"""Histories of orders and contracts that values are learnt from: the same on every engine."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import ibis
import pytest

from engines.cases import NEW_YORK
from engines.test_same_on_every_engine import ENGINES, assert_same
from support import rows
from tenure.company.predictions.currencies import Currencies
from tenure.engines import Engine
from tenure.periods import Calendar
from tenure.predict.worth.gaps import rhythms, stretching
from tenure.predict.worth.interactions import content_interactions, product_interactions
from tenure.predict.worth.purchases import followed, kinds, summary
from tenure.predict.worth.renewals import renewals
from tenure.predict.worth.tiers import comparable, tiered

SINCE, AS_OF, END = date(2024, 1, 1), date(2024, 6, 20), date(2024, 8, 1)
CALENDAR = Calendar(NEW_YORK)
HOW = {"since": SINCE, "calendar": CALENDAR}


def lines() -> Any:
    told = [
        ("ana", "2024-01-10 09:00", "tea", 2.0, 0.1, "KRW"),
        ("ana", "2024-01-10 09:00", "cup", 1.0, 0.2, "KRW"),
        ("ana", "2024-03-10 01:59:59", "tea", 1.0, 7.125, "KRW"),
        ("ana", "2024-04-01 10:00", "tea", 4.0, 9.0, "KRW"),
        ("ana", "2024-05-15 10:00", "tea", 1.0, 9.0, "KRW"),
        ("보라", "2024-03-10 23:30", "차", 1.0, 1200.0, "KRW"),
        ("보라", "2024-03-11 00:30", None, -1.0, -200.0, "KRW"),
        ("보라", "2024-06-20 00:00", "차", 1.0, 1200.0, "KRW"),
        ("chidi", "2024-05-05 12:00", "tea", 1.0, 5.0, "USD"),
        ("chidi", "2024-05-06 12:00", "cup", 1.0, 5.0, None),
        ("dörte", "2024-06-19 12:00", "cup", None, None, None),
    ]
    names = ("customer_id", "occurred_at", "product_id", "quantity", "amount", "currency")
    return rows.table([dict(zip(names, one, strict=True)) for one in told], zone=NEW_YORK)


def spells() -> Any:
    told = [
        ("ana", "2023-09-15", None),
        ("보라", "2023-12-10", "2024-06-10"),
        ("hal", "2023-11-30", "2024-02-29"),
        ("ida", "2024-01-01", "2024-03-02"),
        ("ida", "2024-05-01", None),
    ]
    names = ("unit_id", "from_local", "to_local")
    return rows.table([dict(zip(names, one, strict=True)) for one in told])


def content() -> Any:
    told = [
        ("ana", "2024-01-11", "jazz"),
        ("ana", "2024-01-12", "jazz"),
        ("보라", "2024-02-01", None),
    ]
    names = ("customer_id", "occurred_at", "topic")
    return rows.table([dict(zip(names, one, strict=True)) for one in told], zone=NEW_YORK)


def values() -> Any:
    """Twenty who pay in won, some alike; five in dollars; the others in several, none, or nothing."""
    won = [(f"won{at:02d}", 1000.0 * (at // 2), "KRW") for at in range(20)]
    dollars = [(f"달러{at}", 0.5 + at, "USD") for at in range(5)]
    rest = [("several", 3.0, "several"), ("untold", 4.0, None), ("nothing", None, "KRW")]
    names = ("unit_id", "value", "value_currency", "value_reason")
    return rows.table(
        [dict(zip(names, (*one, None), strict=True)) for one in (*won, *dollars, *rest)]
    )


def placed(*currencies: str) -> Any:
    """Ask for the place of each value, and for what is in the main currency."""
    paid, told = Currencies(dict.fromkeys(currencies, 5), currencies[0]), values()
    asked = told.mutate(place=paid.place(told, "value"), main=paid.only_main(told, told["value"]))
    return asked.order_by("unit_id")


def ranked() -> Any:
    """Number the different values, as units are numbered in samples of several days."""
    told = values()
    order = ibis.dense_rank().over(ibis.window(order_by=told["value"]))
    return told.filter(told["value"].notnull()).mutate(order=order).order_by("unit_id")


def cases() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the name of each case, and what is asked."""
    by_product = {"by_product": True, **HOW}
    keys = ("unit_id", "product_id")
    histories = ("frequency", "recency", "age")
    yield (
        "summary",
        lambda: summary(lines(), AS_OF, currency="KRW", **HOW).order_by("unit_id"),
    )
    yield "kinds", lambda: kinds(summary(lines(), AS_OF, **HOW)).order_by(*histories)
    yield "followed", lambda: followed(lines(), AS_OF, END, calendar=CALENDAR)
    yield "rhythms", lambda: rhythms(lines(), AS_OF, **HOW).order_by("unit_id")
    yield (
        "rhythms of products",
        lambda: rhythms(lines(), AS_OF, elasticity=0.3, **by_product).order_by(*keys),
    )
    yield "stretching", lambda: stretching(lines(), AS_OF, **HOW)
    yield (
        "products",
        lambda: product_interactions(lines(), AS_OF, **HOW).order_by("unit_id", "item"),
    )
    yield "content", lambda: content_interactions(content(), AS_OF, item="topic", **HOW)
    yield "renewals", lambda: renewals(spells(), AS_OF, since=date(2023, 1, 1), months=3)
    yield "tiers", lambda: tiered(comparable(values(), ["value"])).order_by("unit_id")
    yield "places by currency", lambda: placed("KRW", "USD")
    yield "places in one currency", lambda: placed("KRW")
    yield "dense ranks", ranked


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
