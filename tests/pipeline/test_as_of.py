"""History as it was known: with --as-of, what came later changes nothing."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from support import tiny
from support.companies import CompanyOf
from tenure.company import Company, Question
from tenure.definitions import load
from tenure.errors import MetricError
from tenure.pipeline import load_run, run

DAY = date(2024, 4, 15)
AT_ONCE = ("started_at", "occurred_at")
LATER = ("cancelled_at", "ended_at", "left_at")
ASKED = (
    Question("attrition", "month", by="plan", as_of=DAY),
    Question("retention", "week", as_of=DAY),
)


def as_known(text: str, last: date) -> str:
    """Return a table without what happened, or was known, after a day in Seoul."""
    rows = list(csv.DictReader(StringIO(text)))
    kept = [
        {name: _forgotten(name, value, row, last) for name, value in row.items()}
        for row in rows
        if all(_day(row[name]) <= last for name in (*AT_ONCE, "known_at") if row.get(name))
    ]
    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue()


def _forgotten(name: str, value: str, row: dict[str, str], last: date) -> str:
    if name not in LATER or not value or _day(value) <= last:
        return value
    noticed = name == "ended_at" and row["cancelled_at"] and _day(row["cancelled_at"]) <= last
    return value if noticed else ""


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()  # every time of day in these files is noon


def rows_of(path: Path, *asked: Question) -> list[list[dict[str, Any]]]:
    with Company.open(path, today=tiny.NOW.date()) as company:
        return [company.measure(question).rows for question in asked]


@pytest.mark.parametrize("rule", ["inactive", "contract", "purchase", "column"])
def test_what_came_later_changes_nothing(rule: str, company_of: CompanyOf) -> None:
    path = company_of(rule)
    today = rows_of(path, *ASKED)
    for table in path.parent.glob("data/*.csv"):
        if table.stem != "accounts":
            table.write_text(as_known(table.read_text("utf-8"), DAY), "utf-8")
    assert rows_of(path, *ASKED) == today
    assert {row["plan"] for row in today[0]} >= {"pro", "기본"}
    assert sum(row["complete"] for row in today[0] if row["plan"] == "pro") == 3


def test_what_became_known_later_was_not_known(company_of: CompanyOf) -> None:
    before, after = (Question("attrition", as_of=date(2024, month, 29)) for month in (5, 6))
    path = company_of("inactive")
    events = path.parent / "data" / "events.csv"
    prompt = rows_of(path, before, after)
    events.write_text(tiny.events(late=True), "utf-8")
    late = rows_of(path, before, after)
    lines = tiny.events().splitlines(keepends=True)
    never = "".join(line for line in lines if not line.startswith("c01,2024-04-22"))
    events.write_text(never, "utf-8")
    assert late[0] == rows_of(path, before)[0]
    assert late[0] != prompt[0]
    assert late[1] == prompt[1]


def test_a_run_tells_history_as_it_was_known(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("contract")
    asking(Question("attrition", as_of=DAY), ASKED[1])
    done = run(load(path), as_of=DAY, now=tiny.NOW)
    saved = load_run(done.folder)
    assert done.as_of == DAY
    assert saved.manifest["as_of"] == "2024-04-15"
    assert {result.as_of for result in saved.results} == {DAY}
    months = next(result.rows for result in saved.results if result.options["period"] == "month")
    assert [row["complete"] for row in months] == [True, True, True, False]


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2024, 7, 2), "has not come yet; today is 2024-07-01"),
        (date(2023, 12, 31), "nothing is known as of 2023-12-31: the data begin on 2024-01-05"),
    ],
)
def test_a_day_of_which_nothing_is_known_publishes_nothing(
    as_of: date, told: str, company_of: CompanyOf
) -> None:
    path = company_of("contract")
    with pytest.raises(MetricError, match=told):
        run(load(path), as_of=as_of, now=tiny.NOW)
    assert not (path.parent / "store" / "latest").exists()


def test_today_is_the_day_of_the_company(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    """At 16:00 UTC it is tomorrow in Seoul."""
    path = company_of("column")
    asking()
    late = datetime(2024, 6, 30, 16, 0)
    assert load_run(run(load(path), now=late).folder).manifest["today"] == "2024-07-01"
