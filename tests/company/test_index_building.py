"""Building the activity index: a few files at a time, and nothing read that need not be."""

import os
import shutil
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from tenure.company import Company, index_kept, indexing
from tenure.company.indexing import activity_index
from tenure.measure.index_bits import positions_of

TODAY = date(2024, 6, 1)
SEOUL = timedelta(hours=9)
DEFINITIONS = """\
[company]
name = "작은 가게"
kind = "saas"
time_zone = "{zone}"

[tables.events]
from = "events/*.parquet"

[active]
any = [{{ event = "watch" }}]

[churn]
rule = "inactive"
after = "7 days"
"""


@pytest.fixture
def company(tmp_path):
    """A folder with a tenure.toml and no events yet, and how a file of them is written."""

    def write(name, *events, zone="Asia/Seoul"):
        (tmp_path / "events").mkdir(exist_ok=True)
        (tmp_path / "tenure.toml").write_text(DEFINITIONS.format(zone=zone), "utf-8")
        columns = {
            "customer_id": pa.array([who for who, _, _ in events], pa.string()),
            "occurred_at": pa.array([at for _, at, _ in events], pa.timestamp("us")),
            "name": pa.array([what for _, _, what in events], pa.string()),
        }
        pq.write_table(pa.table(columns), tmp_path / "events" / f"{name}.parquet")

    write.folder = tmp_path
    return write


def opened(company):
    return Company.open(company.folder / "tenure.toml", today=TODAY)


def days(company):
    """Return, by local day, who was active on it; the midnights' bitmaps by their level, too."""
    with opened(company) as one:
        indexed = activity_index(one.rule)
        units = one.engine.execute(indexed.units, metric="test").to_pylist()
        names = {row["position"]: row["unit_id"] for row in units}
        assert sorted(names) == list(range(indexed.about.customers))
        assert len(set(names.values())) == len(names)
        found = {}
        for level, number in indexed.index.rows:
            who = {names[at] for at in positions_of(indexed.index.bitmap(level, number)).tolist()}
            if level == "day" and who:
                found[indexed.index.calendar.start(number, "day").isoformat()] = who
            elif level.endswith("midnight") and who:
                found[level, indexed.index.calendar.start(number, "day").isoformat()] = who
        return found


def local(text):
    """Return the naive UTC instant of a time in Seoul."""
    return datetime.fromisoformat(text) - SEOUL


FIRST = [
    ("보라", local("2024-03-01 09:00"), "watch"),
    ("ana", local("2024-03-01 00:00"), "watch"),
    ("ana", local("2024-03-02 23:59:59.999999"), "watch"),
]
LATER = [
    ("새 손님", local("2024-05-03 00:00"), "watch"),
    ("새 손님", local("2024-05-03 00:00:00.000001"), "watch"),
    ("보라", local("2024-02-29 12:00"), "watch"),  # it comes late, and before all others
    ("ana", local("2024-05-03 12:00"), "logout"),
]
BOTH = {
    "2024-02-29": {"보라"},
    "2024-03-01": {"ana", "보라"},
    "2024-03-02": {"ana"},
    "2024-05-03": {"새 손님"},
    ("midnight", "2024-03-01"): {"ana"},
    ("only_midnight", "2024-03-01"): {"ana"},
    ("midnight", "2024-05-03"): {"새 손님"},
}
"""Days 64 apart, so in different words, whatever day they begin on."""


@pytest.mark.parametrize("share", [1, 1 << 30])
def test_files_taken_one_by_one_or_together_make_the_same_index(company, monkeypatch, share):
    monkeypatch.setattr(indexing, "_SHARE", share)
    company("a", *FIRST)
    company("b", *LATER)
    company("c", ("ana", local("2024-05-03 12:00"), "logout"))  # nothing that counts
    company("d")
    assert days(company) == BOTH


@pytest.mark.parametrize("share", [1, 1 << 30])
def test_files_that_come_later_are_merged(company, monkeypatch, share):
    """A customer first seen in a late file, one whose late event comes before all others."""
    monkeypatch.setattr(indexing, "_SHARE", share)
    company("b", *FIRST)
    days(company)
    company("a", *LATER)
    company("c")
    company("d", ("ana", local("2024-05-03 12:00"), "logout"))
    assert days(company) == BOTH


