"""Why her, why not him: an answer of every play for anyone, or an error that says who is meant."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import DAY, TODAY, all_of, play, rows
from tenure.company import Company
from tenure.company.acts.deciding import decide
from tenure.company.acts.saying import texts, verdict_said
from tenure.company.acts.tables import days
from tenure.company.acts.weighing import REASONS
from tenure.company.acts.why import why
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

LEFT = {"kind": "date", "of": "left", "after": "0 days", "within": "30 days"}
ACCOUNTS = """\
[company]
name = "Tiny"
kind = "b2b"

[tables.customers]
from = "people.csv"

[tables.accounts]
from = "accounts.csv"

[tables.subscriptions]
from = "contracts.csv"
"""


def test_why_her_and_why_not_him(outlook):
    plays = all_of(
        play("all", {"kind": "segment"}, audience="plan = 'a' and risk > 0.45"),
        play("near", {"kind": "date", "of": "renewal", "before": "90 days", "within": "1 days"}),
        play("rest", {"kind": "segment"}, state="paused"),
    )
    with pytest.raises(MetricError, match="nothing was decided yet"):
        why(outlook, plays, "c1")
    decide(outlook, plays)
    assert days(outlook.rule.data.store) == [DAY]
    first, *others = why(outlook, plays, "c1")
    assert first.row["verdict"] == "contact"
    assert "assumed" in first.says["en"]
    assert "가정" in first.says["ko"]
    assert "another play" in others[0].says["en"]
    not_him = {one.play: one.says["en"] for one in why(outlook, plays, "c2")}
    assert "risk = 0.4" in not_him["all"]
    assert "not this one's turn" in not_him["near"]
    assert "paused" in not_him["rest"]


def said(outlook: Outlook, unit: str, *plays: object, language: str = "en") -> dict[str, str]:
    found = why(outlook, all_of(*plays), unit)  # type: ignore[arg-type]
    return {one.play: one.says["ko" if language == "ko" else "en"] for one in found}


def test_who_left_is_told_apart_from_who_is_not_known(outlook: Outlook) -> None:
    one = play("all", {"kind": "segment"})
    back = play("back", LEFT, goal={"what": "comes_back"}, worth={"effect": 0.5, "gain": 10.0})
    decide(outlook, all_of(one, back))
    found = why(outlook, all_of(one, back), "c6")
    assert [verdict_said(answer.row, "en") for answer in found] == ["contact", "not decided"]
    assert said(outlook, "c6", one)["all"].startswith("has left, on 2026-02-20")
    assert "2026-02-20에 떠난" in said(outlook, "c6", one, language="ko")["all"]
    with pytest.raises(MetricError, match="there is no customer 'c66'") as error:
        why(outlook, all_of(one), "c66")
    assert error.value.hint == "ids look like 'c1'"


def test_what_it_brings_and_costs_is_said_where_it_is_not_worth_it(outlook: Outlook) -> None:
    """c1: .5 × .1 × 100 = 5, for 700."""
    dear = play("dear", {"kind": "segment"}, worth={"effect": 0.1, "contact": 700.0})
    decide(outlook, all_of(dear))
    told = said(outlook, "c1", dear)["dear"]
    assert "expected to bring 5.00, and to cost 700" in told
    assert "기대 이득 5.00, 비용 700" in said(outlook, "c1", dear, language="ko")["dear"]
    assert said(outlook, "c4", dear)["dear"] == "how likely this one is to leave is not known"


def test_a_play_that_was_begun_after_the_decisions_says_so(outlook: Outlook) -> None:
    one, late = play("all", {"kind": "segment"}), play("late", {"kind": "segment"})
    decide(outlook, all_of(one))
    assert f"was not decided on {DAY}" in said(outlook, "c1", one, late)["late"]


def test_a_customer_of_an_account_is_led_to_the_account(tmp_path: Path) -> None:
    for name, text in (
        ("tenure.toml", ACCOUNTS),
        ("people.csv", "customer_id,account_id\np9,a1\np5,a1\np1,a1\np7,a1\np2,\n"),
        ("accounts.csv", "account_id,name\na1,One\n"),
        ("contracts.csv", "subscription_id,account_id,started_at,mrr\ns1,a1,2025-01-01,10\n"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    with Company.open(tmp_path / "tenure.toml", today=TODAY) as company:
        folder = company.store.root / "profiles/account" / DAY.isoformat()
        folder.mkdir(parents=True)
        told = {"unit_id": ["a1"], "risk": [0.5], "value_kept": [100.0]}
        pq.write_table(pa.table(told), folder / "profiles.parquet")
        about = {"key": "k", "unit": "account", "model": "none", "before": None}
        (folder / "about.json").write_text(json.dumps(about))
        outlook, one = Outlook(company.rule), play("all", {"kind": "segment"})
        decide(outlook, all_of(one))
        assert said(outlook, "a1", one)["all"].startswith("is contacted: number 1")
        (row,) = rows(decide(outlook, all_of(one))).values()
        assert row["customer_id"] == "p1", "of people who do as much, the first by name"
        with pytest.raises(MetricError, match="p1 belongs to a1") as error:
            why(outlook, all_of(one), "p1")
        assert error.value.hint == "tenure plays why a1"
        with pytest.raises(MetricError, match="there is no account 'p2'"):
            why(outlook, all_of(one), "p2")


def test_no_words_are_missing():
    assert texts("en").keys() == texts("ko").keys()
    assert set(REASONS) <= set(texts("en"))
