"""Offers that many grant or take at once: no budget exceeded, one open each, a code taken once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.contacted import contacted, customer

pytestmark = [pytest.mark.xdist_group("engines"), pytest.mark.timeout(300)]
SCRIPT = Path(__file__).parents[2] / "support" / "offering.py"
THREADS = 6


@pytest.mark.parametrize("database", [pytest.param("sqlite", marks=pytest.mark.long), "postgres"])
def test_at_once(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    """Five offers of 10 fit in 55; 24 are asked for by six threads at the same moment."""
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings", "TENURE_LOG_LEVEL": "ERROR"}
    if database == "postgres":
        around["TENURE_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    place = contacted(tmp_path, [customer(1)])
    command = [sys.executable, str(SCRIPT), str(place), str(tmp_path / "home"), str(THREADS)]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "spent": 50.0,
        "states": {"open": 5, "refused": 19},
        "open": 1,
        "same": 1,
        "took": {"": 1, "taken": THREADS - 1},
    }
