"""Those behind a number: as many as it says, there for a while, and no longer than that."""

import os
import re
import time
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.http import HttpResponse
from django.test import Client

from tenure.company import Question
from tenure.company.asked import Asked
from tenure.company.metrics import find
from tenure.errors import MetricError
from tenure_web.insights import kept, opening
from tenure_web.insights.counting import closed
from tenure_web.lib import company
from tenure_web.people.models import Written

BUSY = 'http-equiv="refresh"'
METRICS = "/insights/measure"


def opened(client: Client, metric: str, cell: str) -> tuple[str, HttpResponse]:
    """Open a cell; return the cohort's name and what its address answers when it is there."""
    found: Any = client.post(f"{METRICS}/{metric}/open/", {"query": "period=month", "cell": cell})
    assert found.status_code == 302
    address = found.headers["Location"]
    for _ in range(600):
        found = client.get(address)
        if found.status_code != 200 or BUSY not in found.content.decode():
            break
        time.sleep(0.1)
    return address.split("/")[-2], found


def test_a_cell_opens_as_many_as_it_says(own_workspace: Path, client_of: Any) -> None:
    client = client_of("leader")
    run = company.latest()
    assert run is not None
    attrition = kept.of_run(Question("attrition"), run)
    assert attrition is not None
    lost = attrition.rows[-1]["lost"]
    day = attrition.rows[-1]["period_start"].isoformat()
    cell = f"period_start={day}&=lost"
    assert f'value="{escape(cell)}"' in client.get(f"{METRICS}/attrition/").content.decode()
    name, found = opened(client, "attrition", cell)
    text = found.content.decode()
    assert f"<h1>{lost} customers</h1>" in text
    assert len(re.findall(r'<li><a href="/customers/one/', text)) == lost
    line = Written.objects.get(action="cohort.open")
    assert line.after["row"] == {"period_start": day}
    rows = client.get(f"/insights/opened/{name}/csv/").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "customer_id"
    assert len(rows) == lost + 1
    assert Written.objects.get(action="cohort.export").after == {"rows": lost}
    assert client_of("service").get(f"/insights/opened/{name}/csv/").status_code == 403
    # who sees a portfolio alone is shown the list, which holds the others back
    found = client_of("account_manager").get(f"/insights/opened/{name}/")
    assert found.headers["Location"] == f"/customers/?cohort={name}"
    assert name not in client.get("/customers/").content.decode()


def test_those_who_are_all_still_there_are_the_list(own_workspace: Path, client_of: Any) -> None:
    run = company.latest()
    assert run is not None
    retention = kept.of_run(Question("retention"), run)
    assert retention is not None
    by_place = {(str(row["cohort"]), row["period"]): row for row in retention.rows}
    row = by_place["2024-03-01", 5]
    cell = "cohort=2024-03-01&period=5&=returned"
    name, found = opened(client_of("leader"), "retention", cell)
    assert found.headers["Location"] == f"/customers/?cohort={name}"
    kept_as = company.store().root / "cohorts" / name / "members.parquet"
    assert pq.read_metadata(kept_as).num_rows == row["returned"]


@pytest.mark.parametrize("name", ["..", "opened.nope", "no-such", "opened.x%00y", "%EA%B9%80"])
def test_a_list_that_is_not_there_says_so_at_once(
    name: str, workspace: Path, client_of: Any
) -> None:
    found = client_of("leader").get(f"/insights/opened/{name}/")
    assert found.status_code == 404
    assert 'http-equiv="refresh"' not in found.content.decode()


def test_what_could_not_be_made_is_told_to_who_waits(workspace: Path, client_of: Any) -> None:
    def fail(_: object) -> None:
        raise MetricError("no such list")

    future = kept._desk.pool.submit(lambda: fail(None))
    kept._desk.under_way["opened.failed"] = future
    with pytest.raises(MetricError):
        future.result(10)
    client = client_of("leader")
    found = client.get("/insights/opened/opened.failed/")
    assert found.status_code == 400
    assert "no such list" in found.content.decode()
    assert client.get("/insights/opened/opened.failed/").status_code == 404


def test_lists_do_not_pile_up(own_workspace: Path) -> None:
    folder = company.store().root / "cohorts"
    now = datetime.now(UTC)
    ages = {"opened.old": 31, "opened.new": 29, "chosen": 400}
    for name, days in ages.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "members.parquet").touch()
        at = (now - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    assert opening.tidy(now) == 1
    assert sorted(one.name for one in folder.iterdir()) == ["chosen", "opened.new"]
    for number in range(opening.MOST):
        (folder / f"opened.{number:04}").mkdir()
    assert opening.tidy(now) == 1
    assert not (folder / "opened.new").exists()
    assert (folder / "chosen").exists()


@pytest.mark.parametrize(
    ("metric", "options"),
    [
        ("attrition", {}),
        ("stickiness", {}),
        ("seasonality", {}),
        ("frequency", {}),
        ("interval", {}),
        ("interval", {"of": "first"}),
        ("gaps", {}),
        ("gaps", {"of": "first"}),
        ("lapsing", {}),
    ],
)
def test_counts_are_buttons_where_the_library_lists_them(
    metric: str, options: dict[str, object], workspace: Path
) -> None:
    question, found = Question(metric, options=options), find(metric)
    assert found.members is not None
    result = kept.answer(question, patience=60)
    row = result.rows[0]
    with company.asked() as told:
        asked = Asked(told.rule, question)
        for column in result.columns:
            name = column["name"]
            if column["unit"] != "count" or not isinstance(row.get(name), int):
                continue
            if name in closed(result):
                with pytest.raises(MetricError):
                    found.members(asked, row, name)
            else:
                found.members(asked, row, name)
