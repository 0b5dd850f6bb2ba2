"""Bounds that many share: money and contacts of a play, the time of who does its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenure.act.decision import Reason
from tenure.act.play import Budget
from tenure.act.worth import Booleans, Floats
from tenure.periods import Calendar

Integers = NDArray[np.int64]
_PASSES = 6
"""Times that those who do not fit are passed over for smaller ones."""
_SLACK = 1e-9
"""Of a bound: sums of many amounts are not exact."""


@dataclass(frozen=True)
class Bound:
    """Something scarce: how much is left of it, and how much of it each pair would use.

    `group` names by number, for each play and unit (broadcast to (plays, n)), of which part of
    `left` (g,) a contact takes `use`; a number below 0 takes nothing.
    """

    reason: Reason
    group: NDArray[Any]
    use: NDArray[Any]
    left: Floats


@dataclass(frozen=True)
class Spent:
    """What a play has spent in the current period: money, and customers contacted."""

    money: float = 0.0
    contacts: int = 0


def since(budget: Budget, on: date, calendar: Calendar) -> date:
    """Return the first day of the budget's period that a day falls in."""
    return calendar.start(calendar.number(on, budget.per), budget.per)


def bounds(budgets: Sequence[Budget], spent: Sequence[Spent], cost: Floats) -> list[Bound]:
    """Return the bounds of plays' budgets, less what is spent; `cost` is (plays, n)."""
    each = np.arange(len(budgets), dtype=np.int64)[:, None]
    pairs = list(zip(budgets, spent, strict=True))
    money = [np.inf if one.money is None else max(one.money - of.money, 0.0) for one, of in pairs]
    number = [
        np.inf if one.contacts is None else max(one.contacts - of.contacts, 0) for one, of in pairs
    ]
    found = [
        Bound("budget", each, cost, np.asarray(money, np.float64)),
        Bound("contacts", each, np.ones((1, 1)), np.asarray(number, np.float64)),
    ]
    return [one for one in found if np.isfinite(one.left).any()]


def fitting(group: Integers, use: Floats, free: Booleans, left: Floats) -> Booleans:
    """Say who fits into what is left of their group, in the order given (m,).

    Those who do not fit at their place are passed over, some times; then the group is full. The
    `free` use nothing, but are taken only where they would have fitted: who is held out is cut
    as all others are.
    """
    most = left * (1 + _SLACK)
    taken = np.flatnonzero(use <= most[group])
    for tried in range(_PASSES + 1):
        own, price = group[taken], use[taken]
        room = most[own] - _before(own, np.where(free[taken], 0.0, price))
        over = price > room
        if not over.any():
            break
        first, known = _first(own, over, len(left))
        late = known & (np.arange(len(own)) >= first)
        space = np.where(known, room[np.minimum(first, len(own) - 1)], np.inf)
        taken = taken[~late] if tried == _PASSES else taken[~(late & (price > space))]
    found = np.zeros(len(group), bool)
    found[taken] = True
    return found


def _first(group: Integers, over: Booleans, groups: int) -> tuple[Integers, Booleans]:
    """Return where the first that is over stands in the group of each, and whether there is one."""
    at = np.flatnonzero(over)
    firsts = np.full(groups, len(group), np.int64)
    firsts[group[at[::-1]]] = at[::-1]
    return firsts[group], firsts[group] < len(group)


def _before(group: Integers, use: Floats) -> Floats:
    """Return what those before have used of their group (m,); groups may be mixed."""
    order = np.argsort(group, kind="stable")
    sums = np.cumsum(use[order])
    firsts = np.flatnonzero(np.diff(group[order], prepend=-1))
    base = sums[firsts] - use[order][firsts]
    found = np.empty(len(use))
    found[order] = sums - use[order] - np.repeat(base, np.diff(np.append(firsts, len(use))))
    return found
