"""What is known before a play is decided on makes its effect surer: the risk that it went by."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company import Company
from tenure.company.acts.tables import DECISIONS, place
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import prove
from tenure.company.proofs.outcomes import Outcomes

_TOML = """
[company]
name = "Risky"
kind = "saas"
time_zone = "Asia/Seoul"
[churn]
rule = "contract"
[prediction]
enabled = false
"""
DAY = date(2026, 1, 5)
UNITS = 1200


def _write(folder: Path) -> Path:
    """Write units with risks from 2 to 90 %; of the treated the risk is a fifth lower."""
    drawn = np.random.default_rng(12)
    risk = drawn.choice([0.02, 0.1, 0.5, 0.9], UNITS)
    treated = drawn.random(UNITS) < 0.6
    left = drawn.random(UNITS) < risk * (1 - 0.2 * treated)
    names = [f"c{number:04d}" for number in range(UNITS)]
    ends = [DAY + timedelta(int(day)) for day in drawn.integers(2, 28, UNITS)]
    tables = {
        "customers": ["customer_id,started_at", *(f"{one},2025-06-01" for one in names)],
        "subscriptions": [
            "subscription_id,customer_id,started_at,ended_at,mrr",
            *(
                f"s{one},{one},2025-06-01,{end if gone else ''},10"
                for one, end, gone in zip(names, ends, left, strict=True)
            ),
            "slast,last,2026-05-01,,10",
        ],
        "assignments": [
            "unit_id,experiment,arm,assigned_at",
            *(
                f"{one},save,{'treatment' if arm else 'holdout'},{DAY} 00:00"
                for one, arm in zip(names, treated, strict=True)
            ),
        ],
    }
    text = _TOML
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[tables.{table}]\nfrom = "{table}.csv"\n'
    (folder / "tenure.toml").write_text(text, "utf-8")
    np.save(folder / "risk.npy", risk)
    return folder / "tenure.toml"


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlook]:
    path = _write(tmp_path_factory.mktemp("risky"))
    with Company.open(path, today=date(2026, 6, 1)) as company:
        yield Outlook(company.rule)


def _decide(outlook: Outlook, day: date, risk: np.ndarray) -> Path:
    """Write what a day's decisions keep of the risk, of two plays for each."""
    names = [f"c{number:04d}" for number in range(UNITS)]
    file = place(outlook.rule.data.store, DECISIONS, day)
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "decided_on": [day] * UNITS * 2,
        "unit_id": names * 2,
        "play": ["save"] * UNITS + ["other"] * UNITS,
        "risk": [*risk.tolist()] * 2,
    }
    pq.write_table(pa.table(columns), file)
    return file


def test_the_risk_of_the_day_makes_the_effect_surer(outlook: Outlook) -> None:
    """Without it tenure and revenue, the same for all, say nothing; with it a third is gone."""
    save = Trials(outlook).find("save")
    plain = prove(outlook, save, "treatment", horizons=(30,)).at[0].effect
    assert plain.adjusted is None
    risk = np.load(outlook.rule.data.definitions.folder / "risk.npy")
    later = _decide(outlook, DAY + timedelta(1), 1 - risk)
    file = _decide(outlook, DAY, risk)
    found = prove(outlook, save, "treatment", horizons=(30,)).at[0].effect
    rows = Outcomes(outlook, save, "treatment").rows(30)
    for one in (file, later):
        one.unlink()
    assert rows.num_rows == UNITS
    assert rows["risk"].to_pylist() == risk.tolist()
    assert found.difference == plain.difference
    assert found.adjusted is not None
    assert found.adjusted.less_variance > 0.3
    wide = found.best.high - found.best.low
    assert wide < 0.85 * (plain.difference.high - plain.difference.low)
    truth = -0.2 * float(risk.mean())
    assert found.best.low < truth < found.best.high
