"""What a trial is to show and how long it is to run: [proof] of a play, [experiments.NAME]."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from tenure.definitions.problem import Problem, wrong
from tenure.definitions.section import Section
from tenure.definitions.values import Days

MANY = 60
"""Customers of both arms below which no verdict is given, however large the effect."""


class Aim(Section):
    """What a trial is to show, said before anybody looks: a verdict goes by it."""

    margin: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="Smallest change of attrition worth having, a share: 0.01 is one point; "
        "break-even when not said.",
    )
    planned: int | None = Field(
        default=None,
        ge=MANY,
        description="Customers of both arms at which one expects to decide; 5,000 when not said.",
    )
    run_for: Days | None = Field(default=None, description="Days of assigning that are planned.")


class Experiment(Aim):
    """A trial from elsewhere: which arm was left alone, how arms were drawn, and its aim."""

    control: str | None = Field(
        default=None, min_length=1, description="The arm left alone, where its name does not say."
    )
    shares: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Parts in which arms were drawn: none = 1, mail = 3."
    )

    @model_validator(mode="after")
    def _control_is_an_arm(self) -> Self:
        problems = []
        if len(self.shares) == 1:
            problems.append(Problem("one arm is no lot", "name the others", ("shares",), False))
        elif self.shares and self.control and self.control not in self.shares:
            message = f"no arm of 'shares' is called {self.control!r}"
            problems.append(Problem(message, "name the same arms in both", ("control",), False))
        if problems:
            raise wrong(*problems)
        return self
