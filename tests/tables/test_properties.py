"""Whatever the dirt, no row is lost or invented; whatever the format, the table is the same."""

import csv
import io
import json
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tables.support import TODAY, parquet, read, workbook

COLUMNS = ("event_id", "customer_id", "occurred_at", "name")
TABLES = '[tables.events]\nfrom = "events.{ending}"\n'

UNSHRUNK = (Phase.explicit, Phase.generate)  # an example takes long enough without being shrunk

# After a quote that was left open, one before a line end closes it for every reader.
texts = st.text('ab서울",;| \n', max_size=6).filter(lambda text: text.lstrip(" ")[:1] != "\n")
people = st.sampled_from(["", "C1", "C2", "00123", "김, 하늘", 'the "best"'])
days = st.one_of(
    st.dates(date(2026, 1, 1), date(2026, 6, 1)).map(str),
    st.sampled_from(["", "soon", "2026-02-30", "1970-01-01", "2027-01-01", "9999-12-31"]),
)
keys = st.one_of(st.just(""), st.integers(0, 5).map(lambda number: f"k{number}"))
records = st.tuples(keys, people, days, texts)
broken = st.sampled_from(
    ["k9,C9", "k9", "k9,C9,2026-03-01,x,y", 'k9,C9,2026-03-01,"open', 'k9,"C9" x,2026-03-01,a']
)


def written(record):
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(record)
    return line.getvalue()


def reason(record):
    """Say by hand why a record cannot be used, keys aside."""
    _, customer, day, _ = record
    if not customer:
        return "no customer_id"
    if day == "":
        return "no occurred_at"
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return "occurred_at cannot be read"
    if at > TODAY + timedelta(days=1):
        return "occurred_at is in the future"
    return "occurred_at is 1970-01-01 or before" if at <= date(1970, 1, 1) else None


def judged(lines):
    """Split records by hand into those that are used and the reasons of the others."""
    used, refused, seen = [], [], set()
    for record in lines:
        why = reason(record)
        if why is None and record[0] in seen - {""}:
            why = "event_id came before"
        if why is None:
            seen.add(record[0])
            used.append(record)
        else:
            refused.append(why)
    return used, refused


@settings(max_examples=12, phases=UNSHRUNK)
@given(st.lists(st.one_of(records, broken), min_size=1, max_size=25))
def test_every_line_is_kept_or_quarantined_with_its_reason(lines):
    content = written(COLUMNS) + "".join(
        written(line) if isinstance(line, tuple) else line + "\n" for line in lines
    )
    used, refused = judged([line for line in lines if isinstance(line, tuple)])
    bad = [line for line in lines if isinstance(line, str)]
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), {"events.csv": content}, TABLES.format(ending="csv"))
        kept = [
            (row["event_id"] or "", row["customer_id"], str(row["occurred_at"].date()))
            for row in found.rows()
        ]
        assert kept == [record[:3] for record in used]
        assert [row["name"] or "" for row in found.rows()] == [
            record[3].strip(" \n") for record in used
        ]
        assert sorted(text for *_, text in found.malformed()) == sorted(bad)
        assert Counter(row["reason"] for row in found.quarantine()) == Counter(refused)
        summary = found.summary()
        assert summary.read == summary.kept + summary.quarantined == len(lines)
        assert summary.kept == len(used)
        counted = sum(one.count for one in found.findings().values() if one.severity == "error")
        assert counted == summary.quarantined
        found.data.engine.close()


words = st.one_of(
    st.none(),
    st.text("가나다라마 abc", min_size=1, max_size=8).map(lambda text: f"v{text.strip()}"),
)
instants = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1)).map(
    lambda at: at.replace(microsecond=0)
)
rows = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["C1", "00123", "17850", "김하늘"]),
        "occurred_at": instants,
        "name": words,
        "value": st.one_of(st.none(), st.integers(-999, 999).map(lambda number: number / 4)),
        "seats": st.one_of(st.none(), st.integers(2, 10**9)),
        "vip": st.one_of(st.none(), st.booleans()),
    }
)


def as_text(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def formats(table):
    """Return the same rows as a file of each format."""
    names = list(table[0])
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerows([names, *([as_text(row[name]) for name in names] for row in table)])
    kinds = {"customer_id": pa.string(), "occurred_at": pa.timestamp("us"), "name": pa.string()}
    kinds |= {"value": pa.float64(), "seats": pa.int64(), "vip": pa.bool_()}
    arrays = {name: pa.array([row[name] for row in table], kinds[name]) for name in names}
    objects = [json.dumps(row, default=str, ensure_ascii=False) for row in table]
    return {
        "csv": lines.getvalue().encode("cp949"),
        "parquet": parquet(**arrays),
        "xlsx": workbook(names, *([row[name] for name in names] for row in table)),
        "jsonl": "\n".join(objects),
    }


@settings(max_examples=3, phases=UNSHRUNK)
@given(st.lists(rows, min_size=1, max_size=12))
def test_the_same_rows_in_any_format_are_the_same_table(table):
    found = {}
    for ending, content in formats(table).items():
        with tempfile.TemporaryDirectory() as folder:
            one = read(
                Path(folder),
                {f"events.{ending}": content},
                TABLES.format(ending=ending),
                zone="Asia/Seoul",
            )
            found[ending] = one.rows()
            one.data.engine.close()
    midnight = all(row["occurred_at"].time() == datetime.min.time() for row in table)
    expected = [
        row | {"occurred_at": row["occurred_at"] - timedelta(hours=9 * midnight)} for row in table
    ]
    for ending in found:
        assert found[ending] == expected, ending


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
@settings(max_examples=3, phases=UNSHRUNK)
@given(table=st.lists(st.dates(date(2025, 1, 1), date(2026, 6, 1)), min_size=1, max_size=12))
def test_the_same_days_in_any_way_of_writing_are_the_same_instants(zone, table, engine):
    from tables.support import instants as as_read

    ways = ["%Y-%m-%d", "%Y%m%d", "%Y년 %m월 %d일", "%Y.%m.%d", "%d-%b-%Y"]
    found = [
        as_read(engine, [day.strftime(way) for day in table], company_zone=zone) for way in ways
    ]
    found.append(as_read(engine, pa.array(table), company_zone=zone))
    assert all(one == found[0] for one in found)
