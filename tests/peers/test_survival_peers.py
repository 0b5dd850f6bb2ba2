"""Telco as published: how long customers stay, who leaves first, and the column that leaks."""

import gzip
import os
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pytest
from sklearn.model_selection import StratifiedKFold

from peers.test_real_data import DATA
from tenure.predict.learners import Logistic
from tenure.predict.survival import cut
from tenure.predict.survival.evaluate import backtest
from tenure.stats import kaplan_meier

# lifelines 0.30.3, KaplanMeierFitter: the share still there after so many months, with interval.
LIFELINES = {
    12: (0.8431995538, 0.83416869, 0.85178332),
    24: (0.7887363984, 0.77831296, 0.7987352),
    48: (0.7088401843, 0.69624508, 0.72102273),
    72: (0.5927901521, 0.57306289, 0.61193621),
}
NEVER = {"customerID", "tenure", "Churn"}


@pytest.fixture(scope="module")
def telco():
    """Give the 21 columns as follow-up in months, with total charges as numbers."""
    path = DATA / "telco_ibm" / "telco_21col.csv.gz"
    if not path.is_file():
        message = "the data set telco_ibm is not there"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    table = csv.read_csv(BytesIO(gzip.decompress(path.read_bytes())))
    total = [float(one) if str(one).strip() else None for one in table["TotalCharges"].to_pylist()]
    table = table.set_column(table.column_names.index("TotalCharges"), "TotalCharges", [total])
    months = table["tenure"].to_numpy().astype(float)
    left = np.array([one in ("Yes", True) for one in table["Churn"].to_pylist()])
    table = table.append_column("unit_id", table["customerID"])
    table = table.append_column("followed_days", pa.array(months))
    days_left = pa.array(np.where(left, months, np.nan), from_pandas=True)
    return table.append_column("days_left", days_left), months, left


def judged(telco, *, without=(), width=1):
    """Return the backtest of the published protocol: five folds, stratified by who left."""
    table, months, left = telco
    names = [name for name in table.column_names[:21] if name not in {*NEVER, *without}]
    folds = StratifiedKFold(5, shuffle=True, random_state=42).split(months, left)
    return backtest(
        table,
        names,
        folds,
        by=Logistic(penalty=1.0),  # what tuning on the training rows chooses, too
        intervals=cut(width, 72),
        days=(12, 24),
        most=60_000,
    )


def test_how_long_customers_stay(telco):
    _, months, left = telco
    found = {step.time: step for step in kaplan_meier(months, left)}
    for month, (share, low, high) in LIFELINES.items():
        step = found[month]
        assert (step.share, step.low, step.high) == pytest.approx((share, low, high), abs=1e-8)


def test_who_leaves_first_without_total_charges(telco):
    """Cox regression without TotalCharges reaches C = .865 (lifelines 0.30.3: .8636)."""
    found = judged(telco, without=["TotalCharges"])
    assert found.mean("harrell") == pytest.approx(0.865, abs=0.003)
    assert found.mean("gain") > 0.5
    assert found.pooled.customers == 7_043
    assert found.pooled.harrell.low < 0.865 < found.pooled.harrell.high


def test_total_charges_leak(telco):
    """With TotalCharges Cox regression is published with C = .928; hazards in phases reach .96.

    It is price × the months to be foretold. Whoever gets here by accident has a better figure
    and a worse forecast; the check for leaks, which comes before training, is to stop it.
    """
    found = judged(telco, width=6)
    assert found.mean("harrell") > 0.928
    honest = judged(telco, without=["TotalCharges"], width=6)
    assert found.mean("harrell") - honest.mean("harrell") > 0.06
