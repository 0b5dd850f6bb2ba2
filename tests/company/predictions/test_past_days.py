"""Which past days are judged: whose horizon is over, by models that had not seen the outcome."""

import json
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tenure.company.predictions.days import ABOUT, place_of
from tenure.company.predictions.drift.past import days_over
from tenure.company.predictions.learning.shelf import Entry, Shelf
from tenure.errors import MetricError
from tenure.store import Store, as_json, write_text

END = date(2026, 7, 1)


@pytest.fixture
def outlook(tmp_path: Path) -> Any:
    data = SimpleNamespace(store=Store(tmp_path))
    rule = SimpleNamespace(data=data, unit="customer")
    return SimpleNamespace(rule=rule, observed=SimpleNamespace(end=END))


def learnt(outlook: Any, *models: tuple[str, str | None]) -> None:
    entries = [
        vars(Entry(version, "2026-07-01", None, "", None, True, "", as_of=as_of))
        for version, as_of in models
    ]
    folder = Shelf(outlook.rule.data.store, "customer").folder
    write_text(folder / "book.json", as_json(entries))


def scored(outlook: Any, day: date, model: str) -> None:
    about = {"model": model, "gap": 7, "horizon": 30}
    write_text(place_of(outlook.rule.data.store, "customer", day) / ABOUT, json.dumps(about))


def test_a_model_that_was_learnt_later_has_seen_what_came_of_them(outlook: Any) -> None:
    learnt(outlook, ("old", "2026-03-01"), ("new", "2026-05-01"), ("new", "2026-07-01"))
    for day, model in (
        (date(2026, 4, 1), "new"),
        (date(2026, 4, 15), "old"),
        (date(2026, 5, 1), "new"),
    ):
        scored(outlook, day, model)
    found = [day.as_of for day, _ in days_over(outlook, 12, None)]
    assert found == [date(2026, 5, 1), date(2026, 4, 15)]


def test_a_model_of_which_the_book_does_not_say_when_counts(outlook: Any) -> None:
    learnt(outlook, ("old", None))
    for model in ("old", "none of the book"):
        scored(outlook, date(2026, 4, 1), model)
        assert len(days_over(outlook, 12, None)) == 1


def test_only_days_whose_horizon_is_over_count_a_week_apart(outlook: Any) -> None:
    """As of 25 May the window of 30 days, after a gap of 7, ends with 30 June: just over."""
    learnt(outlook, ("old", "2026-01-01"))
    last = END - timedelta(days=37)
    for back in (-1, 0, 6, 7, 14):
        scored(outlook, last - timedelta(days=back), "old")
    found = [(last - day.as_of).days for day, _ in days_over(outlook, 12, None)]
    assert found == [0, 7, 14]
    assert [(last - day.as_of).days for day, _ in days_over(outlook, 2, None)] == [0, 7]


def test_a_model_that_is_gone_is_told_with_what_to_do(outlook: Any) -> None:
    learnt(outlook, ("old", None))
    with pytest.raises(MetricError) as error:
        Shelf(outlook.rule.data.store, "customer").load("older")
    assert "there are: old" in error.value.message
    assert "tenure predict score" in str(error.value.hint)
