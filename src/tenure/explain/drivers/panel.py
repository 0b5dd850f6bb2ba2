"""The rows that drivers are looked for in: customers at dates, what was known and who left."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints

NOBODY = -1
"""The owner of columns that belong to no feature: the base and the dates."""


@dataclass(frozen=True)
class Panel:
    """n rows, each a customer at a date, of f features told in p columns.

    values (n, f): numbers with NaN for missing, or codes of a category, whose names are in
    `levels` (() for numbers). matrix (n, p): columns of ones, dates and features as they enter a
    regression (standardised), `owner` (p,) the feature of each, or NOBODY; `absent` (p,): whether
    it only says that a value is missing. y (n,): 1 left, 0 stayed. weight (n,): 1 / the chance
    with which a row was drawn. group (n,): a number a customer, from 0. date (n,): a number a
    date, ascending. kin (f,): features of one key tell the same fact (over other windows, say).
    area (f,): the part of the product or service. wholes (f,): the features that each is a part
    of, such as the number of all events: held alike, more of one would mean less of another.
    """

    names: tuple[str, ...]
    values: Floats = field(repr=False)
    levels: tuple[tuple[str, ...], ...] = field(repr=False)
    matrix: Floats = field(repr=False)
    owner: Ints = field(repr=False)
    absent: Ints = field(repr=False)
    y: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    group: Ints = field(repr=False)
    date: Ints = field(repr=False)
    kin: tuple[str, ...] = field(repr=False)
    area: tuple[str, ...] = field(repr=False)
    wholes: tuple[tuple[int, ...], ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.y)

    @cached_property
    def free(self) -> Ints:
        """The columns that are not shrunk: the base and the dates."""
        return np.flatnonzero(self.owner == NOBODY)

    @cached_property
    def leavers(self) -> int:
        """How many customers left."""
        return len(np.unique(self.group[self.y == 1]))

    def beside(self, feature: int, kin: Ints) -> Ints:
        """Return the columns that are not held alike for a feature: its kin's and its wholes'."""
        own = np.flatnonzero(kin == kin[feature]).tolist()
        return self.columns_of([*own, *(self.wholes[feature] if self.wholes else ())])

    def columns_of(self, features: "Ints | list[int]") -> Ints:
        """Return the columns of some features."""
        return np.flatnonzero(np.isin(self.owner, np.asarray(features)))
