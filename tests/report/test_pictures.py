"""The chapter on what is to come: a picture beside the table of each result that is drawn."""

from dataclasses import replace
from datetime import date, timedelta

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


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_change_is_drawn_with_what_was_expected_and_said_to_who_cannot_see_it(language) -> None:
    """Two weeks before and two within the window, 8 % a month where 4 % was to be expected."""
    rows = [
        {
            "starts": date(2026, 1, 5) + timedelta(days=7 * at),
            "ends": date(2026, 1, 12) + timedelta(days=7 * at),
            "phase": "before" if at < 2 else "window",
            **{"lost": 10, "days": 700, "attrition": 0.04 if at < 2 else 0.08},
            **{"expected": 0.04, "expected_low": 0.03, "expected_high": 0.05},
        }
        for at in range(4)
    ]
    told = replace(made.result("change-series", rows), options={"name": "4.0: new editor"})
    found = block(told, Words(language, "tenure.report"), "r2")
    (figure,) = found.figures
    label = figure.wide.partition('aria-label="')[2].partition('"')[0]
    assert all(part in label for part in ("4.0: new editor", "8.0%", "4.0%"))
    assert "var(--" in figure.narrow
    assert (len(found.tables), len(found.numbers)) == (0, 1)
