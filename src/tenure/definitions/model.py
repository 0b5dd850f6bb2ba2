"""tenure.toml as typed objects: what customer, active and churned mean in one company."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from tenure.definitions.competitors import Competitors
from tenure.definitions.contact import Contact
from tenure.definitions.explaining import Explain
from tenure.definitions.places import Places
from tenure.definitions.prediction import Health, Offer, Prediction, Value
from tenure.definitions.problem import Problem, wrong
from tenure.definitions.proving import Experiment
from tenure.definitions.reasons import Reasons
from tenure.definitions.risk_words import RiskWords
from tenure.definitions.section import Section
from tenure.definitions.service import Service
from tenure.definitions.sources import Tables, TableSource
from tenure.definitions.values import (
    ConditionText,
    Currency,
    Days,
    EngineUrl,
    Memory,
    TimeZone,
    masked,
)

Kind = Literal["saas", "b2b", "d2c", "ecommerce", "bfsi", "gaming", "media", "edtech"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Rule = Literal["inactive", "contract", "purchase", "column"]
Convention = Literal["cohort", "baremetrics", "stripe", "profitwell"]
RULE_OF: dict[str, Rule] = {"after": "inactive", "expected_share": "purchase", "column": "column"}

_NOT_IN_FINGERPRINT = frozenset({"engine", "store", "contact", "experiments"})


class Company(Section):
    """Who the company is, and its calendar."""

    name: str = Field(min_length=1, description="How the company calls itself in reports.")
    kind: Kind = Field(description="Preset that fills in what this file does not say.")
    time_zone: TimeZone = Field(
        default="UTC", description="Zone in which the company's days begin."
    )
    week_starts: Weekday = Field(default="monday", description="First day of the company's week.")
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code of amounts without one."
    )
    language: Literal["en", "ko"] = Field(default="en", description="Language of reports.")


class Engine(Section):
    """Where the computing is done."""

    url: EngineUrl = Field(
        default="duckdb://",
        description="Engine; ${NAME} is taken from the environment, so that no password is here.",
    )
    memory: Memory = Field(
        default="4GB", description="Memory the engine may use before it spills to disk."
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads; as many as cores when not said."
    )

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Show everything but passwords."""
        for name, value in super().__repr_args__():
            yield name, masked(value) if name == "url" else value


class Store(Section):
    """Where results are kept."""

    path: str = Field(
        default="store", min_length=1, description="Folder or object-store path of results."
    )


class Step(Section):
    """Something that a customer does: an event, or some of those with its name."""

    event: str = Field(min_length=1, description="Name of the event.")
    where: ConditionText | None = Field(default=None, description="Which of these events count.")


class Activity(Step):
    """An event that counts as activity."""

    at_least: int | None = Field(
        default=None, ge=1, description="Times within the window; that of [active] when not said."
    )


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Activities = Annotated[tuple[Activity, ...], BeforeValidator(_tuple)]
Steps = Annotated[tuple[Step, ...], BeforeValidator(_tuple)]
EventNames = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class Active(Section):
    """The qualifying activity: value received, not a login.

    A customer is active when, within the window, every activity of `all` was done and, where
    `any` names some, at least one of those. With both empty every event counts but `none`.
    """

    any: Activities = Field(default=(), description="Activities of which one is enough.")
    all: Activities = Field(default=(), description="Activities that are all needed.")
    none: EventNames = Field(
        default=(),
        description="Events that never count; those not listed do when any and all are empty.",
    )
    at_least: int = Field(default=1, ge=1, description="Times within the window it has to be done.")

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        counted = {activity.event for activity in (*self.any, *self.all)}
        both = [
            Problem("counts as activity in 'any' or 'all' too", "remove it from one", ("none", at))
            for at, event in enumerate(self.none)
            if event in counted
        ]
        if both:
            raise wrong(*both)
        return self


class Churn(Section):
    """When a customer counts as gone, and how a period is counted."""

    rule: Rule = Field(
        description="inactive: no qualifying activity for a time; contract: none in force and "
        "paid for; purchase: silent longer than the customer's own expected gap; "
        "column: as a column of customers says."
    )
    after: Days | None = Field(
        default=None, description="For the rule inactive: time without a qualifying activity."
    )
    convention: Convention = Field(
        default="cohort", description="Published convention by which leavers are counted."
    )
    column: str | None = Field(
        default=None,
        min_length=1,
        description="For the rule column: the column of customers with the date or flag of churn.",
    )
    expected_share: float = Field(
        default=0.9,
        gt=0,
        lt=1,
        description="For the rule purchase: share of a customer's own gaps that the expected "
        "gap covers.",
    )

    @model_validator(mode="after")
    def _fits_rule(self) -> Self:
        needed = {"inactive": "after", "column": "column"}.get(self.rule)
        problems = []
        if needed and getattr(self, needed) is None:
            message = f"'{needed}' is missing: the rule '{self.rule}' needs it"
            example = "after = '28 days'" if needed == "after" else "column = 'churned_at'"
            problems.append(Problem(message, f"add {example}", names_found=False))
        for key, rule in RULE_OF.items():
            if rule != self.rule and getattr(self, key) != type(self).model_fields[key].default:
                message = f"has no meaning with the rule '{self.rule}', only with '{rule}'"
                hint = f"remove it, or choose rule = '{rule}'"
                problems.append(Problem(message, hint, (key,)))
        if problems:
            raise wrong(*problems)
        return self


