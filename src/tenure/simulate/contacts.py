"""Contacts that the company made, and the randomised holdouts that it kept from them."""

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Floats, Ints, Stream, nth_of_its
from tenure.simulate.payments import lead_users
from tenure.simulate.plays import EXPERIMENT, Deeds, Enrolments

_CHANNELS = ("email", "push", "call")
_OFFER_SHARES = (0.7, 0.2, 0.1)
_OFFER_COSTS = (0.02, 0.01, 4.0)
WON_A_DOLLAR = 1300.0
_MONTHS, _PLAYS, _TIMES = 240, 16, 8


def enrolled(company: Company, play: str = EXPERIMENT) -> Enrolments:
    """Return the first enrolment of each unit in a play, by month and then by number."""
    every = company.lives.enrolments
    names = [one.name for one in company.lives.plays.campaigns]
    found = every.take(every.play == (names.index(play) if play in names else -1))
    found = found.take(np.unique(found.unit, return_index=True)[1])
    return found.take(np.argsort(found.at, kind="stable"))


def assignments_table(company: Company) -> pa.Table:
    """Lay out who was put in which arm when a play's turn first came to them."""
    plays = [one.name for one in company.lives.plays.campaigns]
    joined = Enrolments.joined([enrolled(company, name) for name in plays])
    joined = joined.take(np.lexsort((joined.play, joined.at)))
    return table_of({
        "unit_id": labelled(joined.unit, company.unit_ids),
        "experiment": labelled(joined.play, plays),
        "arm": labelled(joined.treated.astype(np.int64), ["holdout", "treatment"]),
        "assigned_at": instants(company.clock.utc(joined.at)),
    })  # fmt: skip


def in_order(company: Company) -> Deeds:
    """Return the contacts made, in order of time."""
    deeds = company.lives.deeds
    return deeds.take(np.argsort(deeds.at, kind="stable"))


def touch_numbers(company: Company, deeds: Deeds) -> Ints:
    """Number contacts so that one more shifts no other."""
    place = deeds.unit * _MONTHS + company.clock.month_of(deeds.at)
    place = place * _PLAYS + deeds.play
    return place * _TIMES + np.minimum(nth_of_its(place), _TIMES - 1)


def costs(company: Company, deeds: Deeds) -> tuple[Ints, Floats]:
    """Return the channel and cost of contacts, in the company's currency."""
    campaigns = company.lives.plays.campaigns
    draws = company.dice.each(Stream.TOUCHES, of=touch_numbers(company, deeds))
    offered = draws.choose(_OFFER_SHARES)
    own = np.array([_CHANNELS.index(one.channel) for one in campaigns], np.int64)[deeds.play]
    price = np.array([one.cost for one in campaigns])[deeds.play]
    offer = np.array([one.name == EXPERIMENT for one in campaigns], bool)[deeds.play]
    rate = WON_A_DOLLAR if company.preset.currency == "KRW" else 1.0
    cost = np.where(offer, np.asarray(_OFFER_COSTS)[offered], price) * rate
    return np.where(offer, offered, own), cost


def touches_table(company: Company) -> pa.Table:
    """Lay out the contacts of all plays, how they were answered and whom they annoyed."""
    deeds = in_order(company)
    number = touch_numbers(company, deeds)
    channel, cost = costs(company, deeds)
    who = lead_users(company)[deeds.unit] if company.preset.by_account else deeds.unit
    draws, clock = company.dice.each(Stream.TOUCHES, 1, of=number), company.clock
    seen = deeds.at + draws.exponential(0.4)
    followed = seen + draws.exponential(0.05)
    opened = (draws.random() < 0.45) & (seen < clock.end)
    clicked = opened & (draws.random() < 0.25) & (followed < clock.end)
    return table_of({
        "touch_id": numbered("T", number, 12),
        "customer_id": labelled(who, company.customer_ids),
        "sent_at": instants(clock.utc(deeds.at)),
        "channel": labelled(channel, _CHANNELS),
        "play": labelled(deeds.play, [one.name for one in company.lives.plays.campaigns]),
        "opened_at": optional_instants(clock, np.where(opened, seen, NEVER)),
        "clicked_at": optional_instants(clock, np.where(clicked, followed, NEVER)),
        "unsubscribed_at": optional_instants(clock, deeds.unsubscribed),
        "complained_at": optional_instants(clock, deeds.complained),
        "cost": column(cost),
    })  # fmt: skip
