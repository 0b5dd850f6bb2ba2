"""From `from` to files: globs, folders, several files of one table, and what to say when none is there."""

import gzip
import unicodedata
from datetime import datetime

import pytest

from tables.support import EVENTS, HEADER, parquet
from tenure.errors import SourceError
from tenure.tables.files import format_of, resolve

DAY = datetime(2026, 3, 1)


def events(pattern):
    return EVENTS.replace("events.csv", pattern)


def row(customer, day="2026-03-01"):
    return f"{HEADER}{customer},{day},a\n"


def test_files_of_one_table_may_differ_in_columns_order_separator_and_encoding(company):
    files = {
        "e1.csv": "name,extra,occurred_at,customer_id\n가,1,2026-03-01,A\n".encode("cp949"),
        "e2.csv": row("B"),
        "e3.csv": "occurred_at;customer_id\n03.03.2026;C\n",
        "e4.csv": gzip.compress(row("D").encode("utf-16"), mtime=0),
    }
    found = company(files, events("e*.csv"))
    rows = [(one["customer_id"], one["name"], one["extra"]) for one in found.rows()]
    assert rows == [("A", "가", 1), ("B", "a", None), ("C", None, None), ("D", "a", None)]
    assert found.column("occurred_at")[2] == datetime(2026, 3, 3)


def test_files_of_the_same_name_in_different_folders_are_told_apart(company):
    files = {
        "2025/e.csv": HEADER + "A,2025-03-01,a\nA,short\n,2025-03-01,b\n",
        "2026/e.csv": HEADER + "B,2026-03-01,c\nB\n,2026-03-01,d\n",
    }
    found = company(files, events("*/e.csv"))
    assert [(file, line) for file, line, _, _ in found.malformed()] == [
        ("2025/e.csv", 3),
        ("2026/e.csv", 3),
    ]
    refused = [(one["file"], one["row"], one["name"]) for one in found.quarantine()]
    assert refused == [("2025/e.csv", 2, "b"), ("2026/e.csv", 2, "d")]
    samples = found.findings()["missing", "customer_id"].samples
    assert [sample["file"] for sample in samples] == ["2025/e.csv", "2026/e.csv"]


def test_files_are_read_in_order_of_their_names(tmp_path):
    for name in ("b.csv", "a.csv", "c.csv", "sub/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HEADER)
    found = resolve(["c.csv", "*.csv", "**/*.csv"], tmp_path, table="events")
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["c.csv", "a.csv", "b.csv", "sub/d.csv"]


def test_a_folder_means_the_files_in_it_that_people_put_there(tmp_path):
    names = (
        "a.csv",
        "sub/b.csv",
        "notes.md",
        ".a.csv.swp",
        "~$a.csv",
        "_delta_log/0.csv",
        "_SUCCESS",
    )
    for name in names:
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(HEADER)
    found = resolve(["in"], tmp_path, table="events")
    assert [path.relative_to(tmp_path / "in").as_posix() for path in found] == [
        "a.csv",
        "sub/b.csv",
    ]


@pytest.mark.parametrize(
    "name", ["events [1].csv", "what?.csv", "a*.csv", 'it\'s "quoted".csv', "행사 3월.csv"]
)
def test_a_file_is_meant_by_its_own_name_whatever_signs_it_has(company, name):
    found = company(
        {name: row("A"), "events 1.csv": row("B"), "ab.csv": row("C")},
        f"[tables.events]\nfrom = '''{name}'''\n",
    )
    assert found.column("customer_id") == ["A"]


def test_a_parquet_file_is_meant_by_its_own_name_too(company):
    files = {
        "e[1].parquet": parquet(customer_id=["A"], occurred_at=[DAY]),
        "e1.parquet": parquet(customer_id=["B"], occurred_at=[DAY]),
    }
    assert company(files, events("e[1].parquet")).column("customer_id") == ["A"]


def test_a_name_that_a_mac_wrote_is_found(company):
    decomposed = unicodedata.normalize("NFD", "행사.csv")
    assert company({decomposed: row("A")}, events("행사.csv")).column("customer_id") == ["A"]


@pytest.mark.parametrize("name", ["EVENTS.CSV", "events.CSV.GZ", "events.txt", "events.tsv"])
def test_endings_are_known_in_capitals_too(company, name):
    content = gzip.compress(row("A").encode(), mtime=0) if "GZ" in name else row("A")
    assert company({name: content}, events(name)).column("customer_id") == ["A"]


@pytest.mark.parametrize(
    ("files", "pattern", "says", "hint"),
    [
        (
            ["data/event.csv"],
            "data/events.csv",
            "no file matches 'data/events.csv'",
            "did you mean 'event.csv'?",
        ),
        (
            ["data/zebra.csv"],
            "data/events.csv",
            "no file matches",
            "the folder 'data' holds: zebra.csv",
        ),
        (["data/x.csv"], "dta/x.csv", "no file matches", "did you mean 'data'?"),
        (
            ["data/readme.md"],
            "data",
            "no file matches 'data'",
            "the folder holds none of: .parquet",
        ),
        (["e.dat"], "e.dat", "e.dat is of no kind that can be read", "allowed endings: .parquet"),
        (["e.csv", "e.json"], "e.*", "the files are of different kinds", "name files of one kind"),
    ],
)
def test_what_cannot_be_found_or_read_is_said_with_advice(tmp_path, files, pattern, says, hint):
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    with pytest.raises(SourceError, match="tables.events") as caught:
        format_of(resolve([pattern], tmp_path, table="events"), table="events")
    assert says in caught.value.message
    assert hint in (caught.value.hint or "")


def test_one_empty_file_among_several_is_named(company):
    with pytest.raises(SourceError, match=r"e2\.csv: the file is empty"):
        company({"e1.csv": row("A"), "e2.csv": ""}, events("e*.csv"))


def test_more_than_ten_files_stay_in_order(company):
    files = {f"e{number:02d}.csv": row(f"C{number:02d}") for number in range(12)}
    found = company(files, events("e*.csv"))
    assert found.column("customer_id") == [f"C{number:02d}" for number in range(12)]
