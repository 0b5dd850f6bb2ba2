"""What each page of the workspace costs the server and weighs: python benchmarks/pages.py COMPANY.

Asked in one process by Django's client, without a network: the first time, and then the median
of some rounds. COMPANY is the folder of a company that has been run with predictions; nothing is
written into it but answers that are kept. Pages are asked as the group admin.
"""

import argparse
import logging
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tenure_web.work.serving import begin, prepare

PATIENCE = 1.0
"""Seconds; a page that waits longer than that says that its answer is being computed."""
TARGET_KB = 100
_TRIES = 60
TARGET_MS = 100
METRICS = ("attrition", "retention", "mrr", "renewals", "service", "lapsing")
EXPLAIN = ("reasons", "themes", "sentiment", "alerts", "drivers", "changes", "competitors")
PREDICT = ("glance", "money", "backtest", "calibration", "acting")
PLAIN = (
    *("/", "/insights/", "/insights/explain/why/", "/insights/predict/card/"),
    *("/insights/timeline/", "/insights/views/", "/customers/", "/customers/segments/"),
    *("/customers/accounts/", "/customers/search/?q=김", "/definitions/", "/definitions/file/"),
    *("/definitions/sources/", "/definitions/edit/", "/definitions/versions/"),
    *("/definitions/quality/", "/definitions/uploads/", "/work/", "/work/schedule/"),
    *("/people/", "/people/me/", "/people/me/tokens/", "/people/portfolios/", "/people/audit/"),
    "/api/",
)


def addresses() -> Iterator[str]:
    """Yield the addresses of pages, those of one customer and of one account among them."""
    from tenure_web.customers.scope import profiles
    from tenure_web.lib import company

    yield from PLAIN
    yield from (f"/insights/measure/{one}/" for one in METRICS)
    yield from (f"/insights/explain/{one}/" for one in EXPLAIN)
    yield from (f"/insights/predict/{one}/" for one in PREDICT)
    day = company.last_day()
    if day is None:
        return
    there = profiles(day, None)
    yield "/customers/?where=" + quote("risk > 0.2 and health < 60")
    names = [one for one in ("unit_id", "account_id") if one in there.names]
    row = there.rows(names, order="risk DESC NULLS LAST, unit_id", limit=1)[0]
    yield f"/customers/one/{quote(row['unit_id'])}"
    yield f"/customers/story/{quote(row['unit_id'])}"
    if row.get("account_id"):
        yield f"/customers/account/{quote(row['account_id'])}"


def asked(client: Any, address: str) -> tuple[Any, float, float]:
    """Ask once; returns the answer, and the milliseconds of the processor and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = client.get(address)
    return found, (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def measured(client: Any, address: str, rounds: int) -> tuple[str, bool]:
    """Return a line of the table, and whether the page is as light and quick as it must be."""
    found, first, waited = asked(client, address)
    for _ in range(_TRIES):  # what takes long is computed beside, and kept
        if waited < PATIENCE * 1000:
            break
        found, _, waited = asked(client, address)
    taken = [asked(client, address)[1:] for _ in range(rounds)]
    cpu, wall = (statistics.median(one) for one in zip(*taken, strict=True))
    weight = len(found.content) / 1024
    packed = len(zlib.compress(found.content)) / 1024
    fine = found.status_code == 200 and weight <= TARGET_KB and cpu <= TARGET_MS
    cells = (f"{weight:.0f}", f"{packed:.0f}", f"{first:.0f}", f"{cpu:.0f}", f"{wall:.0f}")
    return f"| {address} | {found.status_code} | {' | '.join(cells)} |", fine


def main() -> int:
    """Measure every page, and print a table; 1 where one misses its target."""
    asker = argparse.ArgumentParser(description=__doc__)
    asker.add_argument("company", type=Path)
    asker.add_argument("--rounds", type=int, default=9)
    asker.add_argument("--language", default="ko")
    asker.add_argument("--only", default="", help="addresses that hold this text alone")
    told = asker.parse_args()
    with tempfile.TemporaryDirectory() as home:
        begin(told.company / "tenure.toml", Path(home))
        prepare()
        return _table(told)


def _table(told: argparse.Namespace) -> int:
    from django.contrib.auth.models import Group
    from django.test import Client

    from tenure_web.people.models import User

    logging.disable(logging.CRITICAL)
    user = User.objects.create_user("bench", language=told.language)
    user.groups.add(Group.objects.get(name="admin"))
    client = Client(headers={"accept-language": told.language, "host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sys.stdout.write("| page | status | KB | KB packed | first, ms | CPU, ms | wall, ms |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    missed = 0
    for address in addresses():
        if told.only in address:
            line, fine = measured(client, address, told.rounds)
            missed += not fine
            sys.stdout.write(line + ("" if fine else " missed") + "\n")
            sys.stdout.flush()
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
