"""The walk through the months: who leaves when and why, as drawn from each one's own hazard."""

from dataclasses import dataclass

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.crowd import NEVER, PERSUADABLE, SLEEPING_DOG, Crowd
from tenure.simulate.draws import Bools, Dice, Floats, Ints, Stream
from tenure.simulate.happenings import TOUCH_MONTHS, Happenings, season, tenure_term
from tenure.simulate.spec import Preset

DRIVERS = (
    "price_change", "bad_release", "slow_ticket", "unwelcome_touch",
    "harming_feature", "poor_onboarding", "failing_logo",
)  # fmt: skip
_CLEAR = 0.25
_BACK_AFTER_DAYS = 60.0
_LONG_AGO = -99


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


@dataclass
class Lives:
    """The outcome of the walk: up to two spells a unit, and what happened in them."""

    start: tuple[Floats, Floats]
    left: tuple[Floats, Floats]
    involuntary: tuple[Bools, Bools]
    driver: tuple[Ints, Ints]
    enrolled: Ints
    treated: Bools
    months: list[HazardMonth]
    tickets: Tickets
    touched_hazard: Floats
    untouched_hazard: Floats
    rule_expected: Floats


class Walk:
    """State of the units while the months pass; `run` gives their lives."""

    def __init__(self, preset: Preset, crowd: Crowd, clock: Clock, dice: Dice) -> None:
        size = crowd.size
        self.preset, self.crowd, self.clock, self.dice = preset, crowd, clock, dice
        self.happenings = Happenings.of(clock)
        self.start = (crowd.joined.copy(), np.full(size, NEVER))
        self.left = (np.full(size, NEVER), np.full(size, NEVER))
        self.involuntary = (np.zeros(size, bool), np.zeros(size, bool))
        self.driver = (np.full(size, -1, np.int64), np.full(size, -1, np.int64))
        self.enrolled = np.full(size, _LONG_AGO, np.int64)
        self.treated = np.zeros(size, bool)
        self.slow_month = np.full(size, _LONG_AGO, np.int64)
        self.built_up = (np.zeros(size), np.zeros(size))
        self.hazards = (np.full(size, np.nan), np.full(size, np.nan))
        self.rule_expected: Floats = np.zeros(clock.horizon + 1)
        self.months: list[HazardMonth] = []
        self._tickets: list[Tickets] = []

    def run(self) -> Lives:
        """Walk through all months and return what happened."""
        for month in range(self.clock.horizon):
            self._pass(month)
        done = self._tickets
        tickets = Tickets(
            np.concatenate([t.who for t in done]),
            np.concatenate([t.at for t in done]),
            np.concatenate([t.slow for t in done]),
        )
        return Lives(
            self.start, self.left, self.involuntary, self.driver, self.enrolled, self.treated,
            self.months, tickets, self.hazards[0], self.hazards[1], self.rule_expected,
        )  # fmt: skip

    def _pass(self, month: int) -> None:
        rng = self.dice.at(Stream.WALK, month)
        begin, end = float(self.clock.starts[month]), float(self.clock.starts[month + 1])
        for spell in (0, 1):
            at_risk = (self.start[spell] < end) & (self.left[spell] == NEVER)
            who = np.flatnonzero(at_risk).astype(np.int64)
            if spell == 0:
                self._enrol(month, who, begin, rng)
            since = np.maximum(self.start[spell][who], begin)
            voluntary, parts = self._rates(month, who)
            failing = self.preset.payment_hazard * self.crowd.card_risk[who]
            if self.preset.rule == "contract":
                left_at, chance, share = self._at_term(month, who, spell, voluntary, failing, rng)
            else:
                left_at, chance, share = self._any_time(month, who, since, voluntary, failing, rng)
            self._leave(spell, who, left_at, share, parts, rng)
            if month < self.clock.months:
                leaving = left_at < NEVER
                self.months.append(HazardMonth(month, who, chance, chance * share, leaving))
                self._complain(month, who, since, np.minimum(left_at, end), rng)

    def _rates(self, month: int, who: Ints) -> tuple[Floats, Floats]:
        crowd, effects = self.crowd, self.preset.effects
        none = np.zeros(len(who))
        affected = self.preset.affected_plan
        plans = [plan.name for plan in self.preset.plans]
        on_plan = (crowd.plan[who] == plans.index(affected)) if affected else np.ones(len(who))
        price = on_plan * effects.price_change if self.happenings.price_shock(month) else none
        release = none + effects.bad_release * self.happenings.release_shock(month)
        recent = (month - self.slow_month[who] > 0) & (month - self.slow_month[who] <= 2)
        ticket = effects.slow_ticket * recent
        touch = self._touch(month, who)
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

    def _touch(self, month: int, who: Ints) -> Floats:
        since = month - self.enrolled[who]
        fresh = self.treated[who] & (since >= 0) & (since < TOUCH_MONTHS)
        return fresh * self.touch_effect(who)

    def touch_effect(self, who: Ints) -> Floats:
        """Return the individual effect of a touch on the log hazard of each unit."""
        effects, kind = self.preset.effects, self.crowd.uplift[who]
        effect: Floats = np.where(kind == PERSUADABLE, effects.persuadable, 0.0)
        return np.where(kind == SLEEPING_DOG, effects.sleeping_dog, effect)

    def _enrol(self, month: int, who: Ints, begin: float, rng: np.random.Generator) -> None:
        inside = self.happenings.experiment <= month < self.clock.months
        chance, arm = rng.random(len(who)), rng.random(len(who))
        if not inside:
            return
        fresh = (self.enrolled[who] == _LONG_AGO) & (self.crowd.cohort[who] < month - 1)
        chosen = who[fresh & (chance < self.preset.effects.enrolled_monthly)]
        arms = arm[fresh & (chance < self.preset.effects.enrolled_monthly)]
        self.enrolled[chosen] = month
        self.treated[chosen] = False
        plain, _ = self._rates(month, chosen)
        with_touch = plain * np.exp(self.touch_effect(chosen))
        paying = self.preset.payment_hazard * self.crowd.card_risk[chosen]
        self.hazards[0][chosen] = -np.expm1(-(with_touch + paying))
        self.hazards[1][chosen] = -np.expm1(-(plain + paying))
        self.treated[chosen] = arms >= self.preset.effects.holdout

    def _any_time(
        self, month: int, who: Ints, since: Floats, voluntary: Floats, failing: Floats,
        rng: np.random.Generator,
    ) -> tuple[Floats, Floats, Floats]:  # fmt: skip
        rate = voluntary + failing
        length, end = self.clock.lengths[month], self.clock.starts[month + 1]
        chance = -np.expm1(-rate * (end - since) / length)
        at = since + rng.standard_exponential(len(who)) / rate * length
        left_at = np.where(at < end, at, NEVER)
        self._expect(month, rate, since, left_at)
        return left_at, chance, failing / rate

    def _expect(self, month: int, rate: Floats, since: Floats, left_at: Floats) -> None:
        """Add to what the rule should count: it sees a leaving only once the silence is over."""
        begin, end = self.clock.starts[month], self.clock.starts[month + 1]
        length, silence = end - begin, self.preset.silence
        early = (since <= begin) & (length > silence)
        self.rule_expected[month] += float(
            -np.expm1(-rate[early] * (length - silence) / length).sum()
        )
        alive = left_at > end - silence
        exposed = np.minimum(end - since[alive], silence)
        self.rule_expected[month + 1] += float(-np.expm1(-rate[alive] * exposed / length).sum())

    def _at_term(
        self, month: int, who: Ints, spell: int, voluntary: Floats, failing: Floats,
        rng: np.random.Generator,
    ) -> tuple[Floats, Floats, Floats]:  # fmt: skip
        wish, fail = self.built_up
        wish[who] += voluntary
        fail[who] += failing
        started = self.start[spell][who]
        first = self.clock.month_of(started)
        age = month - first
        due = (age > 0) & (age % self.crowd.term[who] == 0)
        total = wish[who] + fail[who]
        chance = np.where(due, -np.expm1(-total), 0.0)
        share = fail[who] / np.maximum(total, 1e-300)
        position = (started - self.clock.starts[first]) / self.clock.lengths[first]
        term_end = self.clock.starts[month] + position * self.clock.lengths[month]
        left_at = np.where(rng.random(len(who)) < chance, term_end, NEVER)
        wish[who[due]] = 0.0
        fail[who[due]] = 0.0
        return left_at, chance, share

    def _leave(
        self, spell: int, who: Ints, left_at: Floats, share: Floats, parts: Floats,
        rng: np.random.Generator,
    ) -> None:  # fmt: skip
        draw, again, pause = rng.random((3, len(who)))
        gone = left_at < NEVER
        leavers = who[gone]
        self.left[spell][leavers] = left_at[gone]
        failed = draw[gone] < share[gone]
        self.involuntary[spell][leavers] = failed
        strongest = parts[:, gone].argmax(axis=0)
        clear = (parts[:, gone].max(axis=0, initial=0.0) > _CLEAR) & ~failed
        self.driver[spell][leavers] = np.where(clear, strongest, -1)
        if spell == 0:
            free = self.crowd.account[leavers] < 0
            returns = (again[gone] < self.preset.returning) & ~failed & free
            later = _BACK_AFTER_DAYS - 45.0 * np.log1p(-pause[gone])
            back = left_at[gone] + later
            within = returns & (back < self.clock.end)
            self.start[1][leavers[within]] = back[within]

    def _complain(
        self, month: int, who: Ints, since: Floats, until: Floats, rng: np.random.Generator
    ) -> None:
        effects = self.preset.effects
        bad = self.happenings.release_shock(month)
        chance, place, slowness = rng.random((3, len(who)))
        mean = effects.tickets_monthly * (2.5 if bad else 1.0)
        part = (until - since) / self.clock.lengths[month]
        some = chance < -np.expm1(-mean * part)
        at = since[some] + place[some] * (until - since)[some]
        slow = slowness[some] < effects.slow_share * (1.5 if bad else 1.0)
        self.slow_month[who[some][slow]] = month
        self._tickets.append(Tickets(who[some], at, slow))
