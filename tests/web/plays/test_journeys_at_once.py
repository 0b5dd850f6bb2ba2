"""Workers at once, and one that is killed: nobody takes a step twice, nobody is forgotten."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.contacted import contacted, customer
from support.going_on import LIVED, UNITS

pytestmark = [pytest.mark.xdist_group("engines"), pytest.mark.timeout(300)]
SCRIPT = Path(__file__).parents[2] / "support" / "going_on.py"
EVENTS = """
[tables.events]
from = "events.csv"

[active]
any = [{ event = "report_made" }]
"""
Steps = Counter[tuple[str, int]]


def begun(folder: Path, database: str, what: str) -> subprocess.Popen[str]:
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings", "TENURE_LOG_LEVEL": "ERROR"}
    around |= {"TENURE_DATABASE_URL": database} if database else {}
    told = [str(folder / "tenure.toml"), str(folder / "home"), what]
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *told],
        env=around,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(process: subprocess.Popen[str], code: int = 0) -> Steps:
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, err
    return Counter((unit, step) for unit, step in map(json.loads, out.splitlines()))


def at_once(folder: Path, database: str) -> tuple[Steps, Steps]:
    """Let three workers begin together, of whom one is killed; return what it did, and others."""
    home = folder / "home"
    every = [begun(folder, database, what) for what in ("die", "work", "work")]
    while len(list(home.glob("ready-*"))) < len(every):
        ended = [one for one in every if one.poll() is not None]
        assert not ended, ended[0].communicate()[1]
        time.sleep(0.05)
    (home / "go").touch()
    killed = done(every[0], -signal.SIGKILL)
    return killed, done(every[1]) + done(every[2])


def hold(folder: Path, database: str) -> None:
    contacted(folder, [customer(one) for one in range(UNITS)], EVENTS)
    rows = [f"C{one},2026-06-30 09:00:00,report_made\n" for one in range(UNITS)]
    (folder / "events.csv").write_text("".join(["customer_id,occurred_at,name\n", *rows]), "utf-8")
    assert not done(begun(folder, database, "begin"))
    killed, others = at_once(folder, database)
    assert killed.total() == LIVED
    rest = done(begun(folder, database, "rest"))
    expected = {(f"C{unit}", step): 1 for unit in range(UNITS) for step in (0, 1, 3)}
    assert killed + others + rest == expected


@pytest.mark.long
def test_on_sqlite(tmp_path: Path) -> None:
    hold(tmp_path, "")


def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811
    hold(tmp_path, postgres_url)
