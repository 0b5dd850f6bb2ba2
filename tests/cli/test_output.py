"""What `tenure measure` gives: JSON, CSV and Parquet for programs, a table for people."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from support.companies import CompanyOf
from tenure import Company

Tenure = Callable[..., Any]

STYLE = re.compile("\x1b\\[[0-9;]*m")
TOP = ["metric", "definition", "as_of", "rows"]
ATTRITION = [
    *("period_start", "period_end", "complete", "at_start", "retained", "lost", "joined"),
    *("won_back", "at_end", "joined_and_lost", "attrition", "attrition_low", "attrition_high"),
    "reason",
]
RETENTION = [
    *("cohort", "size", "period", "eligible", "returned"),
    *("retention", "retention_low", "retention_high", "complete", "reason"),
]


def no_constant(name: str) -> float:
    raise AssertionError(f"{name} is no JSON")


def plain(value: object) -> object:
    """Write days as JSON does; whole numbers may come wider than the metric's own."""
    return value.isoformat() if isinstance(value, date) else int(str(value))


def measured(tenure: Tenure, path: Path, metric: str, *words: object) -> dict[str, Any]:
    ran = tenure("measure", metric, "-d", path, "--format", "json", *words)
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out, parse_constant=no_constant)
    assert list(found) == TOP
    return found


