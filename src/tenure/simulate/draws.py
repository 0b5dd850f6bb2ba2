"""Random numbers addressed by place, so that the order of the work changes nothing."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


def numbered(prefix: str, numbers: Codes, width: int = 7) -> pa.Array:
    """Build identifiers such as C0000123 from numbers, without a Python loop over rows."""
    count = len(numbers)
    lead = prefix.encode()
    size = len(lead) + width
    text = np.empty((count, size), dtype=np.uint8)
    text[:, : len(lead)] = np.frombuffer(lead, dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for place in range(size - 1, len(lead) - 1, -1):
        text[:, place] = 48 + rest % 10
        rest = rest // 10
    offsets = np.arange(count + 1, dtype=np.int64) * size
    return pa.LargeStringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(text.tobytes())
    ).cast(pa.string())


def labelled(codes: Codes, labels: Sequence[str | None] | pa.Array) -> pa.DictionaryArray:
    """Attach labels to codes as a dictionary array; code -1 is null."""
    words = labels if isinstance(labels, pa.Array) else pa.array(labels, type=pa.string())
    small = codes.astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(small, mask=small < 0), words)
