"""A company of which there is one snapshot, drawn by a known law."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from tenure.company import Company

TODAY = date(2026, 7, 1)
TOML = """
[company]
name = "Lone"
kind = "saas"

[store]
path = "store"

[tables.customers]
from = "customers.csv"
columns = { customer_id = "id" }

[churn]
rule = "column"
column = "Has left"

[prediction]
exclude = ["Goodbye reason", "CLTV"]
"""
NAMES = ("id", "Plan name", "State", "months", "Goodbye reason", "CLTV", "Has left")
SIZE, UNSAID = 1500, 12
"""How many customers there are, and of how many of them nobody says whether they left."""


def customers(
    seed: int = 5, size: int = SIZE, *, turned: bool = False
) -> tuple[list[tuple[Any, ...]], Any]:
    """Draw customers by a known law: monthly plans and short tenures leave. (rows, risks)

    Turned it is the other way round.
    """
    rng = np.random.default_rng(seed)
    monthly, months = rng.random(size) < 0.5, rng.integers(0, 60, size)
    sign = -1.0 if turned else 1.0
    risk = expit(-0.6 + sign * (2.0 * (monthly - 0.5) - 0.05 * (months - 30)))
    left = rng.random(size) < risk
    rows = []
    for at in range(size):
        flag = "" if at < UNSAID else "Yes" if left[at] else "No"
        why = "price" if left[at] else ""
        plan, state = "monthly" if monthly[at] else "yearly", ("CA", "NY")[at % 2]
        rows.append((f"고객-{at:04}", plan, state, int(months[at]), why, 100 + at, flag))
    return rows, risk


def company(folder: Path, rows: list[tuple[Any, ...]], toml: str = TOML) -> Company:
    folder.mkdir(exist_ok=True)
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([NAMES, *rows])
    (folder / "tenure.toml").write_text(toml, encoding="utf-8")
    return Company.open(folder / "tenure.toml", today=TODAY)
