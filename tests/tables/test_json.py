"""JSON lines, or one array of objects: every key of every line, and lines that are none."""

import gzip
import json

import pytest

from tables.support import Read
from tenure.errors import SourceError

EVENTS = '[tables.events]\nfrom = "events.jsonl"\n'
A = {"customer_id": "A", "occurred_at": "2026-03-01T10:00:00Z", "name": "시청"}
B = {"customer_id": 17850, "occurred_at": "2026-03-02T10:00:00.123Z", "name": "가입"}


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        lines(A, B),
        "\ufeff" + lines(A, B),
        lines(A, B).encode("cp949"),
        gzip.compress(lines(A, B).encode(), mtime=0),
        lines(A, B).replace("\n", "\r\n"),
        "\n" + lines(A) + "\n" + lines(B) + "\n",
        json.dumps([A, B]),
        json.dumps([A, B], indent=2, ensure_ascii=False),
    ],
)
def test_objects_are_rows_however_they_are_laid_out(company, content):
    found: Read = company({"events.jsonl": content}, EVENTS)
    assert found.column("customer_id") == ["A", "17850"]
    assert found.column("name") == ["시청", "가입"]
    assert (found.summary().read, found.summary().kept) == (2, 2)


def test_objects_within_are_flattened_one_level(company):
    first = A | {"properties": {"seconds": 75, "device": {"os": "ios"}}, "tags": ["a", "b"]}
    second = A | {"properties": {"seconds": 5, "name": "x"}}
    found = company({"events.jsonl": lines(first, second)}, EVENTS)
    assert found.column("properties.seconds") == [75, 5]
    assert found.column("name") == ["시청", "시청"]
    assert found.column("properties.name") == [None, "x"]
    assert json.loads(found.column("properties.device")[0]) == {"os": "ios"}
    assert json.loads(found.column("tags")[0]) == ["a", "b"]


def test_a_flattened_property_can_be_mapped_and_chosen_by(company):
    tables = EVENTS + "columns = { value = 'properties.seconds' }\nwhere = 'value >= 60'\n"
    rows = [A | {"properties": {"seconds": seconds}} for seconds in (75, 5)]
    found = company({"events.jsonl": lines(*rows)}, tables)
    assert found.column("value") == [75]


def test_keys_that_come_late_and_values_of_other_kinds_lose_nothing(company):
    rows = [A | {"v": number} for number in range(3_000)]
    found = company({"events.jsonl": lines(*rows, A | {"v": "abc", "late": 1})}, EVENTS)
    assert found.column("v")[-2:] == ["2999", "abc"]
    assert found.column("late")[-1] == 1


def test_values_keep_their_spelling(company):
    row = A | {
        "customer_id": "00123",
        "zip": "01234",
        "n": 12345678901234567890,
        "f": True,
        "x": None,
    }
    found = company({"events.jsonl": lines(row)}, EVENTS).rows()[0]
    assert (found["customer_id"], found["zip"], found["n"]) == (
        "00123",
        "01234",
        "12345678901234567890",
    )
    assert (found["f"], found["x"]) == (True, None)


def test_identifiers_written_as_floats(company):
    rows = [A | {"customer_id": number} for number in (17850.0, 12.0)]
    assert company({"events.jsonl": lines(*rows)}, EVENTS).column("customer_id") == ["17850", "12"]


def test_lines_that_are_no_object_are_quarantined(company):
    good = lines(A, B).encode()
    bad = b'{"customer_id": "B", "occ\nnot json\n\n[1, 2]\n"text"\n{"customer_id": "\xff\xfe"}\n{"a": 1} x\n'
    found = company({"events.jsonl": good + bad + good}, EVENTS)
    assert [(line, reason) for _, line, reason, _ in found.malformed()] == [
        (3, "no JSON object"),
        (4, "no JSON object"),
        (6, "no JSON object"),
        (7, "no JSON object"),
        (8, "bytes that do not fit the encoding of the file"),
        (9, "no JSON object"),
    ]
    assert found.malformed()[0][3] == '{"customer_id": "B", "occ'
    summary = found.summary()
    assert (summary.read, summary.kept, summary.quarantined) == (10, 4, 6)


def test_several_files_have_the_keys_of_all(company):
    files = {"e1.jsonl": lines(A), "e2.jsonl": lines(B | {"x": {"a": 1}})}
    found = company(files, '[tables.events]\nfrom = "e*.jsonl"\n')
    assert found.column("x.a") == [None, 1]


def test_strange_keys(company):
    row = A | {"a.b": 1, 'say "hi"': 2, "a/b~c": 3, "Name": 4, "": 5}
    found = company({"events.jsonl": lines(row)}, EVENTS).rows()[0]
    assert [found["a.b"], found['say "hi"'], found["a/b~c"], found["Name_1"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("content", ["", "\n\n", "not json\n", "[]"])
def test_a_file_without_any_object_is_refused(company, content):
    with pytest.raises(SourceError, match=r"events\.jsonl: there is no JSON object"):
        company({"events.jsonl": content}, EVENTS)


def test_an_array_that_is_cut_off_is_refused(company):
    with pytest.raises(SourceError, match="not one to its end"):
        company({"events.jsonl": json.dumps([A, B])[:-30]}, EVENTS)
