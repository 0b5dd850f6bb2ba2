"""A company in which a play leaves nobody alone, and treats those most who would stay anyway.

600 customers, 300 of them heavy users; `spring` treats 200 heavy and 100 light ones on
2026-01-01. Within 20 days 5 % of the heavy and 35 % of the light ones leave of the treated, 10 %
and 40 % of the others: it keeps 5 of 100. Sixty more leave before, ten in each 30 days; `twice`
treats 50 heavy ones on that day, and 50 light ones two months later.
"""

from datetime import date, timedelta
from pathlib import Path

ASSIGNED = date(2026, 1, 1)
TODAY = date(2026, 7, 1)
LEAVE = {("treated", "heavy"): 5, ("treated", "light"): 35} | {
    ("other", "heavy"): 10,
    ("other", "light"): 40,
}
"""Of 100."""
_SIZES = {("treated", "heavy"): 200, ("treated", "light"): 100} | {
    ("other", "heavy"): 100,
    ("other", "light"): 200,
}
_TOML = """
[company]
name = "홀드아웃 없는 회사"
kind = "saas"
time_zone = "UTC"
[churn]
rule = "contract"
[prediction]
enabled = false
"""


def write(folder: Path) -> Path:
    """Write the company, and return its tenure.toml."""
    people, held = ["customer_id,started_at"], []
    did, drawn = ["customer_id,occurred_at,name"], ["unit_id,experiment,arm,assigned_at"]
    for (arm, use), size in _SIZES.items():
        for number in range(size):
            name = f"{arm[0]}{use[0]}{number:03d}"
            leaves = number * 100 < LEAVE[arm, use] * size
            people.append(f"{name},2025-06-01")
            held.append(_held(name, date(2026, 1, 21) if leaves else None))
            events = 12 if use == "heavy" else 1
            days = [date(2025, 12, 20) - timedelta(days=7 * at) for at in range(events)]
            did += [f"{name},{day},use" for day in days]
            if arm == "treated":
                drawn.append(f"{name},spring,treatment,{ASSIGNED}")
                if number < 50:
                    day = ASSIGNED if use == "heavy" else date(2026, 3, 1)
                    drawn.append(f"{name},twice,treatment,{day}")
    for number in range(60):
        people.append(f"e{number},2025-06-01")
        held.append(_held(f"e{number}", ASSIGNED - timedelta(days=30 * (number // 10) + 10)))
    did.append("oh099,2026-06-30,use")  # so long is it observed
    tables = {
        "customers": people,
        "subscriptions": [
            "subscription_id,customer_id,started_at,cancelled_at,ended_at,mrr",
            *held,
        ],
        "events": did,
        "assignments": drawn,
    }
    text = _TOML
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[tables.{table}]\nfrom = "{table}.csv"\n'
    (folder / "tenure.toml").write_text(text, "utf-8")
    return folder / "tenure.toml"


def _held(name: str, ended: date | None) -> str:
    return f"s{name},{name},2025-06-01,{ended or ''},{ended or ''},100"
