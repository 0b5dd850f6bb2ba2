"""Conditions as people write them: what they select."""

from datetime import UTC, date, datetime
from unicodedata import normalize

import ibis
import pyarrow as pa
import pytest

from tenure.conditions import Condition, parse

COLUMNS = {
    "id": "int64",
    "plan": "string",
    "auto_renew": "boolean",
    "at": "timestamp",
    "day": "date",
    "요금제": "string",
    "Monthly Charges": "float64",
    "tags": "array<string>",
}
ROWS = [
    (1, "pro", True, datetime(2026, 2, 28, 15), date(2026, 3, 1), "가", 1.5, ["x"]),
    (2, None, False, datetime(2026, 3, 1, 14, 59, 59), None, "나", 2.0, []),
    (3, "it's", None, datetime(2026, 3, 1, 15), date(2026, 3, 2), "다", 3.0, None),
    (4, "100%_x", True, None, date(9999, 12, 31), None, None, None),
]


@pytest.fixture(scope="module")
def table():
    """Four rows, each column null in at least one of them but id.

    | id | plan   | auto_renew | at (UTC)         | the same in Seoul | day        |
    |----|--------|------------|------------------|-------------------|------------|
    | 1  | pro    | true       | 02-28 15:00:00   | 03-01 00:00:00    | 2026-03-01 |
    | 2  | null   | false      | 03-01 14:59:59   | 03-01 23:59:59    | null       |
    | 3  | it's   | null       | 03-01 15:00:00   | 03-02 00:00:00    | 2026-03-02 |
    | 4  | 100%_x | true       | null             | null              | 9999-12-31 |
    """
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    schema = ibis.schema(COLUMNS)
    stored = ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()))
    return stored.mutate(empty=ibis.null())


def selected(table, text, **options):
    options = {"time_zone": "Asia/Seoul", **options}
    kept = table.filter(parse(text).apply(table, **options))
    return kept.order_by("id").id.to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id >= 2", [2, 3, 4]),
        ("id = 2 or id == 3", [2, 3]),
        ("3 > id", [1, 2]),
        ("2 == id", [2]),
        ("id > -1", [1, 2, 3, 4]),
        ('"Monthly Charges" >= 1.75', [2, 3]),
        ('"Monthly Charges" <= id', [2, 3]),
        ("`Monthly Charges` between 1.5 and 2", [1, 2]),
        ("`Monthly Charges` not between 1.5 and 2", [3]),
        ("plan == 'pro'", [1]),
        ("plan = 'it''s'", [3]),
        ("plan in ('pro', 'it''s')", [1, 3]),
        ("plan contains '%_'", [4]),
        ("plan not contains '%'", [1, 3]),
        ("plan STARTS WITH 'it'", [3]),
        ("auto_renew", [1, 4]),
        ("not auto_renew", [2]),
        ("auto_renew == false", [2]),
        ("auto_renew != TRUE", [2]),
        ("auto_renew in (false)", [2]),
        ("요금제 in ('가', '다')", [1, 3]),
        ("요금제 == '나' AND \"Monthly Charges\" >= 2", [2]),
        ("day <= '2026-03-02'", [1, 3]),
        ("day in ('2026-03-01', '9999-12-31')", [1, 4]),
    ],
)
def test_selects(table, text, ids):
    assert selected(table, text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("plan != 'pro'", [3, 4]),
        ("plan not in ('pro')", [3, 4]),
        ("not plan == 'pro'", [3, 4]),
        ("plan != 'pro' or plan is null", [2, 3, 4]),
        ("plan is not null", [1, 3, 4]),
        ("not (auto_renew and id > 3)", [1, 2, 3]),
        ("auto_renew or id = 3", [1, 3, 4]),
        ("empty is null", [1, 2, 3, 4]),
        ("empty = 3", []),
        ("not empty contains 'x'", []),
        ("empty", []),
        ("empty in ('a', 'b')", []),
        ("empty == plan", []),
    ],
)
def test_null_is_neither_true_nor_false(table, text, ids):
    assert selected(table, text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id = 1 or id = 2 and id = 3", [1]),
        ("(id = 1 or id = 2) and id = 2", [2]),
        ("not id = 1 and id < 3", [2]),
        ("not (id = 1 or id = 2)", [3, 4]),
        ("not not id = 1", [1]),
        ("id between 1 and 2 and id > 1", [2]),
    ],
)
def test_binding_strength(table, text, ids):
    assert selected(table, text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("at == '2026-03-01'", [1, 2]),
        ("at != '2026-03-01'", [3]),
        ("at < '2026-03-01'", []),
        ("at <= '2026-03-01'", [1, 2]),
        ("at > '2026-03-01'", [3]),
        ("at >= '2026-03-01'", [1, 2, 3]),
        ("at between '2026-03-01' and '2026-03-01'", [1, 2]),
        ("at in ('2026-03-02', '2026-03-03')", [3]),
        ("at not in ('2026-03-02')", [1, 2]),
        ("at <= '2026-03-01 09:00'", [1]),
        ("at == '2026-03-01 23:59:59'", [2]),
        ("at < '2026-03-01 23:59:59'", [1]),
        ("at == '2026-03-02T00:00:00+09:00'", [3]),
        ("at == '2026-03-01 15:00:00Z'", [3]),
        ("at < '9999-12-31'", [1, 2, 3]),
        ("at <= '9999-12-31'", [1, 2, 3]),
        ("at >= '0001-01-01'", [1, 2, 3]),
    ],
)
def test_a_day_is_the_whole_day_in_the_companys_zone(table, text, ids):
    assert selected(table, text) == ids


