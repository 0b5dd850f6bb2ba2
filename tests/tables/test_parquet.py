"""Parquet in place: partition folders, files that differ, structs, and values used as they lie."""

from datetime import datetime, timedelta

import pyarrow as pa
import pytest

from tables.support import parquet
from tenure.errors import SourceError

DAY = datetime(2026, 3, 1, 10)
EVENTS = '[tables.events]\nfrom = "ev"\n'


def test_folders_named_key_and_value_are_columns(company):
    files = {
        f"ev/country={country}/month={month}/part.parquet": parquet(
            customer_id=[f"{country}{month}"], occurred_at=[datetime(2026, month, 1, 10)]
        )
        for country in ("KR", "US")
        for month in (1, 2)
    }
    found = company(files, EVENTS)
    rows = [(row["customer_id"], row["country"], row["month"]) for row in found.rows()]
    assert rows == [("KR1", "KR", 1), ("KR2", "KR", 2), ("US1", "US", 1), ("US2", "US", 2)]


def test_rows_are_used_in_place_and_found_again_by_file_and_row(company):
    files = {
        f"ev/month={month}/part.parquet": parquet(customer_id=["A", None], occurred_at=[DAY, DAY])
        for month in ("2026-01", "2026-02")
    }
    found = company(files, EVENTS)
    assert found.data.mapped["events"].in_place
    places = [(row["file"], row["row"], row["month"]) for row in found.quarantine()]
    assert places == [
        ("month=2026-01/part.parquet", 1, "2026-01"),
        ("month=2026-02/part.parquet", 1, "2026-02"),
    ]
    sample = found.findings()["missing", "customer_id"].samples[0]
    assert (sample["file"], sample["row"]) == ("month=2026-01/part.parquet", "2")


def test_a_folder_above_all_files_is_no_column(company):
    files = {"env=prod/ev/e.parquet": parquet(customer_id=["A"], occurred_at=[DAY])}
    found = company(files, EVENTS.replace('"ev"', '"env=prod/ev"'))
    assert found.data.mapped["events"].columns == ("customer_id", "occurred_at")


def test_files_may_differ_in_columns_and_types(company):
    files = {
        "ev/1.parquet": parquet(customer_id=[1], occurred_at=[DAY]),
        "ev/2.parquet": parquet(name=["x"], occurred_at=[DAY], customer_id=["B"], z=[1.5]),
    }
    found = company(files, EVENTS)
    rows = [(row["customer_id"], row["name"], row["z"]) for row in found.rows()]
    assert rows == [("1", None, None), ("B", "x", 1.5)]


def test_structs_are_flattened_one_level(company):
    files = {
        "ev/1.parquet": parquet(
            customer_id=["A", "B"],
            occurred_at=[DAY, DAY],
            properties=[{"seconds": 75, "device": {"os": "ios"}}, {"seconds": 5, "device": None}],
            tags=[["a"], []],
        )
    }
    tables = EVENTS + "columns = { value = 'properties.seconds' }\n"
    found = company(files, tables)
    assert found.column("value") == [75, 5]
    assert found.rows()[0]["properties.device"] == {"os": "ios"}
    assert found.rows()[0]["tags"] == ["a"]
    assert found.summary().kept == 2


def test_no_rows_and_no_values(company):
    empty = parquet(
        customer_id=pa.array([], pa.string()), occurred_at=pa.array([], pa.timestamp("us"))
    )
    assert company({"ev/1.parquet": empty}, EVENTS).rows() == []
    none = pa.array([None, None])
    nothing = parquet(customer_id=["A", "B"], occurred_at=none, extra=none)
    found = company({"ev/1.parquet": nothing}, EVENTS)
    assert found.summary().quarantined == 2
    assert ("empty_column", "extra") in found.findings(infos=True)


def test_columns_of_rare_types_are_kept_and_checked(company):
    files = {
        "ev/1.parquet": parquet(
            customer_id=["A", "B"],
            occurred_at=[DAY, DAY],
            name=pa.array([True, False]),
            blob=pa.array([b"x", b"\xff"]),
            price=pa.array([1.5, 2.5]).cast(pa.decimal128(20, 2)),
            took=pa.array([timedelta(minutes=1), timedelta(minutes=2)]),
            city=pa.array(["서울", "부산"]).dictionary_encode(),
        )
    }
    found = company(files, EVENTS)
    assert found.column("name") == ["true", "false"]
    assert found.column("city") == ["서울", "부산"]
    assert found.findings() == {}


def test_names_of_columns_that_differ_only_in_case(company):
    files = {
        "ev/1.parquet": parquet(
            **{"Customer_ID": ["A"], "OCCURRED_AT": [DAY], "plan": [1], "PLAN": [2]}
        )
    }
    row = company(files, EVENTS).rows()[0]
    assert (row["customer_id"], row["plan"], row["PLAN_1"]) == ("A", 1, 2)


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1 cut off in the middle", b"customer_id\nA\n"]
)
def test_what_is_no_parquet_is_refused_with_its_name(company, content):
    with pytest.raises(SourceError, match=r"1\.parquet: this is no Parquet file"):
        company({"ev/1.parquet": content}, EVENTS)
