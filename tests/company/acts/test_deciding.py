"""Whose turn it is, who is chosen and why: a tiny company worked by hand."""

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import DAY, LETTER, TODAY, all_of, play, rows
from tenure.act.arms import arm_of
from tenure.act.decision import ASSIGNMENTS, COLUMNS
from tenure.charts.unsaid import unsaid
from tenure.company import Company
from tenure.company.acts.deciding import decide, decided
from tenure.company.acts.drawing import held
from tenure.company.acts.preview import preview
from tenure.company.predictions.days import PROFILES as PROFILES_FILE
from tenure.company.predictions.outlook import Outlook


def test_everyone_by_hand(outlook):
    """c1: .5 × .5 × 100 − 1 = 24; nobody knows the risk of c4, nor the worth of c5."""
    path = decide(outlook, all_of(play("all", {"kind": "segment"})))
    table = pq.read_table(path)
    assert table.column_names == list(COLUMNS)
    found = rows(path)
    assert found["c1", "all"]["net_value"] == pytest.approx(24.0)
    assert found["c1", "all"]["occasion"] == "2026-03"
    assert {unit: row["reason"] for (unit, _), row in found.items()} == {
        "c1": "chosen", "c2": "chosen", "c3": "chosen", "c4": "no_risk", "c5": "no_value",
    }  # fmt: skip
    assert found["c5", "all"]["net_value"] is None
    assert (
        path.read_bytes() == decide(outlook, all_of(play("all", {"kind": "segment"}))).read_bytes()
    )


def test_who_pays_for_nothing_is_told_apart_from_whose_worth_is_not_known(outlook):
    path = outlook.rule.data.store.root / "profiles/customer" / DAY.isoformat() / PROFILES_FILE
    table = pq.read_table(path)
    free = pa.array([None, None, None, None, "no_contract"], pa.string())
    pq.write_table(table.append_column("value_reason", free), path)
    found = rows(decide(outlook, all_of(play("all", {"kind": "segment"}))))
    assert found["c5", "all"]["reason"] == "no_contract"
    gains = play("all", {"kind": "segment"}, worth={"effect": 0.5, "gain": 10.0})
    assert rows(decide(outlook, all_of(gains)))["c5", "all"]["reason"] == "chosen"


def test_one_play_a_unit_and_the_others_say_which(outlook):
    best = play("best", {"kind": "segment"}, audience="plan = 'a'")
    less = play("less", {"kind": "segment"}, worth={"effect": 0.1}, budget={"contacts": 1})
    found = rows(decide(outlook, all_of(best, less)))
    assert found["c1", "less"]["reason"] == "other_play"
    assert (found["c1", "less"]["instead"], found["c1", "less"]["place"]) == ("best", 2)
    assert found["c3", "less"]["reason"] == "chosen"
    assert ("c3", "best") not in found


@pytest.mark.parametrize(
    ("trigger", "turn"),
    [
        ({"kind": "date", "of": "renewal", "before": "90 days", "within": "1 days"},
         {"c1": "s1:2026-05-30:90"}),
        ({"kind": "ticket", "what": "opened", "within": "7 days"}, {"c1": "t1", "c3": "t2"}),
        ({"kind": "ticket", "what": "resolved", "within": "7 days"}, {"c1": "t1"}),
        ({"kind": "date", "of": "left", "after": "0 days", "within": "30 days"},
         {"c6": "left:2026-02-20:+0"}),
        ({"kind": "date", "of": "notice", "after": "1 days", "within": "14 days"},
         {"c3": "s3:2026-02-27:+1"}),
        ({"kind": "crossing", "into": "high"}, {}),
    ],
)  # fmt: skip
def test_whose_turn_it_is_as_of_the_day(outlook, trigger, turn):
    one = play("one", trigger, goal={"what": "answers"}, worth={"effect": 0.5, "gain": 10.0})
    found = rows(decide(outlook, all_of(one)))
    assert {unit: row["occasion"] for (unit, _), row in found.items()} == turn