def test_a_day_without_anything_that_counts_changes_nothing(company):
    company("a", *FIRST)
    before = days(company)
    company("b")
    company("c", ("dörte", local("2024-03-05 12:00"), "logout"))
    assert days(company) == before


def test_files_without_anything_that_counts_make_an_empty_index(company):
    company("a", ("ana", local("2024-03-01 09:00"), "logout"))
    company("b")
    assert days(company) == {}
    company("c", *FIRST)
    assert set(days(company)) == {"2024-03-01", "2024-03-02", *list(BOTH)[4:6]}


def test_events_from_text_files_are_indexed_at_once(company):
    company("a", *FIRST)
    company("b", *LATER)
    folder = company.folder / "events"
    for path in folder.glob("*.parquet"):
        csv.write_csv(pq.read_table(path), path.with_suffix(".csv"))
        path.unlink()
    text = (company.folder / "tenure.toml").read_text("utf-8").replace(".parquet", ".csv")
    (company.folder / "tenure.toml").write_text(text, "utf-8")
    assert days(company) == BOTH


def test_days_on_which_clocks_are_turned(company):
    """New York goes forward on 10 March, São Paulo's clock once skipped a midnight.

    | instant in UTC      | its day in New York |
    | 2024-03-10 04:59:59 | 9 March             |
    | 2024-03-10 05:00:00 | 10 March, midnight  |
    | 2024-03-11 03:59:59 | 10 March            |
    | 2024-03-11 04:00:00 | 11 March, midnight  |
    """
    instants = [
        "2024-03-10 04:59:59",
        "2024-03-10 05:00",
        "2024-03-11 03:59:59",
        "2024-03-11 04:00",
    ]
    events = [(f"고객{n}", datetime.fromisoformat(at), "watch") for n, at in enumerate(instants)]
    company("a", *events, zone="America/New_York")
    found = days(company)
    assert {day: who for day, who in found.items() if isinstance(day, str)} == {
        "2024-03-09": {"고객0"},
        "2024-03-10": {"고객1", "고객2"},
        "2024-03-11": {"고객3"},
    }
    assert found["only_midnight", "2024-03-10"] == {"고객1"}
    assert found["only_midnight", "2024-03-11"] == {"고객3"}


def test_times_that_programs_write_for_unknown_ones_are_no_days(company):
    company(
        "a", *FIRST, ("ana", datetime(1970, 1, 1), "watch"), ("eve", datetime(2999, 1, 1), "watch")
    )
    assert set(days(company)) == {"2024-03-01", "2024-03-02", *list(BOTH)[4:6]}


@pytest.fixture
def hashed(monkeypatch):
    """Note which files are read to know their content."""
    seen = []
    own = index_kept.fingerprint_files

    def noted(paths):
        seen.extend(path.name for path in paths)
        return own(paths)

    monkeypatch.setattr(index_kept, "fingerprint_files", noted)
    return seen


def test_old_files_are_not_read_again_for_a_new_day(company, hashed):
    company("a", *FIRST)
    _settle(company)
    days(company)
    company("b", *LATER)
    found = days(company)
    assert hashed == ["a.parquet", "b.parquet"]
    shutil.rmtree(company.folder / "store")
    assert days(company) == found


def test_a_file_with_other_content_is_read_again_though_its_size_and_time_are_the_same(
    company, hashed
):
    company("a", *FIRST)
    _settle(company)
    days(company)
    path = company.folder / "events" / "a.parquet"
    told = path.stat()
    other = [(who.replace("ana", "eve"), at, what) for who, at, what in FIRST]
    company("a", *other)
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert path.stat().st_size == told.st_size
    company("b", *LATER)
    found = days(company)
    assert hashed == ["a.parquet", "a.parquet", "b.parquet"]
    assert found["2024-03-01"] == {"eve", "보라"}


def _settle(company):
    """Wait until the file system's clock has gone on since the files were written."""
    latest = max(path.stat().st_ctime_ns for path in (company.folder / "events").iterdir())
    probe = company.folder / "clock"
    while not probe.exists() or probe.stat().st_mtime_ns <= latest:
        probe.unlink(missing_ok=True)
        probe.touch()
