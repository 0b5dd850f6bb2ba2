"""The matrix: by hand, in shards, with few tables, and of a lone snapshot."""

from dataclasses import replace
from datetime import date, timedelta
from math import isclose
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest

from support import rows
from support.feature_worlds import COLUMNS, PLAN, FactWorld, table, world
from tenure.errors import MetricError
from tenure.periods import Calendar, Observation
from tenure.predict.features import subscriptions
from tenure.predict.features.matrix import features, matrix, settled
from tenure.predict.features.sources import (
    Plan,
    Sources,
    attribute_kinds,
    counted_names,
    counted_sources,
)
from tenure.predict.grid import Point

DATES = (date(2024, 2, 29), date(2024, 5, 1))
MAY = (Point(date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1)),)
SEEN = Observation(date(2023, 1, 1), date(2024, 6, 30))


@pytest.fixture(scope="module")
def made() -> FactWorld:
    return world(seed=3, zone="Asia/Seoul", dates=DATES, units=8)


def one_date(run: Any, zone: str = "UTC", **tables: Any) -> dict[str, dict[str, Any]]:
    """Return the rows of every unit named in the tables as of 1 May, by unit."""
    own = {
        name: rows.table(lines, zone=zone)
        for name, lines in tables.items()
        if isinstance(lines, list)
    }
    plan = tables.get("plan", Plan())
    sources = Sources(Calendar("Asia/Seoul"), SEEN, **own)
    units = sorted(
        {
            line["unit_id"]
            for lines in tables.values()
            if isinstance(lines, list)
            for line in lines
            if "unit_id" in line
        }
    )
    population = rows.table([{"unit_id": unit} for unit in units])
    population = population.mutate(as_of=date(2024, 5, 1))
    found = run(matrix(sources, MAY, plan, population=population))
    return {row["unit_id"]: row for row in found}


def test_use_by_hand(run):
    """As of 1 May in Seoul, whose midnight is 15:00 UTC on 30 April.

    In the last week one watch on the 24th and two on the 30th; one in the 28 days before 3 April;
    a login on 2 April is 29 days old, one on 1 February, 90 days old, is the oldest that counts.
    """
    found = one_date(
        run,
        plan=Plan(names=("watch", "login"), valued=("watch",)),
        events=[
            {"unit_id": "ana", "occurred_at": at, "name": name, "value": value}
            for at, name, value in [
                ("2024-04-30 14:59:59", "watch", 4.0),
                ("2024-04-30 01:00:00", "watch", 2.0),
                ("2024-04-23 15:00:00", "watch", None),
                ("2024-04-02 03:00:00", "login", None),
                ("2024-01-31 15:00:00", "login", None),
                ("2024-01-31 14:59:59", "login", None),
                ("2024-04-30 15:00:00", "watch", 9.0),
            ]
        ],
    )["ana"]
    assert {name: found[name] for name in ("events_7d", "events_28d", "events_90d")} == {
        "events_7d": 3.0,
        "events_28d": 3.0,
        "events_90d": 5.0,
    }
    assert found["days_since_use"] == 1.0
    assert (found["value_7d"], found["value_watch_90d"]) == (6.0, 6.0)
    assert found["events_change_28d"] == 2.0  # three after one
    assert found["events_against_norm_28d"] == pytest.approx(3 / (2 * 28 / 62) - 1)
    assert found["event_login_against_norm_28d"] == -1.0
    assert found["event_watch_against_norm_28d"] is None  # nothing to compare with
    assert (found["active_days_7d"], found["active_days_28d"], found["active_days_90d"]) == (
        2,
        2,
        4,
    )
    assert (found["active_weeks_56d"], found["weeks_in_a_row"]) == (2, 1)
    assert (found["names_28d"], found["names_90d"], found["names_dropped_28d"]) == (1, 2, 1)
    assert found["night_share_90d"] == 2 / 5  # midnight of the 24th, and of 1 February
    assert found["morning_share_90d"] == 1 / 5  # 10:00 on the 30th
    assert found["weekend_share_90d"] == 0.0


