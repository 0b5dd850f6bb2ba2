"""How far ahead is looked, what a customer and an offer are worth, what counts as healthy."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from tenure.definitions.problem import Problem, wrong
from tenure.definitions.section import Section
from tenure.definitions.values import Days, DaysOrNone
from tenure.periods import Period

Component = Literal["use", "value", "service", "sentiment", "relationship", "payment", "contract"]
"""The parts of a health score."""


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[
    tuple[str, ...], BeforeValidator(_tuple), PlainSerializer(list, return_type=list[str])
]


class Prediction(Section):
    """What is predicted, and from what."""

    enabled: bool = Field(
        default=True,
        description="Whether `tenure run` learns when it is due and scores everyone; "
        "`tenure predict` does both whenever it is asked.",
    )
    horizon: Days | None = Field(
        default=None,
        description="How long after the gap leaving counts; 30 days, 90 by the rule purchase, "
        "when not said.",
    )
    gap: DaysOrNone = Field(
        default=7, description="Days between the facts and the horizon: the time to act in."
    )
    every: Period = Field(
        default="month", description="At whose starts customers were looked at to learn."
    )
    dates: int = Field(default=12, ge=2, le=120, description="At how many dates, at most.")
    sample: int = Field(
        default=200_000, ge=1000, description="Rows to learn from, at most; the others are drawn."
    )
    allow: Names = Field(
        default=(), description="Columns to learn from though the leakage check names them."
    )
    exclude: Names = Field(default=(), description="Columns never to learn from.")


class Value(Section):
    """What a customer's money is worth."""

    margin: float = Field(
        default=1.0, gt=0, le=1, description="Share of revenue that is margin; 1: revenue itself."
    )
    discount: float = Field(
        default=0.1, ge=0, lt=1, description="By how much a year money is worth less."
    )
    horizon: Days = Field(default=365, description="How far ahead value is counted.")


class Offer(Section):
    """What keeping a customer costs and how often it works, for the most profitable group."""

    cost: float = Field(
        ge=0, allow_inf_nan=False, description="What the offer costs when it is accepted."
    )
    contact: float = Field(
        default=0.0, ge=0, allow_inf_nan=False, description="What contacting one customer costs."
    )
    acceptance: float = Field(
        default=0.3, gt=0, le=1, description="Share of those about to leave whom it keeps."
    )
    taken_anyway: float = Field(
        default=1.0, ge=0, le=1, description="Share of those who would stay who take it, too."
    )
    budget: float | None = Field(default=None, gt=0, description="What may be spent on it.")


class Health(Section):
    """What counts as healthy: a score from 0 to 100, higher is healthier."""

    weights: Mapping[Component, float] | None = Field(
        default=None, description="Weight of each component; learnt when not said."
    )
    at_risk: float | None = Field(
        default=None,
        gt=0,
        lt=100,
        description="Below it a customer is at risk; a fifth are when not said.",
    )
    healthy: float | None = Field(
        default=None, gt=0, lt=100, description="From it on one is healthy; half are when not said."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.at_risk is None) != (self.healthy is None):
            raise wrong(Problem("'at_risk' and 'healthy' are said together", names_found=False))
        if self.at_risk is not None and self.healthy is not None and self.at_risk >= self.healthy:
            message = f"allowed: less than 'healthy', {self.healthy:g}"
            raise wrong(Problem(message, below=("at_risk",)))
        if self.weights is not None and not any(self.weights.values()):
            raise wrong(Problem("at least one weight must be above 0", below=("weights",)))
        low = [name for name, weight in (self.weights or {}).items() if weight < 0]
        if low:
            raise wrong(Problem("allowed: 0 or more", below=("weights", low[0])))
        return self
