"""The workspace on PostgreSQL: one variable, and every part of it works as on SQLite."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.companies import CompanyOf

pytestmark = pytest.mark.xdist_group("engines")
SCRIPT = Path(__file__).parents[2] / "support" / "on_postgres.py"


def test_people_do_there_what_they_do_here(
    company_of: CompanyOf,
    tmp_path: Path,
    postgres_url: str,  # noqa: F811
) -> None:
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"TENURE_DATABASE_URL": postgres_url, "DJANGO_SETTINGS_MODULE": "tenure_web.settings"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(company_of("contract")), str(tmp_path / "home")],
        env=around,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["vendor"] == "postgresql"
    assert told["signed_in"] == [200, "/"]
    assert {address: status for address, status in told["wrote"].items() if status >= 400} == {}
    assert {address: status for address, status in told["pages"].items() if status >= 500} == {}
    assert sum(status == 200 for status in told["pages"].values()) > 25
    assert {"user.create", "session.begin", "portfolio.add", "token.add"} <= set(told["trail"])
    assert told["once"]
    assert told["tasks"] >= 1
    assert told["restored"]
    assert not list((tmp_path / "home").glob("*.sqlite3"))
