"""What customers do, month by month and block by block, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import Array, column, instants, labelled, table_of, taken
from tenure.simulate.company import Company
from tenure.simulate.draws import Bools, Codes, Floats, Ints, Stream
from tenure.simulate.purchases import OrderBook
from tenure.simulate.rhythm import MonthRhythm
from tenure.simulate.spec import Property

BLOCK = 131_072
_STRATA = 3
_FADING_DAYS = 28.0
_FADED = 0.25
_TRACES_SHARE = 0.15
_TRACES_DAYS = 45.0
_DRAWS = 65_536
_ORDERS_BLOCK = 1_000_000
_QUALIFIES = np.int8(64)


@dataclass(frozen=True)
class Presence:
    """Those of a block who are present in a month: who, from when, until when in the month."""

    who: Ints
    low: Floats
    high: Floats
    begin: Floats
    left: Floats


@dataclass(frozen=True)
class Batch:
    """Events of one stream: position in the presence, time, code of the name."""

    place: Ints
    at: Floats
    code: Codes


class EventMaker:
    """Draws the events of any block of customers in any month."""

    def __init__(self, company: Company) -> None:
        self.preset, self.people = company.preset, company.people
        self.clock, self.dice = company.clock, company.dice
        self._book = OrderBook(company, company.preset.orders) if company.preset.orders else None
        preset = company.preset
        self.names = preset.event_names
        self.devices = next((a for a in preset.attributes if a.name == "device"), None)
        self._core = np.array([self.names.index(n) for n in preset.core], dtype=np.int8)
        self._qualifying = np.array(
            [self.names.index(n) for n, _ in preset.qualifying if n in self.names], dtype=np.int8
        )

    def month(self, month: int, ids: Array) -> Iterator[pa.Table]:
        """Yield the events of one month, one table for each block of customers."""
        rhythm = MonthRhythm(
            float(self.clock.starts[month]), self.clock.weekday(month),
            self.preset.weekdays, self.preset.hours,
        )  # fmt: skip
        joined = int(np.searchsorted(self.people.crowd.joined, self.clock.starts[month + 1]))
        for block, first in enumerate(range(0, joined, BLOCK)):
            rng = self.dice.at(Stream.EVENTS, month, block)
            here = self._present(month, first, min(first + BLOCK, joined))
            batches = list(self._streams(month, block, here, rhythm, rng))
            yield self._table(here, batches, ids, rng)
        if self._book is not None:
            yield self._orders(month, self._book, ids)

    def _orders(self, month: int, book: OrderBook, ids: Array) -> pa.Table:
        """Let each order of the month leave an event."""
        buyer, at = book.month(month)
        who, place = np.unique(buyer, return_inverse=True)
        nothing = np.empty(0)
        batch = Batch(place, at, self._code(book.orders.event, len(place)))
        rng = self.dice.at(Stream.EVENTS, month, _ORDERS_BLOCK)
        return self._table(Presence(who, nothing, nothing, nothing, nothing), [batch], ids, rng)

    def _present(self, month: int, first: int, last: int) -> Presence:
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        second = self.people.start[1][first:last] < end
        start = np.where(second, self.people.start[1][first:last], self.people.start[0][first:last])
        left = np.where(second, self.people.left[1][first:last], self.people.left[0][first:last])
        near = (start < end) & (left + _TRACES_DAYS > begin)
        who = np.flatnonzero(near)
        low = np.maximum(start[who], begin)
        high = np.minimum(left[who], end)
        return Presence(who + first, low, np.maximum(high, low), start[who], left[who])

    def _streams(
        self, month: int, block: int, here: Presence, rhythm: MonthRhythm, rng: np.random.Generator
    ) -> Iterator[Batch]:
        crowd = self.people.crowd
        share = rhythm.share(here.high) - rhythm.share(here.low)
        yield self._core_stream(here, share, rhythm, rng)
        for feature, intensity in zip(self.preset.features, crowd.intensity, strict=True):
            place = np.repeat(np.arange(len(here.who)), rng.poisson(intensity[here.who] * share))
            at = rhythm.draw(here.low[place], here.high[place], rng)
            yield Batch(place, at, self._code(feature.event, len(place)))
        if self.preset.rule == "inactive":
            yield from self._anchors(month, here, rhythm, rng)
            yield self._traces(month, here, rhythm, rng)
        yield from self._onboarding(month, block, here)

    def _core_stream(
        self, here: Presence, share: Floats, rhythm: MonthRhythm, rng: np.random.Generator
    ) -> Batch:
        mean = self.preset.core_monthly * self.people.crowd.engagement[here.who] * share
        place = np.repeat(np.arange(len(here.who)), rng.poisson(mean))
        at = rhythm.draw(here.low[place], here.high[place], rng)
        to_go = (here.left[place] - at) / _FADING_DAYS
        kept = rng.random(len(place), dtype=np.float32) < _FADED + (1 - _FADED) * to_go
        shares = np.cumsum(list(self.preset.core.values()))
        draws = rng.random(int(kept.sum()), dtype=np.float32) * shares[-1]
        picked = np.minimum(np.searchsorted(shares, draws), len(self._core) - 1)
        return Batch(place[kept], at[kept], self._core[picked])

    def _anchors(
        self, month: int, here: Presence, rhythm: MonthRhythm, rng: np.random.Generator
    ) -> Iterator[Batch]:
        """Keep those who are still there within the silence that the rule allows."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        edges = begin + np.floor(np.linspace(0.0, end - begin, _STRATA + 1))
        everyone = np.arange(len(here.who))
        for low, high in pairwise(edges):
            count = len(everyone)
            at = rhythm.draw(np.full(count, low), np.full(count, high), rng)
            inside = (at >= here.low) & (at < here.high)
            yield self._qualified(everyone[inside], at[inside], rng)
        for exact in (here.begin, here.left):
            inside = (exact >= begin) & (exact < end)
            yield self._qualified(everyone[inside], exact[inside], rng)

    def _qualified(self, place: Ints, at: Floats, rng: np.random.Generator) -> Batch:
        code = self._qualifying[rng.integers(0, len(self._qualifying), len(place))]
        return Batch(place, at, code | _QUALIFIES)

    def _traces(
        self, month: int, here: Presence, rhythm: MonthRhythm, rng: np.random.Generator
    ) -> Batch:
        """Log in now and then after leaving: what a mere login would mistake for activity."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        low = np.maximum(here.left, begin)
        high = np.minimum(here.left + _TRACES_DAYS, end)
        lingering = (here.who * 2_654_435_761 % 1000 < 1000 * _TRACES_SHARE) & (low < high)
        place = np.repeat(np.arange(len(here.who)), rng.poisson(lingering * 1.0))
        at = rhythm.draw(low[place], high[place], rng)
        return Batch(place, at, self._code(self.preset.login, len(place)))

    def _onboarding(self, month: int, block: int, here: Presence) -> Iterator[Batch]:
        """Reach the onboarding steps in the first two weeks; the same draws in either month."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        first = block * BLOCK
        rng = self.dice.at(Stream.ONBOARDING, block)
        after = here.who - first
        reached = self.people.crowd.steps[here.who]
        joined = self.people.crowd.joined[here.who]
        gap = 14.0 / max(len(self.preset.onboarding), 1)
        for step, name in enumerate(self.preset.onboarding):
            at = joined + gap * (step + rng.random(BLOCK)[after] ** 2)
            done = (reached > step) & (at >= begin) & (at < end) & (at < here.left)
            yield Batch(np.flatnonzero(done), at[done], self._code(name, int(done.sum())))

    def _code(self, name: str, size: int) -> Codes:
        return np.full(size, self.names.index(name), dtype=np.int8)

    def _table(
        self, here: Presence, batches: list[Batch], ids: Array, rng: np.random.Generator
    ) -> pa.Table:
        place = np.concatenate([b.place for b in batches])
        code = np.concatenate([b.code for b in batches])
        times = self.clock.utc(np.concatenate([b.at for b in batches]))
        batches.clear()
        anchor = code >= _QUALIFIES
        code &= _QUALIFIES - 1
        columns: dict[str, Array] = {
            "customer_id": labelled(place, taken(ids, here.who)),
            "occurred_at": instants(times),
            "name": labelled(code, self.names),
        }
        for prop in self.preset.properties:
            columns[prop.name] = self._property(prop, code, anchor, rng)
        if self.devices is not None:
            own = self.people.crowd.attributes["device"].astype(np.int8)[here.who][place]
            other = rng.integers(0, len(self.devices.values), len(place), dtype=np.int8)
            usual = rng.random(len(place), dtype=np.float32) < 0.8
            columns["device"] = labelled(np.where(usual, own, other), self.devices.values)
        return table_of(columns)

    def _property(
        self, prop: Property, code: Codes, anchor: Bools, rng: np.random.Generator
    ) -> Array:
        carries = np.zeros(len(self.names), dtype=bool)
        carries[[self.names.index(n) for n in prop.on]] = True
        pool = np.exp(
            np.log(prop.median) + prop.spread * self.dice.at(Stream.EVENTS).standard_normal(_DRAWS)
        )
        value = np.round(pool[rng.integers(0, _DRAWS, len(code), dtype=np.uint16)])
        value = np.where(anchor, np.maximum(value, prop.qualifies_from), value)
        return column(value, ~carries[code])
