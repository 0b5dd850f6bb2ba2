"""A challenger is learnt as models are learnt here, so that it is beaten by nothing but better."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from tenure.company.predictions.learning import training
from tenure.company.predictions.learning.everything import options_of
from tenure.predict.features.contract import Feature
from tenure.predict.risk import Columns

FEATURES = (
    Feature("sessions_28d", "number", "use", "times", "events", "events"),
    Feature("attribute_total", "number", "attribute", "", "customers", "attribute", "total"),
)
TABLE = pa.table({"unit_id": ["a", "b"], "sessions_28d": [1.0, 2.0], "attribute_total": [1.0, 2.0]})


@pytest.fixture
def outlook() -> Any:
    settings = SimpleNamespace(allow=("total",), exclude=())
    return SimpleNamespace(gap=7, horizon=30, settings=settings, snapshot=None)


@pytest.fixture
def champion() -> Any:
    risk = SimpleNamespace(
        gap=5, horizon=60, columns=Columns(age="age"), features=("sessions_28d",)
    )
    return SimpleNamespace(risk=risk, columns=None, features=FEATURES)


def test_a_challenger_may_use_what_models_here_may(
    monkeypatch: pytest.MonkeyPatch, outlook: Any, champion: Any
) -> None:
    """Else what has a date of its own, or was let through, is taken for a leak and left out."""
    asked: list[Any] = []
    rows = SimpleNamespace(features=FEATURES, sample=lambda: TABLE)
    sample = SimpleNamespace(
        events=9, others=9, y=None, rows=lambda _: SimpleNamespace(table=None, y=[0, 1])
    )

    class SeenError(Exception):
        pass

    def learn(before: Any, options: Any) -> Any:
        asked.append(options)
        raise SeenError

    monkeypatch.setattr("tenure.predict.risk.train", learn)
    monkeypatch.setattr(training, "learn_risk", learn, raising=False)
    monkeypatch.setattr(training.Rows, "of", lambda *_: rows)
    monkeypatch.setattr(training, "sample_of", lambda *_: sample)
    fold = SimpleNamespace(train=0, test=1)
    monkeypatch.setattr(training, "stratified", lambda *_: [fold])
    with pytest.raises(SeenError):
        training._on_others(outlook, champion, 3)
    (own,), usual = asked, options_of(outlook, FEATURES, TABLE, 3)
    assert own.dated == ("sessions_28d",)
    assert own.allow == usual.allow
    assert own.allow
    for name in ("learners", "dates", "parts", "called", "seed"):
        assert getattr(own, name) == getattr(usual, name)
    assert (own.gap, own.horizon, own.columns) == (5, 60, champion.risk.columns)
    assert own.leaks == "leave out"


@pytest.mark.parametrize("there", [True, False])
def test_models_whose_columns_are_gone_are_due_and_replaced_without_new_dates(
    monkeypatch: pytest.MonkeyPatch, outlook: Any, champion: Any, there: bool
) -> None:
    """A table that is not delivered any more: until new outcomes are known nobody had a score."""
    entry = SimpleNamespace(last_date="2026-06-01", data="")
    shelf: Any = SimpleNamespace(champion=entry, book=(entry,), load=lambda: champion)
    outlook.grid = SimpleNamespace(dates=(date(2026, 6, 1),))
    rows = SimpleNamespace(features=FEATURES if there else FEATURES[1:])
    monkeypatch.setattr(training, "shelf_of", lambda _: shelf)
    monkeypatch.setattr(training, "moved", lambda *_: None)
    monkeypatch.setattr(training.Rows, "of", lambda *_: rows)
    assert training.due(outlook) == (None if there else training.OTHER_COLUMNS)
    why = training._compared(outlook, shelf, 0)[1]
    assert why == (training.NO_DATES if there else training.OTHER_COLUMNS)
    assert (why in training.TAKES_OVER) != there
