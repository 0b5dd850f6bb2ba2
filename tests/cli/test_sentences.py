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
