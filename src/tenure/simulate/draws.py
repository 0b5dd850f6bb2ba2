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


class Dice:
    """Independent generators, one for each address under one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def at(self, stream: Stream, *place: int) -> np.random.Generator:
        """Return the generator of that stream at that place (month, chunk …)."""
        sequence = np.random.SeedSequence(self._seed, spawn_key=(int(stream), *place))
        return np.random.Generator(np.random.PCG64(sequence))


def choose(rng: np.random.Generator, shares: Sequence[float], size: int) -> Ints:
    """Draw `size` indices with the given shares."""
    cut = np.cumsum(np.asarray(shares, dtype=np.float64))
    return np.minimum(
        np.searchsorted(cut / cut[-1], rng.random(size), side="right"), len(cut) - 1
    ).astype(np.int64)
