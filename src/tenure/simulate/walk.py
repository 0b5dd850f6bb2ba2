"""The walk through the months: who leaves when and why, as drawn from each one's own hazard.

Every draw is addressed by unit and month, so that what befalls one shifts nothing of another;
and of whoever is contacted it is kept when they would have left without that contact.
"""

from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from tenure.simulate.approach import Approach, Planned
from tenure.simulate.clock import Clock
from tenure.simulate.crowd import NEVER, Crowd
from tenure.simulate.draws import Bools, Dice, Each, Floats, Ints, Stream
from tenure.simulate.exposure import Exposure
from tenure.simulate.happenings import Happenings, season, tenure_term
from tenure.simulate.plays import Deeds, Enrolments, Outside, Plays
from tenure.simulate.spec import Preset
from tenure.simulate.state import State

DRIVERS = (
    "price_change", "bad_release", "slow_ticket", "unwelcome_touch",
    "harming_feature", "poor_onboarding", "failing_logo",
)  # fmt: skip
_CLEAR = 0.25
_BACK_AFTER_DAYS = 60.0
_FORESEEN_MONTHS = 2


@dataclass(frozen=True)
class HazardMonth:
    """Those at risk in one month: who, probability of leaving in it, of which involuntary."""

    month: int
    who: Ints
    hazard: Floats
    involuntary: Floats
    left: Bools


@dataclass(frozen=True)
class Tickets:
    """Complaints and requests: which unit, when, whether the answer was slow."""

    who: Ints
    at: Floats
    slow: Bools


@dataclass(frozen=True)
class Foreseen:
    """Those contacted in a month: when first, and when they would have left without.

    `left` is NEVER where they would have stayed to the end of the following month.
    """

    month: int
    who: Ints
    at: Floats
    left: Floats


@dataclass
class Lives:
    """The outcome of the walk: up to two spells a unit, and what happened in them."""

    start: tuple[Floats, Floats]
    left: tuple[Floats, Floats]
    involuntary: tuple[Bools, Bools]
    driver: tuple[Ints, Ints]
    months: list[HazardMonth]
    tickets: Tickets
    rule_expected: Floats
    plays: Plays
    enrolments: Enrolments
    deeds: Deeds
    foreseen: list[Foreseen]