def test_what_was_begun_does_not_come_again(outlook):
    one = play("all", {"kind": "segment"}, cooldown="60 days")
    path = decide(outlook, all_of(one))
    (path.parent / "2026-02-20.parquet").write_bytes(_dated(path, date(2026, 2, 20)))
    found = rows(decide(outlook, all_of(one)))
    assert found["c1", "all"]["reason"] == "cooling_down"
    other = play("other", {"kind": "segment"})
    assert rows(decide(outlook, all_of(one, other)))["c1", "other"]["reason"] == "chosen"


def test_what_is_spent_in_the_period_counts(outlook):
    one = play("all", {"kind": "segment"}, cooldown="0 days", budget={"contacts": 4})
    path = decide(outlook, all_of(one))
    (path.parent / "2026-03-01.parquet").rename(path.parent / "2026-02-28.parquet")
    assert decided(outlook, all_of(one)).counts("all").get("chosen") is None  # the same month
    moved = rows(path.parent / "2026-02-28.parquet")
    assert len(moved) == 5


def _dated(path, day: date) -> bytes:
    table = pq.read_table(path)
    at = table.column_names.index("decided_on")
    table = table.set_column(at, "decided_on", pa.array([day] * table.num_rows, pa.date32()))
    told = pa.BufferOutputStream()
    pq.write_table(table, told)
    return told.getvalue().to_pybytes()


def test_who_may_not_be_contacted_is_not(outlook):
    folder = outlook.rule.data.store.root / "acts"
    folder.mkdir(parents=True)
    told = {
        "unit_id": ["c1", None], "customer_id": [None, "c2"], "channel": [None, "email"],
        "purpose": [None, "marketing"], "reason": ["suppressed", "no_consent"],
    }  # fmt: skip
    pq.write_table(pa.table(told), folder / "may_not.parquet")
    found = rows(decide(outlook, all_of(play("all", {"kind": "segment"}, purpose="marketing"))))
    assert [found[one, "all"]["reason"] for one in ("c1", "c2")] == ["suppressed", "no_consent"]
    service = rows(decide(outlook, all_of(play("all", {"kind": "segment"}))))
    assert service["c2", "all"]["reason"] == "chosen"


def test_arms_are_kept_and_read_as_assignments(outlook, tmp_path):
    one = play("all", {"kind": "segment"}, holdout=0.5)
    found = rows(decide(outlook, all_of(one)))
    arms = {unit: row["verdict"] for (unit, _), row in found.items() if row["verdict"] != "skip"}
    told = {"treatment": "contact", "holdout": "hold_out"}
    assert arms == {unit: told[arm_of(one.salt, unit, 0.5)] for unit in ("c1", "c2", "c3")}
    with Company.open(tmp_path / "tenure.toml", today=TODAY) as company:
        own = company.data.tables["assignments"]
        read = company.engine.execute(own.order_by("unit_id"), metric="test").to_pylist()
        assert [row["unit_id"] for row in read] == ["c1", "c2", "c3"]
        assert set(read[0]) == set(ASSIGNMENTS)
    with Company.open(tmp_path / "tenure.toml", today=DAY) as company:
        assert "assignments" not in company.data.tables


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.25, 0.999])
def test_the_engine_draws_as_the_hash_does(engine, share):
    units = pa.array([f"고객-{n}" for n in range(3_000)])
    told = held(engine, "00ff00ff00ff00ff", share, units)
    by_hand = [arm_of("00ff00ff00ff00ff", one, share) == "holdout" for one in units.to_pylist()]
    assert told.tolist() == by_hand
    assert np.mean(told) == pytest.approx(share, abs=0.03)


def test_a_preview_is_what_is_decided(outlook):
    one = play("all", {"kind": "segment"}, holdout=0.3, state="draft")
    seen = preview(outlook, {}, one)
    found = rows(decide(outlook, all_of(one.model_copy(update={"state": "running"}))))
    assert seen.contacted == sum(row["verdict"] == "contact" for row in found.values())
    assert seen.turn == len(found)
    for row in seen.first:
        assert found[row["unit_id"], "all"] == row


