"""`tenure predict` on a lone snapshot: what is printed, and where."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.snapshots import TOML, company, customers
from tenure.company.predictions.views.unsaid import lacking, not_said

Tenure = Callable[..., Any]


@pytest.fixture
def lone(tmp_path: Path) -> Path:
    """Few customers: too few to learn from features, so that it is quick."""
    company(tmp_path, customers(size=90)[0]).close()
    return tmp_path / "tenure.toml"


def test_from_the_file_to_one_customer(lone: Path, tenure: Tenure) -> None:
    learnt = tenure("predict", "train", "-d", lone)
    assert learnt.code == 0
    first, second, *others = learnt.out.splitlines()
    assert first.startswith("learnt from 78 rows of 78 units at one date; ")
    assert second.endswith("in use, the first model")
    assert others[0].startswith("note: Nothing was learned: ")
    assert others[1:] == [f"without {what}: {why}" for what, why in lacking().items()]
    scored = tenure("predict", "score", "-d", lone)
    assert (scored.code, "low" in scored.out) == (0, True)
    assert [why for why in lacking().values() if why not in scored.err] == []
    unit = next(row[0] for row in customers(size=90)[0] if row[-1] == "No")
    for language in ("en", "ko"):
        told = tenure("predict", "explain", unit, "-d", lone, "--language", language)
        assert told.out.startswith(unit)
        assert [why for why in lacking(language).values() if why not in told.out] == []
        card = tenure("predict", "card", "-d", lone, "--language", language)
        assert card.code == 0


def test_a_column_that_knows_the_outcome_ends_it_with_what_to_write(
    lone: Path, tenure: Tenure
) -> None:
    lone.write_text(TOML.replace('exclude = ["Goodbye reason", "CLTV"]', ""), encoding="utf-8")
    ran = tenure("predict", "train", "-d", lone)
    assert (ran.code, ran.out) == (3, "")
    assert "CLTV: by its name (cltv) it is a lifetime value" in ran.err
    assert '[prediction] exclude = ["CLTV"' in ran.err
    nobody = tenure("predict", "score", "-d", lone)
    assert (nobody.code, nobody.err.count("tenure predict train")) == (3, 1)


def test_what_programs_read_of_the_models_is_one_table(
    lone: Path, tenure: Tenure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People see every table, as of `trials` and `profit`; JSON of several could not be read."""

    def several(outlook: Any, bundle: Any) -> list[Any]:
        return [not_said(outlook), not_said(outlook)]

    monkeypatch.setattr("tenure.company.predictions.views.risk.judged", several)
    assert tenure("predict", "train", "-d", lone).code == 0
    shown = tenure("predict", "evaluate", "-d", lone)
    assert (shown.code, shown.out.count("not-said")) == (0, 2)
    as_json, as_csv = (
        tenure("predict", "evaluate", "-d", lone, "--format", form) for form in ("json", "csv")
    )
    assert (as_json.code, as_csv.code) == (0, 0)
    assert json.loads(as_json.out)
    assert as_csv.out.count("what_en") == 1
