"""Plays of a simulated company: whose turn it is, who is held out, whom each truly changes."""

from dataclasses import dataclass, fields, replace
from hashlib import sha256
from statistics import NormalDist

import numpy as np

from tenure.simulate.crowd import PERSUADABLE, SLEEPING_DOG, Crowd
from tenure.simulate.draws import Bools, Dice, Floats, Ints, Stream
from tenure.simulate.spec import Campaign, Preset
from tenure.stats.arms import draw as share_of

EXPERIMENT = "save_offer"
KINDS = ("sure_thing", "lost_cause", "persuadable", "sleeping_dog")
_PERSUADED, _WOKEN = 2, 3
QUIET_BELOW, SELDOM_BELOW = 0.45, 0.70
"""Engagement (activity beside that of the median customer) below which someone counts so."""
_EFFECT_SPREAD = 0.35


@dataclass(frozen=True)
class Deeds:
    """Contacts made: whom, when, of which play, from outside or not, and how they were taken.

    `by` is what the contact itself adds to the log hazard from its time until the end of the
    following month; `annoyed` whether it was the third within 30 days; the others are times.
    """

    unit: Ints
    at: Floats
    play: Ints
    outside: Bools
    by: Floats
    annoyed: Bools
    hazard_if: Floats
    hazard_if_not: Floats
    unsubscribed: Floats
    complained: Floats

    def take(self, rows: Bools | Ints) -> "Deeds":
        """Return some of them."""
        return Deeds(*(getattr(self, f.name)[rows] for f in fields(self)))

    @staticmethod
    def joined(parts: "list[Deeds]") -> "Deeds":
        """Put several together."""
        return Deeds(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Deeds)))


@dataclass(frozen=True)
class Enrolments:
    """Whose turn a play was: in which arm, and both potential hazards in that month."""

    unit: Ints
    at: Floats
    play: Ints
    treated: Bools
    hazard_if: Floats
    hazard_if_not: Floats

    def take(self, rows: Bools | Ints) -> "Enrolments":
        """Return some of them."""
        return Enrolments(*(getattr(self, f.name)[rows] for f in fields(self)))

    @staticmethod
    def joined(parts: "list[Enrolments]") -> "Enrolments":
        """Put several together."""
        return Enrolments(
            *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Enrolments))
        )


@dataclass(frozen=True)
class Outside:
    """Contacts that somebody else decided on: whom, when, of which play; in order of time."""

    unit: Ints
    at: Floats
    play: Ints

    @staticmethod
    def none() -> "Outside":
        """Return no contacts."""
        nobody = np.empty(0, dtype=np.int64)
        return Outside(nobody, np.empty(0), nobody)


class Plays:
    """The plays of a preset on the units of one company."""

    def __init__(self, preset: Preset, crowd: Crowd, dice: Dice) -> None:
        self.campaigns = tuple(as_planned(preset, one) for one in preset.campaigns)
        self._prefix = "A" if preset.by_account else "C"
        self._width = max(7, len(str(crowd.size)))
        self.salts = tuple(salt_of(preset.kind, one.name, dice.seed) for one in self.campaigns)
        made = [
            _effects(preset, crowd, dice, place, one) for place, one in enumerate(self.campaigns)
        ]
        shape = (0, crowd.size)
        self.effects: Floats = np.array([effect for effect, _ in made]).reshape(-1, shape[1])
        self.kinds: Ints = np.array([kind for _, kind in made], np.int64).reshape(-1, shape[1])
        self._crowd = crowd

    def held_out(self, play: int, units: Ints) -> Bools:
        """Say who is held out of a play, by the salted hash that Tenure itself uses."""
        salt, share = self.salts[play], self.campaigns[play].holdout
        held = (
            share_of(salt, f"{self._prefix}{unit + 1:0{self._width}d}") < share
            for unit in units.tolist()
        )
        return np.fromiter(held, dtype=bool, count=len(units))

    def whose_turn(self, play: int, month: int, who: Ints, slow_month: Ints) -> Ints:
        """Return those of `who` whose turn it is, by what anyone could see of them."""
        crowd, turn = self._crowd, self.campaigns[play].turn
        age, use = month - crowd.cohort[who], crowd.engagement[who]
        term = crowd.term[who]
        found: dict[str, Bools] = {
            "anyone": age > 1,
            "few_steps": (age == 1) & (crowd.steps[who] <= 1),
            "slow_ticket": slow_month[who] == month - 1,
            "seldom": (age > 1) & (use < SELDOM_BELOW),
            "quiet": (age > 2) & (use < QUIET_BELOW),
            "renewal": (term >= 3) & (age % term == term - 1),
            "everyone": age > 0,
        }
        return who[found[turn]]


def salt_of(kind: str, play: str, seed: int) -> str:
    """Return the salt of a play's holdout."""
    return sha256(f"simulated:{kind}:{play}:{seed}".encode()).hexdigest()[:32]


def as_planned(preset: Preset, campaign: Campaign) -> Campaign:
    """Return a play with its effects and shares: those of the experiment are the preset's own."""
    if campaign.name != EXPERIMENT:
        return campaign
    effects = preset.effects
    return replace(
        campaign, effect=effects.persuadable, harm=effects.sleeping_dog,
        holdout=effects.holdout, monthly=effects.enrolled_monthly,
    )  # fmt: skip


def _effects(
    preset: Preset, crowd: Crowd, dice: Dice, place: int, campaign: Campaign
) -> tuple[Floats, Ints]:
    """Return what a contact adds to each unit's log hazard, and what kind each is."""
    chance = dice.each(Stream.PLAYS, place, of=np.arange(crowd.size))
    own = np.exp(_EFFECT_SPREAD * chance.standard_normal())
    if campaign.name == EXPERIMENT:
        persuaded, woken = crowd.uplift == PERSUADABLE, crowd.uplift == SLEEPING_DOG
        own = np.ones(crowd.size)
    else:
        habit = {
            "engagement": (np.log(crowd.engagement) + 0.18) / 0.6,
            "steps": (crowd.steps / max(len(preset.onboarding), 1) - 0.53) / 0.33,
        }[campaign.follows]
        noise = np.sqrt(1.0 - campaign.telling**2) * chance.standard_normal()
        score = campaign.telling * habit + noise
        persuaded = score > _cut(1.0 - campaign.persuadable)
        woken = score < _cut(campaign.dogs)
    effect = own * np.where(persuaded, campaign.effect, np.where(woken, campaign.harm, 0.0))
    sure = (crowd.log_hazard >= np.median(crowd.log_hazard)).astype(np.int64)
    kinds = np.where(persuaded, _PERSUADED, np.where(woken, _WOKEN, sure))
    return effect, kinds


def _cut(share: float) -> float:
    if share <= 0.0:
        return -np.inf
    return np.inf if share >= 1.0 else NormalDist().inv_cdf(share)
