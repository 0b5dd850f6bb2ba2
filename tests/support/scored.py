"""A company of forty customers whose plays may be decided and played: with caps and a budget."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from support.deciding import DAY, DEFINITIONS, opened
from tenure.act.play import Play
from tenure.act.writing import dumps

NUMBER = 40
CONTACT = '\n[contact]\ncaps = { email = [ { most = 1, within = "30 days" } ] }\n'
TOUCHES = '\n[tables.touches]\nfrom = "touches.csv"\n'
OFTEN = ("c05", "c06")
"""Whom an e-mail reached two days before."""


def scored(folder: Path, *plays: Play) -> None:
    """Write the company into a folder, with these plays."""
    touches = "touch_id,customer_id,sent_at,channel\n" + "".join(
        f"t{one},{one},2026-02-27 10:00:00,email\n" for one in OFTEN
    )
    (folder / "touches.csv").write_text(touches, "utf-8")
    for _ in opened(folder, DEFINITIONS + TOUCHES + CONTACT):
        pass
    names = [f"c{n:02}" for n in range(1, NUMBER + 1)]
    people = "customer_id,started_at,name,email\n" + "".join(
        f"{one},2025-01-01,=김 {one},{one}@example.com\n" for one in names
    )
    (folder / "customers.csv").write_text(people, "utf-8")
    told = {
        "unit_id": names,
        "customer_id": names,
        "risk": [0.1 + n / 2.5 / NUMBER for n in range(NUMBER)],
        "value_kept": [100.0] * NUMBER,
        "plan": ["a" if n < NUMBER / 2 else "b" for n in range(NUMBER)],
        "email": [f"{one}@example.com" for one in names],
    }
    path = folder / "store/profiles/customer" / DAY.isoformat() / "profiles.parquet"
    pq.write_table(pa.table(told), path)
    (folder / "plays").mkdir()
    for one in plays:
        (folder / "plays" / f"{one.id}.toml").write_text(dumps(one), "utf-8")
