"""tenure.toml from text to definitions: the example, and what is read how."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tenure.conditions import parse
from tenure.definitions import (
    Activity,
    Churn,
    Company,
    Engine,
    Onboarding,
    Retention,
    Step,
    build,
    load,
    loads,
)
from tenure.errors import ConditionError, DefinitionError

EXAMPLE = Path(__file__).with_name("tenure.example.toml")
LEAST = '[company]\nname = "루멘"\nkind = "b2b"\n'


def test_the_example_file():
    found = load(EXAMPLE)
    assert found.company == Company(
        name="Lumen", kind="saas", time_zone="Asia/Seoul", currency="KRW", language="ko"
    )
    assert found.engine == Engine(url="duckdb://", memory="4GB")
    assert found.store.path == "store"
    assert list(found.tables) == ["customers", "events", "subscriptions"]
    assert found.tables["customers"].from_ == ("data/customers.csv",)
    assert found.tables["customers"].columns == {"customer_id": "id", "started_at": "signup_date"}
    assert found.tables["customers"].dates == ("%d-%m-%Y",)
    assert found.active.any == (
        Activity(event="watch", where=parse("seconds >= 60")),
        Activity(event="lead_created"),
    )
    assert found.active.all == ()
    assert found.active.none == ()
    assert found.active.at_least == 1
    assert found.churn == Churn(rule="inactive", after=28, convention="cohort")
    assert found.retention == Retention(cohort="started_at", small_cell=30)
    assert found.ideal_customer is not None
    assert found.ideal_customer.where == parse("size >= 50 and industry != 'education'")
    assert found.segments == {"enterprise": parse("size >= 500")}
    assert found.folder == EXAMPLE.parent
    assert found.from_preset == frozenset()


def test_the_least_file():
    found = loads(LEAST)
    assert found.company == Company(name="루멘", kind="b2b")
    assert (found.company.time_zone, found.company.week_starts) == ("UTC", "monday")
    assert (found.company.currency, found.company.language) == (None, "en")
    assert found.churn.rule == "contract"
    assert found.tables == {}
    assert found.segments == {}
    assert found.ideal_customer is None


def test_a_folder_stands_for_its_file(tmp_path):
    (tmp_path / "tenure.toml").write_text(LEAST, encoding="utf-8")
    assert load(tmp_path) == load(tmp_path / "tenure.toml")
    assert load(str(tmp_path)).folder == tmp_path


def test_every_way_to_describe_a_source():
    found = loads(
        LEAST
        + """
[tables.orders]
from = ["data/2024.txt", "data/2025-*.txt"]
fixed = { customer_id = "2-6", "구매 일자" = "8-15", flag = "17" }
columns = { occurred_at = "구매 일자" }
dates = ["%Y%m%d", "%d/%m/%Y %H:%M"]
time_zone = "Asia/Seoul"
encoding = "CP949"
decimal = ","
thousands = "."
skip_rows = 2
where = "amount > 0 and flag != 'x'"
[tables.events]
sql = "select * from raw.events"
via = "orders"
[tables.accounts]
from = "accounts.xlsx"
sheet = "고객사"
separator = "\\t"
"""
    )
    orders, events, accounts = found.tables.values()
    assert orders.from_ == ("data/2024.txt", "data/2025-*.txt")
    assert orders.fixed == {"customer_id": (2, 6), "구매 일자": (8, 15), "flag": (17, 17)}
    assert orders.dates == ("%Y%m%d", "%d/%m/%Y %H:%M")
    assert (orders.encoding, orders.decimal, orders.thousands) == ("cp949", ",", ".")
    assert orders.where is not None
    assert orders.where.columns == {"amount", "flag"}
    assert (events.sql, events.via, events.from_) == ("select * from raw.events", "orders", None)
    assert (accounts.sheet, accounts.separator, accounts.fixed) == ("고객사", "\t", None)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("28 days", 28),
        ("4 weeks", 28),
        ("1 day", 1),
        ("1 week", 7),
        ("90days", 90),
        ("2 Weeks", 14),
    ],
)
def test_durations(written, days):
    rule = f'[churn]\nrule = "inactive"\nafter = "{written}"\n'
    assert loads(LEAST + rule).churn.after == days


def test_when_a_company_answers():
    found = loads(
        LEAST
        + """
[service]
hours = "월~금 09:00-18:00"
time_zone = "Asia/Seoul"
holidays = "KR"
days_off = ["2026-05-01", 2026-12-24]
first_response = "90 minutes"
resolution = { "긴급" = "4 hours", other = "1 Hour" }
"""
    ).service
    assert (found.hours, found.time_zone, found.holidays) == (
        "월~금 09:00-18:00",
        "Asia/Seoul",
        "KR",
    )
    assert found.days_off == (date(2026, 5, 1), date(2026, 12, 24))
    assert found.first_response == {"other": 90}
    assert found.resolution == {"긴급": 240, "other": 60}


def test_what_new_customers_do():
    text = '[onboarding]\nsteps = [ { event = "가입" }, { event = "watch", where = "a > 3" } ]\n'
    found = loads(LEAST + text + 'first_value = { event = "report" }\n').onboarding
    assert found.steps == (Step(event="가입"), Step(event="watch", where=parse("a > 3")))
    assert found.first_value == Step(event="report")
    assert loads(LEAST).onboarding == Onboarding()


def test_conditions_remember_their_place():
    found = loads(LEAST + '\n[segments]\n"큰 고객" = "sise >= 500"\n', source="shop/tenure.toml")
    condition = found.segments["큰 고객"]
    with pytest.raises(ConditionError) as caught:
        condition.check(["size", "industry"], "accounts")
    assert str(caught.value) == (
        "shop/tenure.toml, line 6, segments.\"큰 고객\": accounts has no column 'sise'; "
        "it has: size, industry\n"
        "    sise >= 500\n"
        "    ^\n"
        "  did you mean 'size'?"
    )


def test_any_key_can_be_placed():
    found = load(EXAMPLE)
    assert found.place("churn", "rule") == f"{EXAMPLE}, line 35, churn.rule"
    assert found.place("tables", "events", "columns", "name") == (
        f"{EXAMPLE}, line 25, tables.events.columns.name"
    )
    assert found.place("retention", "cohort") == f"{EXAMPLE}, retention.cohort"


def test_byte_order_mark_and_windows_line_ends(tmp_path):
    path = tmp_path / "tenure.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())
    assert load(path).company.name == "루멘"
    assert loads("\ufeff" + LEAST).company.name == "루멘"


def test_reading_definitions_starts_no_engine():
    """The command line reads them at once; what is slow to import comes when it computes."""
    script = (
        "import sys; from tenure.definitions import load; load(sys.argv[1]);"
        "print([name for name in ('ibis', 'sqlglot', 'duckdb', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(EXAMPLE)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_values_as_toml_would_hold_them_need_no_file():
    raw = {
        "company": {"name": "Lumen", "kind": "gaming"},
        "churn": {"after": "2 weeks"},
        "segments": {"big": "size >= 500"},
    }
    found = build(raw)
    assert found.churn.after == 14
    assert found.segments["big"] == parse("size >= 500")
    assert raw["churn"] == {"after": "2 weeks"}
    with pytest.raises(DefinitionError) as caught:
        build({"company": {"name": "Lumen", "kind": "gamng"}})
    assert str(caught.value) == (
        "tenure.toml, company.kind: found 'gamng'; allowed: saas, b2b, d2c, ecommerce, bfsi, "
        "gaming, media, edtech\n  did you mean 'gaming'?"
    )
