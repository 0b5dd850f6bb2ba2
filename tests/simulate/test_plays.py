"""Plays of simulated companies: who is held out, what each truly brings, and the closed loop.

In the loop a company is simulated with the contacts so far, a policy sees who is there and
decides for one month, and its contacts are added; the same draws make every policy comparable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tenure.simulate import PRESETS, Contacts
from tenure.simulate.clock import Clock
from tenure.simulate.company import Company, found
from tenure.simulate.contacts import WON_A_DOLLAR, costs, enrolled
from tenure.simulate.draws import Dice
from tenure.simulate.plays_truth import monthly_revenue
from tenure.stats.arms import draw

START, MONTHS, FROM = date(2024, 7, 1), 14, 8
PLAY = "early_call"
Policy = Callable[[Company, np.ndarray, int], np.ndarray]


def made(
    preset: str,
    size: int,
    contacts: Contacts | None = None,
    seed: int = 3,
    until: int | None = None,
) -> Company:
    chosen = PRESETS[preset]
    extra = 3 if chosen.rule == "contract" else 0
    clock = Clock(START, MONTHS, chosen.zone, extra=extra)
    return found(chosen, size, clock, Dice(seed), contacts=contacts, plays_until=until)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_play_has_a_history_and_a_holdout_of_its_share(preset: str) -> None:
    company = made(preset, 6000)
    plays = company.lives.plays
    assert len(plays.campaigns) >= 7
    names = company.unit_ids.to_pylist()
    for place, one in enumerate(plays.campaigns):
        tried = enrolled(company, one.name)
        held = [draw(plays.salts[place], names[unit]) < one.holdout for unit in tried.unit]
        assert held == (~tried.treated).tolist()
        expected, count = one.holdout, len(tried.unit)
        assert abs(np.mean(held) - expected) < 4.5 * (expected * (1 - expected) / count) ** 0.5


@pytest.mark.parametrize("preset", ["saas", "ecommerce"])
def test_each_arm_of_each_play_leaves_as_its_own_hazards_say(preset: str) -> None:
    company = made(preset, 20_000)
    lives, clock, every = company.lives, company.clock, company.lives.enrolments
    month = clock.month_of(every.at)
    left = lives.left[0][every.unit] < clock.starts[month + 1]
    hazard = np.where(every.treated, every.hazard_if, every.hazard_if_not)
    for place in range(len(lives.plays.campaigns)):
        for treated in (True, False):
            # those whose day came late in the month had lived on until it
            rows = (every.play == place) & (every.treated == treated) & (every.at % 1 == 0)
            rows &= every.at == clock.starts[month]
            if rows.sum() > 50:
                expected = hazard[rows].sum()
                assert abs(left[rows].sum() - expected) < 4 * expected**0.5


def test_what_a_contact_does_is_its_effect_and_the_third_annoys() -> None:
    company = made("saas", 20_000)
    deeds = company.lives.deeds
    ratio = deeds.hazard_if / deeds.hazard_if_not
    calm = ~deeds.annoyed
    assert np.all(ratio[calm & (deeds.by > 0)] > 1)
    helped = ratio[calm & (deeds.by < 0)] < 1
    assert helped.mean() > 0.99  # but where it makes the next contact the third
    nothing = deeds.play == [c.name for c in company.lives.plays.campaigns].index("newsletter")
    assert np.all(deeds.by[nothing] == 0)
    assert ratio[nothing & deeds.annoyed].mean() > 1.05
    gone = np.isfinite(deeds.unsubscribed)
    assert gone[deeds.annoyed].mean() > 5 * gone[calm].mean()


def test_the_harming_push_harms_and_the_follow_up_helps() -> None:
    company = made("media", 20_000)
    deeds = company.lives.deeds
    names = [one.name for one in company.lives.plays.campaigns]
    kept = deeds.hazard_if_not - deeds.hazard_if
    assert kept[deeds.play == names.index("come_back_push")].sum() < 0
    assert kept[deeds.play == names.index("complaint_follow_up")].sum() > 0


@dataclass(frozen=True)
class Outcome:
    """What a policy truly came to: units still there, and revenue less cost of contacts."""

    kept: int
    net: float
    contacts: int


def outcome(company: Company) -> Outcome:
    end, lives = company.clock.end, company.lives
    days = sum(
        np.clip(np.minimum(left, end) - np.minimum(start, end), 0, None)
        for start, left in zip(lives.start, lives.left, strict=True)
    )
    revenue = float((days / 30.4375 * monthly_revenue(company)).sum())
    spent = float(costs(company, lives.deeds)[1].sum())
    return Outcome(int((lives.left[0] > end).sum()), revenue - spent, len(lives.deeds.unit))


def played(preset: str, size: int, policy: Policy | None) -> Outcome:
    """Go through the loop: simulate, decide for the coming month, add, simulate again."""
    contacts = Contacts.none()
    for month in range(FROM, MONTHS if policy else FROM):
        company = made(preset, size, contacts, until=0)
        begin, lives = company.clock.starts[month], company.lives
        there = np.flatnonzero((lives.start[0] < begin - 30) & (lives.left[0] >= begin))
        chosen = policy(company, there, month)
        at = datetime.fromtimestamp(company.clock.utc(np.array([begin + 0.5]))[0] / 1e6, UTC)
        ids = company.unit_ids.to_pylist()
        contacts = Contacts(
            contacts.customer + tuple(ids[unit] for unit in chosen.tolist()),
            contacts.at + (at.replace(tzinfo=None),) * len(chosen),
            contacts.play + (PLAY,) * len(chosen),
        )
    return outcome(made(preset, size, contacts, until=0))


def _risk(company: Company, there: np.ndarray) -> np.ndarray:
    return np.exp(company.units.log_hazard[there])


def _gain(company: Company, there: np.ndarray) -> np.ndarray:
    """Expected money less the cost of contact, by effects that only the simulation knows."""
    place = [one.name for one in company.lives.plays.campaigns].index(PLAY)
    effect = company.lives.plays.effects[place][there]
    rate = company.preset.monthly_hazard * _risk(company, there)
    lasting = 6 * monthly_revenue(company)[there]
    cost = company.lives.plays.campaigns[place].cost * WON_A_DOLLAR
    return 2 * rate * (1 - np.exp(effect)) * lasting - cost


def best(company: Company, there: np.ndarray, month: int) -> np.ndarray:
    gain = _gain(company, there)
    order = np.argsort(-gain)[: len(there) // 5]
    return there[order[gain[order] > 0]]


def riskiest(company: Company, there: np.ndarray, month: int) -> np.ndarray:
    return there[np.argsort(-_risk(company, there))[: len(there) // 5]]


def anyone(company: Company, there: np.ndarray, month: int) -> np.ndarray:
    return np.random.default_rng(month).choice(there, len(there) // 5, replace=False)


def everyone(company: Company, there: np.ndarray, month: int) -> np.ndarray:
    return there


def test_the_loop_brings_more_to_those_it_helps_than_to_those_at_risk_or_anyone() -> None:
    none = played("saas", 8_000, None)
    by_gain, by_risk, by_chance, all_of_them = (
        played("saas", 8_000, policy) for policy in (best, riskiest, anyone, everyone)
    )
    assert none.contacts == 0
    assert all_of_them.contacts > 3 * by_gain.contacts
    assert by_gain.net > none.net
    assert by_gain.kept > none.kept
    assert by_gain.net > max(by_risk.net, by_chance.net, all_of_them.net)
