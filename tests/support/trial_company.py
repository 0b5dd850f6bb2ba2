"""A company with a trial of known effects: it keeps large customers, and drives small ones away.

Contracts from 2025 on; on 2026-01-05 who is there is put in an arm by turns. Of ten in a row of
a segment and an arm, so many leave in the 25 days after as `LEAVE` says: 2 of 10 large ones are
kept by the mail, 2 of 10 small ones leave because of it, and those are at most risk anyway.
"""

from datetime import date, timedelta
from pathlib import Path

ASSIGNED, LAST = date(2026, 1, 5), date(2026, 3, 31)
LEAVE = {
    ("large", "control"): 3,
    ("large", "mail"): 1,
    ("small", "control"): 4,
    ("small", "mail"): 6,
}
CUSTOMERS = 1600
NAME = "a/../b 봄"
"""No name of a folder."""

_DEFINITIONS = """\
[company]
name = "Trial"
kind = "saas"
time_zone = "Asia/Seoul"
language = "en"

[engine]
threads = 1

[churn]
rule = "contract"

[tables.customers]
from = "customers.csv"

[tables.subscriptions]
from = "subscriptions.csv"

[tables.assignments]
from = "assignments.csv"

[prediction]
dates = 2
"""


def write(folder: Path, more: tuple[str, ...] = ()) -> Path:
    """Write the company, with more rows of assignments, and return its tenure.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    customers, contracts, assignments = [], [], []
    turns: dict[tuple[str, str], int] = {}
    for number in range(CUSTOMERS):
        name, segment = f"c{number:04d}", ("large", "small")[number % 2]
        started = date(2025, 1, 1) + timedelta(days=number % 200)
        ended = started + timedelta(days=40 + number % 60) if number % 10 == 9 else None
        if ended is None:
            arm = ("control", "mail")[number // 2 % 2]
            assignments.append(f"{name},{NAME},{arm},{ASSIGNED}")
            turn = turns[segment, arm] = turns.get((segment, arm), -1) + 1
            if turn % 10 < LEAVE[segment, arm]:
                ended = ASSIGNED + timedelta(days=5 + turn % 20)
        customers.append(f"{name},{segment},{started}")
        mrr = 100 if segment == "large" else 40
        contracts.append(f"s{number},{name},{started},{ended or ''},{mrr}")
    contracts += [f"n{day},n{day:02d},2026-03-{day:02d},,40" for day in range(1, 32)]
    customers += [f"n{day:02d},small,2026-03-{day:02d}" for day in range(1, 32)]
    texts = {
        "customers.csv": ["customer_id,segment,started_at", *customers],
        "subscriptions.csv": ["subscription_id,customer_id,started_at,ended_at,mrr", *contracts],
        "assignments.csv": ["unit_id,experiment,arm,assigned_at", *assignments, *more],
    }
    for file, lines in texts.items():
        (folder / file).write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "tenure.toml").write_text(_DEFINITIONS, "utf-8")
    return folder / "tenure.toml"
