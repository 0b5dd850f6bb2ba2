"""Deciding which of 20 plays each of a million customers gets: seconds, CPU seconds, memory.

Run as `decisions.py FOLDER [HOME]`: FOLDER holds a simulated company with profiles (`tenure
demo --customers 1000000`, `tenure run`), which is only read; HOME is written to. Everyone gets a
profile: those who have left, that of somebody who is there. Every play is open to everyone, or
to whom its trigger reaches; a third has a budget of money, a third one of contacts.
"""

import json
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from tenure.act.play import Play

CUSTOMERS = 1_000_000
_LETTER = {"do": "message", "subject": {"en": "a", "ko": "a"}, "body": {"en": "b", "ko": "b"}}
_TRIGGERS: tuple[dict[str, Any], ...] = (
    *({"kind": "segment"},) * 9,
    {"kind": "event", "event": "watch", "within": "7 days"},
    {"kind": "quiet", "after": "7 days", "until": "27 days"},
    {"kind": "date", "of": "renewal", "before": "30 days", "within": "30 days"},
    {"kind": "date", "of": "started", "after": "1 days", "within": "60 days"},
    {"kind": "ticket", "what": "opened", "within": "30 days"},
    {"kind": "ticket", "what": "resolved", "within": "30 days"},
    {"kind": "payment", "within": "30 days"},
    {"kind": "score", "source": "nps", "least": 9, "within": "60 days"},
    {"kind": "frequency", "side": "low"},
    {"kind": "frequency", "side": "high"},
    {"kind": "crossing", "into": "high"},
)


def plays() -> dict[str, Play]:
    """Return 20 plays with their own worth, holdout and budget."""
    found = {}
    for at, trigger in enumerate(_TRIGGERS):
        about = {"en": f"{trigger['kind']} {at}", "ko": f"{trigger['kind']} {at}"}
        budget: dict[str, Any] = {}
        if at % 3 == 0:
            budget = {"money": 20_000_000.0}
        if at % 3 == 1:
            budget = {"contacts": 20_000}
        told = {
            "id": f"play_{at:02d}", "salt": f"{at:016x}", "state": "running",
            "name": about, "about": about, "trigger": trigger, "steps": [_LETTER],
            "worth": {"effect": 0.05 + 0.02 * at, "contact": 50.0, "offer": 100.0 * at},
            "budget": budget,
        }  # fmt: skip
        found[f"play_{at:02d}"] = Play.model_validate(told, context={})
    return found


def prepare(folder: Path, home: Path) -> None:
    """Put a company into HOME: its data by link, profiles of a million."""
    import duckdb

    shutil.rmtree(home, ignore_errors=True)
    day = next(folder.glob("store/profiles/customer/*"))
    into = home / "store/profiles/customer" / day.name
    into.mkdir(parents=True)
    (home / "data").symlink_to(folder / "data")
    for name in ("readings", "tables", "imported"):
        if (folder / "store/entries" / name).is_dir():
            shutil.copytree(folder / "store/entries" / name, home / "store/entries" / name)
    shutil.copy(folder / "tenure.toml", home)
    shutil.copy(day / "about.json", into)
    duckdb.sql(f"""
        COPY (
          WITH own AS (SELECT *, row_number() OVER () AS n FROM '{day}/profiles.parquet'),
          rest AS (
            SELECT customer_id AS u, row_number() OVER (ORDER BY customer_id) AS n
            FROM (SELECT DISTINCT customer_id FROM '{folder}/data/customers.parquet')
            WHERE customer_id NOT IN (SELECT unit_id FROM own))
          SELECT * EXCLUDE n FROM own UNION ALL BY NAME
          SELECT own.* EXCLUDE n REPLACE (rest.u AS unit_id) FROM rest JOIN own USING (n)
          ORDER BY unit_id LIMIT {CUSTOMERS}
        ) TO '{into}/profiles.parquet'""")


def main(folder: Path, home: Path) -> None:
    """Decide once, and print what it took as one line of JSON."""
    from tenure.company import Company
    from tenure.company.acts.deciding import decide_all
    from tenure.company.predictions.outlook import Outlook

    prepare(folder, home)
    with Company.open(home / "tenure.toml") as company:
        began, used = time.perf_counter(), time.process_time()
        found = decide_all(Outlook(company.rule), plays())
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    told = {
        "customers": found.weighing.people.number,
        "plays": len(found.each),
        "turns": int((found.why > 0).sum()),
        "contacts": sum(found.counts(one.play.id).get("chosen", 0) for one in found.each),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "refused": dict(found.refused),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/tmp/decisions"))
