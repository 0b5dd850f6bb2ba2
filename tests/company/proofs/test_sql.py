"""The SQL of every table of proofs runs by itself and gives the rows that it is worked out from."""

from typing import Any

import duckdb

from company.proofs.test_arms import outlook as _of_arms
from company.proofs.test_proof import outlook as _of_trials
from company.proofs.test_unheld import company, why  # noqa: F401
from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import arms, board, compare, comparisons, effects, experiments, prove
from tenure.company.proofs.account import Account
from tenure.company.proofs.accounts import tables
from tenure.company.proofs.compared import unproved
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.parts import parts
from tenure.company.proofs.unheld import unheld

of_trials, of_arms = _of_trials, _of_arms


def asked(sql: str) -> list[dict[str, Any]]:
    """Run a script where nothing else is known."""
    with duckdb.connect() as fresh:
        return fresh.sql(sql).to_arrow_table().to_pylist()


def test_tables_of_trials_show_the_query_of_their_rows(of_trials: Outlook) -> None:
    one = Trials(of_trials).find("spring")
    proof = prove(of_trials, one, "treatment")
    account = Account(Outcomes(of_trials, one, "treatment"), proof)
    found = [*tables(of_trials, [account]), *parts(of_trials, [account])]
    found += [*effects(of_trials, proof), experiments(of_trials, [proof])]
    found.append(board(of_trials, [proof]))
    assert len({one.sql for one in found}) == 1
    assert "Here: spring, treatment." in found[0].sql
    rows = asked(found[0].sql)
    assert len(rows) == 82
    for at in proof.at:
        counted = [row for row in rows if row["there"] and row[f"over_{at.days}"]]
        for treated, group in ((1, at.effect.treatment), (0, at.effect.control)):
            own = [row for row in counted if row["treated"] == treated]
            assert len(own) == group.units
            assert sum(row[f"left_{at.days}"] for row in own) == group.total
        paid = sum(row[f"revenue_{at.days}"] for row in counted if row["treated"])
        assert paid > 0


def test_the_arms_of_an_experiment_show_theirs(of_arms: Outlook) -> None:
    one = Trials(of_arms).find("app")
    did = compare(of_arms, one, event="open", days=7)
    rows = asked(arms(of_arms, did).sql)
    for arm in did.arms:
        assert sum(row["did"] for row in rows if row["arm"] == arm.arm) == arm.did
    left = arms(of_arms, compare(of_arms, one))
    assert "Here: app, a; asked alike: app, b." in left.sql
    assert len(asked(left.sql)) == 80


def test_where_nobody_was_left_alone_the_treated_are_shown(company: Company) -> None:  # noqa: F811
    outlook = Outlook(company.rule)
    found = why(Trials(outlook).find("spring"))
    compared, alike = comparisons(outlook, found)
    assert compared.sql == alike.sql == unproved(outlook, found).sql
    rows = asked(compared.sql)
    (treated,) = {one.treated for one in unheld(outlook, found[0].experiment, "treatment").alike}
    assert (sum(row["left_30"] for row in rows), len(rows)) == treated


def test_where_nobody_was_assigned_nothing_is_asked(of_trials: Outlook) -> None:
    assert {one.sql for one in tables(of_trials, [])} == {
        "-- Nobody was assigned to anything, so nothing is asked."
    }
