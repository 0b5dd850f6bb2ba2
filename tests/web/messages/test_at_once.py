"""Workers at once never exceed a cap: threads and processes, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.contacted import contacted, customer, quiet
from support.contacting import CUSTOMERS, DRAWN

pytestmark = [pytest.mark.xdist_group("engines"), pytest.mark.timeout(600)]
SCRIPT = Path(__file__).parents[2] / "support" / "contacting.py"
CAPS = """
caps = { all = [ { most = 3, within = "30 days" } ], email = [ { most = 1, within = "30 days" } ] }
"""
DAYS = timedelta(days=30)
WORKERS, THREADS, CONTACTS = 2, 3, 6


def begun(place: Path, home: Path, database: str, *told: object) -> subprocess.Popen[str]:
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings", "TENURE_LOG_LEVEL": "ERROR"}
    around |= {"TENURE_DATABASE_URL": database} if database else {}
    command = [sys.executable, str(SCRIPT), str(place), str(home), *map(str, told)]
    return subprocess.Popen(
        command, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def said(process: subprocess.Popen[str]) -> list[list[str]]:
    out, err = process.communicate(timeout=250)
    assert process.returncode == 0, err
    found: list[list[str]] = json.loads(out.splitlines()[-1])
    return found


def all_sent(folder: Path, database: str) -> Sequence[Sequence[str]]:
    """Let workers run at once; return every contact that any of them was let make."""
    bounds = f'[contact]\nquiet = "{quiet(12)}"{CAPS}'
    place = contacted(folder, [customer(one) for one in range(1, 5)], bounds)
    home = folder / "home"
    said(begun(place, home, database, 0, 0, "prepare"))
    every = [begun(place, home, database, THREADS, CONTACTS, f"w{one}") for one in range(WORKERS)]
    return [row for one in every for row in said(one)]


def hold(sent: Sequence[Sequence[str]]) -> None:
    counted = Counter(row[0] for row in sent)
    at_once = {name: number for name, number in counted.items() if name in CUSTOMERS}
    assert at_once == {"C1": 3, "C2": 3}  # as many as the cap lets through, never one more
    for one in (*CUSTOMERS, *DRAWN):
        own = [(datetime.fromisoformat(at), by) for name, at, by in sent if name == one]
        assert 0 < most([at for at, _ in own]) <= 3, one
        assert most([at for at, by in own if by == "email"]) <= 1, one


def most(instants: Sequence[datetime]) -> int:
    """Return how many lie within any thirty days, at most."""
    return max((sum(at <= one < at + DAYS for one in instants) for at in instants), default=0)


def test_on_sqlite(tmp_path: Path) -> None:
    hold(all_sent(tmp_path, ""))


def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811
    hold(all_sent(tmp_path, postgres_url))
