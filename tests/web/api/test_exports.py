"""Profiles as files: every format holds the same rows, each export is in the trail."""

from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from tenure.company.predictions.days import PROFILES
from tenure_web.api import exporting
from tenure_web.lib import company
from tenure_web.people.models import Written


def file(program: Any, **given: str) -> tuple[Any, bytes]:
    found = program.get("exports/profiles", **given)
    assert found.status_code == 200, found.content
    return found, b"".join(found.streaming_content)


@pytest.fixture
def rows(admin: Any) -> pa.Table:
    day = company.last_day()
    assert day is not None
    found = day.table(PROFILES)
    assert found is not None
    return found


def test_arrow_and_parquet_hold_every_value(
    admin: Any, rows: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_AT_ONCE", 50)  # several parts
    arrow = pa.ipc.open_stream(file(admin, format="arrow")[1]).read_all()
    parquet = pq.ParquetFile(BytesIO(file(admin, format="parquet")[1]))
    assert parquet.num_row_groups > 1
    for found in (arrow, parquet.read()):
        assert found.to_pylist() == rows.to_pylist()


def test_csv_is_one_header_and_every_row(
    admin: Any, rows: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_AT_ONCE", 50)
    answer, content = file(admin, format="csv")
    found = pv.read_csv(BytesIO(content))
    assert found.num_rows == rows.num_rows
    assert found["unit_id"].to_pylist() == rows["unit_id"].to_pylist()
    as_of = rows["as_of"][0].as_py()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="profiles-{as_of}.csv"'


def test_nothing_that_fits_is_an_empty_file(admin: Any) -> None:
    content = file(admin, format="parquet", where="risk > 2")[1]
    found = pq.read_table(BytesIO(content))
    assert (found.num_rows, "unit_id" in found.column_names) == (0, True)


def test_each_export_is_in_the_trail(admin: Any) -> None:
    before = Written.objects.filter(action="profiles.export").count()
    _, content = file(admin, format="arrow", where="region = '서울'")
    line = Written.objects.filter(action="profiles.export").first()
    assert Written.objects.filter(action="profiles.export").count() == before + 1
    assert line is not None
    assert (line.user, line.who) == (admin.user, "admin (program)")
    rows = pa.ipc.open_stream(content).read_all().num_rows
    assert line.after == {"format": "arrow", "where": "region = '서울'", "rows": rows}


def test_a_wrong_condition_takes_nothing_out(admin: Any) -> None:
    found = admin.get("exports/profiles", where="secret = 1")
    assert (found.status_code, found.json()["code"]) == (422, "condition")
    assert not Written.objects.filter(action="profiles.export").exists()


def test_columns_without_the_right_are_not_in_it(program_of: Any) -> None:
    from tenure_web.people.rights import Right

    program = program_of("admin", scopes=set(Right) - {Right.SEE_PERSONAL})
    found = pa.ipc.open_stream(file(program, format="arrow")[1]).read_all()
    assert "name" not in found.column_names


def test_what_is_known_is_not_sent_again(admin: Any) -> None:
    answer, _ = file(admin, format="csv")
    known = {"HTTP_IF_NONE_MATCH": answer.headers["ETag"]}
    before = Written.objects.filter(action="profiles.export").count()
    again = admin.client.get("/api/v1/exports/profiles?format=csv", **known)
    assert (again.status_code, again.content) == (304, b"")
    assert Written.objects.filter(action="profiles.export").count() == before
    other = admin.client.get("/api/v1/exports/profiles?format=csv&where=risk > 2", **known)
    assert other.status_code == 200
    other.close()


def test_so_many_files_at_a_time_and_room_again_when_one_is_over(admin: Any) -> None:
    under_way = [admin.get("exports/profiles", format="csv") for _ in range(exporting.AT_A_TIME)]
    refused = admin.get("exports/profiles", format="csv")
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    under_way[0].close()  # a client that goes away before the first byte
    assert file(admin, format="csv")[1]
    under_way[1].close()
