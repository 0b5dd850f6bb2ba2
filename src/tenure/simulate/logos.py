"""Organisations and their people: whose leaving comes first, and by how much."""

from dataclasses import dataclass, replace

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.crowd import NEVER, Crowd, gather
from tenure.simulate.draws import Bools, Dice, Floats, Ints, Stream, choose
from tenure.simulate.spec import Logos, Preset
from tenure.simulate.walk import Foreseen, Lives

MONTH_DAYS = 30.4375
USERS_LEAD_MONTHS = (1.0, 3.0)
USERS_OWN_HAZARD = 0.012
_NEVER_MONTH = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Accounts:
    """The organisations: one entry each; `ended` is NEVER while the contract runs."""

    started: Floats
    ended: Floats
    involuntary: Bools
    driver: Ints
    failing_from: Ints
    plan: Ints
    term: Ints
    korean: Bools
    headcount: Ints
    industry: Ints
    region: Ints
    goal: Ints
    owner: Ints

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.started)


@dataclass(frozen=True)
class People:
    """The customers of the company and when each was present (two spells at most)."""

    crowd: Crowd
    start: tuple[Floats, Floats]
    left: tuple[Floats, Floats]
    foreseen: tuple[Foreseen, ...] = ()


def seat_people(preset: Preset, crowd: Crowd, clock: Clock, dice: Dice) -> int:
    """Put a share of the crowd into organisations, some of them failing; return how many."""
    logos = preset.logos
    if logos is None:
        return 0
    rng = dice.at(Stream.LOGOS)
    members = np.flatnonzero(rng.random(crowd.size) < logos.share)
    count = int(len(members) / logos.seats)
    if count == 0:
        return 0
    order = members[np.argsort(crowd.joined[members] + rng.exponential(20.0, len(members)))]
    crowd.account[order] = np.repeat(np.arange(count), _seats(len(order), count, rng))
    first = np.full(count, _NEVER_MONTH, dtype=np.int64)
    np.minimum.at(first, crowd.account[order], crowd.cohort[order])
    onset = first + 2 + rng.integers(0, max(clock.months, 2), count)
    onset = np.where(rng.random(count) < logos.failing, onset, _NEVER_MONTH)
    crowd.failing_from[order] = onset[crowd.account[order]]
    return count


def accounts_of_people(
    preset: Preset, crowd: Crowd, lives: Lives, count: int, clock: Clock, dice: Dice
) -> Accounts:
    """Close each organisation at the first term end some weeks after its last user left."""
    rng = dice.at(Stream.LOGOS, 1)
    members = np.flatnonzero(crowd.account >= 0)
    account = crowd.account[members]
    started, last = np.full(count, NEVER), np.zeros(count)
    np.minimum.at(started, account, crowd.joined[members])
    np.maximum.at(last, account, lives.left[0][members])
    leader = members[np.unique(account, return_index=True)[1]]
    decided = last + rng.uniform(15.0, 45.0, count)
    ended = next_term_end(clock, started, np.ones(count, np.int64), decided)
    return _describe(
        preset, started, ended, np.zeros(count, bool), np.full(count, -1, np.int64),
        crowd.failing_from[leader], crowd.plan[leader], np.ones(count, np.int64),
        crowd.korean[leader], np.bincount(account, minlength=count), rng,
    )  # fmt: skip


