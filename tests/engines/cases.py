"""What every engine must answer alike: small tables that are hard to count, and questions to them.

Each case is a feature (a line of the support matrix) and an expression without data outside of
it, so that any engine can run it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from support import rows
from support.asking import attrition_of, inactive_of, observed, retention_of
from support.drawing import tables_in
from tenure.measure import snapshot_attrition
from tenure.measure.presence import alike, is_set, packed, packed_ranges
from tenure.measure.retention import event_activity, spell_activity
from tenure.measure.states import (
    activity_spells,
    column_spells,
    contract_spells,
    merged,
    overlap,
    purchase_spells,
)
from tenure.periods import Calendar

NEW_YORK, SEOUL = "America/New_York", "Asia/Seoul"
DAYS = "2024-01-10 … 2024-06-20"
YEAR = observed("2024-01-01 … 2024-12-31")

_TABLES = """
The clock of New York goes forward on 10 March; 보라 and two events lie within a second of it.

| unit_id | occurred_at                      |
| ana     | 2024-01-10 00:00:00              |
| ana     | 2024-01-31 23:59:59.999999       |
| ana     | 2024-02-20 12:00:00              |
| ana     | 2024-03-10 01:59:59.999999       |
| ana     | 2024-03-10 03:00:00              |
| 보라    | 2024-02-01 00:00:00              |
| 보라    | 2024-02-29 23:30:00              |
| 보라    | 2024-04-01 00:00:00.000001       |
| 보라    | 2024-06-20 22:00:00              |
| chidi   | 2024-01-15 08:00:00              |
| chidi   | 2024-01-15 08:00:00              |
| chidi   | 2024-05-31 23:59:59              |
| dörte   | 2024-03-31 12:00:00              |
| dörte   | 2024-07-01 12:00:00              |
| 이영희  | 2024-06-01 09:00:00              |
| –       | 2024-02-02 09:00:00              |

| unit_id | started_at          |
| ana     | 2024-01-05 10:00:00 |
| 보라    | 2024-02-01 00:00:00 |
| 보라    | 2024-03-01 00:00:00 |
| chidi   | 2009-11-30 10:00:00 |
| dörte   | –                   |
| silent  | 2024-04-30 23:59:59 |
| –       | 2024-01-05 10:00:00 |

| unit_id | group  |
| ana     | 서울   |
| 보라    | 서울   |
| chidi   | busan  |
| dörte   | –      |
| nobody  | 제주   |

| customer_id | account_id | started_at          | ends_at    | cancelled_at | ended_at            | mrr  | auto_renew |
| ana         | 한빛       | 2023-12-05          | 2024-01-31 | –            | –                   | 10.5 | no         |
| ana         | 한빛       | 2024-02-01 00:00:00 | –          | 2024-03-01   | 2024-03-10 02:30:00 | 10.5 | yes        |
| 보라        | 한빛       | 2024-01-20 00:00:00 | 2024-04-20 | 2024-02-28   | –                   | –    | yes        |
| chidi       | Lumen      | 2024-02-02          | –          | –            | –                   | 0    | yes        |
| dörte       | Lumen      | 2024-02-29 12:00:00 | 2024-05-01 | –            | –                   | 7    | –          |
| –           | Lumen      | 2024-01-01          | –          | –            | –                   | 7    | yes        |
| late        | –          | 2024-06-21          | –          | –            | –                   | 7    | yes        |