def test_json_of_attrition(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    found = measured(tenure, prepared("contract"), "attrition")
    assert found["metric"] == "attrition"
    assert found["as_of"] == "2024-06-20"
    assert found["definition"].startswith("Of the customers active when the period began")
    assert [list(row) for row in found["rows"]] == [ATTRITION] * 6
    first, *_, last = found["rows"]
    assert first | {"period_start": "2024-01-01", "period_end": "2024-02-01"} == first
    assert (first["at_start"], first["attrition"], first["attrition_low"]) == (0, None, None)
    assert first["reason"] == "nobody was active at the start"
    assert (last["complete"], last["reason"]) == (False, "the period is not over")
    march = found["rows"][2]
    assert march["attrition"] == march["lost"] / march["at_start"] == 1 / 6
    assert march["attrition_low"] < 1 / 6 < march["attrition_high"]


def test_json_of_retention_with_a_split(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    words = ("--by", "region", "--period", "quarter", "--mode", "on-or-after")
    found = measured(tenure, prepared("inactive"), "retention", *words)
    assert {tuple(row) for row in found["rows"]} == {("region", *RETENTION)}
    assert {row["region"] for row in found["rows"]} == {"서울", "부산", "제주", None}
    assert "Split by region." in found["definition"]
    undefined = [row for row in found["rows"] if not row["complete"]]
    assert undefined
    assert {row["retention"] for row in undefined} == {None}


def test_json_of_a_snapshot_has_null_dates(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    (row,) = measured(tenure, prepared("snapshot"), "attrition")["rows"]
    assert list(row) == ATTRITION
    assert (row["period_start"], row["joined"]) == (None, None)
    assert (row["at_start"], row["lost"]) == (12, 5)


def test_a_split_called_as_a_column_gets_the_unit_before_it(
    tenure: Tenure, prepared: Callable[[str], Path]
) -> None:
    rows = measured(tenure, prepared("column"), "retention", "--by", "size")["rows"]
    assert {tuple(row) for row in rows} == {("customer_size", *RETENTION)}
    assert {row["customer_size"] for row in rows} == {"12", "40", "600", None}
    assert all(isinstance(row["size"], int) for row in rows)


def test_csv_reads_back_with_korean_groups(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    asked = ("measure", "attrition", "-d", prepared("contract"), "--by", "region", "--format")
    rows = list(csv.DictReader(StringIO(tenure(*asked, "csv").out)))
    exact = json.loads(tenure(*asked, "json").out)["rows"]
    assert list(rows[0]) == ["region", *ATTRITION]
    assert len(rows) == len(exact)
    for row, wanted in zip(rows, exact, strict=True):
        assert row["region"] == (wanted["region"] or "")
        assert row["complete"] == str(wanted["complete"]).lower()
        for name in ("attrition", "attrition_low", "attrition_high"):
            assert row[name] == "" if wanted[name] is None else float(row[name]) == wanted[name]


def test_csv_holds_no_formula_and_json_every_value(
    tenure: Tenure, prepared: Callable[[str], Path]
) -> None:
    """A spreadsheet runs what begins with = + - @; the apostrophe makes it text."""
    asked = ("measure", "attrition", "-d", prepared("snapshot"), "--by", "channel", "--format")
    rows = list(csv.DictReader(StringIO(tenure(*asked, "csv").out)))
    assert {row["channel"] for row in rows} == {"'=1+1", "'+82", "'-", "'@home", "web", "웹", ""}
    exact = json.loads(tenure(*asked, "json").out)["rows"]
    assert {row["channel"] for row in exact} == {"=1+1", "+82", "-", "@home", "web", "웹", None}


def test_parquet_holds_the_rows_as_they_are(
    tenure: Tenure, prepared: Callable[[str], Path], tmp_path: Path
) -> None:
    path, out = prepared("contract"), tmp_path / "결과.parquet"
    asked = ("measure", "attrition", "-d", path, "--by", "channel")
    piped = tenure(*asked, "--format", "parquet")
    written = tenure(*asked, "--out", out)
    assert (written.code, written.raw, written.err) == (0, b"", "")
    with Company.open(path) as company:
        table = company.attrition(by="channel").table
    assert pq.read_table(BytesIO(piped.raw)).equals(table)
    assert pq.read_table(out).equals(table)
    assert [one.name for one in tmp_path.iterdir()] == [out.name]


def test_the_ending_of_the_file_says_how(
    tenure: Tenure, prepared: Callable[[str], Path], tmp_path: Path
) -> None:
    asked = ("measure", "attrition", "-d", prepared("snapshot"))
    for name in ("a.csv", "a.JSON", "a.txt", "b.csv"):
        form = ("--format", "json") if name == "b.csv" else ()
        assert tenure(*asked, *form, "--out", tmp_path / name).out == ""
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert texts["a.csv"].startswith('"period_start"')
    assert json.loads(texts["a.JSON"])["metric"] == "attrition"
    assert json.loads(texts["b.csv"]) == json.loads(texts["a.JSON"])
    assert texts["a.txt"].startswith("attrition as of ")


def test_a_table_shows_every_value_in_full(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    asked = ("measure", "attrition", "-d", prepared("contract"), "--by", "region")
    piped, shown = tenure(*asked), tenure(*asked, terminal=True)
    for ran in (piped, shown):
        assert ran.code == 0
        assert "…" not in ran.out
        lines = STYLE.sub("", ran.out).splitlines()
        cells = [line.split() for line in lines if "서울" in line]
        assert [
            *("서울", "2024-03-01", "2024-04-01", "yes", "3", "2", "1", "0", "0", "2", "0"),
            *("33.33%", "6.15%", "79.23%"),
        ] in cells
    assert "\x1b" not in piped.out
    assert "joined and lost" in piped.out
    assert max(len(line) for line in STYLE.sub("", shown.out).splitlines()) < 150


def test_text_of_the_data_commands_no_terminal(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    source = path.parent / "data" / "customers.csv"
    strange = ["[red]빨강[/red]", ":boom:", "\x1b[2J", "back\\[bold]"]
    lines = [f"z{n},,x,2024-05-01,{value},web,,no\n" for n, value in enumerate(strange)]
    source.write_text(source.read_text("utf-8") + "".join(lines), "utf-8")
    ran = tenure("measure", "attrition", "--by", "region", "-d", path)
    assert ran.code == 0
    shown = [line.split()[0] for line in ran.out.splitlines()]
    assert {"[red]빨강[/red]", ":boom:", "\ufffd[2J", "back\\[bold]"} <= set(shown)


def test_sql_runs_by_itself(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    asked = ("attrition", "-d", prepared("contract"), "--by", "plan", "--period", "quarter")
    ran = tenure("sql", *asked)
    assert (ran.code, ran.err) == (0, "")
    wanted = json.loads(tenure("measure", *asked, "--format", "json").out)["rows"]
    with duckdb.connect() as fresh:
        rows = fresh.sql(ran.out).to_arrow_table().to_pylist()
    assert json.loads(json.dumps(rows, default=plain)) == wanted
