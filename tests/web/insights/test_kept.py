"""Answers: of the run where it has them, else asked once by one thread and kept."""

import threading
from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company, Question
from tenure.errors import MetricError
from tenure.measure.result import Result
from tenure_web.insights import kept
from tenure_web.lib import company


@pytest.mark.parametrize(
    ("question", "there"),
    [
        (Question("attrition"), True),
        (Question("attrition", "quarter"), True),
        (Question("attrition", by="plan"), True),
        (Question("attrition", as_of=date(2024, 8, 31)), True),
        (Question("retention", options={"mode": "on_or_after"}), True),
        (Question("seasonality", options={"over": "3"}), True),
        (Question("attrition", "year"), False),
        (Question("attrition", by="channel"), False),
        (Question("attrition", where="plan = 'team'"), False),
        (Question("attrition", as_of=date(2024, 7, 31)), False),
        (Question("attrition", options={"convention": "stripe"}), False),
        (Question("seasonality", options={"over": 4}), False),
        (Question("attrition", cohort="loyal"), False),
    ],
)
def test_what_the_last_run_answered(question: Question, there: bool, workspace: Path) -> None:
    run = company.latest()
    assert run is not None
    assert (kept.of_run(question, run) is not None) == there


def test_it_is_asked_once_and_kept(own_workspace: Path) -> None:
    asked: list[str] = []

    def compute(told: Company) -> Result:
        asked.append(threading.current_thread().name)
        return told.measure(Question("attrition", "year"))

    first = kept.asked(("test", 1), compute, patience=60)
    again = kept.asked(("test", 1), compute, patience=0)
    assert len(asked) == 1
    assert asked[0].startswith("asked")
    assert again.rows == first.rows
    assert again.sql == first.sql
    assert again.words == first.words
    kept.asked(("test", 2), compute, patience=60)
    assert len(asked) == 2


def test_what_takes_long_goes_on(own_workspace: Path) -> None:
    go_on = threading.Event()

    def compute(told: Company) -> Result:
        assert go_on.wait(30)
        return told.measure(Question("attrition", "year"))

    with pytest.raises(kept.BeingComputedError):
        kept.asked(("slow",), compute, patience=0.05)
    with pytest.raises(kept.BeingComputedError):
        kept.asked(("slow",), compute, patience=0.05)
    go_on.set()
    assert kept.asked(("slow",), compute, patience=60).metric == "attrition"


def test_a_long_question_keeps_neither_others_nor_pages_waiting(own_workspace: Path) -> None:
    go_on = threading.Event()

    def long(told: Company) -> Result:
        assert go_on.wait(60)
        return told.measure(Question("attrition", "year"))

    def short(told: Company) -> Result:
        return told.measure(Question("attrition", "month"))

    with pytest.raises(kept.BeingComputedError):
        kept.asked(("long",), long, patience=0.05)
    assert kept.asked(("short",), short, patience=60).metric == "attrition"
    with company.asked() as told:  # what a page of a customer asks
        assert told.measure(Question("attrition", "month")).rows
    go_on.set()
    kept.asked(("long",), long, patience=60)


def test_several_answers_stay_in_order(own_workspace: Path) -> None:
    def compute(told: Company) -> list[Result]:
        return [told.measure(Question("attrition", one)) for one in ("year", "quarter")]

    for patience in (60, 0):
        found = kept.all_asked(("two",), compute, patience)
        assert [one.options["period"] for one in found] == ["year", "quarter"]


def test_mistakes_reach_who_asked_and_are_not_kept(own_workspace: Path) -> None:
    def compute(told: Company) -> Result:
        raise MetricError("no such thing")

    for _ in range(2):
        with pytest.raises(MetricError, match="no such thing"):
            kept.asked(("wrong",), compute, patience=60)


def test_options_that_no_calendar_has_room_for(own_workspace: Path) -> None:
    question = Question("behaviour", options={"feature": "login", "windows": 999_999})
    with pytest.raises(MetricError, match="with these options"):
        kept.answer(question, patience=60)


def test_other_definitions_are_another_question(own_workspace: Path) -> None:
    before = kept.name_of("one")
    text = own_workspace.read_text("utf-8")
    own_workspace.write_text(text + "\n[retention]\nsmall_cell = 7\n", "utf-8")
    assert kept.name_of("one") != before
