"""How many of those who left the riskiest hold: counted again from the judged rows."""

from dataclasses import replace

import numpy as np
import pytest

from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.gains import found
from tenure.company.predictions.views.risk import judged

Predicted = tuple[Outlook, Trained, Day]


def test_the_riskiest_tenth_counted_again(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    rows = trained.bundle.backtest
    assert rows is not None
    result = found(outlook, trained.bundle)
    assert result is not None
    told = {row["share"]: row for row in result.rows}
    order = np.argsort(-rows.risk, kind="stable")
    taken = np.cumsum(rows.weight[order]) / rows.weight.sum()
    left = (rows.weight * rows.left)[order]
    for share in (0.1, 0.3):
        inside = left[taken <= share].sum() / left.sum()
        assert told[share]["captured"] == pytest.approx(inside, abs=0.02)
        assert told[share]["lift"] == pytest.approx(told[share]["captured"] / share)
        assert told[share]["captured_low"] <= told[share]["captured"]
        assert told[share]["captured"] <= told[share]["captured_high"]
    assert told[1.0]["captured"] == 1.0
    assert f"{told[0.1]['captured']:.0%} of those who leave" in result.words["en"]
    assert "{" not in "".join(result.words.values())
    assert "gains" in [one.metric for one in judged(outlook, trained.bundle)]


def test_models_that_were_not_judged_have_none(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    assert found(outlook, replace(trained.bundle, backtest=None)) is None
