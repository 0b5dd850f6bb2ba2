from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from tenure.company import Company
from tenure.company.explanations.changes.counted import Counted
from tenure.company.explanations.competitors import competitors
from tenure.company.explanations.competitors.mentioned import Mentioned
from tenure.company.explanations.competitors.seen import Seen
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.competitors.names import Names

TODAY = date(2026, 7, 1)

DEFINITIONS = """
[company]
name = "Drawn"
kind = "saas"
time_zone = "UTC"
currency = "EUR"
language = "en"

[churn]
rule = "column"
column = "ended_at"

[tables.customers]
from = "customers.csv"

[tables.subscriptions]
from = "subscriptions.csv"

[tables.events]
from = "events.csv"

[tables.feedback]
from = "feedback.csv"

[tables.competitors]
from = "competitors.csv"

[segments]
big = "size >= 50"

[competitors]
aliases = { "다온" = ["Daon"], Acme = [] }
"""

CUSTOMERS = """customer_id,started_at,ended_at,size
a,2026-01-01 00:00:00,2026-06-10 12:00:00,10
b,2026-01-01 00:00:00,2026-06-12 12:00:00,60
c,2026-01-01 00:00:00,2026-06-14 12:00:00,60
d,2026-01-01 00:00:00,,60
e,2026-01-01 00:00:00,,10
f,2026-01-01 00:00:00,2026-06-20 12:00:00,10
"""

SUBSCRIPTIONS = """subscription_id,customer_id,started_at,ended_at,plan,mrr,currency
1,a,2026-01-01 00:00:00,2026-06-10 12:00:00,pro,90,EUR
4,d,2026-01-01 00:00:00,,pro,60,EUR
5,e,2026-01-01 00:00:00,,pro,40,EUR
6,e,2026-01-01 00:00:00,,addon,10,USD
"""

FEEDBACK = """feedback_id,customer_id,given_at,source,score,text
1,a,2026-06-11 09:00:00,exit,,We moved to Acme. Acme is cheaper.
2,b,2026-06-13 09:00:00,exit,,다온으로 갈아탔어요
3,c,2026-06-14 18:00:00,exit,,Nothing to add
4,d,2026-06-15 09:00:00,nps,9,Better than Acme and Daon
5,e,2026-06-16 09:00:00,nps,8,The acmeist poets were great
6,a,2026-01-15 09:00:00,nps,3,Acme has what I need
"""

COMPETITORS = """competitor,product,price,currency,seen_at,has_export,has_sso
Acme,Acme One,70,EUR,2026-02-01 00:00:00,true,true
Acme,Acme One,48,EUR,2026-06-01 00:00:00,true,true
Acme,Acme Max,55,USD,2026-06-01 00:00:00,true,false
다온,다온 팀,30,EUR,2026-01-05 00:00:00,false,true
Drawn,pro,50,EUR,2026-06-01 00:00:00,true,false
"""

