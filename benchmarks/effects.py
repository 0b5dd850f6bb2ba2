"""The effect of a play with a million customers: seconds, CPU seconds, memory, beside a peer.

    effects.py [CUSTOMERS]

Writes a company of subscriptions, payments, touches and one assignment each as Parquet into a
temporary folder. Tenure: everything that `tenure prove effect` tells, opened from nothing: what
became of everyone at 30, 60 and 90 days, adjusted effects, looks, money, curves, verdict. The peer:
one DuckDB query for who left within 90 days and what they paid, then OLS of statsmodels with
interactions and HC2 errors of both, and nothing else. Each in a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_DEFINITIONS = """\
[company]
name = "Million"
kind = "saas"
time_zone = "UTC"
currency = "USD"
language = "en"

[churn]
rule = "contract"

[prediction]
enabled = false
"""
_TABLES = ("customers", "subscriptions", "payments", "touches", "assignments")
FIRST, LAST = datetime(2026, 1, 1), date(2026, 6, 30)
NAME = "save_offer"


def write(folder: Path, customers: int) -> None:
    """Write the company: a tenth is held out; the play keeps 3 of 100 who would leave."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    drawn = np.random.default_rng(1)
    names = pa.array([f"C{number:07d}" for number in range(customers)])
    begun = np.datetime64("2025-01-01") + drawn.integers(0, 360, customers)
    treated = drawn.random(customers) >= 0.1
    at = np.datetime64(FIRST, "s") + drawn.integers(0, 80 * 86_400, customers)
    gone = drawn.random(customers) < 0.15 - 0.03 * treated
    end = np.where(gone, at + drawn.integers(1, 90 * 86_400, customers), np.datetime64("NaT"))
    mrr = drawn.choice([10.0, 30.0, 90.0], customers)
    payer = np.repeat(np.arange(customers), 3)
    paid = at[payer] + (np.tile([-30, 10, 40], customers) * 86_400).astype("timedelta64[s]")
    live = np.isnat(end[payer]) | (paid < end[payer])
    sent = np.flatnonzero(treated)
    columns: dict[str, dict[str, Any]] = {
        "customers": {"customer_id": names, "started_at": begun},
        "subscriptions": {
            "subscription_id": names,
            "customer_id": names,
            "started_at": begun,
            "cancelled_at": end,
            "ended_at": end,
            "mrr": mrr,
        },
        "payments": {
            "customer_id": names.take(pa.array(payer[live])),
            "occurred_at": paid[live],
            "amount": mrr[payer[live]],
            "status": pa.repeat("succeeded", int(live.sum())),
        },
        "touches": {
            "customer_id": names.take(sent),
            "sent_at": at[sent] + np.timedelta64(3600, "s"),
            "channel": pa.repeat("email", len(sent)),
            "play": pa.repeat(NAME, len(sent)),
            "cost": pa.repeat(0.1, len(sent)),
        },
        "assignments": {
            "unit_id": names,
            "experiment": pa.repeat(NAME, customers),
            "arm": np.where(treated, "treatment", "holdout"),
            "assigned_at": at,
        },
    }
    text = _DEFINITIONS
    for table in _TABLES:
        pq.write_table(pa.table(columns[table]), folder / f"{table}.parquet")
        text += f'[tables.{table}]\nfrom = "{table}.parquet"\n'
    (folder / "tenure.toml").write_text(text, "utf-8")


def ours(folder: Path) -> dict[str, Any]:
    """Prove the play with Tenure; opening is told apart."""
    from tenure.company import Company
    from tenure.company.predictions.acting.trials import Trials
    from tenure.company.predictions.outlook import Outlook
    from tenure.company.proofs import Aims, prove

    began = time.perf_counter(), time.process_time()
    with Company.open(folder / "tenure.toml", today=LAST + timedelta(1)) as company:
        outlook = Outlook(company.rule)
        experiment = Trials(outlook).find(NAME)
        opened = time.perf_counter() - began[0], time.process_time() - began[1]
        aims = Aims({"treatment": 0.9, "holdout": 0.1})
        found = prove(outlook, experiment, "treatment", aims=aims)
    main = found.main
    assert main is not None
    assert main.effect.best is not None
    return {
        "open_seconds": opened[0],
        "open_cpu": opened[1],
        "effect": main.effect.best.value,
        "low": main.effect.best.low,
        "high": main.effect.best.high,
        "verdict": found.verdict.verdict,
    }


_PEER = """
SELECT a.arm = 'treatment' AS treated,
       coalesce(s.ended_at <= a.assigned_at + INTERVAL 90 DAY, false) AS gone,
       epoch(a.assigned_at - s.started_at) / 86400 AS days,
       coalesce(p.before, 0) AS before
FROM '{0}/assignments.parquet' a
JOIN '{0}/subscriptions.parquet' s ON s.customer_id = a.unit_id
LEFT JOIN (
  SELECT p.customer_id, sum(p.amount) AS before
  FROM '{0}/payments.parquet' p
  JOIN '{0}/assignments.parquet' a ON a.unit_id = p.customer_id
  WHERE p.occurred_at < a.assigned_at AND p.occurred_at >= a.assigned_at - INTERVAL 90 DAY
  GROUP BY 1
) p ON p.customer_id = a.unit_id
"""


def peer(folder: Path) -> dict[str, Any]:
    """Ask the same of DuckDB and statsmodels: attrition after 90 days, adjusted, alone."""
    import duckdb
    import numpy as np
    import statsmodels.api as sm

    rows = duckdb.sql(_PEER.format(folder)).fetchnumpy()
    past = np.log1p(np.column_stack([rows["days"], rows["before"]]))
    about = (past - past.mean(axis=0)) / past.std(axis=0)
    treated = rows["treated"].astype(float)[:, None]
    design = np.column_stack([np.ones(len(treated)), treated, about, treated * about])
    fitted = sm.OLS(rows["gone"].astype(float), design).fit(cov_type="HC2")
    low, high = fitted.conf_int()[1]
    return {"effect": float(fitted.params[1]), "low": float(low), "high": float(high)}


CONTENDERS: dict[str, Callable[[Path], dict[str, Any]]] = {"tenure": ours, "peer": peer}


def one(name: str, folder: Path) -> None:
    """Run a contender in this process and print what it took as JSON."""
    began = time.perf_counter(), time.process_time()
    told = CONTENDERS[name](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = {"seconds": time.perf_counter() - began[0], "cpu": time.process_time() - began[1]}
    print(json.dumps({"contender": name, **took, "mb": peak, **told}))


def run(customers: int) -> None:
    """Write the company and run every contender in turn, three times."""
    with TemporaryDirectory() as home:
        folder = Path(home)
        write(folder, customers)
        for _ in range(3):
            for name in CONTENDERS:
                command = [sys.executable, __file__, name, str(folder)]
                print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one(sys.argv[1], Path(sys.argv[2]))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
