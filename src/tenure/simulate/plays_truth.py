"""What each play truly does to each one, and what it truly brought, month by month."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.contacts import costs, in_order, touch_numbers
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Bools, Floats, Ints
from tenure.simulate.plays import KINDS
from tenure.simulate.purchases import OrderBook

WORTH_MONTHS = 12


def effects_by_unit(company: Company) -> Iterator[pa.Table]:
    """Yield, play by play, what a contact of it adds to each unit's log hazard."""
    plays = company.lives.plays
    names = [one.name for one in plays.campaigns]
    size = company.units.size
    for place in range(len(names)):
        yield table_of({
            "unit_id": company.unit_ids,
            "play": labelled(np.full(size, place), names),
            "kind": labelled(plays.kinds[place], KINDS),
            "log_hazard": column(plays.effects[place]),
        })  # fmt: skip


def enrolments(company: Company) -> pa.Table:
    """Lay out everyone whose turn a play was: the arm and both potential probabilities."""
    found, names = company.lives.enrolments, _names(company)
    return table_of({
        "unit_id": labelled(found.unit, company.unit_ids),
        "play": labelled(found.play, names),
        "at": instants(company.clock.utc(found.at)),
        "treated": column(found.treated),
        "hazard_if_touched": column(found.hazard_if),
        "hazard_if_not": column(found.hazard_if_not),
        "worth": column(worth(company)[found.unit]),
    })  # fmt: skip


def contacts(company: Company) -> pa.Table:
    """Lay out every contact made: its effect, both potential hazards and both potential ends."""
    deeds, clock = in_order(company), company.clock
    foreseen = np.full(len(deeds.unit), NEVER)
    really = company.lives.left[0][deeds.unit]
    known = np.zeros(len(deeds.unit), bool)
    months = clock.month_of(deeds.at)
    for one in company.lives.foreseen:
        rows = np.flatnonzero(months == one.month)
        place = np.minimum(np.searchsorted(one.who, deeds.unit[rows]), max(len(one.who) - 1, 0))
        if len(one.who):
            there = one.who[place] == deeds.unit[rows]
            foreseen[rows[there]], known[rows[there]] = one.left[place[there]], True
    until = clock.starts[np.minimum(months + 2, clock.horizon)]
    foreseen = np.where(known, foreseen, really)
    return table_of({
        "touch_id": numbered("T", touch_numbers(company, deeds), 12),
        "unit_id": labelled(deeds.unit, company.unit_ids),
        "play": labelled(deeds.play, _names(company)),
        "at": instants(clock.utc(deeds.at)),
        "from_outside": column(deeds.outside),
        "log_hazard": column(deeds.by),
        "third_in_30_days": column(deeds.annoyed),
        "hazard_if_touched": column(deeds.hazard_if),
        "hazard_if_not": column(deeds.hazard_if_not),
        "left_if_none_more": optional_instants(clock, np.where(foreseen < until, foreseen, NEVER)),
        "left": optional_instants(clock, np.where(really < until, really, NEVER)),
    })  # fmt: skip


def brought(company: Company) -> pa.Table:
    """Lay out what each play brought in each month, and what all that was spent.

    Kept: the expected number of units that did not leave within the month of the contact
    because of it: the sum of hazard_if_not - hazard_if_touched of those contacted. Money: each
    weighted by its worth. Net: less the cost of the contacts.
    """
    deeds, clock, names = in_order(company), company.clock, _names(company)
    cell = deeds.play * clock.months + clock.month_of(deeds.at)
    count = len(names) * clock.months
    kept = deeds.hazard_if_not - deeds.hazard_if
    spent = costs(company, deeds)[1]

    def total(values: Floats | Bools) -> Floats:
        return np.bincount(cell, weights=values, minlength=count).astype(np.float64, copy=False)

    money = total(kept * worth(company)[deeds.unit])
    place = np.arange(count)
    months = column(clock.labels, kind=pa.date32())
    return table_of({
        "play": labelled(place // clock.months, names),
        "month": months.take(column(place % clock.months)),
        "contacts": column(np.bincount(cell, minlength=count)),
        "kept": column(total(kept)),
        "money": column(money),
        "cost": column(total(spent)),
        "net": column(money - total(spent)),
        "unsubscribed": column(total(deeds.unsubscribed < NEVER).astype(np.int64)),
        "complained": column(total(deeds.complained < NEVER).astype(np.int64)),
    })  # fmt: skip


def monthly_revenue(company: Company) -> Floats:
    """Return what each unit pays or buys for in a month in which it is there, on average."""
    preset, crowd = company.preset, company.units
    if preset.orders is not None:
        book = OrderBook(company, preset.orders)
        price = float(np.average(book.price, weights=np.diff(book.popularity, prepend=0.0)))
        revenue: Floats = book.rates * price * preset.orders.lines * 1.19
        return revenue
    seats: Ints | float = 1.0
    if preset.by_account:
        seats = np.bincount(company.people.crowd.account, minlength=crowd.size)
    price_of = np.array([plan.price for plan in preset.plans])
    return price_of[crowd.plan] * seats


def worth(company: Company) -> Floats:
    """Return what a unit that stays is expected to bring in the next 12 months.

    Its revenue a month times the months it is expected to last: (1 - exp(-12 h)) / h with h its
    own hazard without shocks, seasons and contacts.
    """
    preset, crowd = company.preset, company.units
    hazard = preset.monthly_hazard * np.exp(crowd.log_hazard)
    hazard = hazard + preset.payment_hazard * crowd.card_risk
    lasting: Floats = -np.expm1(-WORTH_MONTHS * hazard) / np.maximum(hazard, 1e-9)
    return monthly_revenue(company) * lasting


def _names(company: Company) -> list[str]:
    return [one.name for one in company.lives.plays.campaigns]
