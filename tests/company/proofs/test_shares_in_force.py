"""A holdout that was edited while the play ran: each is held against the share in force then."""

from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Aims, Proof, compare, prove
from tenure.company.proofs.account import Account
from tenure.company.proofs.accounts import tables
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.parts import parts

_TOML = """
[company]
name = "바뀐 비율"
kind = "saas"
time_zone = "UTC"
[churn]
rule = "contract"
[prediction]
enabled = false
"""
DRAWS = (("2026-01-01", 0.1, 20, 5), ("2026-01-08", 0.5, 100, 20))
"""When, the share left alone, how many those are, and one of how many leaves: no effect."""
MEANT = {"holdout": 0.5, "treatment": 0.5}


def write(folder: Path, *, told: bool = True, accounts: bool = False) -> Path:
    """Write 200 customers of each draw, of both of whose arms as many leave."""
    people, held, drawn = ["last,2026-06-20,"], ["slast,last,2026-06-20,,,100"], []
    for day, share, alone, each in DRAWS:
        for number in range(200):
            name, arm = f"d{day[-2:]}-{number:03d}", "holdout" if number < alone else "treatment"
            gone = "2026-01-20" if number % each == 0 else ""
            people.append(f"{name},2025-06-01,{f'a{number // 2}' if accounts else ''}")
            held.append(f"s{name},{name},2025-06-01,{gone},{gone},100")
            own = share if arm == "holdout" else 1 - share
            drawn.append(f"{name},spring,{arm},{day}{f',{own}' if told else ''}")
    found = {
        "customers": ["customer_id,started_at,account_id", *people],
        "subscriptions": [
            "subscription_id,customer_id,started_at,cancelled_at,ended_at,mrr",
            *held,
        ],
        "assignments": [f"unit_id,experiment,arm,assigned_at{',share' * told}", *drawn],
    }
    text = _TOML
    for table, rows in found.items():
        (folder / f"{table}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[tables.{table}]\nfrom = "{table}.csv"\n'
    (folder / "tenure.toml").write_text(text, "utf-8")
    return folder / "tenure.toml"


def opened(path: Path) -> Company:
    return Company.open(path, today=date(2026, 7, 1))


def judged(outlook: Outlook, meant: dict[str, float] | None) -> Proof:
    found = Trials(outlook).find("spring")
    return prove(outlook, found, "treatment", aims=Aims(meant=meant, planned=400))


def test_an_edited_share_leaves_the_play_sound_and_its_effect_none(tmp_path: Path) -> None:
    """Pooled, 13 % of the treated left and 7.5 % of those left alone, for nothing."""
    with opened(write(tmp_path)) as company:
        outlook = Outlook(company.rule)
        found = judged(outlook, MEANT)
        assert found.split.sound
        assert [one.expected for one in found.split.arms] == [120.0, 280.0]
        assert "in force then" in found.split.told()
        assert "그때의 비율" in found.split.told("ko")
        assert found.main is not None
        assert found.main.effect.difference is not None
        assert found.main.effect.difference.value == pytest.approx(0.0)
        assert found.main.brought.kept is not None
        assert found.main.brought.kept.value == pytest.approx(0.0)
        assert found.survival is not None
        assert [one.difference.value for one in found.survival.at] == [pytest.approx(0.0)] * 3
        assert found.verdict.verdict == "not_known"
        account = Account(Outcomes(outlook, found.experiment, "treatment"), found)
        (row,) = next(tables(outlook, [account])).table.to_pylist()
        assert row["split_en"] == found.split.told("en")
        assert row["split_ko"] == found.split.told("ko")
        assert len(list(parts(outlook, [account]))) == 2
        beside = compare(outlook, found.experiment, days=90)
        assert beside.split is not None
        assert beside.split.sound
        (one,) = [each for each in beside.arms if each.compared]
        assert one.compared is not None
        assert one.compared.effect.difference == found.main.effect.difference
        assert "in force then" in beside.split.told()


def test_without_a_record_the_current_share_stands_in_and_is_said_to(tmp_path: Path) -> None:
    with opened(write(tmp_path, told=False)) as company:
        outlook = Outlook(company.rule)
        found = judged(outlook, MEANT)
        assert not found.split.sound
        assert "Of 400 assignments nobody wrote down" in found.split.told()
        assert found.verdict.verdict == "not_sound"
        assert judged(outlook, {"holdout": 0.3, "treatment": 0.7}).split.notes == ()
        assert compare(outlook, found.experiment, days=90).split is None


def test_rows_from_before_it_was_written_down_are_compared_among_themselves(tmp_path: Path) -> None:
    path = write(tmp_path)
    file = tmp_path / "assignments.csv"
    lines = file.read_text("utf-8").splitlines()
    late = [one.rsplit(",", 1)[0] + "," if ",2026-01-08," in one else one for one in lines]
    file.write_text("\n".join(late) + "\n", "utf-8")
    with opened(path) as company:
        found = judged(Outlook(company.rule), MEANT)
        assert found.split.sound
        assert "Of 200 assignments nobody wrote down" in found.split.told()
        assert found.main is not None
        assert found.main.effect.difference is not None
        assert found.main.effect.difference.value == pytest.approx(0.0)


def test_an_account_counts_as_it_was_assigned_first(tmp_path: Path) -> None:
    """Accounts 0 to 9 were left alone first, 10 to 49 only later: these stay treated."""
    with opened(write(tmp_path, accounts=True)) as company:
        outlook = Outlook(company.rule)
        table = Outcomes(outlook, Trials(outlook).find("spring"), "treatment").rows(30)
        rows = table.select(["group", "treated", "held"]).to_pylist()
        assert {row["held"] for row in rows} == {0.1}
        alone = {row["group"] for row in rows if not row["treated"]}
        assert alone == {f"a{number}" for number in range(10)}
        found = judged(outlook, MEANT)
        assert [one.units for one in found.split.arms] == [10, 90]
