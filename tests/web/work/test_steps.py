"""Steps of a run are said in words, not as a manifest names them."""

import re

import pytest

from tenure.company.metrics import catalogue
from tenure_web.lib.language import words_of
from tenure_web.work.steps import step_said

KO, EN = words_of("ko"), words_of("en")
_LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize(
    ("step", "en", "ko"),
    [
        ("attrition month by plan", "Attrition, month, by plan", "이탈률, 월별, plan 기준"),
        ("features month 1", None, "이탈을 막는 기능과 부르는 기능, 월별, 1"),
        ("explain risk words", "explaining: Alerts", "설명: 경보"),
        ("prove: spring", "proving: spring", "효과 비교: spring"),
        ("decide", None, "연락 대상 결정"),
        ("predictions: learning", None, "예측: 학습"),
        ("nothing known", "nothing known", "nothing known"),
    ],
)
def test_a_step_is_said(step: str, en: str | None, ko: str) -> None:
    assert step_said(step, KO) == ko
    assert en is None or step_said(step, EN) == en


def test_no_step_of_a_run_is_left_in_english() -> None:
    areas = ("reasons", "themes", "sentiment", "risk words", "scores", "drivers", "changes")
    steps = ["read", "index", "check", "learn", "score", "prove", "decide", "timelines", "report"]
    steps += [f"explain {one}" for one in (*areas, "competitors", "why")]
    steps += [f"{name} month" for name in catalogue()]
    left = {one: _LATIN.findall(step_said(one, KO)) for one in steps}
    allowed = {"MRR", "NPS", "CSAT", "RFM", "CAC", "NRR", "GRR"}
    assert {one: words for one, words in left.items() if set(words) - allowed} == {}
