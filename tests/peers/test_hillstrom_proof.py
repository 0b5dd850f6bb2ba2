"""Hillstrom's e-mail test through `compare`: both mails against none, by who visited.

statsmodels 0.15 on the same counts is the peer of the plain interval; 18.3, 15.1 and 10.6 % are the
published shares.
"""

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from support import hillstrom
from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import arms, compare, shares_of


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    path = hillstrom.write(tmp_path_factory.mktemp("hillstrom"))
    with Company.open(path, today=hillstrom.TODAY) as company:
        outlook = Outlook(company.rule)
        found = compare(
            outlook,
            Trials(outlook).find(hillstrom.NAME),
            event="visit",
            shares=shares_of("none=1, mens=1, womens=1"),
        )
        yield found, arms(outlook, found)


def test_each_arm_has_its_published_share(told):
    found, result = told
    shares = {one.arm: round(one.share.value, 3) for one in found.arms}
    assert shares == hillstrom.RATES
    assert [(one.assigned, one.seen) for one in found.arms] == [
        (21_307, 21_307),
        (21_306, 21_306),
        (21_387, 21_387),
    ]
    assert {row["arm"]: round(row["rate"], 3) for row in result.rows} == hillstrom.RATES


def test_the_arms_were_drawn_alike_and_both_mails_work(told):
    found, _ = told
    assert found.split.sound
    verdicts = {one.arm: one.verdict.verdict for one in found.arms if one.verdict}
    assert verdicts == {"mens": "works", "womens": "works"}
    for one in found.arms:
        if one.look is not None:
            assert one.look.interval.low > 0.03
            assert one.compared.p < 1e-40


def test_intervals_are_those_of_statsmodels(told):
    found, _ = told
    none = next(one for one in found.arms if one.arm == "none")
    for one in found.arms:
        if one.compared is None:
            continue
        low, high = confint_proportions_2indep(
            one.did, one.seen, none.did, none.seen, method="newcomb", compare="diff"
        )
        plain = one.compared.effect.difference
        assert (plain.low, plain.high) == pytest.approx((low, high), abs=1e-9)
        assert one.compared.corrected.low < plain.low
