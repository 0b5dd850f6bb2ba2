"""The chapter on why customers leave: sentences first, short tables, all numbers folded away."""

from datetime import date, timedelta
from typing import Any

import pytest

from support.predicted_results import result
from tenure.charts.words import Words
from tenure.pipeline import explaining
from tenure.report.chapters import EXPLANATIONS, PREDICTIONS, chapter_of
from tenure.report.explained import block

EN, KO = Words("en", "tenure.report"), Words("ko", "tenure.report")


def _fact(kind: str, certainty: str | None, text: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "says_en": text,
        "says_ko": f"{text} 한국어",
        "certainty": certainty,
        "size": 0.1,
        "reason": None,
    }


def test_why_is_told_as_text_with_its_facts_folded() -> None:
    facts = [
        _fact("change", "clear", "It rose."),
        _fact("theme", "likely", "Price grew."),
        _fact("theme", "chance", "Speed grew."),
        {**_fact("driver", None, ""), "says_en": None, "says_ko": None, "reason": "too few"},
    ]
    found = block(result("why", facts), EN, "r1")
    assert found.paragraphs[0] == "It rose."
    assert "Price grew." in found.paragraphs[1]
    assert not any("Speed" in one for one in found.paragraphs)
    assert not found.tables
    assert len(found.numbers[0].rows) == 4
    assert block(result("why", facts), KO, "r1").paragraphs[0] == "It rose. 한국어"


def test_sentences_stand_where_a_result_has_them() -> None:
    rows = [{"driver": f"d{n}", "says_en": f"One {n}.", "says_ko": f"하나 {n}."} for n in range(11)]
    found = block(result("drivers", rows), KO, "r2")
    assert list(found.points) == [f"하나 {n}." for n in range(8)]
    assert not found.tables
    assert len(found.numbers) == 1


def test_what_several_rows_say_alike_is_said_once() -> None:
    rows = [{"held_out": one, "says_en": "Right of 159.", "says_ko": "159개"} for one in "ab"]
    found = block(result("sentiment-worth", rows), EN, "r2")
    assert list(found.points) == ["Right of 159."]
    assert len(found.numbers[0].rows) == 2


def test_a_wide_table_is_cut_to_what_fits_and_whole_beneath() -> None:
    row = {"code": "value", "why_en": "Price", "why_ko": "가격", "stated": 3, "stated_of": 9}
    row |= {"stated_share": 0.3, "stated_share_low": 0.1, "stated_share_high": 0.6}
    found = block(result("reasons", [row]), EN, "r3")
    heads = [head.text for head in found.tables[0].heads]
    assert heads == ["why", "stated", "stated share"]
    assert len(found.numbers[0].heads) == 5


@pytest.mark.parametrize("metric", ["reasons-by-period", "sentiment-worth"])
def test_what_few_read_is_folded(metric: str) -> None:
    found = block(result(metric, [{"a": 1}]), EN, "r4")
    assert not found.tables
    assert len(found.numbers) == 1


def test_a_result_belongs_into_one_chapter() -> None:
    assert not set(EXPLANATIONS) & set(PREDICTIONS)
    assert chapter_of("why") == "explain"
    assert chapter_of("risk") == "predict"
    assert chapter_of("mrr") == "more"
    assert not explaining._LEFT_OUT & set(EXPLANATIONS)


def test_changes_after_which_attrition_moved_are_told_before_older_and_others() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(10)]
    rows = [
        {"at": at, "verdict": "no_evidence", "beside": None, "says_en": f"{at}", "says_ko": ""}
        for at in days
    ]
    rows[1]["verdict"] = "rose"
    points = list(block(result("changes", rows), EN, "r2").points)
    assert points[:2] == ["2025-01-02", "2025-01-10"]
    assert "2025-01-01" not in points
