"""Fixed-width text, cut by characters."""

import gzip

import pytest

from tables.support import EVENTS

TABLES = EVENTS.replace("events.csv", "events.txt") + (
    'fixed = { customer_id = "1-6", occurred_at = "7-16", name = "18-21", value = "22-24" }\n'
)
LINES = "00001 2026-03-01 x서울  1\n00002 2026-03-02 y부산 12\n"


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        "\ufeff" + LINES,
        LINES.replace("\n", "\r\n"),
        LINES.replace("\n", "\r\n", 1),
        LINES.encode("cp949"),
        gzip.compress(LINES.encode("euc-kr"), mtime=0),
        LINES + "\n   \n",
    ],
)
def test_columns_are_cut_by_characters_in_any_encoding(company, content):
    found = company({"events.txt": content}, TABLES)
    assert found.column("customer_id") == ["00001", "00002"]
    assert found.column("name") == ["x서울", "y부산"]
    assert found.column("value") == [1, 12]
    assert found.summary().read == 2


def test_quotes_and_separators_mean_nothing(company):
    text = '00001 2026-03-01 "x,; 1\n00002 2026-03-02 y"a  12\n'
    assert company({"events.txt": text}, TABLES).column("name") == ['"x,;', 'y"a']


def test_lines_above_are_left_out_and_short_ones_quarantined(company):
    found = company(
        {"events.txt": "CUST  DATE\n" + LINES + "00003 2026\n"}, TABLES + "skip_rows = 1\n"
    )
    assert found.summary().kept == 2
    assert found.quarantine()[0]["reason"] == "occurred_at cannot be read"
    assert found.quarantine()[0]["customer_id"] == "00003"


def test_a_line_with_broken_bytes_is_quarantined(company):
    text = LINES.encode() + b"00003 2026-03-02 \xec\x84  12\n" + LINES.encode()
    found = company({"events.txt": text}, TABLES)
    assert [line for _, line, _, _ in found.malformed()] == [3]
    assert found.summary().read == 5


def test_an_empty_file_has_no_rows(company):
    assert company({"events.txt": ""}, TABLES).rows() == []
