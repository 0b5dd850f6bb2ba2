"""What customers do, month by month and block by block, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import Array, column, instants, labelled, table_of, taken
from tenure.simulate.company import Company
from tenure.simulate.draws import Bools, Codes, Each, Floats, Ints, Stream, nth_of_its
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
_CORE, _FEATURES, _ANCHORS, _TRACES, _STEPS, _OF_ORDERS = 0, 10, 20, 30, 40, 50
_QUALIFIES = np.int8(64)


@dataclass(frozen=True)
class Presence:
    """Those of a block who are present in a month: who, from when, until when in the month."""

    who: Ints
    low: Floats
    high: Floats
    end: float
    begin: Floats
    left: Floats


@dataclass(frozen=True)
class Batch:
    """Events of one stream: position in the presence, time, code of the name."""

    place: Ints
    at: Floats
    code: Codes
    draws: Each


class EventMaker:
    """Draws the events of any block of customers in any month."""

    def __init__(self, company: Company) -> None:
        self.preset, self.people = company.preset, company.people
        self.clock, self.dice = company.clock, company.dice
        self._book = OrderBook(company, company.preset.orders) if company.preset.orders else None
        self._foreseen = company.people.foreseen
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
            here = self._present(month, first, min(first + BLOCK, joined))
            batches = list(self._streams(month, block, here, rhythm))
            yield self._table(here, batches, ids)
        if self._book is not None:
            yield self._orders(month, self._book, ids)

    def _orders(self, month: int, book: OrderBook, ids: Array) -> pa.Table:
        """Let each order of the month leave an event."""
        bought = book.month(month)
        who, place = np.unique(bought.who, return_inverse=True)
        nothing = np.empty(0)
        draws = self.dice.each(Stream.EVENTS, month, _OF_ORDERS, of=bought.number)
        batch = Batch(place, bought.at, self._code(book.orders.event, len(place)), draws)
        return self._table(Presence(who, nothing, nothing, 0.0, nothing, nothing), [batch], ids)

    def _present(self, month: int, first: int, last: int) -> Presence:
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        second = self.people.start[1][first:last] < end
        start = np.where(second, self.people.start[1][first:last], self.people.start[0][first:last])
        left = np.where(second, self.people.left[1][first:last], self.people.left[0][first:last])
        near = (start < end) & (left + _TRACES_DAYS > begin)
        who = np.flatnonzero(near)
        low = np.maximum(start[who], begin)
        high = np.minimum(left[who], end)
        return Presence(who + first, low, np.maximum(high, low), float(end), start[who], left[who])

    def _streams(
        self, month: int, block: int, here: Presence, rhythm: MonthRhythm
    ) -> Iterator[Batch]:
        crowd = self.people.crowd
        yield self._core_stream(month, here, rhythm)
        features = zip(self.preset.features, crowd.intensity, strict=True)
        for number, (feature, intensity) in enumerate(features):
            place, at, draws = self._scattered(
                month, _FEATURES + 2 * number, here, intensity[here.who], rhythm
            )
            yield Batch(place, at, self._code(feature.event, len(place)), draws)
        if self.preset.rule == "inactive":
            yield from self._anchors(month, here, rhythm)
            yield self._traces(month, here, rhythm)
        yield from self._onboarding(month, block, here)

    def _scattered(
        self, month: int, stream: int, here: Presence, monthly: Floats, rhythm: MonthRhythm
    ) -> tuple[Ints, Floats, Each]:
        """Scatter events over the rest of the month, and keep those before the leaving.

        So nothing that happened before moves when somebody leaves at another time.
        """
        there = here.high > here.low
        share = np.where(there, 1.0 - rhythm.share(here.low), 0.0)
        counts = self.dice.each(Stream.EVENTS, month, stream, of=here.who).poisson(monthly * share)
        place = np.repeat(np.arange(len(here.who)), counts)
        nth = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        draws = self.dice.each(Stream.EVENTS, month, stream + 1, of=here.who[place], nth=nth)
        at = rhythm.draw(here.low[place], np.full(len(place), here.end), draws)
        kept = at < here.high[place]
        return place[kept], at[kept], draws.take(kept)

    def _core_stream(self, month: int, here: Presence, rhythm: MonthRhythm) -> Batch:
        monthly = self.preset.core_monthly * self.people.crowd.engagement[here.who]
        place, at, draws = self._scattered(month, _CORE, here, monthly, rhythm)
        to_go = (self._leaving(month, here, place, at) - at) / _FADING_DAYS
        kept = draws.random() < _FADED + (1 - _FADED) * to_go
        draws = draws.take(kept)
        picked = draws.choose(list(self.preset.core.values()))
        return Batch(place[kept], at[kept], self._core[picked], draws)

    def _leaving(self, month: int, here: Presence, place: Ints, at: Floats) -> Floats:
        """Return when whoever does something would leave as things stood at that time.

        Before a contact that is the leaving it was to prevent, or would only bring about.
        """
        left = here.left[place]
        for foreseen in reversed([f for f in self._foreseen if f.month in (month, month + 1)]):
            known = np.searchsorted(foreseen.who, here.who)
            known = np.minimum(known, max(len(foreseen.who) - 1, 0))
            if not len(foreseen.who):
                continue
            is_one = foreseen.who[known] == here.who
            contacted = np.where(is_one, foreseen.at[known], -np.inf)[place]
            left = np.where(at < contacted, foreseen.left[known][place], left)
        return left

    def _anchors(self, month: int, here: Presence, rhythm: MonthRhythm) -> Iterator[Batch]:
        """Keep those who are still there within the silence that the rule allows."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        edges = begin + np.floor(np.linspace(0.0, end - begin, _STRATA + 1))
        everyone = np.arange(len(here.who))
        for stratum, (low, high) in enumerate(pairwise(edges)):
            draws = self.dice.each(Stream.EVENTS, month, _ANCHORS + stratum, of=here.who)
            count = len(everyone)
            at = rhythm.draw(np.full(count, low), np.full(count, high), draws)
            inside = (at >= here.low) & (at < here.high)
            yield self._qualified(everyone[inside], at[inside], draws.take(inside))
        for number, exact in enumerate((here.begin, here.left)):
            inside = (exact >= begin) & (exact < end)
            who = here.who[inside]
            draws = self.dice.each(Stream.EVENTS, month, _ANCHORS + _STRATA + number, of=who)
            yield self._qualified(everyone[inside], exact[inside], draws)

    def _qualified(self, place: Ints, at: Floats, draws: Each) -> Batch:
        code = self._qualifying[draws.integers(0, len(self._qualifying))]
        return Batch(place, at, code | _QUALIFIES, draws)

    def _traces(self, month: int, here: Presence, rhythm: MonthRhythm) -> Batch:
        """Log in now and then after leaving: what a mere login would mistake for activity."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        low = np.maximum(here.left, begin)
        high = np.minimum(here.left + _TRACES_DAYS, end)
        lingering = (here.who * 2_654_435_761 % 1000 < 1000 * _TRACES_SHARE) & (low < high)
        counts = self.dice.each(Stream.EVENTS, month, _TRACES, of=here.who).poisson(lingering * 1.0)
        place = np.repeat(np.arange(len(here.who)), counts)
        draws = self.dice.each(
            Stream.EVENTS, month, _TRACES + 1, of=here.who[place], nth=nth_of_its(place)
        )
        at = rhythm.draw(low[place], high[place], draws)
        return Batch(place, at, self._code(self.preset.login, len(place)), draws)

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
            draws = self.dice.each(Stream.EVENTS, month, _STEPS + step, of=here.who[done])
            code = self._code(name, int(done.sum()))
            yield Batch(np.flatnonzero(done), at[done], code, draws)

    def _code(self, name: str, size: int) -> Codes:
        return np.full(size, self.names.index(name), dtype=np.int8)

    def _table(self, here: Presence, batches: list[Batch], ids: Array) -> pa.Table:
        draws = Each.together([b.draws for b in batches])
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
            columns[prop.name] = self._property(prop, code, anchor, draws)
        if self.devices is not None:
            own = self.people.crowd.attributes["device"].astype(np.int8)[here.who][place]
            other = draws.integers(0, len(self.devices.values)).astype(np.int8)
            usual = draws.random() < 0.8
            columns["device"] = labelled(np.where(usual, own, other), self.devices.values)
        return table_of(columns)

    def _property(self, prop: Property, code: Codes, anchor: Bools, draws: Each) -> Array:
        carries = np.zeros(len(self.names), dtype=bool)
        carries[[self.names.index(n) for n in prop.on]] = True
        pool = np.exp(
            np.log(prop.median) + prop.spread * self.dice.at(Stream.EVENTS).standard_normal(_DRAWS)
        )
        value = np.round(pool[draws.integers(0, _DRAWS)])
        value = np.where(anchor, np.maximum(value, prop.qualifies_from), value)
        return column(value, ~carries[code])