def test_a_play_that_cannot_do_what_it_says_is_not_decided(outlook, tmp_path):
    """Nobody may be written down as contacted with a letter that nobody can write."""
    body = {"en": "Hello {{ nmae }}", "ko": "{{ nmae }}"}
    wrong = play("wrong", {"kind": "segment"}, steps=[LETTER | {"body": body}])
    lacks = play("lacks", {"kind": "event", "event": "watch", "within": "7 days"})
    unknown = play("unknown", {"kind": "segment"}, audience="rsk > 0.2")
    found = decided(outlook, all_of(wrong, lacks, unknown, play("all", {"kind": "segment"})))
    assert [one.play.id for one in found.each] == ["all"]
    assert "steps[0].body.en" in found.refused["wrong"]
    assert "nmae" in found.refused["wrong"]
    assert found.refused["lacks"].startswith("trigger: ")
    assert found.refused["unknown"].startswith("audience: ")
    for reason in found.refused.values():
        assert re.search("[가-힣]", unsaid(reason, "ko")), reason
    path = decide(outlook, all_of(wrong))
    assert pq.read_table(path).column_names == list(COLUMNS)
    assert rows(path) == {}
    with Company.open(tmp_path / "tenure.toml", today=TODAY) as company:
        assert rows(decide(Outlook(company.rule), all_of(wrong))) == {}


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_who_is_in_a_paused_play_gets_no_other_meanwhile(outlook, state):
    """A play with a wait of 30 days was begun with c1 nine days ago, then paused or ended."""
    wait = {"do": "wait", "days": "30 days"}
    slow = play("slow", {"kind": "segment"}, audience="risk > 0.45", steps=[LETTER, wait, LETTER])
    path = decide(outlook, all_of(slow))
    (path.parent / "2026-02-20.parquet").write_bytes(_dated(path, date(2026, 2, 20)))
    stopped = slow.model_copy(update={"state": state})
    found = rows(decide(outlook, all_of(stopped, play("all", {"kind": "segment"}))))
    told = (found["c1", "all"]["reason"], found["c1", "all"]["instead"])
    assert told == (("other_play", "slow") if state == "paused" else ("chosen", None))
    assert found["c2", "all"]["reason"] == "chosen"


def test_a_day_that_is_decided_again_loses_nobody_who_was_assigned(outlook):
    """Whoever refuses in between is in the treatment arm alone: dropping them would skew it."""
    path = decide(outlook, all_of(play("all", {"kind": "segment"})))
    there = path.parents[1] / "assignments" / path.name
    first = pq.read_table(there)
    decide(outlook, all_of(play("all", {"kind": "segment"}, audience="plan = 'b'")))
    assert pq.read_table(there).equals(first)
    decide(outlook, all_of(play("all", {"kind": "segment"}), play("more", {"kind": "segment"})))
    both = pq.read_table(there).to_pylist()
    assert [row for row in both if row["experiment"] == "all"] == first.to_pylist()
    assert len({(row["experiment"], row["unit_id"]) for row in both}) == len(both)


def test_the_share_in_force_is_written_with_each_assignment(outlook):
    """An edited holdout changes nothing of who was drawn before, nor what is known of them."""
    everyone = {"kind": "segment"}
    path = decide(outlook, all_of(play("all", everyone, holdout=0.5)))
    there = path.parents[1] / "assignments" / path.name
    first = pq.read_table(there).to_pylist()
    assert {row["share"] for row in first} == {0.5}
    pq.write_table(pq.read_table(there).drop_columns("share"), there)
    decide(outlook, all_of(play("all", everyone, holdout=0.2)))
    decide(outlook, all_of(play("new", everyone, holdout=0.2)))
    told = {
        (one["experiment"], one["arm"], one["share"]) for one in pq.read_table(there).to_pylist()
    }
    assert {one for one in told if one[0] == "all"} == {("all", one["arm"], None) for one in first}
    shares = {arm: share for name, arm, share in told if name == "new"}
    assert shares
    assert all(shares[arm] == {"treatment": 0.8, "holdout": 0.2}[arm] for arm in shares)
