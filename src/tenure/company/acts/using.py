"""What a play's day would use of what is scarce: its money, its contacts, its owners' time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.act.worth import Booleans
from tenure.company.acts import capacity
from tenure.company.acts.past import spent
from tenure.company.acts.weighing import CODE, tasks

if TYPE_CHECKING:
    from tenure.company.acts.deciding import Decided


@dataclass(frozen=True)
class Use:
    """How much of a bound goes where: `before` it (the period's earlier days, or, of time, the
    other plays of the day), `now` by the play; `most` of it there is, null where none is set.
    """

    before: float
    now: float
    most: float | None


def used(found: "Decided", at: int) -> dict[str, Use]:
    """Return what one play of a day uses, by what is scarce: money, contacts, tasks.

    Money and contacts of its budget's current period; tasks of those whose queues it fills.
    Tasks are left out where it makes none.
    """
    weighed = found.each[at]
    budget, before = weighed.play.budget, spent(found.weighing.seen, [weighed.play])[0]
    chosen = found.why[at] == CODE["chosen"]
    cost = float(np.nansum(weighed.brings.cost[chosen]))
    told = {
        "money": Use(before.money, cost, budget.money),
        "contacts": Use(before.contacts, int(chosen.sum()), budget.contacts),
    }
    return told | ({"tasks": _tasks(found, at, chosen)} if tasks(weighed.play) else {})


def _tasks(found: "Decided", at: int, chosen: Booleans) -> Use:
    """Return the tasks of a play, and the room of everyone in whose queues they would be."""
    now = int(chosen.sum()) * tasks(found.each[at].play)
    room = capacity.room(found.weighing.seen.outlook.rule.data.store)
    if room is None:
        return Use(0, now, None)
    plays = [one.play for one in found.each]
    bound = capacity.bound(found.weighing.people, plays, room)
    whose = np.unique(bound.group[at][found.why[at] > 0])
    left = bound.left[whose[whose >= 0]]
    others = sum(
        int((np.isin(bound.group[n], whose) & (found.why[n] == CODE["chosen"])).sum())
        * tasks(plays[n])
        for n in range(len(plays))
        if n != at and tasks(plays[n])
    )
    most = float(left.sum()) if len(left) and np.isfinite(left).all() else None
    return Use(others, now, most)
