"""What is wrong with a play, what a company lacks for it, and the same in both languages."""

import re
from typing import Any

import pytest

from tenure.act import saying
from tenure.act.checking import Finding, Known, check, earliest, runs
from tenure.act.reading import build
from tenure.act.words import LANGUAGES

KNOWN = Known(
    tables={
        "customers": ("customer_id", "name", "email", "started_at"),
        "events": ("customer_id", "occurred_at", "name", "value"),
        "orders": ("customer_id", "occurred_at"),
    },
    profile={"risk": "float64", "risk_band": "string", "started_at": "timestamp", "plan": "string"},
    events=("cancel_started", "watch"),
)
MESSAGE = {
    "do": "message",
    "subject": {"en": "Hello", "ko": "안녕하세요"},
    "body": {"en": "Dear {{ name }}", "ko": "{{ name }}님"},
}


def play(**changes: Any) -> Any:
    told = {
        "id": "one",
        "salt": "0" * 16,
        "name": {"en": "One", "ko": "하나"},
        "about": {"en": "One", "ko": "하나"},
        "trigger": {"kind": "event", "event": "cancel_started"},
        "audience": "risk > 0.2",
        "steps": [MESSAGE],
    }
    return build(told | changes)


def codes(*args: Any, **changes: Any) -> list[tuple[str, str, str]]:
    return [(one.severity, one.code, one.key) for one in check(play(**changes), *(args or [KNOWN]))]


def test_nothing_is_said_of_a_play_that_fits() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"trigger": {"kind": "ticket"}}, ("missing", "column", "trigger")),
        ({"trigger": {"kind": "payment"}}, ("missing", "column", "trigger")),
        ({"trigger": {"kind": "event", "event": "gone"}}, ("missing", "event", "trigger.event")),
        (
            {"trigger": {"kind": "event", "event": "cancel_start"}},
            ("missing", "event_near", "trigger.event"),
        ),
        ({"trigger": {"kind": "crossing", "into": "huge"}}, ("wrong", "band", "trigger.into")),
        (
            {"trigger": {"kind": "quiet", "after": "14 days", "until": "7 days"}},
            ("wrong", "quiet", "trigger.until"),
        ),
        ({"trigger": {"kind": "date", "of": "started"}}, ("wrong", "date", "trigger")),
        ({"trigger": {"kind": "segment"}, "audience": None}, ("doubt", "everyone", "audience")),
        ({"audience": "rsk > 0.2"}, ("missing", "profile_near", "audience")),
        ({"audience": "shoe_size > 40"}, ("missing", "profile", "audience")),
        ({"audience": "risk = 'high'"}, ("wrong", "condition", "audience")),
        ({"holdout": 0}, ("doubt", "no_holdout", "holdout")),
        ({"worth": {"effect": 0}}, ("doubt", "no_worth", "worth.effect")),
        ({"goal": {"what": "buys"}}, ("doubt", "no_gain", "worth.gain")),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, Any], found: tuple[str, str, str]) -> None:
    assert found in codes(**changes)


def test_a_gain_may_be_money_or_a_share_of_the_worth() -> None:
    for worth in ({"gain": 10.0}, {"gain_share": 0.2}):
        assert "no_gain" not in [code for _, code, _ in codes(goal={"what": "buys"}, worth=worth)]


def test_an_events_condition_knows_the_columns_of_events() -> None:
    def where(text: str) -> dict[str, Any]:
        return {"kind": "event", "event": "watch", "where": text}

    assert codes(trigger=where("value > 3")) == []
    assert codes(trigger=where("risk > 3")) == [("missing", "profile", "trigger.where")]


def test_days_relative_to_today_are_no_fault() -> None:
    assert codes(audience="started_at > 'today - 30 days'") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ nmae }}", ("wrong", "letter")),
        ("{{ name", ("wrong", "letter")),
        ("{{ offer_code }}", ("wrong", "no_offer")),
        ("{{ days_quiet }}", ("wrong", "no_silence")),
        ("{{ renewal_date }}", ("missing", "variable")),
        ('{{ renewal_date | or("soon") }}', None),
    ],
)
def test_variables_are_known_and_have_values(text: str, found: tuple[str, str] | None) -> None:
    step = MESSAGE | {"body": {"en": text, "ko": "{{ name }}님"}}
    told = codes(steps=[step])
    assert told == ([] if found is None else [(*found, "steps[0].body.en")])


def test_steps_that_are_never_done_are_found() -> None:
    """By hand: step 3 on day 0 + 10 + 25 = 35, the window is 30 days; nothing leads to step 5."""
    steps = [
        MESSAGE,
        {"do": "wait", "days": "10 days"},
        {"do": "branch", "happened": "opened", "then": "late", "otherwise": "soon"},
        MESSAGE,
        {"do": "wait", "days": "25 days", "name": "late"},
        MESSAGE | {"name": "soon"},
        {"do": "wait", "days": "25 days"},
        MESSAGE,
    ]
    made = play(steps=steps, goal={"within": "30 days"})
    assert earliest(made) == [0, 0, 10, None, 10, 10, 10, 35]
    assert [(one.code, one.key) for one in check(made, KNOWN)] == [
        ("unreachable", "steps[3]"),
        ("too_late", "steps[7]"),
    ]


def test_only_doubts_let_a_play_run() -> None:
    assert runs([Finding("doubt", "score")])
    assert not runs([Finding("doubt", "score"), Finding("missing", "column")])
    assert not runs([Finding("wrong", "date")])


def test_a_company_nobody_has_looked_at_is_not_said_to_lack_events_or_columns() -> None:
    tables = Known(tables=KNOWN.tables)
    assert codes(tables, audience="shoe_size > 40", trigger={"kind": "event", "event": "x"}) == []


def test_both_languages_have_the_same_sentences_with_the_same_values() -> None:
    en, ko = (saying.texts(language) for language in LANGUAGES)
    assert {key: set(told) for key, told in en.items()} == {key: set(t) for key, t in ko.items()}
    for section, told in en.items():
        for code, text in told.items():
            names = [set(re.findall(r"\{(\w+)", one)) for one in (text, ko[section][code])]
            assert names[1] <= names[0], f"{section}.{code}"


def test_what_is_found_is_said_in_both_languages() -> None:
    found = check(play(trigger={"kind": "event", "event": "cancel_start"}), KNOWN)[0]
    assert saying.finding_said(found, "en").endswith("did you mean cancel_started?")
    assert "혹시 cancel_started" in saying.finding_said(found, "ko")
