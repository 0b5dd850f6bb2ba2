"""Ready-made plays: what the issue asks for is there, for every kind of company, and it holds."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tenure.act import letter, saying
from tenure.act.checking import Known, check, runs
from tenure.act.reading import loads
from tenure.act.ready import fitting, ready, take
from tenure.act.steps import Message, Offer, Task
from tenure.act.words import LANGUAGES
from tenure.act.writing import dumps
from tenure.definitions import KINDS
from tenure.errors import DefinitionError
from tenure.tables.schema import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "act" / "plays.md"
EVERYTHING = Known(
    tables={name: [one.name for one in table.columns] for name, table in TABLES.items()},
    profile={
        **dict.fromkeys(("risk_band", "health_band", "value_tier", "plan"), "string"),
        **dict.fromkeys(("risk", "growth", "value"), "float64"),
    },
)
ASKED_FOR = {
    "onboarding_steps", "first_month_friction", "early_risk_call", "risk_words",
    "pause_or_downgrade", "higher_plan_trial", "new_feature_trial", "loyal_extension",
    "loyal_perk", "replenishment", "recently_quiet", "news", "renewal_180", "renewal_90",
    "renewal_30", "economic_buyer", "failed_payment", "complaint_follow_up", "exit_interview",
    "win_back", "promoter_review", "low_frequency_coupon", "high_frequency_privilege",
    "upsell_growth", "regular_buyer_subscription", "save_window", "second_order",
    "silent_month", "exit_question",
}  # fmt: skip
_POLITE = re.compile(r"(니다|세요|까요|나요|가요|시오|드림)[.?!\"']*$", re.MULTILINE)


def test_all_that_is_asked_for_is_there() -> None:
    assert set(ready()) >= ASKED_FOR
    assert all(len(fitting(kind)) >= 10 for kind in KINDS)


@pytest.mark.parametrize("name", sorted(ready()))
def test_it_runs_where_every_table_is_and_is_said(name: str) -> None:
    found = check(ready()[name].play, EVERYTHING)
    assert runs(found), found
    assert found == []
    for language in LANGUAGES:
        told = [*saying.whose_turn(ready()[name].play, language)]
        told += [
            saying.goal(ready()[name].play, language),
            *saying.steps(ready()[name].play, language),
        ]
        assert all(told)
        assert "days days" not in " ".join(told)


@pytest.mark.parametrize("name", sorted(ready()))
def test_whoever_has_no_name_can_be_written_to(name: str) -> None:
    customers = [one for one in EVERYTHING.tables["customers"] if one != "name"]
    nameless = replace(EVERYTHING, tables={**EVERYTHING.tables, "customers": customers})
    play = ready()[name].play
    letters = [f"steps[{at}]" for at, one in enumerate(play.steps) if isinstance(one, Message)]
    assert [one for one in check(play, nameless) if one.key.startswith(tuple(letters))] == []


@pytest.mark.parametrize("name", sorted(ready()))
def test_its_korean_is_korean_and_polite(name: str) -> None:
    play = ready()[name].play
    for step in play.steps:
        texts = []
        if isinstance(step, Message):
            texts = [step.body]
            assert step.body.ko.rstrip().endswith("드림"), "a letter is signed"
            assert letter.variables(step.subject.en) <= letter.variables(
                step.body.en + step.subject.en
            )
        elif isinstance(step, Offer):
            texts = [step.words]
        elif isinstance(step, Task):
            texts = [one for one in (step.guide,) if one]
        for text in texts:
            assert re.search("[가-힣]", text.ko)
            assert not re.search("[가-힣]", text.en)
            assert _POLITE.search(text.ko), text.ko
    assert re.search("[가-힣]", play.name.ko + play.about.ko)


@pytest.mark.parametrize("name", sorted(ready()))
def test_taken_it_is_a_draft_with_a_salt_of_its_own_and_a_file_that_reads_back(name: str) -> None:
    one, other = take(name), take(name)
    assert (one.id, one.state, one.version) == (name, "draft", 1)
    assert len({one.salt, other.salt, ready()[name].play.salt}) == 3
    assert loads(dumps(one)) == one


def test_costs_are_of_the_size_of_the_currency() -> None:
    won, dollar = (take("loyal_perk", currency=one) for one in ("KRW", "USD"))
    assert (dollar.worth.offer, won.worth.offer) == (5, 5_000)
    gifts = [step.cost for step in won.steps if isinstance(step, Offer)]
    assert gifts == [5_000]
    assert take("exit_interview", currency="KRW").worth.gain == 20_000


@pytest.mark.parametrize("name", sorted(ready()))
def test_by_its_own_assumptions_it_is_worth_doing(name: str) -> None:
    """Where the goal brings money: effect · gain is more than contact and what is given."""
    worth = ready()[name].play.worth
    assert worth.effect > 0
    if worth.gain is not None:
        taken = worth.effect + (1 - worth.effect) * worth.taken_anyway
        assert worth.effect * worth.gain > worth.contact + worth.offer * min(taken, 1)


def test_a_name_that_there_is_not_is_refused_with_the_closest() -> None:
    with pytest.raises(DefinitionError, match="there is no ready-made play 'winback'") as found:
        take("winback")
    assert found.value.hint == "did you mean 'win_back'?"


def test_the_docs_list_them_with_the_kinds_that_they_are_for() -> None:
    page = PAGE.read_text("utf-8").partition("<!-- ready -->")[2]
    rows = page.partition("<!-- /ready -->")[0].splitlines()[3:]
    told = {}
    for row in rows:
        if row.startswith("| `"):
            name, title, *marks = [one.strip() for one in row.strip("|").split("|")]
            told[name.strip("`")] = (title, [one == "✓" for one in marks])
    assert told == {
        name: (one.play.name.en, [kind in one.kinds for kind in KINDS])
        for name, one in ready().items()
    }
