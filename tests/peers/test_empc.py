"""EMPC against EMP-PY 2.0.4 (GPL, run apart): the figures it printed for the same rows."""

import csv
import gzip
import os

import numpy as np
import pytest

from peers.test_real_data import DATA
from tenure.predict.profit import Campaign, maximum_profit, mpc

DEAR = Campaign(value=500, offer=50, contact=5)


def drawn():
    """Give 3,000 outcomes with their probabilities, and numbers that know nothing."""
    rng = np.random.default_rng(7)
    p = 1 / (1 + np.exp(-rng.normal(-2, 1.2, 3_000)))
    y = (rng.random(3_000) < p).astype(int)
    return y, p, rng


@pytest.mark.parametrize(
    ("kind", "campaign", "maximum", "expected", "share"),
    [
        ("smooth", Campaign(), 4.423999999999999, 4.514814631234893, 0.358381381568823),
        ("tied", Campaign(), 4.311999999999999, 4.3802455249077425, 0.35424554182123097),
        (
            "other",
            Campaign(alpha=2, beta=3, value=100, offer=30, contact=2),
            0.2646666666666665,
            0.37733818819937914,
            0.04108328114651323,
        ),
    ],
)
def test_drawn_outcomes(kind, campaign, maximum, expected, share):
    y, p, _ = drawn()
    score = np.round(p, 1) if kind == "tied" else p
    found = maximum_profit(y, score, campaign=campaign)
    assert found.profit == pytest.approx(expected, abs=5e-5)
    assert found.share == pytest.approx(share, abs=5e-5)
    assert mpc(y, score, campaign=campaign) == pytest.approx(maximum, abs=5e-5)


def test_a_score_that_knows_nothing_still_pays():
    """Contacting nearly everyone brings 0.705 at the mean chance, and 1.698 on average over it."""
    y, _, rng = drawn()
    score = rng.random(len(y))
    assert maximum_profit(y, score).profit == pytest.approx(1.6979332982400552, abs=5e-5)
    assert mpc(y, score) == pytest.approx(0.7049999999999987, abs=5e-5)


@pytest.mark.parametrize(
    ("column", "campaign", "expected", "share"),
    [
        ("tenure", Campaign(), 8.512911434755962, 0.6397679443461316),
        ("MonthlyCharges", DEAR, 7.126024282416661, 0.41828678420775384),
    ],
)
def test_telco_ranked_by_one_column(column, campaign, expected, share):
    path = DATA / "telco_ibm" / "telco_21col.csv.gz"
    if not path.is_file():
        message = f"the data sets are not there: {DATA.name} beside the repository's folder"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))
    y = [row["Churn"] == "Yes" for row in rows]
    value = np.array([float(row[column]) for row in rows])
    found = maximum_profit(y, -value if column == "tenure" else value, campaign=campaign)
    assert found.profit == pytest.approx(expected, abs=5e-5)
    assert found.share == pytest.approx(share, abs=5e-5)
