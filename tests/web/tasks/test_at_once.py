"""Of people who make, take and close the same task at once, one does: on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.contacted import contacted, customer

pytestmark = [pytest.mark.xdist_group("engines"), pytest.mark.timeout(300)]
SCRIPT = Path(__file__).parents[2] / "support" / "doing_at_once.py"
TURNS = 5


def hold(folder: Path, database: str, vendor: str) -> None:
    place = contacted(folder, [customer(one) for one in range(TURNS)])
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings", "TENURE_LOG_LEVEL": "ERROR"}
    around |= {"TENURE_DATABASE_URL": database} if database else {}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(place), str(folder / "home")],
        env=around,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    once = [1] * TURNS
    told = {"made": once, "taken": once, "closed": once, "booked": TURNS, "vendor": vendor}
    assert json.loads(done.stdout.splitlines()[-1]) == told


@pytest.mark.long
def test_on_sqlite(tmp_path: Path) -> None:
    hold(tmp_path, "", "sqlite")


def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:  # noqa: F811
    hold(tmp_path, postgres_url, "postgresql")
