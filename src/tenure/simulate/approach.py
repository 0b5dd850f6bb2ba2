"""Who is contacted in a month: by plays of the company itself, and by whoever else decides."""

from dataclasses import dataclass, replace

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.crowd import NEVER, Crowd
from tenure.simulate.draws import Bools, Dice, Floats, Ints, Stream, nth_of_its
from tenure.simulate.exposure import Shifts
from tenure.simulate.happenings import Happenings
from tenure.simulate.plays import Deeds, Enrolments, Outside, Plays
from tenure.simulate.spec import Preset
from tenure.simulate.state import State

FATIGUE_DAYS = 30.0
UNSUBSCRIBES = {"usual": 0.004, "sleeping_dog": 0.05, "third": 0.12}
COMPLAINS = {"usual": 0.001, "sleeping_dog": 0.015, "third": 0.03}
"""Chance, per contact, of each; the highest that applies."""
_SLEEPING_DOG = 3
_TURNS, _TAKEN = 1_000, 2_000


@dataclass(frozen=True)
class Planned:
    """Everyone whose turn a play is in a month, by unit and time; `treated` or held out.

    `effect` is what the contact would add to the log hazard from its time on; `tired` what the
    third one within 30 days adds; `works_on` what it adds in the next month; `renewal` what is
    added to the log of the wish at the end of the term. `last` are the two contacts before.
    """

    month: int
    all_unit: Ints
    all_at: Floats
    all_play: Ints
    treated: Bools
    outside: Bools
    effect: Floats
    tired: Floats
    works_on: Floats
    all_renewal: Floats
    last: tuple[Floats, Floats]
    fatigue: float

    @property
    def unit(self) -> Ints:
        """Whom the contacts reach."""
        return self.all_unit[self.treated]

    @property
    def at(self) -> Floats:
        """When they do."""
        return self.all_at[self.treated]

    @property
    def play(self) -> Ints:
        """Of which play they are."""
        return self.all_play[self.treated]

    @property
    def carries(self) -> Floats:
        """What they add in the next month."""
        return (self.works_on + self.tired)[self.treated]

    @property
    def renewal(self) -> Floats:
        """What they add at the end of the term."""
        return self.all_renewal[self.treated]

    @property
    def shifts(self) -> Shifts:
        """What they add in this month."""
        by = (self.effect + self.tired)[self.treated]
        return Shifts(self.unit, self.at, by)

    def with_play(self, play: int, rows: Ints, *, kept: bool) -> "Planned":
        """Return the month in which a play reached all of `rows`, or none of them."""
        treated = self.treated & (self.all_play != play)
        treated[rows] = kept
        return replace(self, treated=treated).tiring()

    def tiring(self) -> "Planned":
        """Return the month with what the third contact within 30 days adds."""
        tired = np.zeros(len(self.all_unit))
        before = (self.last[0][self.treated], self.last[1][self.treated])
        tired[self.treated] = self.fatigue * _third(self.unit, self.at, before)
        return replace(self, tired=tired)


