"""The chapter on what is to come: a picture beside the table of each result that is drawn."""

import pytest

from support import predicted_results as made
from tenure.charts.words import Words
from tenure.report.chapters import PREDICTIONS
from tenure.report.more import block
from tenure.report.pictures import FOLDED


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("metric", made.DRAWN)
def test_a_picture_stands_beside_its_table_with_words(metric: str, language: str) -> None:
    words = Words(language, "tenure.report")
    found = block(made.DRAWN[metric](), words, "r9")
    (figure,) = found.figures
    assert metric in PREDICTIONS
    for svg, size in ((figure.wide, "wide"), (figure.narrow, "narrow")):
        assert 'role="img"' in svg
        assert "aria-label=" in svg
        assert "var(--" in svg, f"{size}: colours follow the page"
    assert words("sign.null") not in figure.caption[0]
    assert figure.caption[0].endswith((".", "다."))
    tables = found.numbers if metric in FOLDED else found.tables
    assert len(tables) == 1
    assert len(tables[0].rows) == made.DRAWN[metric]().table.num_rows


def test_what_cannot_be_stated_is_not_drawn() -> None:
    nothing = made.result("gains", [{"share": 0.1, "captured": None, "captured_low": None}] * 3)
    found = block(nothing, Words("en", "tenure.report"), "r1")
    assert found.figures == []
    assert len(found.tables) == 1
    empty = made.result("risk", [])
    assert block(empty, Words("en", "tenure.report"), "r1").figures == []


def test_what_has_no_picture_is_a_table() -> None:
    found = block(made.result("drift", [{"psi": 0.1}]), Words("en", "tenure.report"), "r1")
    assert (list(found.figures), len(found.tables)) == ([], 1)
