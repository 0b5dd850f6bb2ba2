"""What a preset says about the company it stands for: numbers and words, no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Rule = Literal["inactive", "contract", "purchase"]
Turn = Literal[
    "anyone", "few_steps", "slow_ticket", "seldom", "quiet", "renewal", "everyone",
]  # fmt: skip

FLAT_YEAR = (0.0,) * 12
SILENCE_DAYS = 28.0


@dataclass(frozen=True)
class Property:
    """A number that goes with some events: log-normal, with a floor where it must qualify."""

    name: str
    on: tuple[str, ...]
    median: float
    spread: float
    qualifies_from: float = 0.0


@dataclass(frozen=True)
class Feature:
    """A feature and its planted effect: log hazard of a customer who uses it fully."""

    event: str
    effect: float
    adopters: float = 0.6
    monthly: float = 2.0

    @property
    def full_use(self) -> float:
        """Events a month from which the whole effect applies."""
        return 2.0 * self.monthly


@dataclass(frozen=True)
class Plan:
    """A plan or product on offer: monthly price and share of those who join."""

    name: str
    price: float
    share: float


@dataclass(frozen=True)
class Attribute:
    """A categorical attribute of customers: values, shares and log hazard of each."""

    name: str
    values: tuple[str, ...]
    shares: tuple[float, ...]
    effects: tuple[float, ...] = ()


@dataclass(frozen=True)
class Logos:
    """Organisations whose people are the customers; `share` of customers belong to one."""

    share: float
    seats: float
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    goals: tuple[str, ...]
    owners: tuple[str, ...] = ("Team East", "Team West", "파트너팀")
    failing: float = 0.3


@dataclass(frozen=True)
class Orders:
    """How customers buy: gamma-distributed rates a month, lines, prices, returns."""

    monthly: float
    shape: float
    products: int
    price: float
    event: str = "checkout_completed"
    buyers: float = 1.0
    lines: float = 1.6
    returned: float = 0.04
    season: tuple[float, ...] = FLAT_YEAR


@dataclass(frozen=True)
class Effects:
    """Planted effects on the log hazard, and how common their causes are."""

    onboarding_step: float = -0.16
    price_change: float = 0.60
    price_rise: float = 0.12
    bad_release: float = 0.75
    slow_ticket: float = 0.90
    tickets_monthly: float = 0.06
    slow_share: float = 0.30
    fatigue: float = 0.50
    engagement: float = -0.30
    frailty: float = 0.30
    persuadable: float = -1.40
    sleeping_dog: float = 0.90
    holdout: float = 0.10
    enrolled_monthly: float = 0.15
    failing_logo: float = 0.80
    season: tuple[float, ...] = FLAT_YEAR
    tenure: tuple[float, ...] = (0.80, 0.60, 0.35, 0.20, 0.10, 0.05, 0.0, -0.05, -0.10, -0.15)


@dataclass(frozen=True)
class Campaign:
    """A play with months of history: whose turn it is, and whom it truly changes by how much.

    `effect` and `harm` are the median log hazards of a persuadable and of a sleeping dog; all
    others are changed by exactly 0. `follows` is the habit that tells them apart, as well as
    `telling` (a correlation) says. `cost` is in dollars.
    """

    name: str
    turn: Turn
    about: str
    effect: float = 0.0
    harm: float = 0.0
    persuadable: float = 0.0
    dogs: float = 0.0
    follows: Literal["engagement", "steps"] = "engagement"
    telling: float = 0.0
    monthly: float = 1.0
    channel: Literal["email", "push", "call"] = "email"
    cost: float = 0.02
    day: float = 5.4
    holdout: float = 0.10
    cooldown: int = 3


@dataclass(frozen=True)
class Competitor:
    """A competitor: product, price, what it has, and how its price moves a quarter.

    `also` is its name where texts are in English; `cut` the share of the price that it takes
    off where it is the one that does.
    """

    name: str
    product: str
    price: float
    drift: float
    features: tuple[bool, bool, bool]
    also: str = ""
    cut: float = 0.18

    @property
    def latin(self) -> str:
        """How it is called in English."""
        return self.also or self.name


@dataclass(frozen=True)
class Preset:
    """A kind of company, completely described; see the fields for their units."""

    kind: str
    company: str
    zone: str
    currency: str
    language: str
    rule: Rule
    korean: float
    qualifying: tuple[tuple[str, str | None], ...]
    core: Mapping[str, float]
    core_monthly: float
    onboarding: tuple[str, ...]
    protects: Feature
    harms: Feature
    neutral: Feature
    monthly_hazard: float
    growth: float
    attributes: tuple[Attribute, ...]
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    themes: tuple[str, ...]
    competitors: tuple[Competitor, ...]
    bad_release: str
    price_change: str
    affected_plan: str
    ideal: str
    segments: Mapping[str, str]
    noun: str
    doing: str
    by_account: bool = False
    login: str = "login"
    launch: float = 4.0
    payment_hazard: float = 0.0
    returning: float = 0.0
    properties: tuple[Property, ...] = ()
    plans: tuple[Plan, ...] = ()
    terms: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})
    addon: Plan | None = None
    campaigns: tuple[Campaign, ...] = ()
    logos: Logos | None = None
    orders: Orders | None = None
    effects: Effects = Effects()
    acquisition_cost: float = 30.0
    after: str = "28 days"

    @property
    def silence(self) -> float:
        """Days without qualifying activity after which the rule calls a customer lost."""
        return SILENCE_DAYS if self.rule == "inactive" else 0.0

    @property
    def features(self) -> tuple[Feature, Feature, Feature]:
        """The protecting, the harming and the neutral feature, in that order."""
        return (self.protects, self.harms, self.neutral)

    @property
    def event_names(self) -> tuple[str, ...]:
        """Every event name of the preset, without repetition, in a fixed order."""
        names = [name for name, _ in self.qualifying]
        names += [self.orders.event] if self.orders else []
        names += [self.login, *self.core, *self.onboarding, *(f.event for f in self.features)]
        return tuple(dict.fromkeys(names))
