"""What a training says, in both languages: every reason of the book, and what is left out."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tenure.cli.learnt import NAMES, WHY, learnt, left_out, limits, notes, why_said
from tenure.company.predictions.acting.findings import Finding
from tenure.company.predictions.learning import training
from tenure.company.predictions.learning.shelf import Entry
from tenure.company.predictions.views.unsaid import lacking

ENTRY = Entry("logistic-2026-03-24-x", "2026-07-01", None, "f", None, False, training.NO_DATES)


def bundle(**parts: Any) -> Any:
    """Return as much of a bundle as is spoken of."""
    data = {"rows": 1200, "units": 300, "left": 24, "dates": ["2026-03-24"] * 4}
    report = {"data": data, "notes": [], "leakage": []} | parts.pop("report", {})
    return SimpleNamespace(
        risk=SimpleNamespace(report=report),
        **({"without": {}, "findings": (), "survival": None} | parts),
    )


def told(language: str, entry: Entry = ENTRY, **parts: Any) -> list[str]:
    trained: Any = SimpleNamespace(entry=entry, bundle=bundle(**parts))
    return list(learnt(trained, language))


def test_every_reason_of_the_book_has_words_in_both_languages() -> None:
    upper = {name: text for name, text in vars(training).items() if name.isupper()}
    reasons = {text for text in upper.values() if isinstance(text, str)}
    assert reasons <= set(WHY)
    for english, korean in WHY.values():
        assert "champion" not in english
        assert re.search("[가-힣]", korean)
    assert why_said("something else", "ko") == "something else"


def test_a_model_that_is_kept_says_why_in_words_for_people() -> None:
    assert told("en") == [
        "learnt from 1,200 rows of 300 units at 4 dates; 24 left",
        "model logistic-2026-03-24-x: kept, not in use: there is no newer date to compare it on "
        "with the model in use, which stays",
    ]
    korean = told("ko")
    assert korean[0] == "기준일 4개, 300명의 1,200행으로 학습했습니다(이탈 24)."
    assert "보관만 함. 사용 중인 모델과 비교할 새 기준일이 없어" in korean[1]


def test_a_model_in_use_and_a_lone_date() -> None:
    first = replace(ENTRY, promoted=True, why=training.FIRST)
    report = {"data": {"rows": 9, "units": 9, "left": 3, "dates": []}}
    assert told("en", first, report=report)[1] == f"model {ENTRY.version}: in use, the first model"
    assert "첫 모델입니다" in told("ko", first, report=report)[1]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_notes_and_leaks_are_said_in_the_language(language: str) -> None:
    leak = {"kind": "known_later", "column": "x", "evidence": {"late": 3, "rows": 9}}
    report = {
        "notes": [{"code": "lone_snapshot", "values": {}}],
        "leakage": [leak | {"allowed": True}],
    }
    lines = list(notes(bundle(report=report), language))
    korean = [bool(re.search("[가-힣]", line)) for line in lines]
    assert korean == [language == "ko"] * 2
    assert lines[1].endswith(" (allowed)" if language == "en" else " (허용됨)")


def test_what_a_snapshot_lacks_is_said_in_korean() -> None:
    lines = list(notes(bundle(without=lacking()), "ko"))
    assert len(lines) == len(lacking())
    assert set(lacking()) <= set(NAMES)
    assert all("스냅샷 하나에는 날짜가 없습니다" in line for line in lines)
    assert list(notes(bundle(without={"health": "why"}), "en")) == ["without health: why"]


def test_a_trial_that_teaches_nothing_is_said_in_korean() -> None:
    trial = Finding("save", "call", "none", 97, why=(("trial", "not_over", {"days": 97}),))
    without = {"uplift of 'call' in 'save'": trial.says("en")}
    (line,) = notes(bundle(without=without, findings=(trial,)), "ko")
    assert line.startswith("save의 call 처치 효과 제외: 배정한 지 97일이")


@pytest.mark.parametrize(
    ("model", "bought"), [("BG/NBD", "again"), ("Gamma–Gamma", "again for more than 0")]
)
def test_what_a_day_lacks_is_said_in_korean_with_its_numbers(model: str, bought: str) -> None:
    without = {"value": f"only 7 customers bought {bought}; {model} needs 30"}
    assert list(left_out(without, bundle(), "ko")) == [
        "가치 제외: 다시 구매한 고객이 7명뿐입니다(30명부터 가능)"
    ]
    (english,) = left_out(without, bundle(), "en")
    assert english == f"without value: {without['value']}"


def test_what_limits_a_risk_is_told_without_what_else_is_left_out() -> None:
    report = {"notes": [{"code": "lone_snapshot", "values": {}}]}
    (line,) = limits(bundle(report=report, without={"health": "why"}), "en")
    assert line.startswith("note: ")
