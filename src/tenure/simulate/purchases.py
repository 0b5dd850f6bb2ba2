"""Orders: each customer buys at their own rate while they last, and sends some of it back."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, constant, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Floats, Ints, Stream, nth_of_its
from tenure.simulate.happenings import Happenings
from tenure.simulate.rhythm import MonthRhythm
from tenure.simulate.spec import Orders


@dataclass(frozen=True)
class Bought:
    """Orders of a month: whose, when, and the number of each, which nobody else's orders shift."""

    who: Ints
    at: Floats
    number: Ints


_MONTHS, _A_MONTH, _SECOND_SPELL = 240, 256, 128


class OrderBook:
    """Rates of purchase and the catalogue; yields the order lines of each month."""

    def __init__(self, company: Company, orders: Orders) -> None:
        rng = company.dice.at(Stream.PRODUCTS)
        size = company.people.crowd.size
        self.company, self.orders = company, orders
        self.digits = 0 if company.preset.currency == "KRW" else 2
        buyer = rng.random(size) < orders.buyers
        self.rates: Floats = buyer * rng.gamma(orders.shape, orders.monthly / orders.shape, size)
        price = orders.price * rng.lognormal(-0.18, 0.6, orders.products)
        self.price: Floats = np.maximum(np.round(price, -2 if not self.digits else 2), 0.5)
        self.popularity: Floats = np.cumsum(1.0 / np.arange(2, orders.products + 2))
        self.products = numbered("SKU", np.arange(1, orders.products + 1), 4)

    def by_month(self) -> Iterator[pa.Table]:
        """Yield order lines, one table a month of buying."""
        for month in range(self.company.clock.months):
            yield self._lines(self.month(month))

    def month(self, month: int) -> Bought:
        """Return who orders and when in a month; asked twice, the answer is the same."""
        people, clock, preset = self.company.people, self.company.clock, self.company.preset
        begin, end = float(clock.starts[month]), float(clock.starts[month + 1])
        rhythm = MonthRhythm(begin, clock.weekday(month), preset.weekdays, preset.hours)
        year = np.exp(self.orders.season[int(clock.month_of_year[month])])
        groups = []
        for spell in (0, 1):
            start, left = people.start[spell], people.left[spell]
            who = np.flatnonzero((start < end) & (left > begin))
            low, high = np.maximum(start[who], begin), np.minimum(left[who], end)
            mean = self.rates[who] * (1.0 - rhythm.share(low)) * year
            counts = self.company.dice.each(Stream.ORDERS, month, spell, of=who).poisson(mean)
            place = np.repeat(np.arange(len(who)), counts)
            nth = 1 + nth_of_its(place)
            draws = self.company.dice.each(Stream.ORDERS, month, 2 + spell, of=who[place], nth=nth)
            at = rhythm.draw(low[place], np.full(len(place), end), draws)
            kept = at < high[place]
            groups.append((who[place][kept], at[kept], (nth + spell * _SECOND_SPELL)[kept]))
            if preset.rule == "purchase":
                opened = who[start[who] >= begin]
                groups.append((opened, start[opened], np.full(len(opened), spell * _SECOND_SPELL)))
        buyer, when, nth = (
            np.concatenate([group[place] for group in groups]) for place in range(3)
        )
        return Bought(buyer, when, (buyer * _MONTHS + month) * _A_MONTH + nth)

    def _lines(self, bought: Bought) -> pa.Table:
        per_order = self.company.dice.each(Stream.ORDERS, 4, of=bought.number)
        lines = 1 + per_order.poisson(np.full(len(bought.who), self.orders.lines - 1.0))
        who, number = (np.repeat(a, lines) for a in (bought.who, bought.number))
        at = np.repeat(bought.at, lines)
        draws = self.company.dice.each(Stream.ORDERS, 5, of=number, nth=nth_of_its(number))
        pick = draws.random() * self.popularity[-1]
        product = np.minimum(np.searchsorted(self.popularity, pick), self.orders.products - 1)
        quantity = 1.0 + (draws.random() < 0.15) + (draws.random() < 0.04)
        back = draws.random() < self.orders.returned
        later = at + draws.uniform(3.0, 20.0)
        back &= later < self.company.clock.end
        return self._table(
            np.concatenate((who, who[back])),
            np.concatenate((at, later[back])),
            np.concatenate((number, number[back])),
            np.concatenate((product, product[back])),
            np.concatenate((quantity, -quantity[back])),
        )

    def _table(
        self, who: Ints, at: Floats, number: Ints, product: Ints, quantity: Floats
    ) -> pa.Table:
        count = len(who)
        preset, clock = self.company.preset, self.company.clock
        change = Happenings.of(clock).price
        raised = at >= (clock.starts[change] if change is not None else NEVER)
        price = self.price[product] * np.where(raised, 1.0 + preset.effects.price_rise, 1.0)
        return table_of({
            "customer_id": labelled(who, self.company.customer_ids),
            "order_id": numbered("O", number, 11),
            "occurred_at": instants(clock.utc(at)),
            "product_id": labelled(product, self.products),
            "quantity": column(quantity),
            "amount": column(np.round(quantity * price, self.digits)),
            "currency": constant(preset.currency, count),
        })  # fmt: skip
