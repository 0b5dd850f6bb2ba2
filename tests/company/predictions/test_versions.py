"""A model's version is the digest of all that was learnt, and what is kept is never changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tenure.company.predictions.days import Day
from tenure.company.predictions.learning import training
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.shelf import Shelf, entry_of
from tenure.company.predictions.learning.training import SAME_RISK, Trained
from tenure.company.predictions.outlook import Outlook
from tenure.store import Store

Predicted = tuple[Outlook, Trained, Day]

OTHERS: dict[str, Callable[[Bundle], Bundle]] = {
    "health": lambda one: replace(one, health=None),
    "what could not be learnt": lambda one: replace(one, without={"health": "told"}),
    "how early it warns": lambda one: replace(one, lead=None),
    "what rows looked like": lambda one: replace(one, reference=None),
    "what rows were worth": lambda one: replace(one, backtest=None),
    "bands of risk": lambda one: replace(one, risk=replace(one.risk, bands=(0.2, 0.4))),
}


def texts(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def shelf(predicted: Predicted, tmp_path: Path) -> Shelf:
    """Return a shelf of its own with the company's model on it, in use."""
    own = Shelf(Store(tmp_path / "store"), "customer")
    own.keep(predicted[1].bundle, replace(predicted[1].entry, promoted=True))
    return own


@pytest.mark.parametrize("what", OTHERS)
def test_another_bundle_has_another_name_and_leaves_the_champion(
    predicted: Predicted, shelf: Shelf, what: str
) -> None:
    trained = predicted[1]
    before = texts(shelf.folder / trained.entry.version)
    other = OTHERS[what](trained.bundle).named()
    assert other.version != trained.entry.version
    assert other.version.rpartition("-")[0] == trained.entry.version.rpartition("-")[0]
    entry = replace(trained.entry, version=other.version, promoted=False)
    shelf.keep(other, entry)
    assert texts(shelf.folder / trained.entry.version) == before
    assert shelf.load().dump() == trained.bundle.dump()
    assert shelf.load(other.version).dump() == other.dump()


def test_the_same_bundle_has_the_same_name_and_stays_as_it_lies(
    predicted: Predicted, shelf: Shelf
) -> None:
    trained = predicted[1]
    assert trained.bundle.named().version == trained.entry.version
    assert shelf.load().named().version == trained.entry.version
    place = shelf.folder / trained.entry.version
    written = [path.stat().st_mtime_ns for path in sorted(place.rglob("*"))]
    shelf.keep(trained.bundle, replace(trained.entry, promoted=False, why="again"))
    assert [path.stat().st_mtime_ns for path in sorted(place.rglob("*"))] == written
    assert [one.why for one in shelf.book] == [trained.entry.why, "again"]


def test_what_was_damaged_is_mended_by_learning_the_same(
    predicted: Predicted, shelf: Shelf
) -> None:
    trained = predicted[1]
    (shelf.folder / trained.entry.version / "risk" / "risk.json").unlink()
    shelf.keep(trained.bundle, trained.entry)
    assert shelf.load().dump() == trained.bundle.dump()


def test_a_store_whose_models_are_named_after_their_risk_alone_is_read(
    predicted: Predicted, tmp_path: Path
) -> None:
    """As they were written before: the folder, the book and the texts say the risk's own name."""
    trained, old = predicted[1], "boosting-2026-05-01-0c47e3d1"
    bundle = replace(trained.bundle, risk=replace(trained.bundle.risk, version=old))
    own = Shelf(Store(tmp_path / "store"), "customer")
    own.keep(bundle, replace(trained.entry, version=old))
    assert json.loads((own.folder / "book.json").read_text("utf-8"))[0]["version"] == old
    assert own.champion is not None
    assert own.load().version == own.champion.version == old
    again = trained.bundle
    own.keep(again, replace(trained.entry, promoted=False))
    assert own.load().version == old
    assert own.load(again.version).dump() == again.dump()


def test_who_differs_in_the_rest_alone_takes_over(
    predicted: Predicted, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other health weights with the same risk: there is no risk to compare, and they were said."""
    outlook, trained, _ = predicted
    other = replace(trained.bundle, health=None).named()
    monkeypatch.setattr(training, "shelf_of", lambda _: shelf)
    monkeypatch.setattr(training, "learn", lambda *_, **__: other)
    found = training.train(outlook)
    assert (found.entry.promoted, found.entry.why) == (True, SAME_RISK)
    assert shelf.load().health is None
    again = training.train(outlook)
    assert not again.entry.promoted
    assert shelf.load().dump() == other.dump()
    assert shelf.load(trained.entry.version).health is not None


def test_entries_say_the_name_that_scores_carry(predicted: Predicted) -> None:
    outlook, trained, day = predicted
    entry = entry_of(
        trained.bundle,
        outlook.rule.data.today,
        "",
        as_of=day.as_of,
        verdict=None,
        promoted=True,
        why="",
    )
    table = day.table(columns=["model"])
    assert table is not None
    assert set(table["model"].to_pylist()) <= {entry.version, None}
    assert day.about["model"] == entry.version
