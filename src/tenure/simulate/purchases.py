"""Orders: each customer buys at their own rate while they last, and sends some of it back."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, constant, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Floats, Ints, Stream
from tenure.simulate.happenings import Happenings
from tenure.simulate.rhythm import MonthRhythm
from tenure.simulate.spec import Orders


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
        done = 0
        for month in range(self.company.clock.months):
            who, at = self.month(month)
            rng = self.company.dice.at(Stream.ORDERS, month, 1)
            number = done + 1 + np.arange(len(who))
            done += len(who)
            yield self._lines(who, at, number, rng)

    def month(self, month: int) -> tuple[Ints, Floats]:
        """Return who orders and when in a month; asked twice, the answer is the same."""
        rng = self.company.dice.at(Stream.ORDERS, month)
        people, clock, preset = self.company.people, self.company.clock, self.company.preset
        begin, end = float(clock.starts[month]), float(clock.starts[month + 1])
        rhythm = MonthRhythm(begin, clock.weekday(month), preset.weekdays, preset.hours)
        year = np.exp(self.orders.season[int(clock.month_of_year[month])])
        groups_who, groups_at = [], []
        for spell in (0, 1):
            start, left = people.start[spell], people.left[spell]
            who = np.flatnonzero((start < end) & (left > begin))
            low, high = np.maximum(start[who], begin), np.minimum(left[who], end)
            mean = self.rates[who] * (rhythm.share(high) - rhythm.share(low)) * year
            place = np.repeat(np.arange(len(who)), rng.poisson(mean))
            groups_who.append(who[place])
            groups_at.append(rhythm.draw(low[place], high[place], rng))
            if preset.rule == "purchase":
                opened = start[who] >= begin
                groups_who.append(who[opened])
                groups_at.append(start[who][opened])
        return np.concatenate(groups_who), np.concatenate(groups_at)

    def _lines(self, who: Ints, at: Floats, number: Ints, rng: np.random.Generator) -> pa.Table:
        lines = 1 + rng.poisson(self.orders.lines - 1.0, len(who))
        who, at, number = np.repeat(who, lines), np.repeat(at, lines), np.repeat(number, lines)
        pick = rng.random(len(who)) * self.popularity[-1]
        product = np.minimum(np.searchsorted(self.popularity, pick), self.orders.products - 1)
        quantity = 1.0 + (rng.random(len(who)) < 0.15) + (rng.random(len(who)) < 0.04)
        back = rng.random(len(who)) < self.orders.returned
        later = at + rng.uniform(3.0, 20.0, len(who))
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
            "order_id": numbered("O", number, 9),
            "occurred_at": instants(clock.utc(at)),
            "product_id": labelled(product, self.products),
            "quantity": column(quantity),
            "amount": column(np.round(quantity * price, self.digits)),
            "currency": constant(preset.currency, count),
        })  # fmt: skip
