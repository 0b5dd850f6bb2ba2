"""The main paths of the workspace on the database that the environment names; says what it saw.

Run in a process of its own: python on_postgres.py tenure.toml home
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenure_web.work import serving

serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))
serving.prepare()

from django.core.management import call_command  # noqa: E402
from django.db import IntegrityError, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import URLResolver, get_resolver  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from tenure_web.people.models import Portfolio, User, Written  # noqa: E402
from tenure_web.work import backup, schedule  # noqa: E402
from tenure_web.work.jobs import run_company  # noqa: E402
from tenure_web.work.models import Job  # noqa: E402
from tenure_web.work.unpacking import unpacked  # noqa: E402

WRITES = (
    ("/people/portfolios/new/", {"name": "서울", "condition": "", "customers": "C1\nC2"}),
    ("/people/me/tokens/", {"name": "script", "scopes": ["see_figures"], "days": "30"}),
    ("/people/invite/", {"groups": ["1"]}),
    ("/insights/timeline/add/", {"at": "2031-05-01", "kind": "price", "name": "인상"}),
    ("/insights/views/add/", {"name": "월별", "address": "/insights/measure/attrition/"}),
    ("/insights/dashboards/add/", {"name": "아침"}),
    ("/work/schedule/run/", {"run-on": "on", "run-hour": "7"}),
    ("/people/me/second-factor/", {}),
    ("/people/me/sessions/end-others/", {}),
    ("/language/", {"language": "ko"}),
)


def addresses(found: list[Any], before: str = "/") -> Iterator[str]:
    """Yield the addresses that take no value."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        elif "<" not in before + str(one.pattern) and "^" not in str(one.pattern):
            yield before + str(one.pattern)


def one_job_at_a_time() -> bool:
    Job.objects.create()
    try:
        with transaction.atomic():
            Job.objects.create()
    except IntegrityError:
        return True
    return False


def come_back() -> bool:
    """Say whether a backup brings back what was lost, and new rows get new numbers."""
    target = Path(sys.argv[2]) / "backup.tar.gz"
    backup.back_up(target, results=False)
    kept = User.objects.count()
    Portfolio.objects.all().delete()
    elsewhere = target.parent / "elsewhere"
    with unpacked(target, elsewhere / "tenure.toml", elsewhere, replace=True) as folder:
        backup.put_back(folder, target.name, replace=True)
    User.objects.create_user("박두리")
    return Portfolio.objects.get().name == "서울" and User.objects.count() == kept + 1


client = Client(HTTP_HOST="localhost", raise_request_exception=False)
sign_in = "/people/sign-in/"
password = serving.make_admin("김하나")
wrong = client.post(sign_in, {"username": "김하나", "password": "wrong"})
right = client.post(sign_in, {"username": "김하나", "password": password})
wrote = {address: client.post(address, told).status_code for address, told in WRITES}
pages = {one: client.get(one).status_code for one in addresses(get_resolver().url_patterns)}
once = one_job_at_a_time()
schedule.tick()
call_command("clearsessions", verbosity=0)
run_company.enqueue()
print(
    json.dumps(
        {
            "vendor": connection.vendor,
            "signed_in": [wrong.status_code, right.headers["Location"]],
            "wrote": wrote,
            "pages": pages,
            "trail": sorted(set(Written.objects.values_list("action", flat=True))),
            "once": once,
            "tasks": DBTaskResult.objects.count(),
            "restored": come_back(),
        }
    )
)