def staff_accounts(
    preset: Preset, units: Crowd, lives: Lives, size: int, clock: Clock, dice: Dice,
    natural: Lives,
) -> tuple[Accounts, People]:  # fmt: skip
    """Give each organisation users who go quiet one to three months before it ends.

    Who joins when follows `natural`, the lives without contacts from outside: so these change
    no one's number.
    """
    rng = dice.at(Stream.USERS)
    seats = _seats(size, units.size, rng)
    account = np.repeat(np.arange(units.size), seats)
    begin, lead = units.joined[account], rng.uniform(*USERS_LEAD_MONTHS, size) * MONTH_DAYS
    close, planned = (
        np.where(one.left[0][account] < NEVER, one.left[0][account] - lead, NEVER)
        for one in (lives, natural)
    )
    late = np.where(rng.random(size) < 0.3, 0.0, rng.exponential(2.5, size) * MONTH_DAYS)
    limit = np.minimum(clock.end, planned)
    opening = np.arange(size) == (np.cumsum(seats) - seats)[account]
    late = np.where(opening | (begin + late >= limit), 0.0, late)
    joined = begin + late
    own = joined + rng.exponential(1.0 / USERS_OWN_HAZARD, size) * MONTH_DAYS
    left = np.maximum(np.where(opening, close, np.minimum(own, close)), joined + 1.0)
    order = np.argsort(joined, kind="stable")
    crowd = gather(preset, joined[order], clock, dice)
    crowd = _inherit(preset, crowd, units, account[order])
    never = np.full(size, NEVER)
    people = People(crowd, (joined[order], never), (left[order], never))
    described = _describe(
        preset, units.joined, lives.left[0], lives.involuntary[0], lives.driver[0],
        units.failing_from, units.plan, units.term, units.korean, seats, rng,
    )  # fmt: skip
    return described, people


def next_term_end(clock: Clock, started: Floats, term: Ints, after: Floats) -> Floats:
    """Return the first end of a paid term (in months from the start) that is not before `after`."""
    first = clock.month_of(started)
    position = (started - clock.starts[first]) / clock.lengths[first]
    finite = np.where(after < NEVER, np.minimum(after, clock.starts[-1]), clock.starts[-1])
    terms = np.maximum(-(-(clock.month_of(finite) - first) // term), 1)
    end = _months_on(clock, first + terms * term, position)
    end = np.where(end < finite, _months_on(clock, first + (terms + 1) * term, position), end)
    return np.where(after < NEVER, end, NEVER)


def _months_on(clock: Clock, month: Ints, position: Floats) -> Floats:
    last = clock.horizon - 1
    inside = np.minimum(month, last)
    begin = clock.starts[inside] + (month - inside) * MONTH_DAYS
    length = np.where(month > last, MONTH_DAYS, clock.lengths[inside])
    end: Floats = begin + position * length
    return end


def _seats(people: int, count: int, rng: np.random.Generator) -> Ints:
    weight = rng.lognormal(0.0, 0.7, count)
    return rng.multinomial(people - count, weight / weight.sum()) + 1


def _inherit(preset: Preset, crowd: Crowd, units: Crowd, account: Ints) -> Crowd:
    shared = {a.name for a in preset.attributes if a.effects}
    attributes = {
        name: units.attributes[name][account] if name in shared else codes
        for name, codes in crowd.attributes.items()
    }
    habits = tuple(intensity[account] for intensity in units.intensity)
    return replace(
        crowd, attributes=attributes, korean=units.korean[account], plan=units.plan[account],
        term=units.term[account], account=account, steps=units.steps[account],
        intensity=(habits[0], habits[1], habits[2]),
    )  # fmt: skip


def _describe(
    preset: Preset, started: Floats, ended: Floats, involuntary: Bools, driver: Ints,
    failing_from: Ints, plan: Ints, term: Ints, korean: Bools, seats: Ints,
    rng: np.random.Generator,
) -> Accounts:  # fmt: skip
    logos = preset.logos or Logos(0.0, 1.0, ("",), ("",), ("",))
    count = len(started)
    return Accounts(
        started, ended, involuntary, driver, failing_from, plan, term, korean,
        headcount=np.ceil(seats * rng.lognormal(1.6, 0.8, count)).astype(np.int64) + seats,
        industry=choose(rng, [1.0] * len(logos.industries), count),
        region=choose(rng, [1.0] * len(logos.regions), count),
        goal=choose(rng, [1.0] * len(logos.goals), count),
        owner=choose(rng, [1.0] * len(logos.owners), count),
    )  # fmt: skip
