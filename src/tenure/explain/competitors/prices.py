"""What competitors ask over time, as it was seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby


@dataclass(frozen=True)
class Sighting:
    """A price as it was seen on a day; None where the sighting tells no price."""

    competitor: str
    product: str
    price: float | None
    currency: str | None
    seen: date


@dataclass(frozen=True)
class Price:
    """The last price of a product, when it came to be, and the one before.

    `changed` is the day on which it was first seen; it was changed after `until`, the last day
    on which the old one was.
    """

    competitor: str
    product: str
    price: float
    currency: str | None
    seen: date
    first: date
    before: float | None
    changed: date | None
    until: date | None

    @property
    def change(self) -> float | None:
        """By what share the price changed the last time; None where it never did."""
        return None if not self.before else self.price / self.before - 1


def prices(sightings: Iterable[Sighting]) -> list[Price]:
    """Return the last price of every product with its last change, by competitor and product.

    Prices in another currency than the last are another price list and no change.
    """
    return [told[-1] for told in histories(sightings)]


def cuts(sightings: Iterable[Sighting], least: float) -> list[Price]:
    """Return every price that was at least `least` (a share) lower than the one before."""
    every = [one for told in histories(sightings) for one in told]
    found = [one for one in every if one.change is not None and one.change <= -least]
    return sorted(found, key=lambda one: (one.changed or one.first, one.competitor, one.product))


def histories(sightings: Iterable[Sighting]) -> list[list[Price]]:
    """Return the prices of every product in the order in which they came."""
    known = [one for one in sightings if one.price is not None]
    known.sort(key=lambda one: (one.competitor, one.product, one.seen))
    found = []
    for _, group in groupby(known, key=lambda one: (one.competitor, one.product)):
        rows = list(group)
        own = [one for one in rows if one.currency == rows[-1].currency]
        found.append(_history(own))
    return found


def _history(rows: list[Sighting]) -> list[Price]:
    told: list[Price] = []
    for at, one in enumerate(rows):
        assert one.price is not None
        if told and told[-1].price == one.price:
            told[-1] = _seen_again(told[-1], one.seen)
            continue
        before, until = (told[-1].price, rows[at - 1].seen) if told else (None, None)
        changed = one.seen if told else None
        told.append(
            Price(
                one.competitor,
                one.product,
                one.price,
                one.currency,
                one.seen,
                one.seen,
                before,
                changed,
                until,
            )
        )
    return told


def _seen_again(price: Price, day: date) -> Price:
    return replace(price, seen=day)
