"""Deciding which of 20 plays each of a million customers gets: seconds, CPU seconds, memory.

    decisions.py company FOLDER HOME   a company: triggers, audiences, arms, all rows written
    decisions.py choice                the choice alone, of drawn worths, beside what a solver finds

FOLDER holds a simulated company with profiles (`tenure demo`), which is only read; in HOME it is
multiplied until there are a million customers, each with a profile: those who have left get that
of somebody who is there. Of events, the last 100 days are kept. Every play is open to everyone,
or to whom its trigger reaches; a third has a budget of money, a third one of contacts.
"""

import json
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from tenure.act.play import Play

CUSTOMERS, _PLAYS = 1_000_000, 20
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
    """Put a company into HOME, multiplied: each copy of a customer has its own id and facts."""
    import duckdb

    shutil.rmtree(home, ignore_errors=True)
    day = next(folder.glob("store/profiles/customer/*"))
    into = home / "store/profiles/customer" / day.name
    into.mkdir(parents=True)
    (home / "data").mkdir()
    shutil.copy(folder / "tenure.toml", home)
    shutil.copy(day / "about.json", into)
    db = duckdb.connect()
    db.sql("SET threads = 2")
    db.sql(f"""CREATE TABLE ids AS SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS n
        FROM '{folder}/data/customers.parquet' GROUP BY customer_id""")
    number = db.sql("SELECT count(*) FROM ids").fetchall()[0][0]
    db.sql(f"CREATE TABLE copies AS SELECT range AS k FROM range({-(-CUSTOMERS // number)})")
    for file in sorted((folder / "data").glob("*.parquet")):
        _multiply(db, f"SELECT * FROM '{file}'", home / "data" / file.name)
    events = f"SELECT * EXCLUDE month FROM '{folder}/data/events/*/*.parquet'"
    since = f"DATE '{day.name}' - INTERVAL 100 DAY"
    (home / "data/events/month=all").mkdir(parents=True)
    _multiply(
        db, f"{events} WHERE occurred_at >= {since}", home / "data/events/month=all/part-0.parquet"
    )
    profiles = f"""
        WITH own AS (
          SELECT *, row_number() OVER (ORDER BY unit_id) AS n FROM '{day}/profiles.parquet')
        SELECT own.* EXCLUDE n REPLACE (ids.customer_id AS unit_id)
        FROM ids JOIN own ON own.n = 1 + ids.n % (SELECT count(*) FROM own)"""
    _multiply(db, profiles, into / "profiles.parquet", order="ORDER BY unit_id")


def _multiply(db: Any, rows: str, into: Path, *, order: str = "") -> None:
    """Write rows once for each copy; what names a customer or a row of theirs names the copy."""
    columns = [one[0] for one in db.sql(rows).description]
    named = [
        f"{one} || '-' || lpad(k::VARCHAR, 4, '0') AS {one}"
        for one in columns
        if one.endswith("_id") and one != "product_id"
    ]
    copied = f"* EXCLUDE k REPLACE ({', '.join(named)})" if named else "* EXCLUDE k"
    every = f"SELECT {copied} FROM ({rows}), copies" if named else rows
    db.sql(f"COPY ({every} {order}) TO '{into}' (COMPRESSION zstd)")


def company(folder: Path, home: Path) -> None:
    """Decide once, and print what it took as one line of JSON."""
    from tenure.company import Company
    from tenure.company.acts.deciding import decide_all
    from tenure.company.predictions.outlook import Outlook

    if not (home / "tenure.toml").is_file():
        prepare(folder, home)
    with Company.open(home / "tenure.toml") as opened:
        began, used = time.perf_counter(), time.process_time()
        outlook = Outlook(opened.rule)
        _ = outlook.spells  # who is active since when: a run has it from predicting
        read = time.process_time() - used
        began, used = time.perf_counter(), time.process_time()
        found = decide_all(outlook, plays())
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    told = {
        "customers": found.weighing.people.number,
        "plays": len(found.each),
        "turns": int((found.why > 0).sum()),
        "contacts": sum(found.counts(one.play.id).get("chosen", 0) for one in found.each),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "cpu_seconds_before": round(read, 1),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "refused": dict(found.refused),
    }
    print(json.dumps(told))


def drawn(units: int, seed: int = 0) -> "tuple[Any, list[Any]]":
    """Return what 20 plays would bring each of some units, and budgets that hold about a third."""
    import numpy as np

    from tenure.act.budget import Bound

    rng = np.random.default_rng(seed)
    effect = rng.uniform(0.05, 0.4, (_PLAYS, 1))
    cost = rng.uniform(50, 4_000, (_PLAYS, 1)) * np.ones(units)
    net = rng.beta(1.2, 12, units) * rng.lognormal(11, 0.8, units) * effect
    net *= rng.lognormal(0, 0.5, (_PLAYS, units))
    net -= cost
    net[rng.random((_PLAYS, units)) < 0.4] = np.nan
    each = np.arange(_PLAYS)[:, None]
    money = np.where(each[:, 0] % 3 == 0, 0.01 * units * cost[:, 0], np.inf)
    number = np.where(each[:, 0] % 3 == 1, 0.02 * units, np.inf)
    of_owner = np.broadcast_to(rng.integers(0, 50, units), (_PLAYS, units))
    return net, [
        Bound("budget", each, cost, money),
        Bound("contacts", each, np.ones((1, 1)), number),
        Bound("capacity", np.where(each % 4 == 0, of_owner, -1), np.ones((1, 1)),
              np.full(50, 0.004 * units / 5)),
    ]  # fmt: skip


def choice() -> None:
    """Choose for a million, and beside HiGHS for as many as it does in reasonable time."""
    import numpy as np

    from tenure.act.choosing import choose
    from tenure.act.optimum import optimum

    for units in (1_000, 10_000, CUSTOMERS):
        net, limits = drawn(units)
        used = time.process_time()
        mine = choose(net, [50] * _PLAYS, limits).play
        told: dict[str, Any] = {"units": units, "plays": _PLAYS}
        told["cpu_seconds"] = round(time.process_time() - used, 2)
        given = np.flatnonzero(mine >= 0)
        value = float(net[mine[given], given].sum())
        if units < CUSTOMERS:
            used = time.process_time()
            best = optimum(net, limits, gap=1e-4)[1]
            told["solver_cpu_seconds"] = round(time.process_time() - used, 2)
            told["of_optimum"] = round(value / best, 4)
        told["peak_gb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["choice"]:
        choice()
    else:
        company(Path(sys.argv[2]), Path(sys.argv[3]))
