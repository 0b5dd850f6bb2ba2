from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tenure.company import Company
from tenure.company.explanations.changes import change, changes, happened
from tenure.company.explanations.changes.asked import Asking, Happened
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

START, DAYS = date(2024, 1, 1), 600
PRICE, RELEASE = START + timedelta(days=300), START + timedelta(days=450)
TODAY = START + timedelta(days=DAYS + 1)

DEFINITIONS = """
[company]
name = "Drawn"
kind = "saas"
time_zone = "UTC"
language = "ko"

[tables.customers]
from = "customers.csv"

[tables.changes]
from = "changes.csv"

[churn]
rule = "column"
column = "ended_at"

[segments]
large = "size >= 50"
"""


def lives(rng: np.random.Generator, plan: str, size: int, number: int) -> Iterator[str]:
    """Draw customers day by day; those on `team` leave twice as often for 56 days from PRICE."""
    hazard = np.full(DAYS, 0.0013)
    if plan == "team":
        hazard[300:356] *= 2.2
    joining = np.repeat(np.arange(DAYS), [number, *rng.poisson(number * 0.0013, DAYS - 1)])
    for place, day in enumerate(joining):
        leaves = np.flatnonzero(rng.random(DAYS) < hazard)
        end = next((int(one) for one in leaves if one > day), None)
        left = "" if end is None else f"{START + timedelta(days=end)} 12:00:00"
        began = f"{START + timedelta(days=int(day))} 00:00:00"
        yield f"{plan}{place},{began},{left},{plan},{size}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("drawn")
    rng = np.random.default_rng(4)
    rows = [*lives(rng, "team", 10, 1200), *lives(rng, "solo", 60, 1200)]
    head = "customer_id,started_at,ended_at,plan,size"
    (home / "customers.csv").write_text("\n".join([head, *rows]))
    told = [
        f"{START + timedelta(days=3)},release,first steps,",
        f"{PRICE},price,team price,team",
        f"{RELEASE},release,2.0,",
        f"{RELEASE},release,2.0,large",
        f"{START + timedelta(days=DAYS - 10)},release,3.0,",
        f"{PRICE - timedelta(days=150)},release,quiet,nobody",
    ]
    (home / "changes.csv").write_text("\n".join(["at,kind,name,segment", *told]))
    (home / "tenure.toml").write_text(DEFINITIONS, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def outlook(folder: Path) -> Iterator[Outlook]:
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        yield Outlook(company.rule)


@pytest.fixture(scope="module")
def rows(outlook: Outlook) -> list[dict]:
    return changes(outlook)[0].rows


def test_changes_are_listed_in_order_with_what_can_be_said(rows) -> None:
    told = {(row["name"], row["segment"]): row["verdict"] for row in rows}
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert told["team price", "team"] == "rose"
    assert told["first steps", None] == "cannot_be_told"
    assert told["3.0", None] == "cannot_be_told"
    assert told["2.0", None] == "no_evidence"


def test_a_price_change_is_judged_against_those_not_concerned(rows) -> None:
    [row] = [row for row in rows if row["name"] == "team price"]
    assert row["compared_with"] == "others"
    assert row["relative_low"] <= 1.2 <= row["relative_high"]
    assert row["p_corrected"] >= row["p"]
    assert row["lost_after"] > row["customers"] > 0
    assert row["points"] == pytest.approx(row["after"] - row["expected"])


def test_why_nothing_can_be_told_is_said(rows) -> None:
    reasons = {row["name"]: row["reason"] for row in rows if row["segment"] in (None, "nobody")}
    assert reasons["3.0"] == "too_early"
    assert reasons["first steps"] == "too_little_before"
    assert "nobody is called 'nobody'" in reasons["quiet"]
    for row in rows:
        if row["reason"]:
            assert row["relative"] is None
            assert row["p"] is None


def test_a_condition_that_fits_no_column_costs_no_other_change(outlook) -> None:
    told = Asking(outlook).one([], Happened(PRICE, "price", "abroad", "country = 'KR'"))
    assert told.verdict == "cannot_be_told"
    assert "country" in (told.refused or "")


def test_every_change_is_told_in_both_languages(rows) -> None:
    for row in rows:
        assert row["says_en"].startswith(f"{row['name']} ({row['at']}): ")
        assert any("가" <= letter <= "힣" for letter in row["says_ko"])
        assert "{" not in row["says_en"] + row["says_ko"]


def test_counts_after_a_change_are_those_of_the_table(outlook, folder) -> None:
    """Counted again in plain Python from the drawn rows."""
    [row] = [row for row in changes(outlook)[0].rows if row["name"] == "team price"]
    end = PRICE + timedelta(days=56)
    lost = sum(
        bool(left) and f"{PRICE}" <= left[:10] < f"{end}"
        for _, _, left, plan, _ in (
            line.split(",") for line in (folder / "customers.csv").read_text().splitlines()[1:]
        )
        if plan == "team"
    )
    assert row["lost_after"] == lost


def test_what_was_not_known_then_is_not_used(folder) -> None:
    """Two weeks after the price change nobody could tell; the later ones had not happened."""
    then = PRICE + timedelta(days=14)
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        early = changes(Outlook(company.rule, then))[0].rows
    assert [row["name"] for row in early] == ["first steps", "quiet", "team price"]
    assert early[-1]["reason"] == "too_early"


def test_one_change_in_depth(outlook) -> None:
    found = {one.metric: one for one in change(outlook, "Team Price")}
    assert set(found) == {"change", "change-series", "change-before", "change-placebos"}
    ways = {row["way"]: row for row in found["change"].rows}
    assert {"series", "compared", "with_trends", "later"} <= set(ways)
    series = found["change-series"].rows
    assert [row["phase"] for row in series].count("window") == 8
    assert next(row for row in series if row["phase"] == "window")["starts"] == PRICE
    assert len(found["change-placebos"].rows) >= 19


def test_a_series_can_be_drawn(outlook) -> None:
    from tenure.charts.before_after import before_after
    from tenure.charts.draw import to_svg

    [series] = [one for one in change(outlook, "team price") if one.metric == "change-series"]
    for language in ("en", "ko"):
        assert to_svg(before_after(series, language=language)).startswith("<svg")
    wide, narrow = before_after(series).to_dict(), before_after(series, width=340).to_dict()
    assert len(narrow["title"]) < len(wide["title"])


def test_compared_with_whom_it_is_told(outlook) -> None:
    found = change(outlook, "team price", against="plan = 'solo'")
    assert found[0].rows[1]["relative"] > 0.3


def test_a_name_that_several_changes_have_asks_for_more(outlook) -> None:
    with pytest.raises(MetricError, match="2 changes called '2.0'"):
        change(outlook, "2.0")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("team prise", {}, "no change called"),
        ("team price", {"against": "nobody at all"}, "nobody is called"),
        ("quiet", {"against": "solo"}, "nobody is called 'nobody'"),
        ("first steps", {"against": "solo"}, "concerned everyone"),
        ("team price", {"where": "colour = 'red'"}, "has no column 'colour'"),
    ],
)
def test_what_is_not_there_is_said(outlook, name: str, options: dict, message: str) -> None:
    from tenure.errors import TenureError

    with pytest.raises(TenureError, match=message):
        change(outlook, name, **options)


def test_what_happened_in_a_period_is_what_may_still_have_worked_in_it(outlook) -> None:
    rows = happened(outlook, PRICE + timedelta(days=20), PRICE + timedelta(days=50))
    assert [row["name"] for row in rows] == ["team price"]
    assert rows[0]["verdict"] == "rose"
    assert happened(outlook, PRICE - timedelta(days=30), PRICE) == []
