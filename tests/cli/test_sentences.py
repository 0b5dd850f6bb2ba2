"""Tables of sentences in two languages are shown in the company's; files have both."""

from datetime import date

import pyarrow as pa
import pytest

from tenure.cli import printing
from tenure.measure.result import Result


def result(language):
    words = {"en": "What moved.", "ko": "변한 것."}
    table = pa.table(
        {
            "unit_id": ["ana"],
            "says_en": ["no activity for 8 days"],
            "says_ko": ["8일 동안 활동이 없음"],
            "name_en": ["Ana"],
        }
    )
    return Result("crossed", words[language], date(2026, 7, 1), table, "", {}, words)


@pytest.mark.parametrize(
    ("language", "there", "not_there"),
    [("en", "no activity", "활동이 없음"), ("ko", "활동이 없음", "no activity")],
)
def test_a_table_speaks_one_language(capsys, language, there, not_there):
    """A column of one language only is the company's own, whatever it is called."""
    printing.result(result(language), None, None)
    shown = capsys.readouterr().out
    assert there in shown
    assert not_there not in shown
    assert "Ana" in shown
    assert "name en" in shown
    assert "says_" not in shown


def test_a_file_has_both(tmp_path):
    printing.result(result("ko"), None, tmp_path / "told.csv")
    text = (tmp_path / "told.csv").read_text("utf-8")
    assert "says_en" in text
    assert "no activity" in text
    assert "활동이 없음" in text


COLUMNS = (
    {"name": "risk_band", "unit": "text", "en": "band of risk", "ko": "위험 등급"},
    {"name": "customers", "unit": "count", "en": "who is in it", "ko": "고객 수"},
    {"name": "share", "unit": "share", "en": "share", "ko": "비율"},
    {"name": "share_low", "unit": "share", "en": "share", "ko": "비율"},
    {"name": "over", "unit": "flag", "en": "whether it is over", "ko": "끝남"},
)


def banded(language):
    words = {"en": "By band.", "ko": "등급별."}
    table = pa.table({"risk_band": ["high"], "customers": [3], "over": [True], "own": ["high"]})
    table = table.append_column("share", [[0.5]]).append_column("share_low", [[0.4]])
    title = {"en": "Risk at a glance", "ko": "한눈에 보는 이탈 위험"}
    return Result("risk", words[language], date(2026, 7, 1), table, "", {}, words, title, COLUMNS)


def test_a_korean_table_has_korean_headings_and_names(capsys):
    printing.result(banded("ko"), None, None)
    title, _, heads, cells = capsys.readouterr().out.splitlines()
    assert title == "한눈에 보는 이탈 위험 (risk), 2026-07-01 기준"
    assert heads.split("  ")[0] == "위험 등급"
    assert "고객 수" in heads
    assert heads.split()[-2:] == ["비율", "하한"]
    assert cells.split() == ["높음", "3", "예", "high", "50.00%", "40.00%"]


def test_an_english_table_has_the_names_of_its_columns(capsys):
    printing.result(banded("en"), None, None)
    title, _, heads, cells = capsys.readouterr().out.splitlines()
    assert title == "risk as of 2026-07-01"
    assert heads.split() == ["band", "customers", "over", "own", "share", "share", "low"]
    assert cells.split() == ["high", "3", "yes", "high", "50.00%", "40.00%"]


def test_files_and_programs_keep_the_names(tmp_path, capsys):
    printing.result(banded("ko"), "csv", None)
    assert capsys.readouterr().out.startswith('"risk_band","customers","over","own","share"')
    printing.result(banded("ko"), "json", None)
    assert "risk_band" in capsys.readouterr().out


def test_a_line_break_in_a_cell_is_a_space_and_no_broken_sign():
    assert printing._safe("1. Why?\n2. What now?\x1b") == "1. Why? 2. What now?\ufffd"