class Walk:
    """State of the units while the months pass; `run` gives their lives."""

    def __init__(
        self, preset: Preset, crowd: Crowd, clock: Clock, dice: Dice, *,
        outside: Outside | None = None, plays_until: int | None = None,
    ) -> None:  # fmt: skip
        self.preset, self.crowd, self.clock, self.dice = preset, crowd, clock, dice
        self.happenings = Happenings.of(clock)
        self.plays = Plays(preset, crowd, dice)
        self.approach = Approach(
            preset, crowd, clock, dice, self.plays, outside or Outside.none(),
            clock.months if plays_until is None else plays_until,
        )  # fmt: skip
        self.state = State.at_start(crowd, len(self.plays.campaigns))
        self.rule_expected: Floats = np.zeros(clock.horizon + 1)
        self.months: list[HazardMonth] = []
        self.foreseen: list[Foreseen] = []
        self._tickets: list[Tickets] = []
        self._enrolments: list[Enrolments] = []
        self._deeds: list[Deeds] = []

    def run(self) -> Lives:
        """Walk through all months and return what happened."""
        for month in range(self.clock.horizon):
            self._live(month)
        done, state = self._tickets, self.state
        tickets = Tickets(
            np.concatenate([t.who for t in done]),
            np.concatenate([t.at for t in done]),
            np.concatenate([t.slow for t in done]),
        )
        return Lives(
            state.start, state.left, state.involuntary, state.driver, self.months, tickets,
            self.rule_expected, self.plays, Enrolments.joined(self._enrolments),
            Deeds.joined(self._deeds), self.foreseen,
        )  # fmt: skip

    def _live(self, month: int) -> None:
        state = self.state
        planned = self.approach.plan(month, state)
        if len(planned.unit):
            self.foreseen.append(self._foresee(month, planned))
        potential = self._potential(month, planned)
        self._pass(month, state, planned)
        enrolments, deeds = self.approach.done(month, state, planned, potential)
        self._enrolments.append(enrolments)
        self._deeds.append(deeds)

    def _foresee(self, month: int, planned: Planned) -> Foreseen:
        """Let those to be contacted live on a while as if nobody contacted them any more."""
        moved = np.flatnonzero((planned.carries != 0.0) | (planned.renewal != 0.0))
        first = moved[np.lexsort((planned.at[moved], planned.unit[moved]))]
        who, place = np.unique(planned.unit[first], return_index=True)
        other, nobody = deepcopy(self.state), self.approach.nobody()
        for later in range(month, min(month + _FORESEEN_MONTHS, self.clock.horizon)):
            self._pass(later, other, nobody, only=who)
        back = self.state.left[0][who] < NEVER
        left = np.where(back, other.left[1][who], other.left[0][who])
        return Foreseen(month, who, planned.at[first][place], left)

    def _pass(self, month: int, state: State, planned: Planned, only: Ints | None = None) -> None:
        begin, end = float(self.clock.starts[month]), float(self.clock.starts[month + 1])
        for spell in (0, 1):
            who = state.at_risk(spell, end)
            if only is not None:
                who = np.intersect1d(who, only)
            since = np.maximum(state.start[spell][who], begin)
            exposure, parts = self._exposure(month, who, since, state, planned)
            draws = self.dice.each(Stream.WALK, month, spell, of=who)
            if self.preset.rule == "contract":
                left_at, chance, share = self._at_term(month, who, spell, exposure, state, draws)
            else:
                left_at = exposure.lasting(draws.exponential())
                chance, share = -np.expm1(-exposure.whole), exposure.involuntary_share()
                if only is None:
                    self._expect(month, exposure, left_at)
            self._leave(state, spell, who, left_at, share, parts, draws)
            asked = self._complain(month, who, since, left_at, state, draws)
            if only is None and month < self.clock.months:
                leaving = left_at < NEVER
                self.months.append(HazardMonth(month, who, chance, chance * share, leaving))
                self._tickets.append(asked)
        state.next_month(planned)

    def _exposure(
        self, month: int, who: Ints, since: Floats, state: State, planned: Planned
    ) -> tuple[Exposure, Floats]:
        voluntary, parts = self._rates(month, who, state)
        shifts = planned.shifts.of(who, self.crowd.size)
        if len(shifts[0]):
            parts[DRIVERS.index("unwelcome_touch"), shifts[0]] += shifts[2][-1]
        failing = self.preset.payment_hazard * self.crowd.card_risk[who]
        end, length = float(self.clock.starts[month + 1]), float(self.clock.lengths[month])
        return Exposure(voluntary, failing, since, end, length, shifts), parts

    def _rates(self, month: int, who: Ints, state: State) -> tuple[Floats, Floats]:
        crowd, effects = self.crowd, self.preset.effects
        none = np.zeros(len(who))
        affected = self.preset.affected_plan
        plans = [plan.name for plan in self.preset.plans]
        on_plan = (crowd.plan[who] == plans.index(affected)) if affected else np.ones(len(who))
        price = on_plan * effects.price_change if self.happenings.price_shock(month) else none
        release = none + effects.bad_release * self.happenings.release_shock(month)
        recent = (month - state.slow_month[who] > 0) & (month - state.slow_month[who] <= 2)
        ticket = effects.slow_ticket * recent
        touch = state.carried[who]
        harm = self.preset.harms
        harming = harm.effect * np.minimum(crowd.intensity[1][who] / harm.full_use, 1.0)
        setup = effects.onboarding_step * (crowd.steps[who] - len(self.preset.onboarding) / 2)
        failing = np.where(crowd.failing_from[who] <= month, 2.0, 0.0)
        age = month - crowd.cohort[who]
        log_rate = crowd.log_hazard[who] + tenure_term(self.preset, age)
        log_rate = log_rate + season(self.preset, self.clock, month)
        rate = self.preset.monthly_hazard * np.exp(log_rate + price + release + ticket + touch)
        rate = rate + effects.failing_logo * (crowd.failing_from[who] <= month)
        return rate, np.stack((price, release, ticket, touch, harming, setup, failing))

    def _potential(self, month: int, planned: Planned) -> tuple[Floats, Floats]:
        """Return the probability to leave in the month of each in a play, with it and without.

        Under the rule `contract` as if the term ended with the month.
        """
        size = len(planned.all_unit)
        with_it, without = np.zeros(size), np.zeros(size)
        begin = float(self.clock.starts[month])
        for play in np.unique(planned.all_play).tolist():
            rows = np.flatnonzero(planned.all_play == play)
            who = planned.all_unit[rows]
            since = np.maximum(self.state.start[0][who], begin)
            since = np.where(self.state.left[0][who] < NEVER, begin, since)
            for target, kept in ((with_it, True), (without, False)):
                shifted = planned.with_play(play, rows, kept=kept)
                exposure, _ = self._exposure(month, who, since, self.state, shifted)
                whole = exposure.whole + self._so_far(who, planned.all_renewal[rows] * kept)
                target[rows] = -np.expm1(-whole)
        return with_it, without

    def _so_far(self, who: Ints, added: Floats) -> Floats:
        """Return what has built up over the term, where it is at its end that it counts."""
        if self.preset.rule != "contract":
            return np.zeros(len(who))
        return self.state.wish[who] * np.exp(added) + self.state.fail[who]

    def _expect(self, month: int, exposure: Exposure, left_at: Floats) -> None:
        """Add to what the rule should count: it sees a leaving only once the silence is over."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        silence = self.preset.silence
        whole, edge = exposure.whole, max(end - silence, begin)
        first = exposure.until(np.full(len(whole), edge))
        early = (exposure.since <= begin) & (end - silence > begin)
        self.rule_expected[month] += float(-np.expm1(-first[early]).sum())
        alive = left_at > end - silence
        self.rule_expected[month + 1] += float(-np.expm1(-(whole - first)[alive]).sum())

    def _at_term(
        self, month: int, who: Ints, spell: int, exposure: Exposure, state: State, draws: Each
    ) -> tuple[Floats, Floats, Floats]:
        end = np.full(len(who), exposure.end)
        voluntary = exposure.voluntary_until(end)
        state.wish[who] += voluntary
        state.fail[who] += exposure.whole - voluntary
        started = state.start[spell][who]
        first = self.clock.month_of(started)
        age = month - first
        due = (age > 0) & (age % self.crowd.term[who] == 0)
        wish = state.wish[who] * np.exp(state.persuaded(who, month))
        total = wish + state.fail[who]
        chance = np.where(due, -np.expm1(-total), 0.0)
        share = state.fail[who] / np.maximum(total, 1e-300)
        position = (started - self.clock.starts[first]) / self.clock.lengths[first]
        term_end = self.clock.starts[month] + position * self.clock.lengths[month]
        left_at = np.where(draws.random() < chance, term_end, NEVER)
        state.wish[who[due]] = 0.0
        state.fail[who[due]] = 0.0
        return left_at, chance, share

    def _leave(
        self, state: State, spell: int, who: Ints, left_at: Floats, share: Floats,
        parts: Floats, draws: Each,
    ) -> None:  # fmt: skip
        draw, again, pause = draws.random(), draws.random(), draws.random()
        gone = left_at < NEVER
        leavers = who[gone]
        state.left[spell][leavers] = left_at[gone]
        failed = draw[gone] < share[gone]
        state.involuntary[spell][leavers] = failed
        strongest = parts[:, gone].argmax(axis=0)
        clear = (parts[:, gone].max(axis=0, initial=0.0) > _CLEAR) & ~failed
        state.driver[spell][leavers] = np.where(clear, strongest, -1)
        if spell == 0:
            free = self.crowd.account[leavers] < 0
            returns = (again[gone] < self.preset.returning) & ~failed & free
            later = _BACK_AFTER_DAYS - 45.0 * np.log1p(-pause[gone])
            back = left_at[gone] + later
            within = returns & (back < self.clock.end)
            state.start[1][leavers[within]] = back[within]

    def _complain(
        self, month: int, who: Ints, since: Floats, left_at: Floats, state: State, draws: Each
    ) -> Tickets:
        effects = self.preset.effects
        bad = self.happenings.release_shock(month)
        chance, place, slowness = draws.random(), draws.random(), draws.random()
        mean = effects.tickets_monthly * (2.5 if bad else 1.0)
        end, length = self.clock.starts[month + 1], self.clock.lengths[month]
        at = since + place * (end - since)
        some = (chance < -np.expm1(-mean * (end - since) / length)) & (at < left_at)
        slow = slowness[some] < effects.slow_share * (1.5 if bad else 1.0)
        state.slow_month[who[some][slow]] = month
        return Tickets(who[some], at[some], slow)