def test_days_are_of_utc_unless_said(table):
    kept = table.filter(parse("at == '2026-03-01'").apply(table)).id.to_pyarrow().to_pylist()
    assert sorted(kept) == [2, 3]


def test_a_day_of_23_hours_ends_when_it_ends():
    """New York, 8 March 2026: the day runs from 05:00 UTC to 04:00 UTC."""
    hours = [datetime(2026, 3, 8, 4, 59), datetime(2026, 3, 8, 5), datetime(2026, 3, 9, 3, 59)]
    table = ibis.memtable(pa.table({"at": [*hours, datetime(2026, 3, 9, 4)]}))
    expression = parse("at = '2026-03-08'").apply(table, time_zone="America/New_York")
    assert table.mutate(on=expression).order_by("at").on.to_pyarrow().to_pylist() == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "outcome"), [("at = '2026-03-01'", True), ("at > '2026-03-01 00:00'", False)]
)
def test_times_with_a_zone_compare_as_instants(text, outcome):
    """2026-02-28 15:00 UTC is midnight in Seoul, wherever the engine believes to be."""
    connection = ibis.duckdb.connect()
    connection.raw_sql("set TimeZone = 'America/New_York'")
    table = ibis.memtable(pa.table({"at": [datetime(2026, 2, 28, 15, tzinfo=UTC)]}))
    expression = table.select(on=parse(text).apply(table, time_zone="Asia/Seoul"))
    assert connection.to_pyarrow(expression)["on"].to_pylist() == [outcome]


def test_names_match_whatever_their_unicode_form(table):
    decomposed = normalize("NFD", "요금제")
    assert decomposed != "요금제"
    assert selected(table, f"{decomposed} == '가'") == [1]
    assert selected(table.rename({decomposed: "요금제"}), "요금제 == '가'") == [1]


def test_knows_its_columns_and_text():
    condition = parse(" seconds >= 60 and (plan == 'pro' or `큰 고객`) ")
    assert condition.columns == {"seconds", "plan", "큰 고객"}
    assert str(condition) == "seconds >= 60 and (plan == 'pro' or `큰 고객`)"
    assert condition == parse("seconds >= 60 and (plan == 'pro' or `큰 고객`)", where="elsewhere")
    assert isinstance(hash(condition), int)
    assert isinstance(condition, Condition)


def test_words_with_two_lives():
    assert parse("contains contains 'x'").columns == {"contains"}
    assert parse("starts starts with 'x' or with = 1").columns == {"starts", "with"}
    assert parse('"in" in (1)').columns == {"in"}
    assert parse("हिन्दी = 'x' or ราคา > 3").columns == {"हिन्दी", "ราคา"}


def test_long_lists_and_chains_run(table):
    assert selected(table, " or ".join(f"id = {number}" for number in range(2, 800))) == [2, 3, 4]
    assert selected(table, f"id in ({', '.join(map(str, range(3, 3000)))})") == [3, 4]
