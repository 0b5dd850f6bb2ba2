"""How many customers, and how many days, a play takes to show its effect: told before it runs."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.play import Play
from tenure.company.acts.weighing import CODE
from tenure.company.predictions.days import CROSSED
from tenure.prove import Design, break_even, smallest_effect, units_needed
from tenure.prove.telling import Language, Note, note

if TYPE_CHECKING:
    from tenure.company.acts.deciding import Decided

FLOWING = ("event", "crossing", "date", "ticket", "payment", "risk_words")
"""Triggers whose turn comes to others each day; of the rest those of today are all there are."""
_TAKEN_IN = ("chosen", "held_out")
_WAITING = ("budget", "contacts", "capacity", "frequency")
"""Reasons of who is taken in later: there is no room today."""
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91}


@dataclass(frozen=True)
class Pace:
    """Who is there to be taken in: `pool` units in all, None where others come each day.

    `a_day`: so many at most, of either arm; None where all are taken in at once.
    """

    pool: int | None
    a_day: float | None

    def by(self, days: int) -> int:
        """Return how many are taken in by so many days from now."""
        found = self.pool if self.a_day is None else int(self.a_day * days)
        return min(found or 0, self.pool) if self.pool is not None else found or 0

    def days(self, units: int) -> int | None:
        """Return after how many days so many are taken in; None where there are not as many."""
        if self.pool is not None and units > self.pool:
            return None
        return 1 if self.a_day is None else ceil(units / self.a_day)


@dataclass(frozen=True)
class Foreseen:
    """What a play takes to be judged, as sentences; and the figures that they rest on.

    `base`: the share that leaves within `horizon` days, the mean risk of whose turn it is; `fall`:
    of that share, to be seen (`needed` units of both arms, with a power of 80 % and looks every
    day); `known_after`: days from now. None where it cannot be said; the notes say why.
    """

    notes: tuple[Note, ...]
    base: float | None = None
    fall: float | None = None
    horizon: int | None = None
    needed: int | None = None
    known_after: int | None = None

    def says(self, language: Language) -> list[str]:
        """Return what there is to say."""
        return [one.says(language) for one in self.notes]


def foreseen(found: "Decided", play: Play) -> Foreseen:
    """Return what a play takes to be judged, by whose turn it is on the day of the decisions.

    The unit that is drawn is counted: the account, where a company decides by account. By the
    fall that was declared ([proof] margin), else by the one that the play assumes. Days are those
    of taking in (by its budget; of triggers that others come to each day, as many as on that
    day) and those of waiting who leaves.
    """
    if play.trigger.kind == "crossing" and not _compares(found):
        return Foreseen((note("before_first_day"),))
    if not play.holdout:
        return Foreseen((note("before_no_holdout"),))
    at = [one.play.id for one in found.each].index(play.id)
    why = found.why[at]
    taken = np.isin(why, [CODE[name] for name in (*_TAKEN_IN, *_WAITING)])
    risk = found.weighing.people.numbers("risk")[taken]
    known = risk[np.isfinite(risk)]
    if not len(known):
        return Foreseen((note("before_no_risk" if taken.any() else "before_nobody"),))
    base, horizon = float(known.mean()), found.weighing.seen.outlook.horizon
    fall = play.proof.margin or base * play.worth.effect
    if not 0 < fall < base < 1:
        told = note("before_no_fall", base=_points(base), fall=_points(fall), days=horizon)
        return Foreseen((told,), base, None, horizon)
    design = Design(base, play.holdout, looks="daily")
    needed, pace = units_needed(design, -fall), _pace(play, int(taken.sum()))
    said = _needed(play, found, needed, base, fall, horizon)
    days = pace.days(needed)
    notes = [said, _duration(pace, days, horizon, design), *_planned(play, pace, design)]
    notes += _even(found, at, taken)
    known_after = None if days is None else days + horizon
    return Foreseen(tuple(notes), base, fall, horizon, needed, known_after)


def _compares(found: "Decided") -> bool:
    """Say whether there were profiles before, without which nobody is seen to cross a band."""
    return (found.weighing.seen.day.folder / CROSSED).is_file()


def _pace(play: Play, number: int) -> Pace:
    """Return how fast a play takes in those whose turn it is."""
    budget, flows = play.budget, play.trigger.kind in FLOWING
    room = None
    if budget.contacts is not None:
        room = budget.contacts / _DAYS[budget.per] / (1 - play.holdout)
    if not flows:
        return Pace(number, room)
    return Pace(None, float(number) if room is None else min(float(number), room))


def _needed(
    play: Play, found: "Decided", needed: int, base: float, fall: float, horizon: int
) -> Note:
    held = ceil(needed * play.holdout)
    account = found.weighing.seen.outlook.rule.unit == "account"
    code = "before_needed" + ("_accounts" if account else "")
    told: dict[str, Any] = {"treated": needed - held, "held": held, "needed": needed}
    told |= {"base": _points(base), "other": _points(base - fall), "fall": _points(fall)}
    source = "declared" if play.proof.margin else "assumed"
    return note(f"{code}_{source}", days=horizon, **told)


def _duration(pace: Pace, days: int | None, horizon: int, design: Design) -> Note:
    if days is None:
        pool = pace.pool or 0
        smallest = smallest_effect(design, pool)
        if smallest is None:
            return note("before_pool_nothing", pool=pool)
        return note("before_pool", pool=pool, smallest=_points(smallest))
    told = {"taking": days, "wait": horizon, "known": days + horizon}
    if pace.a_day is None:
        return note("before_at_once", pool=pace.pool or 0, **told)
    code = "before_flow" if pace.pool is None else "before_budget"
    return note(code, rate=f"{pace.a_day:,.1f}".removesuffix(".0"), **told)


def _planned(play: Play, pace: Pace, design: Design) -> list[Note]:
    if play.proof.run_for is None:
        return []
    units = pace.by(play.proof.run_for)
    smallest = smallest_effect(design, units)
    told = {"days": play.proof.run_for, "units": units}
    if smallest is None:
        return [note("before_planned_nothing", **told)]
    return [note("before_planned", **told, smallest=_points(smallest))]


def _even(found: "Decided", at: int, taken: "np.ndarray[Any, Any]") -> list[Note]:
    """Say at which fall the play pays for itself, where cost and worth are known."""
    cost, value = found.each[at].brings.cost[taken], found.weighing.value[taken]
    told = [
        float(one.mean())
        for one in (cost[np.isfinite(cost)], value[np.isfinite(value)])
        if len(one)
    ]
    even = break_even(*told) if len(told) == 2 else None
    return [] if even is None else [note("before_even", even=f"{100 * even.value:.2g}")]


def _points(share: float) -> str:
    return f"{100 * share:.1f}" if share >= 0.001 else f"{100 * share:.2g}"
