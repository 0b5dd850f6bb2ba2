"""What is written once and asked by id says what is asked anew for each."""

from typing import Any

import pytest

from tenure_web.customers import kept, prepared, story
from tenure_web.customers.kept import Whom
from tenure_web.customers.scope import profiles
from tenure_web.lib import company


@pytest.fixture
def units(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(kept, "latest", lambda: None)
    day = company.last_day()
    assert day is not None
    rows = profiles(day, None).rows(["unit_id"], order="unit_id", limit=2)
    return [row["unit_id"] for row in rows]


def anew(whom: Whom) -> list[dict[str, Any]]:
    with company.asked() as told:
        rows = story._lines(told.data, whom, story.KINDS)
        assert rows is not None
        rows = story._tail(told.data, story.Place()).over(rows)
        return list(told.engine.execute(rows, metric="story").to_pylist())


def test_a_story_is_the_same_as_when_it_is_asked_anew(units: list[str]) -> None:
    stories = [story.story(Whom(one, "customer"), "all", story.Place()) for one in units]
    assert [found.rows for found in stories] == [
        anew(Whom(one, "customer"))[: story.PAGE] for one in units
    ]
    assert stories[0].rows != stories[1].rows


@pytest.mark.parametrize("id", ["x' OR '1'='1", "$1", "없는 고객", prepared._MARK])
def test_an_id_is_a_value_and_nothing_else(id: str, units: list[str]) -> None:
    assert story.story(Whom(id, "customer"), "all", story.Place()).rows == []
    assert story.contracts(Whom(id, "customer")) == ()