| customer_id | started_at | left_at             | churned |
| gone        | 2024-01-01 | 2024-03-10 02:30:00 | yes     |
| 남은 사람   | 2024-01-01 | –                   | no      |
| unknown     | –          | 2024-03-01          | –       |
| swapped     | 2024-03-01 | 2024-01-01          | yes     |
"""
EVENTS, STARTS, GROUPS, CONTRACTS, CUSTOMERS = tables_in(_TABLES)


@dataclass(frozen=True)
class Case:
    """A question: which feature it shows, and the expression, made when it is asked."""

    feature: str
    name: str
    ask: Callable[[], Any]

    def __str__(self) -> str:
        return self.name


def events(zone: str = NEW_YORK) -> Any:
    return rows.table(EVENTS, zone=zone)


def starts(zone: str = NEW_YORK) -> Any:
    return rows.table(STARTS, zone=zone)


def groups() -> Any:
    return rows.table(GROUPS)


def inactive(**options: Any) -> Any:
    zone = options.setdefault("zone", NEW_YORK)
    return inactive_of(events(zone), DAYS, **{"after": 28, **options})


def returned(**options: Any) -> Any:
    zone = options.setdefault("zone", NEW_YORK)
    return retention_of(events(zone), DAYS, **options)


def ordered(spells: Any) -> Any:
    return spells.select("unit_id", "from_local", "to_local").order_by(
        "unit_id", "from_local", "to_local"
    )


def _attrition() -> Iterator[Case]:
    def of(name: str, **options: Any) -> Case:
        return Case("attrition", f"attrition {name}", lambda: inactive(**options))

    for period in ("day", "week", "month", "quarter", "year"):
        yield of(f"by {period}", period=period, lookback=28)
    yield of("with weeks from Sunday in Seoul", period="week", zone=SEOUL, week_starts="sunday")
    yield of("in London", zone="Europe/London")
    yield of("where a turn of the clock skips midnight", zone="America/Sao_Paulo", period="day")
    yield of("by the half hour of Lord Howe", zone="Australia/Lord_Howe")
    for convention in ("baremetrics", "stripe", "profitwell"):
        name = f"convention {convention}"
        yield Case(
            "attrition: conventions", name, lambda c=convention: inactive(convention=c, after=14)
        )
    yield Case("attrition: at_least", "attrition at least 2", lambda: inactive(at_least=2))
    yield Case("attrition: groups", "attrition by group", lambda: inactive(groups=groups()))
    yield Case(
        "attrition: groups",
        "attrition by group of nobody",
        lambda: inactive_of(rows.activity([]), DAYS, after=28, groups=groups()),
    )
    yield Case(
        "attrition", "attrition of nobody", lambda: inactive_of(rows.activity([]), DAYS, after=7)
    )
    yield Case(
        "attrition: snapshot",
        "snapshot",
        lambda: snapshot_attrition(rows.table(CUSTOMERS), left="churned"),
    )


def _retention() -> Iterator[Case]:
    def of(feature: str, name: str, **options: Any) -> Case:
        asked = dict(options)

        def ask() -> Any:
            given = {key: value() if callable(value) else value for key, value in asked.items()}
            return returned(**given)

        return Case(feature, f"retention {name}", ask)

    for period in ("day", "week", "month", "quarter"):
        yield of("retention: exact", f"by {period}", period=period)
    yield of("retention: exact", "with starts", starts=starts)
    yield of("retention: on_or_after", "on or after", mode="on_or_after", starts=starts)
    yield of("retention: on_or_after", "on or after by week", mode="on_or_after", period="week")
    yield of("retention: groups", "by group", groups=groups, starts=starts)
    yield of("retention: groups", "by group on or after", groups=groups, mode="on_or_after")
    yield of("retention: at_least", "at least 2", at_least=2)
    yield Case(
        "retention: exact", "retention of nobody", lambda: retention_of(rows.activity([]), DAYS)
    )
    yield Case("retention: spells", "retention of contracts", _of_contracts)


def _of_contracts() -> Any:
    calendar, days = Calendar(NEW_YORK), observed(DAYS)
    spells = contracts("customer_id", days)
    return retention_of(
        spell_activity(spells, "month", calendar, days), DAYS, zone=NEW_YORK, starts=starts()
    )


def contracts(unit: str, days: Any = YEAR) -> Any:
    table = rows.table(CONTRACTS, zone=NEW_YORK)
    return contract_spells(table, unit=unit, calendar=Calendar(NEW_YORK), observed=days)


def purchases(zone: str = SEOUL, **options: Any) -> Any:
    return purchase_spells(
        events(zone), typical_days=30, calendar=Calendar(zone), observed=YEAR, **options
    )


def _states() -> Iterator[Case]:
    def of(name: str, spells: Callable[[], Any]) -> Case:
        return Case(f"states: {name.split(' ')[0]}", name, lambda: ordered(spells()))

    def active(at_least: int) -> Any:
        return activity_spells(
            events(), days=28, at_least=at_least, calendar=Calendar(NEW_YORK), observed=YEAR
        )

    yield of("inactive", lambda: active(1))
    yield of("inactive with 3 events", lambda: active(3))
    yield of("contract of customers", lambda: contracts("customer_id"))
    yield of("contract of accounts", lambda: contracts("account_id"))
    yield Case(
        "states: contract",
        "attrition of contracts",
        lambda: attrition_of(contracts("customer_id", observed(DAYS)), DAYS, zone=NEW_YORK),
    )
    yield of("purchase", lambda: _in_seconds(purchases()))
    yield of("purchase with a share of one half", lambda: _in_seconds(purchases(share=0.5)))
    yield Case(
        "states: purchase", "attrition of purchases", lambda: attrition_of(purchases(), DAYS)
    )
    yield of("column", lambda: _of_column())
    yield of("merged", lambda: merged(active(1)))
    yield of("overlap", lambda: overlap(merged(active(1)), merged(contracts("customer_id"))))


def _in_seconds(spells: Any) -> Any:
    return spells.mutate(to_local=spells.to_local.truncate("s"))


def _of_column() -> Any:
    table = rows.table(CUSTOMERS, zone=NEW_YORK)
    return column_spells(table, ended="left_at", calendar=Calendar(NEW_YORK), observed=YEAR)


def _presence() -> Iterator[Case]:
    calendar = Calendar(NEW_YORK)
    first, last = calendar.number(YEAR.first, "day"), calendar.number(YEAR.last, "day")

    def seen() -> Any:
        return packed(event_activity(events(), "day", calendar, YEAR), first, last)

    def marks() -> Any:
        # The widest range of one word, one over the edge of two, an empty one, one outside.
        table = ibis.memtable(
            {
                "unit_id": ["all", "edge", "edge", "empty", "early", "보라", None],
                "from_mark": [0, 60, 64, 5, -70, 61, 0],
                "to_mark": [61, 63, 64, 4, 2, 500, 9],
            },
            schema={"unit_id": "string", "from_mark": "int64", "to_mark": "int64"},
        )
        return packed_ranges(table, 0, 130)

    def bits() -> Any:
        units = marks()
        each = units.cross_join(ibis.range(0, 131).unnest().name("at").as_table())
        found = each.filter(is_set(each, each.at, 0)).select("unit_id", "at")
        return found.order_by("unit_id", "at")

    yield Case("presence words", "days packed into words", lambda: seen().order_by("unit_id"))
    yield Case("presence words", "ranges packed into words", lambda: marks().order_by("unit_id"))
    yield Case("presence words", "bits of words", bits)
    yield Case("presence words", "units alike", lambda: _sorted(alike(seen().drop("first_seen"))))


def _sorted(table: Any) -> Any:
    return table.order_by(*table.columns)


CASES: tuple[Case, ...] = (*_attrition(), *_retention(), *_states(), *_presence())
FEATURES = tuple(dict.fromkeys(case.feature for case in CASES))

LACKING: Mapping[tuple[str, str], str] = {}
"""(engine, name of a case): why the engine cannot answer it, or not alike."""