class Approach:
    """Plans the contacts of each month, and records which of them were made."""

    def __init__(
        self, preset: Preset, crowd: Crowd, clock: Clock, dice: Dice, plays: Plays,
        outside: Outside, plays_until: int,
    ) -> None:  # fmt: skip
        self.preset, self.crowd, self.clock, self.dice, self.plays = (
            preset, crowd, clock, dice, plays,
        )  # fmt: skip
        self._months = range(Happenings.of(clock).experiment, min(plays_until, clock.months))
        self._outside, self._outside_month = outside, clock.month_of(outside.at)

    def nobody(self) -> Planned:
        """Return a month in which nobody is contacted."""
        none, bare, no = np.empty(0, np.int64), np.empty(0), np.empty(0, bool)
        return Planned(
            -1, none, bare, none, no, no, bare, bare, bare, bare, (bare, bare), 0.0
        )  # fmt: skip

    def plan(self, month: int, state: State) -> Planned:
        """Say who is to be contacted in a month, as those know who see its first day."""
        parts = [self._from_outside(month, state)]
        if month in self._months:
            parts += [self._own(month, state, at) for at in range(len(self.plays.campaigns))]
        unit, at, play, treated, outside = (
            np.concatenate([part[place] for part in parts]) for place in range(5)
        )
        if not len(unit):
            return replace(self.nobody(), month=month)
        order = np.lexsort((play, at, unit))
        rows = (unit[order], at[order], play[order], treated[order], outside[order])
        return self._weighed(month, state, rows)

    def _own(self, month: int, state: State, play: int) -> tuple[Ints, Floats, Ints, Bools, Bools]:
        campaign, begin = self.plays.campaigns[play], float(self.clock.starts[month])
        present = (state.start[0] < begin) & (state.left[0] == NEVER)
        present &= month - state.enrolled_in[play] >= campaign.cooldown
        if campaign.channel != "call":
            present &= state.unsubscribed > begin + campaign.day
        who = self.plays.whose_turn(play, month, np.flatnonzero(present), state.slow_month)
        draws = self.dice.each(Stream.PLAYS, _TURNS + play, month, of=who)
        chosen = draws.random() < campaign.monthly
        at = begin + campaign.day + draws.uniform(0.0, 0.1)[chosen]
        who = who[chosen]
        treated = ~self.plays.held_out(play, who)
        return who, at, np.full(len(who), play), treated, np.zeros(len(who), bool)

    def _from_outside(self, month: int, state: State) -> tuple[Ints, Floats, Ints, Bools, Bools]:
        now = self._outside_month == month
        unit, at, play = self._outside.unit[now], self._outside.at[now], self._outside.play[now]
        there = np.zeros(len(unit), bool)
        for start, left in zip(state.start, state.left, strict=True):
            there |= (start[unit] <= at) & (left[unit] == NEVER)
        yes = np.ones(int(there.sum()), bool)
        return unit[there], at[there], play[there], yes, yes

    def _weighed(
        self, month: int, state: State, rows: tuple[Ints, Floats, Ints, Bools, Bools]
    ) -> Planned:
        unit, at, play, treated, outside = rows
        first = nth_of_its(unit * len(self.plays.campaigns) + play) == 0
        own = self.plays.effects[play, unit] * first
        late = self._at_renewal()[play]
        asleep = state.worked_in[play, unit] != month - 1
        return Planned(
            month, unit, at, play, treated, outside,
            effect=np.where(late | ~asleep, 0.0, own),
            tired=np.zeros(len(unit)),
            works_on=np.where(late, 0.0, own),
            all_renewal=np.where(late, own, 0.0),
            last=(state.last_contacts[0][unit], state.last_contacts[1][unit]),
            fatigue=self.preset.effects.fatigue,
        ).tiring()  # fmt: skip

    def _at_renewal(self) -> Bools:
        """Say which plays work on what builds up until the end of a term."""
        by_term = self.preset.rule == "contract"
        return np.array([by_term and one.turn == "renewal" for one in self.plays.campaigns], bool)

    def done(
        self, month: int, state: State, planned: Planned, potential: tuple[Floats, Floats]
    ) -> tuple[Enrolments, Deeds]:
        """Record who was in which arm and who was reached before they left."""
        begin = float(self.clock.starts[month])
        day = begin + np.floor(planned.all_at - begin)
        enrolled = ~planned.outside & (state.left[0][planned.all_unit] > day)
        known = Enrolments(
            planned.all_unit, day, planned.all_play, planned.treated, *potential
        ).take(enrolled)
        state.enrolled_in[known.play, known.unit] = month
        deeds = self._taken(month, planned, potential, self._reached(state, planned))
        _remember(state, deeds)
        return known, deeds

    def _reached(self, state: State, planned: Planned) -> Bools:
        unit, at = planned.all_unit, planned.all_at
        there = np.zeros(len(unit), bool)
        for start, left in zip(state.start, state.left, strict=True):
            there |= (start[unit] <= at) & (at < left[unit])
        return there & planned.treated

    def _taken(
        self, month: int, planned: Planned, potential: tuple[Floats, Floats], reached: Bools
    ) -> Deeds:
        unit, at, play = planned.all_unit, planned.all_at, planned.all_play
        draws = self.dice.each(Stream.PLAYS, _TAKEN, month, of=unit, nth=play)
        annoyed = planned.tired > 0.0
        woken = self.plays.kinds[play, unit] == _SLEEPING_DOG
        times = []
        for chances in (UNSUBSCRIBES, COMPLAINS):
            chance = np.where(woken, chances["sleeping_dog"], chances["usual"])
            chance = np.where(annoyed, chances["third"], chance)
            when = np.where(draws.random() < chance, at + draws.exponential(0.3), NEVER)
            times.append(np.where(when < self.clock.end, when, NEVER))
        return Deeds(
            unit, at, play, planned.outside, planned.effect + planned.all_renewal, annoyed,
            *potential, *times,
        ).take(reached)  # fmt: skip


def _third(unit: Ints, at: Floats, last: tuple[Floats, Floats]) -> Bools:
    """Say which contacts are at least the third within 30 days; rows by unit and time."""
    nth = nth_of_its(unit)
    rows = np.arange(len(unit))
    before = np.where(nth >= 2, at[np.maximum(rows - 2, 0)], 0.0)
    before = np.where(nth == 1, last[0], before)
    before = np.where(nth == 0, last[1], before)
    third: Bools = at - before <= FATIGUE_DAYS
    return third


def _remember(state: State, deeds: Deeds) -> None:
    """Keep the last two contacts of each unit, and who wants no more of them."""
    nth = nth_of_its(deeds.unit)
    for number in range(int(nth.max(initial=-1)) + 1):
        rows = np.flatnonzero(nth == number)
        units = deeds.unit[rows]
        state.last_contacts[1][units] = state.last_contacts[0][units]
        state.last_contacts[0][units] = deeds.at[rows]
    np.minimum.at(state.unsubscribed, deeds.unit, deeds.unsubscribed)
