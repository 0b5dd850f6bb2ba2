"""Trials as they were assigned: counted by hand at each horizon, in money, and what is left out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tenure.act.reading import loads
from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Aims, aims_of, board, effects, experiments, prove
from tenure.company.proofs.account import Account
from tenure.company.proofs.accounts import tables
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.proof import Proof
from tenure.prove import Margin
from tenure.prove.telling import ALL

_TOML = """
[company]
name = "계약 회사"
kind = "saas"
time_zone = "UTC"
currency = "KRW"
[churn]
rule = "contract"
[prediction]
enabled = false
"""
_EACH = 40


def write(folder: Path) -> Path:
    """Write 40 treated and 40 held out; 8 and 20 leave by day 20, 4 and 4 more by day 50.

    All pay 100 on day 10 if they are there. One who had left before and one assigned at the end
    count for nothing; each of the treated was contacted once at a cost of 3, and four of them
    asked for no more of it within the month.
    """
    people = ["customer_id,started_at,account_id"]
    held, paid, sent, drawn = [], [], [], []
    for arm, early, late in (("treatment", 8, 4), ("holdout", 20, 4)):
        for number in range(_EACH):
            name = f"{arm[0]}{number:02d}"
            day = "2026-01-21" if number < early else "2026-02-20" if number < early + late else ""
            people.append(f"{name},2025-06-01,a{number}")
            held.append(f"s{name},{name},2025-06-01,{day},{day},100")
            drawn.append(f"{name},spring,{arm},2026-01-01")
            paid.append(f"{name},2026-01-11,100,succeeded")
            if arm == "treatment":
                asked = "2026-01-09" if number >= 36 else "2026-06-01" if number == 35 else ""
                sent.append(f"{name},2026-01-02,email,spring,3,{asked}")
    people += ["gone,2025-06-01,", "new,2025-06-01,"]
    held += ["sgone,gone,2025-06-01,2025-12-01,2025-12-01,100", "snew,new,2025-06-01,,,100"]
    drawn += ["gone,spring,treatment,2026-01-01", "new,spring,holdout,2026-06-20"]
    drawn += ["t39,alone,treatment,2026-01-01"]
    tables = {
        "customers": people,
        "subscriptions": [
            "subscription_id,customer_id,started_at,cancelled_at,ended_at,mrr",
            *held,
        ],
        "payments": ["customer_id,occurred_at,amount,status", *paid],
        "touches": ["customer_id,sent_at,channel,play,cost,unsubscribed_at", *sent],
        "assignments": ["unit_id,experiment,arm,assigned_at", *drawn],
        "tickets": ["ticket_id,customer_id,opened_at", "k1,t20,2026-01-05", "k2,h39,2026-06-25"],
    }
    text = _TOML
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[tables.{table}]\nfrom = "{table}.csv"\n'
    (folder / "tenure.toml").write_text(text, "utf-8")
    return folder / "tenure.toml"


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlook]:
    path = write(tmp_path_factory.mktemp("proofs"))
    with Company.open(path, today=date(2026, 7, 1)) as company:
        yield Outlook(company.rule)


@pytest.fixture(scope="module")
def proof(outlook: Outlook) -> Proof:
    return prove(outlook, Trials(outlook).find("spring"), "treatment")


def test_before_anybody_is_known_of_it_says_from_when_on(tmp_path: Path) -> None:
    with Company.open(write(tmp_path), today=date(2026, 1, 15)) as company:
        outlook = Outlook(company.rule)
        found = prove(outlook, Trials(outlook).find("spring"), "treatment").verdict
    assert found.verdict == "not_known"
    assert "the first were assigned on 2026-01-01. Something is known from 2026-01-31 on." in (
        found.says("en")
    )
    assert "2026-01-31부터 알 수 있습니다" in found.says("ko")
    with Company.open(write(tmp_path), today=date(2026, 3, 1)) as company:
        outlook = Outlook(company.rule)
        known = prove(outlook, Trials(outlook).find("spring"), "treatment")
    assert [one.days for one in known.at] == [30], "of whom 30 days are over, it is told"


def test_it_is_counted_as_assigned_at_each_horizon(proof: Proof) -> None:
    told = {
        one.days: (one.seen, one.effect.treatment.total, one.effect.control.total)
        for one in proof.at
    }
    assert told == {30: (80, 8, 20), 60: (80, 12, 24), 90: (80, 12, 24)}
    first = proof.at[0].effect
    assert first.difference is not None
    assert first.difference.value == pytest.approx(-0.3)
    assert first.difference.high < 0


def test_who_had_left_before_and_who_is_not_watched_long_enough_is_left_out(
    outlook: Outlook,
) -> None:
    rows = Outcomes(outlook, Trials(outlook).find("spring"), "treatment").rows(30).to_pylist()
    told = {row["unit_id"]: row for row in rows}
    assert len(told) == 82
    assert (told["gone"]["there"], told["new"]["over"]) == (False, False)
    assert (told["t00"]["left"], told["t00"]["ended"], told["t00"]["days"]) == (True, True, 20)
    assert (told["t39"]["left"], told["t39"]["ended"]) == (False, False)
    assert (told["t20"]["contacts"], told["h20"]["contacts"]) == (1, 0)
    assert (told["t20"]["complaints"], told["h39"]["complaints"]) == (1, 0)


def test_who_wants_no_more_of_it_counts_against_it(outlook: Outlook, proof: Proof) -> None:
    """Four of forty treated in time, a fifth months later; of those held out nobody could."""
    first = proof.at[0].refused
    assert first is not None
    assert (first.treatment.total, first.control.total) == (4, 0)
    assert first.best is not None
    assert first.best.value == pytest.approx(0.1)
    told = effects(outlook, proof)[0].rows[0]
    assert told["refused"] == pytest.approx(0.1)
    assert told["refused_low"] < 0.1 < told["refused_high"]


def test_money_is_what_was_paid_less_what_it_cost(proof: Proof) -> None:
    main = proof.at[0].brought
    assert main.revenue is not None
    assert main.revenue.value == pytest.approx(0), "both arms paid 100 on day 10"
    assert main.cost == 40 * 3
    assert main.net is not None
    assert main.net.value == pytest.approx(-120)
    assert main.kept is not None
    assert main.kept.value == pytest.approx(12)
    assert main.measured


def test_shares_of_those_who_stay_are_those_of_kaplan_and_meier(proof: Proof) -> None:
    assert proof.survival is not None
    first = proof.survival.at[0]
    assert first.treatment.value == pytest.approx(32 / 40)
    assert first.control.value == pytest.approx(20 / 40, abs=0.01)


def test_unequal_arms_stop_the_verdict(outlook: Outlook) -> None:
    trial = Trials(outlook).find("spring")
    found = prove(outlook, trial, "treatment", aims=Aims({"treatment": 0.9, "holdout": 0.1}))
    assert found.verdict.verdict == "not_sound"
    assert not found.split.sound
    (row,) = board(outlook, [found]).rows
    assert row["kept"] is None
    assert "were to be expected" in row["says_en"]
    assert row["says_ko"] == found.verdict.says("ko")


def test_beside_a_sum_of_money_stands_the_cost_of_the_very_same(
    outlook: Outlook, proof: Proof
) -> None:
    """One of two plays with money and a cost of 120: the 120 of the other are no cost of it."""
    main = proof.main
    assert main is not None
    unpriced = replace(main.brought, revenue=None, net=None)
    other = replace(proof, at=(replace(main, brought=unpriced),))
    whole = board(outlook, [proof, other]).rows[-1]
    assert whole["experiment"] == ALL
    assert (whole["cost"], whole["cost_apart"]) == (120, 120)
    assert whole["net"] == pytest.approx(board(outlook, [proof]).rows[-1]["net"])
    assert main.brought.kept is not None
    assert whole["kept"] == pytest.approx(2 * main.brought.kept.value)
    none = board(outlook, [other, other]).rows[-1]
    assert (none["cost"], none["cost_apart"], none["net"]) == (240, None, None)


def test_too_few_for_a_look_is_not_known_yet(proof: Proof) -> None:
    assert proof.verdict.verdict in ("works", "not_known")
    assert proof.contacted == 40


def test_tables_hold_every_number_with_its_interval(outlook: Outlook, proof: Proof) -> None:
    (row,) = experiments(outlook, [proof]).rows
    assert (row["assigned"], row["held_out"], row["contacted"]) == (82, 41, 40)
    assert row["effect_low"] <= row["effect"] <= row["effect_high"]
    first, staying = effects(outlook, proof)
    assert [one["days"] for one in first.rows] == [30, 60, 90]
    assert "treatment" in first.words["ko"]
    assert [one["days"] for one in staying.rows] == [30, 60, 90]


def test_a_trial_without_a_control_says_so(outlook: Outlook) -> None:
    from tenure.company.predictions.acting.trials import UnjudgedError

    with pytest.raises(UnjudgedError):
        prove(outlook, Trials(outlook).find("alone"), "treatment")


def test_the_account_tells_what_the_effect_was_at_every_look(outlook: Outlook) -> None:
    asked = Outcomes(outlook, Trials(outlook).find("spring"), "treatment")
    aims = Aims(assumed=0.5)
    account = Account(asked, prove(outlook, asked.experiment, "treatment", aims=aims, asked=asked))
    looks = account.looks
    assert (looks[-1].day, looks[-1].look.units) == (outlook.observed.last, 80)
    assert looks[0].day >= date(2026, 3, 31), "the 90 days are over with it"
    main = account.proof.main
    assert main is not None
    assert looks[-1].look == main.look
    assert account.plan.needed is not None
    assert account.plan.needed > 80
    assert account.plan.smallest is None or account.plan.smallest > 0.2
    assert account.offers is None, "no offer was made"


def test_a_quarter_is_of_those_whose_turn_came_in_it(outlook: Outlook) -> None:
    asked = Outcomes(outlook, Trials(outlook).find("spring"), "treatment")
    account = Account(asked, prove(outlook, asked.experiment, "treatment", asked=asked))
    (first,) = account.quarters()
    assert (first.start, first.days) == (date(2026, 1, 1), 60), "90 days of March are not over"
    assert (first.units, first.seen) == (41, 40), "one had left before"
    assert first.found is not None
    assert first.found.kept is not None
    assert first.found.kept.value == pytest.approx(12)
    told = {one.metric: one.rows for one in tables(outlook, [account])}
    row, whole = told["proof-quarters"]
    assert (row["experiment"], whole["experiment"]) == ("spring", ALL)
    assert {name: row[name] for name in ("kept", "net", "cost")} == pytest.approx(
        {name: whole[name] for name in ("kept", "net", "cost")}
    )
    (trial,) = told["proof-trials"]
    assert (trial["treated"], trial["held_out"], trial["sound"]) == (41, 41, True)
    assert [one["days"] for one in told["proof-horizons"]] == [30, 60, 90]


def test_of_unequal_arms_nothing_is_shown(outlook: Outlook) -> None:
    asked = Outcomes(outlook, Trials(outlook).find("spring"), "treatment")
    meant = {"treatment": 0.9, "holdout": 0.1}
    account = Account(asked, prove(outlook, asked.experiment, "treatment", aims=Aims(meant)))
    told = {one.metric: one.rows for one in tables(outlook, [account])}
    assert told["proof-trials"][0]["sound"] is False
    assert (told["proof-looks"], told["proof-quarters"]) == ([], [])


def test_the_margin_is_break_even_unless_somebody_said_one(outlook: Outlook) -> None:
    """Each of 40 treated cost 3; each of 16 held out who stayed paid 100: 3 / 100."""
    spring = Trials(outlook).find("spring")
    derived = prove(outlook, spring, "treatment").margin
    assert derived is not None
    assert (derived.value, derived.source) == (pytest.approx(0.03), "break_even")
    said = Aims(margin=Margin(0.2), planned=100)
    declared = prove(outlook, spring, "treatment", aims=said)
    assert declared.margin == Margin(0.2, "declared")
    asked = Outcomes(outlook, spring, "treatment")
    (row, *_) = next(
        one for one in tables(outlook, [Account(asked, declared)]) if one.metric == "proof-trials"
    ).rows
    assert (row["margin"], row["margin_from"], row["planned"], row["fall"]) == (
        0.2,
        "declared",
        100,
        0.2,
    )


def test_what_tenure_toml_says_of_a_trial_goes_for_it(tmp_path: Path) -> None:
    file = write(tmp_path)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(_DECLARED)
    with Company.open(file) as company:
        outlook = Outlook(company.rule)
        spring = Trials(outlook).find("spring")
        assert (spring.control, spring.treatments) == ("treatment", ("holdout",))
        aims = aims_of(outlook, spring, {})
        assert aims == Aims({"treatment": 0.75, "holdout": 0.25}, Margin(0.02), 400, 30)
        assert prove(outlook, spring, "holdout", aims=aims).verdict.verdict == "not_sound"
        play = loads(_PLAY)
        of_play = aims_of(outlook, spring, {"spring": play})
        assert (of_play.margin, of_play.planned) == (Margin(0.1), 5_000)
        assert of_play.assumed == play.worth.effect


_DECLARED = """
[experiments.spring]
control = "treatment"
shares = { treatment = 3, holdout = 1 }
margin = 0.02
planned = 400
run_for = "30 days"
"""
_PLAY = """
id = "spring"
salt = "0123456789abcdef"
name = { en = "Spring", ko = "봄" }
about = { en = "Of spring", ko = "봄에" }
trigger = { kind = "segment" }
proof = { margin = 0.1 }
[[steps]]
do = "wait"
days = "1 days"
"""
