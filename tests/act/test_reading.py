"""Plays as files: every problem with its file, line and key; written and read again the same."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.act.arms import arm_of
from tenure.act.editing import copy, edited, new_salt
from tenure.act.play import Play
from tenure.act.reading import load, loads, shelf
from tenure.act.schema import json_schema
from tenure.act.writing import dumps
from tenure.definitions import SeveralProblemsError
from tenure.errors import DefinitionError

WHOLE = '''\
id = "first_steps"
salt = "0123456789abcdef"
state = "running"
audience = "plan = 'pro' and risk >= 0.2"
cooldown = "0 days"

[name]
en = "First steps"
ko = "첫걸음"

[about]
en = "Helps new customers."
ko = "새 고객을 돕습니다."

[trigger]
kind = "event"
event = "cancel_started"
where = "value > 3"
within = "2 days"

[goal]
what = "stays"
within = "4 weeks"

[[steps]]
do = "message"
name = "hello"
subject = { en = "Hello", ko = "안녕하세요" }
body.en = """
Dear {{ name }},
"so" it is."""
body.ko = "{{ name }}님"

[[steps]]
do = "wait"
days = "3 days"

[[steps]]
do = "branch"
happened = "opened"
then = "call"

[[steps]]
do = "task"
name = "call"
title.en = "Call"
title.ko = "전화"
'''


def wrong(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as found:
        loads(text, source="plays/a.toml")
    error = found.value
    return [str(one) for one in getattr(error, "problems", [error])]


def test_a_play_is_read() -> None:
    play = loads(WHOLE)
    assert (play.id, play.cooldown, play.goal.within, play.holdout) == ("first_steps", 0, 28, 0.1)
    assert play.trigger.kind == "event"
    assert str(play.trigger.where) == "value > 3"
    assert [one.do for one in play.steps] == ["message", "wait", "branch", "task"]
    assert play.steps[0].body.en == 'Dear {{ name }},\n"so" it is.'


def test_all_problems_are_told_at_once_with_line_and_key() -> None:
    changes = {
        'within = "2 days"': 'whithin = "2 days"',
        'what = "stays"': 'what = "stay"',
        'subject = { en = "Hello", ko = "안녕하세요" }': 'subject = { en = "Hello" }',
        'days = "3 days"': "days = 3",
    }
    text = WHOLE
    for old, new in changes.items():
        text = text.replace(old, new)
    lines = text.splitlines()
    at = [f"plays/a.toml, line {lines.index(new) + 1}" for new in changes.values()]
    assert wrong(text) == [
        f"{at[0]}, trigger.whithin: unknown key 'whithin'; "
        "allowed: kind, event, where, within\n  did you mean 'within'?",
        f"{at[1]}, goal.what: found 'stay'; allowed: stays, "
        "comes_back, renews, buys, pays, answers, upgrades\n  did you mean 'stays'?",
        f"{at[2]}, steps[0].subject.ko: 'ko' is missing: in Korean",
        f"{at[3]}, steps[1].days: found 3; allowed: days or weeks such "
        "as '28 days', '4 weeks' (1 to 3650 days)\n  say the unit: '3 days'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "event"', 'kind = "evnt"', "trigger.kind: found 'evnt'; allowed: segment, cross"),
        ('kind = "event"\n', "", "trigger.kind: 'kind' is missing"),
        ('event = "cancel_started"\n', "", "trigger.event: 'event' is missing: name of the event"),
        ('do = "wait"', 'do = "rest"', "steps[1].do: found 'rest'; allowed: message, task"),
        ('then = "call"', 'then = "cal"', "steps[2].then: found 'cal'; no later step is"),
        ('then = "call"', 'then = "hello"', "steps[2].then: found 'hello'; no later step"),
        ('name = "call"', 'name = "hello"', "steps[3].name: found 'hello'; a step before is"),
        ('id = "first_steps"', 'id = "First"', "id: found 'First'; allowed: 2 to 41 of a-z"),
        ("plan = 'pro'", "plan = pro'", "audience: "),
        ("value > 3", "value >", "trigger.where: "),
        ('cooldown = "0 days"', 'cooldown = "a month"', "cooldown: found 'a month'; allowed: days"),
        ('[goal]\nwhat = "stays"', "goal = 3\n[other]", "other: unknown key"),
        ('within = "4 weeks"', 'within = "4 weeks', "not TOML"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(old: str, new: str, told: str) -> None:
    assert old in WHOLE
    found = wrong(WHOLE.replace(old, new))
    assert any(told in one for one in found), found
    assert all(one.startswith("plays/a.toml, ") for one in found)


def test_nothing_and_other_encodings_are_refused(tmp_path: Path) -> None:
    assert "says nothing" in wrong("# only a remark\n")[0]
    (tmp_path / "a.toml").write_bytes(WHOLE.encode("cp949"))
    with pytest.raises(DefinitionError, match="CP949"):
        load(tmp_path)


def test_a_folder_tells_the_problems_of_all_its_files(tmp_path: Path) -> None:
    assert load(tmp_path / "plays") == {}
    (tmp_path / "a.toml").write_text(WHOLE, "utf-8")
    (tmp_path / "b.toml").write_text(WHOLE.replace("first_steps", "other"), "utf-8")
    (tmp_path / "c.toml").write_text(WHOLE.replace("0123456789abcdef", "f" * 16), "utf-8")
    (tmp_path / "d.toml").write_text("id = 3", "utf-8")
    with pytest.raises(SeveralProblemsError) as found:
        load(tmp_path)
    told = [str(one) for one in found.value.problems]
    assert "b.toml, salt: the salt is that of a.toml" in told[0]
    assert "c.toml, id: the id 'first_steps' is that of a.toml" in told[1]
    assert any("d.toml, line 1, id" in one for one in told[2:])
    assert list(shelf(tmp_path).plays) == ["first_steps"]


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\r"), min_size=1
)


@settings(max_examples=60, deadline=None)
@given(en=_TEXT, ko=_TEXT)
def test_what_is_written_is_read_again_the_same(en: str, ko: str) -> None:
    play = loads(WHOLE)
    words = play.name.model_copy(update={"en": en, "ko": ko})
    step = play.steps[0].model_copy(update={"body": words})
    made = play.model_copy(update={"about": words, "steps": (step, *play.steps[1:])})
    again = loads(dumps(made))
    assert again == made
    assert dumps(again) == dumps(made)


def test_the_schema_and_the_reader_accept_the_same() -> None:
    import tomllib

    check = jsonschema.Draft7Validator(json_schema())
    assert "$ref" not in json.dumps(json_schema())
    assert "discriminator" not in json.dumps(json_schema())
    for text in (WHOLE, dumps(loads(WHOLE))):
        assert list(check.iter_errors(tomllib.loads(text))) == []
    for old, new in [
        ('kind = "event"', 'kind = "evnt"'),
        ('within = "2 days"', 'whithin = "2 days"'),
        ('days = "3 days"', "days = 3"),
    ]:
        assert list(check.iter_errors(tomllib.loads(WHOLE.replace(old, new)))), new


def test_id_and_salt_never_change_and_the_version_counts_edits() -> None:
    play = loads(WHOLE)
    assert edited(play, play).version == 1
    assert edited(play, play.model_copy(update={"state": "paused"})).version == 1
    assert edited(play, play.model_copy(update={"priority": 90, "version": 7})).version == 2
    for name, other in (("id", "other"), ("salt", "f" * 16)):
        with pytest.raises(DefinitionError, match=f"the {name} of a play never changes"):
            edited(play, play.model_copy(update={name: other}))


def test_renaming_a_play_or_its_file_reshuffles_nobody(tmp_path: Path) -> None:
    named = WHOLE.replace('en = "First steps"', 'en = "Welcome"')
    (tmp_path / "renamed.toml").write_text(named, "utf-8")
    play, before = load(tmp_path)["first_steps"], loads(WHOLE)
    units = [f"c{number}" for number in range(500)]
    arms = [[arm_of(one.salt, unit, one.holdout) for unit in units] for one in (before, play)]
    assert arms[0] == arms[1]
    assert 20 < arms[0].count("holdout") < 90


def test_a_copy_draws_anew() -> None:
    play = loads(WHOLE)
    made = copy(play, id="second")
    assert (made.id, made.version, made.state) == ("second", 1, "draft")
    assert made.salt != play.salt
    assert re.fullmatch("[0-9a-f]{32}", new_salt())
    assert isinstance(made, Play)
