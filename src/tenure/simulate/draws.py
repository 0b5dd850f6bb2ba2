"""Random numbers addressed by place, so that the order of the work changes nothing."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer[Any]]


class Stream(IntEnum):
    """What a stream of random numbers is for; part of the address of every draw."""

    JOIN = 1
    LATENT = 2
    LOGOS = 3
    WALK = 4
    EVENTS = 5
    ONBOARDING = 6
    NAMES = 7
    CONTRACTS = 8
    PAYMENTS = 9
    ORDERS = 10
    TICKETS = 11
    FEEDBACK = 12
    TOUCHES = 13
    USERS = 14
    FLAWS = 15
    PRODUCTS = 16
    RIVALS = 17
    PLAYS = 18


_STEP = np.uint64(0x9E3779B97F4A7C15)
_OTHER_STEP = np.uint64(0xD1342543DE82EF95)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FRACTION = 2.0**-53
_LIKELIEST = 700.0
_LATER = 64
_ALL = 2**64 - 1


def _mixed(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Scatter the bits of each word, in place: the finalizer of SplitMix64 (Steele et al. 2014)."""
    words ^= words >> np.uint64(30)
    words *= _FIRST
    words ^= words >> np.uint64(27)
    words *= _SECOND
    words ^= words >> np.uint64(31)
    return words


class Each:
    """Draws of many rows, each row's from its own counter: no row's shift another's.

    The n-th call gives every row the n-th number of its own stream.
    """

    def __init__(self, rows: npt.NDArray[np.uint64], calls: int = 0) -> None:
        self._rows, self._calls = rows, calls

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, rows: Bools | Codes) -> "Each":
        """Go on with some of the rows, in the order given."""
        return Each(self._rows[rows], self._calls)

    @staticmethod
    def together(parts: "Sequence[Each]") -> "Each":
        """Put rows together; what they draw from here on is nothing they drew before."""
        return Each(np.concatenate([one._rows for one in parts]), _LATER)

    def words(self) -> npt.NDArray[np.uint64]:
        """Draw 64 random bits a row."""
        self._calls += 1
        return _mixed(self._rows + np.uint64(int(_STEP) * self._calls & _ALL))

    def random(self) -> Floats:
        """Draw from [0, 1)."""
        words = self.words()
        words >>= np.uint64(11)
        drawn: Floats = (words * _FRACTION).astype(np.float64, copy=False)
        return drawn

    def uniform(self, low: float, high: float) -> Floats:
        """Draw from [low, high)."""
        return low + (high - low) * self.random()

    def exponential(self, mean: float = 1.0) -> Floats:
        """Draw from the exponential distribution."""
        drawn: Floats = -mean * np.log1p(-self.random())
        return drawn

    def standard_normal(self) -> Floats:
        """Draw from the normal distribution, by Box and Muller's way."""
        radius = np.sqrt(-2.0 * np.log1p(-self.random()))
        drawn: Floats = radius * np.cos(2.0 * np.pi * self.random())
        return drawn

    def integers(self, low: int, high: int) -> Ints:
        """Draw from low to high - 1."""
        return low + (self.random() * (high - low)).astype(np.int64)

    def choose(self, shares: Sequence[float]) -> Ints:
        """Draw places with the given shares."""
        return _places(shares, self.random())

    def poisson(self, mean: Floats) -> Ints:
        """Draw counts, one number a row turned over: the higher the mean, never the fewer."""
        if mean.max(initial=0.0) > _LIKELIEST:
            raise ValueError(f"means above {_LIKELIEST:g} cannot be turned over")
        left = self.random()
        counts = np.zeros(len(left), dtype=np.int64)
        chance: Floats = np.exp(-mean)
        rows = np.flatnonzero(left >= chance)
        left, chance, mean = left[rows] - chance[rows], chance[rows], mean[rows]
        number = 0
        while len(rows):
            number += 1
            counts[rows] = number
            chance = chance * mean / number
            more = (left >= chance) & ((chance > _FRACTION) | (number < mean))
            rows, left = rows[more], left[more] - chance[more]
            chance, mean = chance[more], mean[more]
        return counts


class Dice:
    """Independent generators, one for each address under one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def at(self, stream: Stream, *place: int) -> np.random.Generator:
        """Return the generator of that stream at that place (month, chunk …)."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(int(stream), *place))
        return np.random.Generator(np.random.PCG64(sequence))

    def each(self, stream: Stream, *place: int, of: Codes, nth: Codes | int = 0) -> Each:
        """Return a stream of its own for each row: the unit `of`, and its `nth` thing there."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(int(stream), *place))
        key = sequence.generate_state(1, np.uint64)
        rows = _mixed(key + np.asarray(of).astype(np.uint64) * _STEP)
        rows += np.asarray(nth).astype(np.uint64) * _OTHER_STEP
        return Each(_mixed(rows))


def choose(rng: np.random.Generator, shares: Sequence[float], size: int) -> Ints:
    """Draw `size` indices with the given shares."""
    return _places(shares, rng.random(size))


def nth_of_its(groups: Codes) -> Ints:
    """Number the rows of each group from 0, in their order."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    fresh = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    sizes = np.diff(np.append(fresh, len(ordered)))
    numbers = np.empty(len(groups), dtype=np.int64)
    numbers[order] = np.arange(len(groups)) - np.repeat(fresh, sizes)
    return numbers


def _places(shares: Sequence[float], uniform: Floats) -> Ints:
    cut = np.cumsum(np.asarray(shares, dtype=np.float64))
    found = np.searchsorted(cut / cut[-1], uniform, side="right")
    return np.minimum(found, len(cut) - 1).astype(np.int64)
