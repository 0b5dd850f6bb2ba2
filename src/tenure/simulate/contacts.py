"""Contacts that the company made, and the randomised holdout that it kept from them."""

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, identifiers, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Floats, Ints, Stream, choose
from tenure.simulate.payments import lead_users

EXPERIMENT = "save_offer"
_CHANNELS = ("email", "push", "call")
_COSTS = (0.02, 0.01, 4.0)
_NEWSLETTER_MONTHLY = 0.12


def enrolled_units(company: Company) -> Ints:
    """Return the units in the experiment, by month and then by number."""
    lives = company.lives
    units = np.flatnonzero(lives.enrolled >= 0)
    return units[np.argsort(lives.enrolled[units], kind="stable")]


def assignments_table(company: Company) -> pa.Table:
    """Lay out who was put in which arm, at the first instant of the month of enrolment."""
    units = enrolled_units(company)
    at = company.clock.starts[company.lives.enrolled[units]]
    none = np.zeros(len(units), np.int64)
    return table_of({
        "unit_id": labelled(units, company.unit_ids),
        "experiment": labelled(none, [EXPERIMENT]),
        "arm": labelled(company.lives.treated[units].astype(np.int64), ["holdout", "treatment"]),
        "assigned_at": instants(company.clock.utc(at)),
    })  # fmt: skip


def touches_table(company: Company) -> pa.Table:
    """Lay out the touches of the experiment and newsletters that change nothing."""
    rng = company.dice.at(Stream.TOUCHES)
    units = enrolled_units(company)
    units = units[company.lives.treated[units]]
    at = company.clock.starts[company.lives.enrolled[units]] + rng.uniform(0.38, 0.5, len(units))
    there = (company.lives.left[0][units] > at) & (at < company.clock.end)
    units, at = units[there], at[there]
    offered = lead_users(company)[units] if company.preset.by_account else units
    letters, letter_at = _newsletters(company, rng)
    channel = choose(rng, (0.7, 0.2, 0.1), len(units))
    return _table(
        company,
        np.concatenate((offered, letters)),
        np.concatenate((at, letter_at)),
        np.concatenate((channel, np.zeros(len(letters), np.int64))),
        np.concatenate((np.zeros(len(units), np.int64), np.ones(len(letters), np.int64))),
        rng,
    )


def _newsletters(company: Company, rng: np.random.Generator) -> tuple[Ints, Floats]:
    people, clock = company.people, company.clock
    who, when = [], []
    for month in range(clock.months):
        day = float(clock.starts[month]) + 9.4
        there = (people.start[0] < day) & (people.left[0] > day)
        reached = np.flatnonzero(there & (rng.random(len(there)) < _NEWSLETTER_MONTHLY))
        who.append(reached)
        when.append(day + rng.uniform(0.0, 0.1, len(reached)))
    return np.concatenate(who), np.concatenate(when)


def _table(
    company: Company, who: Ints, at: Floats, channel: Ints, play: Ints, rng: np.random.Generator
) -> pa.Table:
    order = np.argsort(at, kind="stable")
    who, at, channel, play = who[order], at[order], channel[order], play[order]
    count, end = len(who), company.clock.end
    seen = at + rng.exponential(0.4, count)
    followed = seen + rng.exponential(0.05, count)
    opened = (rng.random(count) < 0.45) & (seen < end)
    clicked = opened & (rng.random(count) < 0.25) & (followed < end)
    rate = 1300.0 if company.preset.currency == "KRW" else 1.0
    return table_of({
        "touch_id": identifiers("T", count),
        "customer_id": labelled(who, company.customer_ids),
        "sent_at": instants(company.clock.utc(at)),
        "channel": labelled(channel, _CHANNELS),
        "play": labelled(play, [EXPERIMENT, "newsletter"]),
        "opened_at": optional_instants(company.clock, np.where(opened, seen, NEVER)),
        "clicked_at": optional_instants(company.clock, np.where(clicked, followed, NEVER)),
        "cost": column(np.asarray(_COSTS)[channel] * rate),
    })  # fmt: skip
