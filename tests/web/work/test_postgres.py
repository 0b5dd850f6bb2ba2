"""The workspace on PostgreSQL: one variable, and the same database and login."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.companies import CompanyOf

pytestmark = pytest.mark.xdist_group("engines")
SCRIPT = """
import json, sys
from pathlib import Path
from tenure_web.work import serving

serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))
serving.prepare()
password = serving.make_admin("김하나")
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tenure_web.people.models import Written
from tenure_web.work import schedule
from tenure_web.work.jobs import run_company
from tenure_web.work.models import Job

client = Client(HTTP_HOST="localhost")
wrong = client.post("/people/sign-in/", {"username": "김하나", "password": "wrong"})
right = client.post("/people/sign-in/", {"username": "김하나", "password": password})
Job.objects.create()
try:
    with transaction.atomic():
        Job.objects.create()
    twice = True
except IntegrityError:
    twice = False
schedule.tick()
from django_tasks_db.models import DBTaskResult
run_company.enqueue()
print(json.dumps({
    "vendor": connection.vendor,
    "wrong": wrong.status_code,
    "right": right.headers["Location"],
    "page": client.get("/people/me/").status_code,
    "trail": list(Written.objects.order_by("pk").values_list("action", flat=True)),
    "twice": twice,
    "tasks": DBTaskResult.objects.count(),
}))
"""


def test_it_is_set_up_and_lets_people_in(
    company_of: CompanyOf,
    tmp_path: Path,
    postgres_url: str,  # noqa: F811
) -> None:
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"TENURE_DATABASE_URL": postgres_url, "DJANGO_SETTINGS_MODULE": "tenure_web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(company_of("contract")), str(tmp_path / "home")],
        env=around,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["vendor"] == "postgresql"
    assert (told["wrong"], told["right"], told["page"]) == (200, "/", 200)
    assert {"user.create", "session.begin"} <= set(told["trail"])
    assert told["twice"] is False
    assert told["tasks"] >= 1
    assert not list((tmp_path / "home").glob("*.sqlite3"))
