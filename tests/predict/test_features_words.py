"""Every feature can be said, in English and Korean, with its number in the sentence."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from support.feature_worlds import PLAN, world
from tenure.predict.features.contract import LANGUAGES, Feature, part_of_name, said
from tenure.predict.features.matrix import features

MADE = world(seed=1, zone="UTC", dates=(date(2024, 2, 29),), units=2)
ALL = {
    feature.name: feature
    for sources, plan in [
        (MADE.sources(), PLAN),
        (replace(MADE.sources(), feedback=MADE.sources().table("feedback").drop("source")), PLAN),
        (MADE.sources(), replace(PLAN, attributes=(("segment", "flag"),))),
    ]
    for feature in features(sources, plan)
}
WORDS = {
    language: tomllib.loads(
        (files("tenure.predict") / "words" / f"features.{language}.toml").read_text("utf-8")
    )
    for language in LANGUAGES
}


def test_both_languages_say_the_same_things():
    english, korean = (WORDS[language] for language in LANGUAGES)
    assert list(english) == list(korean)
    for key, sentences in english.items():
        needed = {"what"} if key == "unknown" else {"what", "high", "low"}
        assert needed <= set(sentences) & set(korean[key])
        assert set(sentences) | set(korean[key]) <= {"what", "high", "low", "none", "one"}


def test_every_sentence_belongs_to_a_feature_and_every_feature_has_its_sentences():
    assert {feature.words for feature in ALL.values()} | {"unknown"} == set(WORDS["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_is_in_the_sentence(language):
    for feature in ALL.values():
        text = WORDS[language][feature.words]
        for which in ("high", "low"):
            fields = {name for _, name, _, _ in Formatter().parse(text[which]) if name}
            assert fields <= {"value", "about", "days"}
            if feature.kind != "flag":
                assert "value" in fields, (feature.name, which)
            assert ("about" in fields) <= bool(feature.about)
            assert ("days" in fields) <= (feature.days is not None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [None, float("nan"), 0.0, 1.0, 37.25, -0.5])
def test_every_value_can_be_said(language, value):
    for feature in ALL.values():
        for higher in (True, False):
            text = feature.says(value, language, higher)
            assert text
            assert "{" not in text
            assert "None" not in text
            assert "nan" not in text


@pytest.mark.parametrize(
    ("name", "value", "higher", "english", "korean"),
    [
        (
            *("events_change_28d", -0.62, False),
            "activity fell by 62% in 28 days",
            "28일 사이 활동이 62% 줄어듦",
        ),
        (
            *("failed_payments_90d", 2.0, True),
            "2 failed payments in the last 90 days",
            "최근 90일 동안 결제 실패 2회",
        ),
        (
            *("failed_payments_90d", 1.0, True),
            "one failed payment in the last 90 days",
            "최근 90일 동안 결제 실패 1회",
        ),
        (
            *("event_login_7d", 0.0, False),
            "no “login” in the last 7 days",
            "최근 7일 동안 ‘login’ 없음",
        ),
        (*("days_since_use", 12.0, True), "no activity for 12 days", "12일 동안 활동이 없음"),
        (*("payment_failing", 1.0, True), "the last payment failed", "마지막 결제가 실패함"),
        (*("payment_failing", 0.0, True), "the last payment succeeded", "마지막 결제가 성공함"),
        (
            *("mrr", 1234567.0, False),
            "pays 1,234,567 a month, less than most",
            "월 요금 1,234,567(적은 편)",
        ),
        (*("plan", "pro", True), "plan: pro", "요금제: pro"),
        (
            *("nps_score_change", -3.0, False),
            "the score nps fell by 3 points",
            "점수 nps: 3점 내림",
        ),
        (
            *("price_rank", 0.925, True),
            "pays more than 92% of those with the same plan",
            "같은 요금제의 92%보다 많이 냄",
        ),
        (*("nps_score", None, True), "latest score nps: not known", "최근 점수 nps: 알 수 없음"),
        (
            *("mrr_change_90d", 0.0, True),
            "the monthly price did not change in 90 days",
            "90일 사이 월 요금 변화 없음",
        ),
        (
            *("events_change_28d", -0.00001, False),
            "activity is as it was 28 days before",
            "28일 사이 활동 변화 없음",
        ),
    ],
)
def test_what_a_person_would_say(name, value, higher, english, korean):
    assert ALL[name].says(value, "en", higher) == english
    assert ALL[name].says(value, "ko", higher) == korean


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_change_is_said_to_be_by_nothing(language):
    for feature in ALL.values():
        if feature.unit in ("change", "difference"):
            for value in (0.0, 0.00004, -0.00004):
                text = feature.says(value, language, higher=True)
                assert not re.search(r"\b0\b", text), (feature.name, text)


def test_an_unknown_language_is_english():
    assert ALL["plan"].says("pro", "fr") == "plan: pro"
    assert ALL["plan"].called("ko") == "요금제"


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (0.0, "share", "0"),
        (0.034, "share", "3.4"),
        (0.25, "share", "25"),
        (12.5, "share", "1,250"),
        (3.0, "times", "3"),
        (3.456, "days", "3.5"),
        (0.125, "", "0.12"),
        (1234.5, "money", "1,234"),
        (12.5, "money", "12.5"),
        (20.0, "times", "20"),
    ],
)
def test_numbers_are_written_as_people_do(number, unit, text):
    assert said(number, unit) == text


def test_words_of_the_company_become_parts_of_names_that_never_meet():
    words = [
        "login",
        "Login",
        "LOGIN",
        "log in",
        "log-in",
        "보기",
        "a" * 41,
        "a" * 42,
        "é" * 30,
        "a.b",
    ]
    parts = [part_of_name(word) for word in words]
    assert parts[0] == "login"
    assert parts[5] == "보기"
    assert len({part.lower() for part in parts}) == len(words)
    for part in parts:
        assert len(part.encode()) <= 40
        assert part.replace("_", "a").isalnum()
        assert part == part_of_name(part) or part != part.lower()


def test_an_event_may_be_called_as_a_part_of_a_features_name():
    names = ("change", "per_event", "watch", "watch_against_norm")
    found = features(MADE.sources(), replace(PLAN, names=names, valued=names))
    assert len({feature.name for feature in found}) == len(found)


def test_a_feature_is_told_by_its_fields():
    """A model keeps them as plain text and makes the feature again."""
    for feature in ALL.values():
        assert Feature(**vars(feature)) == feature
