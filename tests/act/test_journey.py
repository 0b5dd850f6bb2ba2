"""Steps come in their order, once each; waits keep the time of day; every journey ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from tenure.act.journey import Do, End, News, Place, Until, days_later, next_move
from tenure.act.play import Play

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SAID = {"en": "Hello", "ko": "안녕하세요"}
LETTER = {"do": "message", "subject": SAID, "body": SAID}
CALL = {"do": "task", "title": SAID}


def play(*steps: dict, goal: dict | None = None) -> Play:
    told = {
        "id": "early_call",
        "salt": "0123456789abcdef",
        "name": SAID,
        "about": SAID,
        "trigger": {"kind": "segment"},
        "goal": goal or {"within": "60 days"},
        "steps": list(steps),
    }
    return Play.model_validate(told, context={})


WORKED = play(
    LETTER,
    {"do": "wait", "days": "3 days"},
    {"do": "branch", "happened": "opened", "then": "thanks", "otherwise": "call"},
    {"name": "call", **CALL},
    {"name": "thanks", **LETTER},
)


def test_a_letter_a_wait_and_a_call_for_who_did_not_open_it():
    first = next_move(WORKED, Place.start(NOW), News(), NOW, SEOUL)
    assert isinstance(first, Do)
    assert first.step == 0
    wait = next_move(WORKED, first.after, News(), NOW, SEOUL)
    assert isinstance(wait, Until)
    assert wait.at == NOW + timedelta(days=3)
    then = next_move(WORKED, wait.place, News(), wait.at, SEOUL)
    assert isinstance(then, Do)
    assert then.step == 3
    opened = next_move(WORKED, wait.place, News(frozenset(["opened"])), wait.at, SEOUL)
    assert isinstance(opened, Do)
    assert opened.step == 4
    assert next_move(WORKED, opened.after, News(), wait.at, SEOUL) == End("all_done")


@pytest.mark.parametrize(
    ("news", "reason"),
    [
        (News(goal=True, left=True), "goal_reached"),
        (News(left=True), "left"),
        (News(withdrawn=True), "withdrawn"),
        (News(stopped=True, goal=True), "stopped"),
    ],
)
def test_it_ends_when_there_is_nothing_more_to_do_for_them(news, reason):
    assert next_move(WORKED, Place.start(NOW), news, NOW, SEOUL) == End(reason)


def test_a_win_back_goes_on_though_they_left():
    back = play(LETTER, goal={"what": "comes_back", "within": "30 days"})
    assert isinstance(next_move(back, Place.start(NOW), News(left=True), NOW, SEOUL), Do)


def test_the_window_of_the_goal_ends_it():
    late = NOW + timedelta(days=60)
    assert next_move(WORKED, Place.start(NOW), News(), late, SEOUL) == End("window_over")


def test_a_condition_that_cannot_be_told_does_not_hold():
    forked = play(
        {"do": "branch", "where": "risk > 0.5", "then": "call", "otherwise": "letter"},
        {"name": "letter", **LETTER},
        {"name": "call", **CALL},
    )
    steps = [
        next_move(forked, Place.start(NOW), News(fits={0: one}), NOW, SEOUL)
        for one in (True, False, None)
    ]
    assert [one.step for one in steps if isinstance(one, Do)] == [2, 1, 1]


def test_days_are_those_of_the_calendar():
    """New York loses an hour on 8 March 2026: 9 in the morning stays 9 in the morning."""
    begun = datetime(2026, 3, 7, 14, 0, tzinfo=UTC)
    assert days_later(begun, 2, NEW_YORK) == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("branch", "message"),
    [
        ({"happened": "opened", "then": "nowhere"}, "no later step is called 'nowhere'"),
        ({"happened": "opened", "then": "first"}, "no later step is called 'first'"),
        ({"then": "last"}, "a branch needs something to go by"),
    ],
)
def test_a_branch_leads_forward_and_goes_by_something(branch, message):
    with pytest.raises(ValidationError, match=message):
        play({"name": "first", **LETTER}, {"do": "branch", **branch}, {"name": "last", **CALL})


@given(
    some.lists(some.sampled_from(["letter", "call", "wait", "branch"]), max_size=12), some.data()
)
def test_every_journey_ends_and_no_step_is_done_twice(kinds, data):
    kinds = [*kinds, "letter"]
    last = f"s{len(kinds) - 1}"
    made = {"letter": LETTER, "call": CALL, "wait": {"do": "wait", "days": "2 days"}}
    made["branch"] = {"do": "branch", "happened": "opened", "then": last, "otherwise": last}
    tried = play(*[{"name": f"s{at}", **made[kind]} for at, kind in enumerate(kinds)])
    place, now, done = Place.start(NOW), NOW, []
    for _ in range(3 * len(kinds)):
        news = News(frozenset(["opened"] if data.draw(some.booleans()) else []))
        move = next_move(tried, place, news, now, NEW_YORK)
        if isinstance(move, End):
            break
        if isinstance(move, Do):
            done.append(move.step)
            place = move.after
        else:
            assert move.at > now
            place, now = move.place, move.at
    else:
        pytest.fail("it goes on for ever")
    assert len(done) == len(set(done))
    assert done == sorted(done)
