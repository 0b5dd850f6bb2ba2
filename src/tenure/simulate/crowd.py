"""Who is there: when each one joins, what they are like, and how likely they are to leave."""

from dataclasses import dataclass, field

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.draws import Bools, Dice, Floats, Ints, Stream, choose
from tenure.simulate.rhythm import time_of_day
from tenure.simulate.spec import Preset

NEVER = np.inf
SURE, PERSUADABLE, SLEEPING_DOG = 0, 1, 2
UPLIFT_KINDS = ("indifferent", "persuadable", "sleeping_dog")


@dataclass
class Crowd:
    """One array a latent, one entry a unit, in order of joining."""

    joined: Floats
    cohort: Ints
    attributes: dict[str, Ints]
    korean: Bools
    plan: Ints
    term: Ints
    steps: Ints
    engagement: Floats
    intensity: tuple[Floats, Floats, Floats]
    frailty: Floats
    uplift: Ints
    card_risk: Floats
    log_hazard: Floats
    account: Ints
    failing_from: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.joined)


def joining_times(preset: Preset, size: int, clock: Clock, dice: Dice) -> Floats:
    """Draw when each of `size` units joins: a launch, then steady growth month by month."""
    rng = dice.at(Stream.JOIN)
    weights = preset.growth ** np.arange(clock.months)
    weights[0] *= preset.launch
    month = choose(rng, list(weights), size)
    day = np.floor(rng.random(size) * clock.lengths[month])
    times: Floats = np.sort(clock.starts[month] + day + time_of_day(preset.hours, rng.random(size)))
    return times


def gather(preset: Preset, joined: Floats, clock: Clock, dice: Dice) -> Crowd:
    """Give everyone who joins their attributes, habits and log hazard relative to the base."""
    size = len(joined)
    rng = dice.at(Stream.LATENT)
    attributes = {a.name: choose(rng, a.shares, size) for a in preset.attributes}
    steps = rng.binomial(len(preset.onboarding), rng.beta(2.0, 1.6, size))
    warmth = rng.standard_normal(size)
    frailty = rng.standard_normal(size) * preset.effects.frailty
    habits = [
        np.where(rng.random(size) < f.adopters, rng.gamma(2.0, f.monthly / 2.0, size), 0.0)
        for f in preset.features
    ]
    months = np.array(list(preset.terms), dtype=np.int64)
    crowd = Crowd(
        joined=joined,
        cohort=np.minimum(clock.month_of(joined), clock.months - 1),
        attributes=attributes,
        korean=rng.random(size) < preset.korean,
        plan=choose(rng, [p.share for p in preset.plans] or [1.0], size),
        term=months[choose(rng, list(preset.terms.values()), size)],
        steps=steps,
        engagement=np.exp(0.6 * warmth - 0.18),
        intensity=(habits[0], habits[1], habits[2]),
        frailty=frailty,
        uplift=_uplift_kind(steps, warmth, len(preset.onboarding), rng),
        card_risk=np.exp(0.6 * rng.standard_normal(size) - 0.18),
        log_hazard=np.zeros(size),
        account=np.full(size, -1, dtype=np.int64),
        failing_from=np.full(size, np.iinfo(np.int32).max, dtype=np.int64),
    )
    crowd.log_hazard = _log_hazard(preset, crowd, warmth)
    return crowd


def _log_hazard(preset: Preset, crowd: Crowd, warmth: Floats) -> Floats:
    total = crowd.frailty + preset.effects.engagement * warmth
    total = total + preset.effects.onboarding_step * (crowd.steps - len(preset.onboarding) / 2)
    for feature, intensity in zip(preset.features, crowd.intensity, strict=True):
        total = total + feature.effect * np.minimum(intensity / feature.full_use, 1.0)
    for attribute in preset.attributes:
        if attribute.effects:
            total = total + np.asarray(attribute.effects)[crowd.attributes[attribute.name]]
    centred: Floats = total - np.log(np.exp(total).mean())
    return centred


def _uplift_kind(steps: Ints, warmth: Floats, most: int, rng: np.random.Generator) -> Ints:
    score = warmth + 1.2 * (steps / max(most, 1) - 0.5) + 0.5 * rng.standard_normal(len(steps))
    kinds: Ints = np.where(score > 0.0, PERSUADABLE, np.where(score < -1.2, SLEEPING_DOG, SURE))
    return kinds