class Retention(Section):
    """How the cohort triangle is cut."""

    cohort: Literal["started_at", "first_activity"] = Field(
        default="started_at", description="What puts a customer into a cohort."
    )
    small_cell: int = Field(default=30, ge=1, description="Cells of fewer customers are greyed.")


class Plan(Section):
    """What the company has set out to reach."""

    attrition: float | None = Field(
        default=None, gt=0, lt=1, description="Share of customers lost in a month, at most."
    )


class Onboarding(Section):
    """What new customers do in their first days."""

    steps: Steps = Field(default=(), description="Steps in their order; guessed when not said.")
    first_value: Step | None = Field(
        default=None,
        description="By what a customer first gets what they came for; [active] when not said.",
    )

    @model_validator(mode="after")
    def _no_step_twice(self) -> Self:
        seen: list[tuple[str, str]] = []
        again = []
        for at, step in enumerate(self.steps):
            told = (step.event, str(step.where or ""))
            if told in seen:
                again.append(Problem("is a step already", "remove one", ("steps", at), False))
            seen.append(told)
        if again:
            raise wrong(*again)
        return self


class IdealCustomer(Section):
    """The customers whose loss is regrettable."""

    where: ConditionText = Field(description="Condition over customers and their accounts.")


class Definitions(Section):
    """Everything that a company wrote down, with what its preset filled in."""

    company: Company = Field(description="Who the company is, and its calendar.")
    engine: Engine = Field(default_factory=Engine, description="Where the computing is done.")
    store: Store = Field(default_factory=Store, description="Where results are kept.")
    tables: Tables = Field(default_factory=dict, description="Where each table comes from.")
    active: Active = Field(default_factory=Active, description="The qualifying activity.")
    churn: Churn = Field(description="When a customer counts as gone.")
    retention: Retention = Field(
        default_factory=Retention, description="How the cohort triangle is cut."
    )
    plan: Plan = Field(default_factory=Plan, description="What the company aims at.")
    ideal_customer: IdealCustomer | None = Field(
        default=None, description="The customers whose loss is regrettable."
    )
    onboarding: Onboarding = Field(
        default_factory=Onboarding, description="What new customers do in their first days."
    )
    service: Service = Field(
        default_factory=Service,
        description="When the company answers its customers, and how soon it wants to.",
    )
    prediction: Prediction = Field(
        default_factory=Prediction, description="What is predicted, and from what."
    )
    value: Value = Field(default_factory=Value, description="What a customer's money is worth.")
    offer: Offer | None = Field(
        default=None, description="What keeping a customer costs, and how often it works."
    )
    explain: Explain = Field(default_factory=Explain, description="What a run explains.")
    contact: Contact = Field(
        default_factory=Contact, description="When and how often customers may be contacted."
    )
    health: Health = Field(default_factory=Health, description="What counts as healthy.")
    reasons: Reasons = Field(
        default_factory=Reasons, description="The company's own reasons for leaving."
    )
    risk_words: RiskWords = Field(
        default_factory=RiskWords, description="The company's own words that smell of leaving."
    )
    competitors: Competitors = Field(
        default_factory=Competitors, description="How competitors are called, and what matches."
    )
    experiments: dict[str, Experiment] = Field(
        default_factory=dict,
        description="Trials from elsewhere, by their name in the table assignments.",
    )
    segments: dict[str, ConditionText] = Field(
        default_factory=dict, description="Named groups: name = condition over customers."
    )
    _places: Places = PrivateAttr(default_factory=Places)
    _from_preset: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def folder(self) -> Path:
        """The folder of tenure.toml, against which its relative paths are meant."""
        return self._places.folder

    @property
    def from_preset(self) -> frozenset[str]:
        """Dotted keys whose values came from the preset of the company's kind."""
        return self._from_preset

    def place(self, *path: str | int) -> str:
        """Say where a key stands, for the `where` of an error: file, line, dotted key."""
        return self._places.of(path)

    def fingerprint(self, *parts: str) -> str:
        """Return a SHA-256 over the named sections; over all that shape a number by default.

        The engine and the store never count. Raises ValueError for a section that does not exist.
        """
        sections = sorted(set(type(self).model_fields) - _NOT_IN_FINGERPRINT)
        unknown = sorted(set(parts) - set(sections))
        if unknown:
            raise ValueError(f"no section {unknown[0]!r} to fingerprint; allowed: {sections}")
        content = self.model_dump(mode="json", by_alias=True, include=set(parts or sections))
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def with_origin(definitions: Definitions, places: Places, preset: frozenset[str]) -> Definitions:
    """Let new definitions know their file and which of their values the preset gave."""
    definitions._places = places
    definitions._from_preset = preset
    return definitions


__all__ = [
    "KINDS",
    "RULE_OF",
    "Active",
    "Activity",
    "Churn",
    "Company",
    "Competitors",
    "Contact",
    "Convention",
    "Definitions",
    "Engine",
    "Health",
    "IdealCustomer",
    "Kind",
    "Offer",
    "Onboarding",
    "Plan",
    "Prediction",
    "Retention",
    "RiskWords",
    "Rule",
    "Service",
    "Step",
    "Store",
    "TableSource",
    "Tables",
    "Value",
    "with_origin",
]