def test_contracts_by_hand(run):
    """As of 1 May ana holds two; cy's term was over, di's contract begins at that midnight.

    bo's was cancelled later, which switched its renewal off.
    """
    lines = [
        {
            "unit_id": unit,
            "started_at": f"{started} 00:00:00",
            "ends_at": ends,
            "cancelled_at": cancelled,
            "plan": plan,
            "mrr": mrr,
            "auto_renew": renews,
        }
        for unit, started, ends, cancelled, plan, mrr, renews in [
            ("ana", "2024-01-31", "2024-12-31", None, "pro", 30.0, "yes"),
            ("ana", "2024-03-05", None, None, "extra", 10.0, "yes"),
            ("bo", "2024-01-31", "2024-06-30", "2024-05-20", "pro", 30.0, "no"),
            ("cy", "2023-11-01", "2024-04-15", None, "pro", 30.0, "no"),
            ("di", "2024-05-01", None, None, "pro", 30.0, "yes"),
        ]
    ]
    found = one_date(run, "Asia/Seoul", subscriptions=lines)
    assert found["ana"]["contracts"] == 2.0
    assert (found["ana"]["mrr"], found["ana"]["plan"]) == (40.0, "pro")
    assert found["ana"]["mrr_change_90d"] == pytest.approx(1 / 3)  # 30 in force on 1 February
    assert found["bo"]["auto_renew"] == 1.0
    assert found["cy"]["contracts"] == 0.0
    assert (found["cy"]["plan"], found["cy"]["mrr"]) == (None, None)
    assert (found["di"]["contracts"], found["di"]["contract_days"]) == (1.0, 0.0)
    assert found["ana"]["price_rank"] is None  # too few peers


@pytest.mark.parametrize(
    ("started", "months", "days"),
    [("2024-01-31", 1, 30), ("2024-04-01", 1, 31), ("2024-05-01", 12, 365), ("2022-02-02", 3, 1)],
)
def test_the_next_renewal_is_reckoned_from_the_start(run, started, months, days):
    lines = [{"unit_id": "ana", "started_at": started, "ends_at": "2029-01-01 00:00:00"}]
    own = rows.table(lines).mutate(term_months=months, auto_renew=True)
    sources = Sources(Calendar(), SEEN, subscriptions=own)
    population = rows.table([{"unit_id": "ana"}]).mutate(as_of=date(2024, 5, 1))
    (row,) = run(matrix(sources, MAY, Plan(), population=population))
    assert row["days_to_renewal"] == days


def test_users_lost_in_an_account(run):
    """
    Of four users of acme one came too late to count; one of the others stopped in April.
    """
    events = [
        {"unit_id": "acme", "user_id": user, "occurred_at": at}
        for user, at in [
            ("u1", "2024-04-28 00:00:00"),
            ("u1", "2024-03-20 00:00:00"),
            ("u2", "2024-03-20 00:00:00"),
            ("u4", "2024-03-20 00:00:00"),
            ("stranger", "2024-04-28 00:00:00"),
        ]
    ]
    starts = {"u1": None, "u2": "2024-01-01", "u3": "2024-01-01", "u4": "2024-05-02"}
    members = [
        {"logo_id": "acme", "user_id": user, "started_at": start} for user, start in starts.items()
    ]
    sources = Sources(
        Calendar(), SEEN, "account", events=rows.table(events), members=rows.table(members)
    )
    population = rows.table([{"unit_id": "acme"}]).mutate(as_of=date(2024, 5, 1))
    (row,) = run(matrix(sources, MAY, Plan(), population=population))
    found = {name: row[name] for name in row if name.startswith("logo_")}
    assert found == {
        "logo_users_28d": 1.0,
        "logo_active_share_28d": pytest.approx(1 / 3),
        "logo_users_change_28d": -0.5,
        "logo_users_lost_28d": 1.0,
    }
    assert row["events_28d"] == 2.0


def test_shards_of_what_was_written_are_the_whole(run, engine, tmp_path, made, monkeypatch):
    """Sharing rows out must not change what peers pay, nor how many of a logo are active."""
    monkeypatch.setattr(subscriptions, "PEERS", 3)
    kept = ("units", "members", "events", "subscriptions")
    made = replace(made, tables={name: made.tables[name] for name in (*kept, "histories")})
    whole = _rows(run(matrix(made.sources(), made.points, PLAN, population=made.population())))
    sources = _written(engine, tmp_path, made)
    parts = [
        run(matrix(sources, made.points, PLAN, population=made.population(), shard=(part, 2)))
        for part in range(2)
    ]
    assert max(map(len, parts)) < len(whole)
    assert {row["price_rank"] for row in whole.values()} > {None}
    together = _rows([row for part in parts for row in part])
    assert len(together) == sum(map(len, parts))
    assert _differ(whole, together) == []


