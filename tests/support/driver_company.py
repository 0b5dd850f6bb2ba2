"""A company whose reasons for leaving are known: what harms, what protects, what only goes along.

Contracts of one month that renew themselves, from early 2025 on. Rate of leaving a month:
.07 · exp(1.1 imports − 1.1 automates − 1.2 pro), for habits that a third has each, whatever the
plan. Sharing has no effect, but 70 % of the plan pro share and 15 % of basic. Whoever left has
told the reason, which is a leak.
"""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

HARM, PROTECT, ALONG = "import", "automate", "share"
FIRST, DAYS = datetime(2025, 1, 1), 365
_DEFINITIONS = """\
[company]
name = "Known"
kind = "saas"
time_zone = "UTC"
language = "{language}"

[engine]
threads = 1

[churn]
rule = "contract"

[tables.customers]
from = "customers.csv"

[tables.subscriptions]
from = "subscriptions.csv"

[tables.events]
from = "events.csv"

[prediction]
dates = 6
"""


def write(folder: Path, customers: int = 2200, seed: int = 0, language: str = "en") -> Path:
    """Write the company and return its tenure.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    pro = rng.random(customers) < 0.5
    habits = {
        HARM: rng.random(customers) < 1 / 3,
        PROTECT: rng.random(customers) < 1 / 3,
        ALONG: rng.random(customers) < np.where(pro, 0.7, 0.15),
    }
    rate = 0.07 * np.exp(1.1 * habits[HARM] - 1.1 * habits[PROTECT] - 1.2 * pro)
    begun = rng.uniform(0, 75, customers)
    ended = begun + rng.exponential(30 / rate)
    gone = ended < DAYS
    names = np.array([f"c{at:05d}" for at in range(customers)])
    plan = np.where(pro, "pro", "basic")
    _customers(folder, names, begun, gone, rng)
    _contracts(folder, names, plan, begun, np.where(gone, ended, np.nan))
    _events(folder, names, begun, np.minimum(ended, DAYS), habits, rng)
    path = folder / "tenure.toml"
    path.write_text(_DEFINITIONS.format(language=language), "utf-8")
    return path


def _at(days):
    return [None if np.isnan(one) else FIRST + timedelta(days=float(one)) for one in days]


def _customers(folder, names, begun, gone, rng):
    told = ["price" if one else None for one in gone & (rng.random(len(names)) < 0.9)]
    region = rng.choice(["north", "south"], len(names))
    table = {"customer_id": names, "started_at": _at(begun), "region": region}
    csv.write_csv(pa.table(table | {"cancellation_reason": told}), folder / "customers.csv")


def _contracts(folder, names, plan, begun, ended):
    table = {
        "subscription_id": [f"s{one}" for one in names],
        "customer_id": names,
        "started_at": _at(begun),
        "ended_at": pa.array(_at(ended), pa.timestamp("us")),
        "plan": plan,
        "mrr": np.where(plan == "pro", 50.0, 20.0),
    }
    csv.write_csv(pa.table(table), folder / "subscriptions.csv")


def _events(folder, names, begun, ended, habits, rng):
    parts = []
    monthly = {"visit": np.full(len(names), 4.0)}
    monthly |= {name: 3.0 * own for name, own in habits.items()}
    for name, times in monthly.items():
        who = np.repeat(np.arange(len(names)), rng.poisson(times * (ended - begun) / 30))
        at = begun[who] + rng.random(len(who)) * (ended - begun)[who]
        parts.append((who, at, np.full(len(who), name)))
    who, at, name = (np.concatenate(one) for one in zip(*parts, strict=True))
    instants = np.datetime64(FIRST, "us") + (at * 86_400e6).astype("timedelta64[us]")
    table = {"customer_id": names[who], "occurred_at": instants, "name": name}
    csv.write_csv(pa.table(table), folder / "events.csv")
