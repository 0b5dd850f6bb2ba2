"""Text in the encodings that Korean and Western offices save, packed or not."""

import gzip

import pytest

from tables.support import EVENTS, HEADER, TODAY
from tenure.errors import SourceError
from tenure.tables.encoding import detect

KOREAN = "customer_id,occurred_at,name,도시\nC1,2026-03-01 10:00,시청,서울\nC2,2026-03-02 11:30,가입,부산 해운대\n"
WESTERN = "customer_id,occurred_at,name,city\nC1,2026-03-01,watch,Zürich\nC2,2026-03-02,café,São Paulo – centro\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(KOREAN.encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + KOREAN.encode(), id="utf-8 with mark"),
        pytest.param(KOREAN.encode("utf-16"), id="utf-16 with mark"),
        pytest.param(b"\xfe\xff" + KOREAN.encode("utf-16-be"), id="utf-16 big-endian with mark"),
        pytest.param(KOREAN.encode("utf-16-le"), id="utf-16 without mark"),
        pytest.param(KOREAN.encode("cp949"), id="cp949"),
        pytest.param(KOREAN.encode("euc-kr"), id="euc-kr"),
        pytest.param(gzip.compress(KOREAN.encode("cp949"), mtime=0), id="cp949 packed, by content"),
    ],
)
def test_korean_text_is_read_whatever_its_encoding(company, content):
    found = company({"events.csv": content})
    assert found.column("name") == ["시청", "가입"]
    assert found.column("도시") == ["서울", "부산 해운대"]
    assert found.summary().quarantined == 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_packed_file_is_read_by_its_name_too(company, encoding):
    tables = EVENTS.replace("events.csv", "events.csv.gz")
    found = company({"events.csv.gz": gzip.compress(KOREAN.encode(encoding), mtime=0)}, tables)
    assert found.column("도시") == ["서울", "부산 해운대"]


def test_western_text_is_read_with_and_without_being_told(company):
    for tables in (EVENTS, EVENTS + 'encoding = "cp1252"\n'):
        found = company({"events.csv": WESTERN.encode("cp1252")}, tables)
        assert found.column("city") == ["Zürich", "São Paulo – centro"]


def test_an_encoding_that_is_said_wins_over_what_is_guessed(company):
    shift_jis = "customer_id,occurred_at,name\nC1,2026-03-01,東京\n".encode("shift_jis")
    found = company({"events.csv": shift_jis}, EVENTS + 'encoding = "shift_jis"\n')
    assert found.column("name") == ["東京"]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("고객,서울\n".encode() * 50 + b"\xff\xfe,broken\n", "utf-8"),
        ("고객,서울\n".encode("cp949") * 50 + b"\xff,broken\n", "cp949"),
        ("똠방각하,펲시콜라,뷁\n".encode("cp949") * 3, "cp949"),
        ("Käse,Düsseldorf,Straße\n".encode("latin-1"), "cp1252"),
        (b"caf\xe9", "cp1252"),
        (b"plain", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_a_few_broken_bytes_do_not_change_the_guess(tmp_path, content, encoding):
    path = tmp_path / "text"
    path.write_bytes(content)
    assert detect(path) == encoding


@pytest.mark.parametrize("encoding", [None, "utf-8", "cp949"])
def test_a_line_with_bytes_of_another_encoding_is_quarantined(company, encoding):
    codec = encoding or "utf-8"
    good = (HEADER + "C1,2026-03-01,서울\n" * 3).encode(codec)
    said = f'encoding = "{encoding}"\n' if encoding else ""
    found = company(
        {"events.csv": good + b"C2,2026-03-02,\xff\xff\nC3,2026-03-03,a\n"}, EVENTS + said
    )
    assert found.column("name") == ["서울"] * 3 + ["a"]
    [(file, line, reason, text)] = found.malformed()
    assert (file, line, reason) == (
        "events.csv",
        5,
        "bytes that do not fit the encoding of the file",
    )
    assert text.startswith("C2,2026-03-02,")
    assert found.summary().read == 5
    assert found.summary().kept == 4


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "events.csv.gz",
            gzip.compress(KOREAN.encode() * 500, mtime=0)[:-40],
            "damaged or cut off",
        ),
        ("events.csv", b"PAR1" + bytes(100) + b"PAR1", "a Parquet file, not text"),
        ("events.csv", b"PK\x03\x04" + bytes(100), "a workbook or another ZIP file, not text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name(company, name, content, says):
    with pytest.raises(SourceError, match=says) as caught:
        company({name: content}, EVENTS.replace("events.csv", name), today=TODAY)
    assert name in str(caught.value)


def test_a_name_that_ends_in_gz_may_hold_plain_text(company):
    tables = EVENTS.replace("events.csv", "events.csv.gz")
    assert company({"events.csv.gz": KOREAN}, tables).column("name") == ["시청", "가입"]