def test_who_is_asked_for_does_not_change_what_is_told(run, made):
    only = made.tables["subscriptions"]
    made = replace(
        made, tables={"units": made.tables["units"], "histories": [], "subscriptions": only}
    )
    whole = _rows(run(matrix(made.sources(), made.points, PLAN, population=made.population())))
    few = made.population().filter(lambda row: row.as_of == DATES[0]).limit(3)
    some = _rows(run(matrix(made.sources(), made.points, PLAN, population=few)))
    assert len(some) == 3
    assert _differ({key: whole[key] for key in some}, some) == []


def _written(engine: Any, folder: Path, made: FactWorld) -> Sources:
    """Write the events added up in two parts of time, and the users of logos."""

    def kept(name: str, tables: list[Any]) -> Any:
        assert len(tables) == {"runs": 2, "logos": 1}[name]
        files = [folder / f"{name}-{part}.parquet" for part in range(len(tables))]
        for found, path in zip(tables, files, strict=True):
            engine.write_parquet(found, path, metric=name)
        return engine.scan_parquet(files, name=f"{name}_of_test").drop("_file", "_row")

    return settled(made.sources(), made.points, PLAN, keep=kept, parts=2)


def _rows(found: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {(row["unit_id"], row["as_of"]): row for row in found}


def _differ(one: Any, two: Any) -> list[Any]:
    assert one.keys() == two.keys()
    return [
        (key, name)
        for key, row in one.items()
        for name, value in row.items()
        if not (value == two[key][name] or isclose(value or 0, two[key][name] or 0, rel_tol=1e-9))
    ]


REQUIRED = {
    "units": ("unit_id", "segment"),
    "events": ("unit_id", "occurred_at"),
    "orders": ("unit_id", "occurred_at"),
    "subscriptions": ("unit_id", "started_at"),
    "payments": ("unit_id", "occurred_at", "outcome"),
    "tickets": ("unit_id", "opened_at"),
    "feedback": ("unit_id", "given_at"),
    "touches": ("unit_id", "sent_at"),
    "steps": ("unit_id", "occurred_at", "step"),
}


@pytest.mark.parametrize("name", REQUIRED)
def test_one_table_with_only_what_it_must_have_is_enough(run, made, name):
    """A missing table, or column, switches off what needs it, and nothing else."""
    every = features(made.sources(), PLAN)
    own = table(name, made.tables[name]).select(*REQUIRED[name])
    sources = Sources(Calendar("Asia/Seoul"), SEEN, **{name: own})
    found = features(sources, PLAN)
    assert 0 < len(found) < len(every) / 2
    assert set(found) <= set(every) | set(features(replace(made.sources(), feedback=None), PLAN))
    listed = run(matrix(sources, made.points[:1], PLAN, population=made.population().limit(2)))
    assert list(listed[0]) == ["unit_id", "as_of", *(feature.name for feature in found)]


def test_all_columns_are_numbers_or_words(engine, tmp_path, made):
    """Also as the engine writes them: DuckDB takes 0.0 for a decimal number."""
    found = matrix(made.sources(), made.points, PLAN, population=made.population())
    engine.write_parquet(found, tmp_path / "matrix.parquet", metric="matrix")
    written = pq.read_schema(tmp_path / "matrix.parquet")
    for feature in features(made.sources(), PLAN):
        kind = "string" if feature.kind == "category" else "double"
        assert (feature.name, str(written.field(feature.name).type)) == (feature.name, kind)


def test_names_are_stable():
    """Models keep them; whoever changes one makes old models unusable."""
    made = world(seed=1, zone="UTC", dates=DATES, units=2)
    names = [feature.name for feature in features(made.sources(), PLAN)]
    assert len(set(names)) == len({name.lower() for name in names}) == len(names)
    kept = (Path(__file__).parent / "feature_names.txt").read_text("utf-8").split()
    assert names == kept


@pytest.mark.parametrize(
    ("points", "shard", "message"),
    [
        ((), (0, 1), "no observation date"),
        (MAY, (1, 1), "no shard 1 of 1"),
        (MAY, (-1, 2), "no shard -1 of 2"),
    ],
)
def test_what_cannot_be_asked_is_refused(made, points, shard, message):
    with pytest.raises(MetricError, match=message):
        matrix(made.sources(), points, PLAN, population=made.population(), shard=shard)


def test_two_windows_after_one_date_do_not_count_its_facts_twice(run, made):
    day = DATES[0]
    once = (Point(day, day, day + timedelta(30)),)
    twice = (*once, Point(day, day + timedelta(7), day + timedelta(90)))
    people = made.population().filter(lambda row: row.as_of == day)
    held = table("subscriptions", made.tables["subscriptions"])
    sources = Sources(Calendar("Asia/Seoul"), SEEN, subscriptions=held)
    one, two = (
        _rows(run(matrix(sources, points, Plan(), population=people))) for points in (once, twice)
    )
    assert {row["contracts"] for row in one.values()} > {0.0}
    assert _differ(one, two) == []


def test_without_any_table_there_is_no_matrix(made):
    with pytest.raises(MetricError, match="no table tells anything"):
        matrix(Sources(Calendar(), SEEN), MAY, PLAN, population=made.population())


def test_without_events_nothing_is_to_be_settled(made):
    sources = replace(made.sources(), events=None)
    assert settled(sources, made.points, PLAN, keep=None) is sources


def test_a_table_that_is_asked_for_and_not_there_is_named(made):
    with pytest.raises(MetricError, match="no table orders"):
        Sources(Calendar(), SEEN).table("orders")


def test_the_common_names_are_counted_one_by_one(run):
    """A name with fewer than two of a thousand events is counted with the rest."""
    times = {"watch": 600, "login": 700, "보기": 600, "rare": 3, None: 97}
    events = [
        {
            "unit_id": "ana",
            "occurred_at": None,
            "name": name,
            "value": 1.0 if name == "watch" else None,
        }
        for name, number in times.items()
        for _ in range(number)
    ]
    found = run(counted_names(rows.table(events)))
    assert [(row["name"], row["times"], row["valued"]) for row in found] == [
        ("login", 700, 0),
        ("watch", 600, 600),
        ("보기", 600, 0),
    ]


def test_sources_of_scores(run):
    given = [("nps", 9.0), ("nps", 3.0), ("csat", 4.0), ("review", None), (None, 2.0)]
    feedback = table("feedback", [{"unit_id": "a", "source": s, "score": n} for s, n in given])
    assert [row["source"] for row in run(counted_sources(feedback))] == ["nps", "csat"]


def test_attributes_are_neither_names_nor_instants():
    units = table("units", []).mutate(
        email=ibis.literal("a@b"), channel=ibis.literal("web"), vip=True
    )
    kinds = attribute_kinds(units, "customers")
    assert kinds == (
        ("segment", "category"),
        ("seats", "number"),
        ("channel", "category"),
        ("vip", "flag"),
    )


def test_every_column_of_the_worlds_tables_is_used():
    assert set(COLUMNS) == {*REQUIRED, "histories", "members"}


def test_a_snapshot_gives_its_attributes(run):
    lines = [
        {"unit_id": "ana", "plan": "pro", "seconds": "3", "churned": "yes"},
        {"unit_id": "bo", "plan": None, "seconds": None, "churned": "no"},
    ]
    customers = rows.table(lines)
    kinds = attribute_kinds(customers.drop("churned"), "customers")
    plan, day = Plan(attributes=kinds), date(2024, 5, 1)
    sources = Sources(Calendar(), Observation(day, day), units=customers)
    assert [feature.name for feature in features(sources, plan)] == [
        "attribute_plan",
        "attribute_seconds",
    ]
    everyone = customers.select("unit_id", as_of=ibis.literal(day))
    found = matrix(sources, (Point(day, day, day),), plan, population=everyone)
    assert run(found.drop("as_of").order_by("unit_id")) == [
        {"unit_id": "ana", "attribute_plan": "pro", "attribute_seconds": 3.0},
        {"unit_id": "bo", "attribute_plan": None, "attribute_seconds": None},
    ]
