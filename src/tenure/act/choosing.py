"""Which play for whom: what brings most within the bounds, one play a unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tenure.act.budget import Bound, Integers, fitting
from tenure.act.worth import Booleans, Codes, Floats

_ROUNDS = 40
"""Rounds after which nobody has to make room any more: what is left is a handful."""
Held = Callable[[Integers, Integers], Booleans]
"""Of plays and units (m,) each, by number: who of them is held out."""


@dataclass(frozen=True)
class Choice:
    """The play of each unit (n,), −1 for none, and whether it is held out of it.

    `refused` (plays, n): 0, or 1 + the number of the bound that did not allow the play.
    """

    play: Integers
    held: Booleans
    refused: Codes


def nobody_held(plays: Integers, units: Integers) -> Booleans:
    """Return that nobody is held out."""
    return np.zeros(len(units), bool)


def choose(
    net: Floats, priority: Sequence[int], bounds: Sequence[Bound], held: Held = nobody_held
) -> Choice:
    """Give each unit the play that brings most, of those with the highest priority.

    `net` (plays, n): expected money, NaN where the play is not open to the unit; at most one
    play a unit. Where a bound does not hold all, it holds those for whom it makes most
    difference: their net value less that of their next best play (0 for none), for each unit of
    what is scarce. The others get their next best. Ties: the play, then the unit that comes
    first. Those held out use nothing of a bound, and are cut as if they were not held out, so
    that they are as those are who are contacted.
    """
    work = _Work(net, bounds, held)
    for level in sorted(set(priority), reverse=True):
        work.settle(np.flatnonzero(np.asarray(priority) == level))
    return Choice(work.play, work.is_held, work.refused)


class _Work:
    """What is chosen so far, by level of priority."""

    def __init__(self, net: Floats, bounds: Sequence[Bound], held: Held) -> None:
        plays, units = net.shape
        self.net, self.held = net, held
        self.play = np.full(units, -1, np.int64)
        self.is_held = np.zeros(units, bool)
        self.refused = np.zeros((plays, units), np.int8)
        self.left = [one.left.astype(np.float64) for one in bounds]
        self.group = [np.broadcast_to(one.group, net.shape) for one in bounds]
        self.use = [np.broadcast_to(one.use, net.shape) for one in bounds]

    def settle(self, plays: Integers) -> None:
        """Choose among some plays for all who have none yet, and take what they use.

        Those that no room was found for are asked once more of what is left in the end.
        """
        self._settle(plays, rounds=_ROUNDS)
        while self._settle(plays, rounds=_ROUNDS, again=True):
            pass

    def _settle(self, plays: Integers, *, rounds: int, again: bool = False) -> bool:
        """Return whether anybody was given a play."""
        units = np.flatnonzero(self.play < 0)
        if again:
            units = units[(self.refused[plays][:, units] > 0).any(axis=0)]
        open_ = self.net[np.ix_(plays, units)]
        np.copyto(open_, -np.inf, where=~(open_ > 0))
        best, first, second = _two_best(open_)
        self._ask(plays, best, units, np.flatnonzero(np.isfinite(first)))
        for _ in range(rounds):
            own = np.flatnonzero(np.isfinite(first))
            out = own[
                self._over(plays[best[own]], units[own], first[own] - np.maximum(second[own], 0))
            ]
            if not len(out):
                break
            open_[best[out], out] = -np.inf
            best[out], first[out], second[out] = _two_best(open_[:, out])
            self._ask(plays, best, units, out[np.isfinite(first[out])])
        else:
            own = np.flatnonzero(np.isfinite(first))
            own = own[~self._over(plays[best[own]], units[own], first[own])]
        self.play[units[own]] = plays[best[own]]
        self._take(units[own])
        return bool(len(own))

    def _ask(self, plays: Integers, best: Integers, units: Integers, at: Integers) -> None:
        self.is_held[units[at]] = self.held(plays[best[at]], units[at])

    def _over(self, plays: Integers, units: Integers, gain: Floats) -> Booleans:
        """Say who finds no room, in any bound, noting which it was."""
        found = np.zeros(len(units), bool)
        for number in range(len(self.left)):
            at = np.flatnonzero(~found)
            out = at[self._over_one(number, plays[at], units[at], gain[at])]
            self.refused[plays[out], units[out]] = number + 1
            found[out] = True
        return found

    def _over_one(self, number: int, plays: Integers, units: Integers, gain: Floats) -> Booleans:
        group = self.group[number][plays, units].astype(np.int64)
        left = self.left[number]
        bound = group >= 0
        bound[bound] = np.isfinite(left[group[bound]])
        at = np.flatnonzero(bound)
        found = np.zeros(len(units), bool)
        if not len(at):
            return found
        use = self.use[number][plays[at], units[at]].astype(np.float64)
        at, use = self._tight(group, at, use, left, units)
        if not len(at):
            return found
        rate = np.full(len(at), np.inf)
        np.divide(gain[at], use, out=rate, where=use > 0)
        order = np.lexsort((units[at], -rate))
        rows = at[order]
        fits = fitting(group[rows], use[order], self.is_held[units[rows]], left)
        found[rows[~fits]] = True
        return found

    def _tight(
        self, group: Integers, at: Integers, use: Floats, left: Floats, units: Integers
    ) -> tuple[Integers, Floats]:
        """Leave those of whose bound more is wanted than is left."""
        free = self.is_held[units[at]]
        wanted = np.bincount(group[at], np.where(free, 0.0, use), minlength=len(left))
        most = np.zeros(len(left))
        np.maximum.at(most, group[at], np.where(free, use, 0.0))
        tight = (wanted + most > left)[group[at]]
        return at[tight], use[tight]

    def _take(self, units: Integers) -> None:
        paid = units[~self.is_held[units]]
        for number, left in enumerate(self.left):
            group = self.group[number][self.play[paid], paid].astype(np.int64)
            own = group >= 0
            use = self.use[number][self.play[paid], paid][own].astype(np.float64)
            np.subtract.at(left, group[own], use)
            np.maximum(left, 0.0, out=left)


def _two_best(open_: Floats) -> tuple[Integers, Floats, Floats]:
    """Return the best play of each unit, its value and that of the next best; −inf for none."""
    best = open_.argmax(axis=0)
    at = np.arange(open_.shape[1])
    first = open_[best, at].copy()
    second = np.full(len(at), -np.inf)
    for play in range(len(open_)):
        np.maximum(second, np.where(best == play, -np.inf, open_[play]), out=second)
    return best, first, second


def places(net: Floats, priority: Sequence[int]) -> Integers:
    """Return the place of each play among those open to a unit (plays, n), 0 where it is not.

    By priority, then by what it brings, then in their own order.
    """
    found = np.zeros(net.shape, np.int64)
    there = ~np.isnan(net)
    for one in range(len(net)):
        before = np.ones(net.shape[1], np.int16)
        for other in range(len(net)):
            if other != one:
                before += _ahead(net, priority, other, one)
        found[one] = np.where(there[one], before, 0)
    return found


def _ahead(net: Floats, priority: Sequence[int], other: int, one: int) -> Booleans:
    if priority[other] != priority[one]:
        ahead = ~np.isnan(net[other])
        return ahead if priority[other] > priority[one] else np.zeros_like(ahead)
    first: Booleans = net[other] >= net[one] if other < one else net[other] > net[one]
    return first