EVENTS = """customer_id,occurred_at,name
d,2026-06-20 09:00:00,export
d,2026-06-21 09:00:00,export
e,2026-03-01 09:00:00,export
a,2026-06-05 09:00:00,export
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("rivals")
    tables = {
        "customers": CUSTOMERS,
        "subscriptions": SUBSCRIPTIONS,
        "events": EVENTS,
        "feedback": FEEDBACK,
        "competitors": COMPETITORS,
    }
    for name, text in tables.items():
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
    (home / "tenure.toml").write_text(DEFINITIONS, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, list[dict]]:
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        told = competitors(Outlook(company.rule, date(2026, 6, 30)))
    return {one.metric.removeprefix("competitor-"): one.rows for one in told}


def test_the_last_price_and_its_change_are_told(found) -> None:
    told = {row["product"]: row for row in found["prices"]}
    assert "pro" not in told
    one = told["Acme One"]
    assert (one["price"], one["before"], one["changed_at"]) == (48, 70, date(2026, 6, 1))
    assert one["unchanged_until"] == date(2026, 2, 1)
    assert told["다온 팀"]["stale"] is True
    assert one["stale"] is False


def test_who_has_left_pays_nothing_any_more(found) -> None:
    """pro is paid by d (60) and e (40); a, at 90, has left. Their mean is 50."""
    rows = {(r["segment"], r["plan"], r["competitor"]): r for r in found["price-gap"]}
    all_pro = rows["all", "pro", "Acme"]
    assert (all_pro["customers"], all_pro["own_price"]) == (2, 50)
    assert (all_pro["product"], all_pro["gap"]) == ("Acme One", 2)
    assert all_pro["matched"] == "nearest price"
    assert rows["big", "pro", "Acme"]["own_price"] == 60


def test_currencies_are_never_mixed(found) -> None:
    """The trap: Acme Max costs 55 USD, nearer to 60 than 48 EUR is, and is no match for euros."""
    rows = {(r["segment"], r["plan"], r["competitor"]): r for r in found["price-gap"]}
    assert rows["big", "pro", "Acme"]["product"] == "Acme One"
    addon = rows["all", "addon", "Acme"]
    assert (addon["product"], addon["price"]) == ("Acme Max", 55)
    alone = rows["all", "addon", "다온"]
    assert alone["gap"] is None
    assert alone["reason"] == "other currency"


def test_features_of_our_own_are_those_of_our_row(found) -> None:
    rows = {(r["feature"], r["competitor"], r["segment"]): r for r in found["features"]}
    assert rows["export", "Acme", "all"]["gap"] == "both"
    assert rows["export", "다온", "all"]["gap"] == "ours"
    assert rows["sso", "Acme", "all"]["gap"] == "theirs"
    assert rows["sso", "Acme", "all"]["use"] is None


def test_use_is_of_those_active_lately(found) -> None:
    """Of d and e, both active, d exported in June, twice; e did in March; a has left."""
    rows = {(r["feature"], r["competitor"], r["segment"]): r for r in found["features"]}
    one = rows["export", "Acme", "all"]
    assert (one["users"], one["active"], one["use"]) == (1, 2, 0.5)


def test_whom_those_who_left_name(found) -> None:
    """a names Acme (twice in one text, and once long before: one customer), b 다온, c none,
    f says nothing; of those who stayed d names both, e none, though acmeist has acme in it."""
    rows = {row["competitor"]: row for row in found["whom"]}
    assert (rows["Acme"]["leavers"], rows["Acme"]["leavers_said"]) == (1, 3)
    assert (rows["다온"]["leavers"], rows["다온"]["leavers_said"]) == (1, 3)
    assert (rows["none named"]["leavers"], rows["none named"]["leavers_said"]) == (1, 3)
    assert (rows["not said"]["leavers"], rows["not said"]["leavers_said"]) == (1, 4)
    assert (rows["Acme"]["stayers"], rows["Acme"]["stayers_said"]) == (1, 2)
    assert rows["Acme"]["share_low"] < rows["Acme"]["share"] < rows["Acme"]["share_high"]


def test_texts_are_counted_by_month_each_once(found) -> None:
    rows = {(str(r["period_start"]), r["competitor"]): r for r in found["mentions"]}
    june = rows["2026-06-01", "Acme"]
    assert (june["named"], june["texts"]) == (2, 5)
    assert rows["2026-06-01", "다온"]["named"] == 2
    assert rows["2026-01-01", "다온"]["named"] == 0
    assert june["complete"] is True


def test_a_price_cut_with_too_little_around_it_is_not_judged(found) -> None:
    told = {row["what"]: row for row in found["moves"]}
    assert set(told) == {"named", "left"}
    assert told["named"]["change"] == pytest.approx(48 / 70 - 1)
    assert told["named"]["unseen_days"] == 120
    for row in told.values():
        assert row["verdict"] == "cannot_be_told"
        assert row["p"] is None
        assert row["reason"]


def test_as_of_a_day_before_the_cut_it_is_not_known(folder: Path) -> None:
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        told = competitors(Outlook(company.rule, date(2026, 5, 15)))
    prices = {row["product"]: row["price"] for row in told[0].rows}
    assert prices == {"Acme One": 70, "다온 팀": 30}


def test_without_the_table_it_is_said(folder: Path, tmp_path: Path) -> None:
    text = DEFINITIONS.replace('[tables.competitors]\nfrom = "competitors.csv"\n', "")
    for name in ("customers", "subscriptions", "events", "feedback"):
        (tmp_path / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes())
    (tmp_path / "tenure.toml").write_text(text, encoding="utf-8")
    with (
        Company.open(tmp_path / "tenure.toml", today=TODAY) as company,
        pytest.raises(MetricError, match="no table competitors"),
    ):
        competitors(Outlook(company.rule))


def test_only_texts_with_a_whole_name_are_looked_at(folder: Path, tmp_path: Path, monkeypatch):
    """`New Relic` is not looked for in every text with "new"; an alias and a line break count."""
    for one in folder.iterdir():
        if one.is_file():
            (tmp_path / one.name).write_bytes(one.read_bytes())
    rivals = COMPETITORS + "New Relic,APM,30,EUR,2026-01-05 00:00:00,false,true\n"
    (tmp_path / "competitors.csv").write_text(rivals, encoding="utf-8")
    said = FEEDBACK + "7,d,2026-06-16 09:00:00,nps,8,Something new\n"
    said += (
        '8,e,2026-06-16 09:00:00,nps,8,"NEW\nRELIC has it"\n9,d,2026-06-17 09:00:00,nps,8,daon\n'
    )
    (tmp_path / "feedback.csv").write_text(said, encoding="utf-8")
    looked: list[str] = []
    find = Names.find
    monkeypatch.setattr(Names, "find", lambda self, text: looked.append(text) or find(self, text))
    with Company.open(tmp_path / "tenure.toml", today=TODAY) as company:
        told = competitors(Outlook(company.rule, date(2026, 6, 30)))
    (months,) = [one.rows for one in told if one.metric == "competitor-mentions"]
    june = {row["competitor"]: row["named"] for row in months if row["period_start"].month == 6}
    assert (june["New Relic"], june["다온"]) == (1, 3)
    assert "Something new" not in looked


def test_recorded_reasons_count_beside_texts_and_each_leaver_once(
    folder: Path, tmp_path: Path, found
):
    """a names Acme in a text and by its reason, c and f by theirs alone, f without a text; the
    contract's reason of b (다온) goes before the customer's; d, who stays, has none."""
    copytree(folder, tmp_path, dirs_exist_ok=True)
    given = {
        "a": "Acme",
        "b": "went to Acme",
        "c": "moved to ACME",
        "f": "Acme  ",
        "d": "",
        "e": "",
    }
    head, *rows = CUSTOMERS.splitlines()
    told = [f"{head},end_reason", *[f"{row},{given[row[0]]}" for row in rows]]
    (tmp_path / "customers.csv").write_text("\n".join(told), encoding="utf-8")
    head, *rows = SUBSCRIPTIONS.splitlines()
    rows.append("2,b,2026-01-01 00:00:00,2026-06-12 12:00:00,pro,90,EUR")
    own = [f"{head},end_reason", *[f"{row},{'다온' if row[0] == '2' else ''}" for row in rows]]
    (tmp_path / "subscriptions.csv").write_text("\n".join(own), encoding="utf-8")
    rows = {row["competitor"]: row for row in _whom(tmp_path)}
    assert (rows["Acme"]["leavers"], rows["Acme"]["leavers_said"]) == (3, 4)
    assert (rows["다온"]["leavers"], rows["다온"]["leavers_said"]) == (1, 4)
    assert rows["none named"]["leavers"] == 0
    assert (rows["not said"]["leavers"], rows["not said"]["leavers_said"]) == (0, 4)
    assert (rows["Acme"]["stayers"], rows["Acme"]["stayers_said"]) == (1, 2)


def test_reasons_without_names_change_nothing(folder: Path, tmp_path: Path, found):
    copytree(folder, tmp_path, dirs_exist_ok=True)
    head, *rows = CUSTOMERS.splitlines()
    told = [f"{head},end_reason", *[f"{row},too expensive" for row in rows]]
    (tmp_path / "customers.csv").write_text("\n".join(told), encoding="utf-8")
    known = ("competitor", "leavers", "leavers_said")
    again = [tuple(row[name] for name in known) for row in _whom(tmp_path)]
    assert again == [tuple(row[name] for name in known) for row in found["whom"]]


def _whom(folder: Path) -> list[dict]:
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        outlook = Outlook(company.rule, date(2026, 6, 30))
        return Mentioned(outlook, Seen(outlook), Counted(outlook)).by_outcome(365)
