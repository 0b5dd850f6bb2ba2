"""A play: for whom, when, what, how often, at what cost, and who is left alone to measure it."""

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from tenure.act.steps import Branch, Step
from tenure.act.triggers import Trigger
from tenure.act.words import Words
from tenure.definitions.problem import Problem, did_you_mean, wrong
from tenure.definitions.proving import Aim
from tenure.definitions.section import Section
from tenure.definitions.values import ConditionText, Days, DaysOrNone

State = Literal["draft", "running", "paused", "ended"]
Purpose = Literal["service", "marketing", "survey", "notice"]
"""What consent is asked for; a notice (a failed payment, an incident) needs none."""
GoalKind = Literal["stays", "comes_back", "renews", "buys", "pays", "answers", "upgrades"]


class Goal(Section):
    """What counts as reached, and by when."""

    what: GoalKind = Field(default="stays", description="What they should do.")
    within: Days = Field(default=60, description="Days after it began.")


class Worth(Section):
    """What it is expected to bring where nothing is measured yet, and what it costs."""

    effect: float = Field(
        default=0.1, ge=-1, le=1, description="Share of the leaving that it prevents, assumed."
    )
    contact: float = Field(default=0.0, ge=0, description="What contacting one customer costs.")
    offer: float = Field(default=0.0, ge=0, description="What is given costs, when it is taken.")
    taken_anyway: float = Field(
        default=1.0, ge=0, le=1, description="Share of those who would stay who take it, too."
    )
    gain: float | None = Field(
        default=None, description="Money that reaching the goal brings, where it is not staying."
    )
    gain_share: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="The same as a share of what the customer is worth; goes before 'gain'.",
    )


class Budget(Section):
    """How much may be spent, and how many contacted, in a period."""

    money: float | None = Field(default=None, gt=0, description="Money, in the company's currency.")
    contacts: int | None = Field(default=None, gt=0, description="Customers.")
    per: Literal["day", "week", "month", "quarter"] = Field(default="month")


class Play(Section):
    """A play as plays/NAME.toml holds it; `id` and `salt` never change, `version` counts edits."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$", description="Its name for machines.")
    salt: str = Field(
        pattern=r"^[0-9a-f]{16,64}$", description="Who is held out follows from it: keep it."
    )
    version: int = Field(default=1, ge=1, description="Counts the edits.")
    state: State = Field(default="draft")
    name: Words
    about: Words
    purpose: Purpose = Field(default="service", description="What consent it needs.")
    priority: int = Field(default=50, ge=0, le=100, description="The higher one is asked first.")
    owner: str | None = Field(
        default=None, description="Whose tasks: a queue; that of the customer when not said."
    )
    role: Literal["economic_buyer", "champion", "user"] | None = Field(
        default=None, description="Whom of an account it concerns; its busiest user when not said."
    )
    trigger: Trigger
    audience: ConditionText | None = Field(default=None, description="Of whom, over the profile.")
    goal: Goal = Field(default_factory=Goal)
    worth: Worth = Field(default_factory=Worth)
    budget: Budget = Field(default_factory=Budget)
    proof: Aim = Field(default_factory=Aim)
    holdout: float = Field(default=0.1, ge=0, lt=1, description="Share left alone to measure it.")
    cooldown: DaysOrNone = Field(default=60, description="Days until the same one may come again.")
    steps: tuple[Step, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _branches_lead_forward(self) -> Self:
        problems = list(_twice(self.steps))
        problems += [
            problem
            for at, one in enumerate(self.steps)
            if isinstance(one, Branch)
            for problem in _of_branch(self.steps, at, one)
        ]
        if problems:
            raise wrong(*problems)
        return self


def _twice(steps: Sequence[Step]) -> Iterator[Problem]:
    """Yield which steps are called as one before: a branch could not tell them apart."""
    names = [one.name for one in steps]
    for at, name in enumerate(names):
        if name and name in names[:at]:
            yield Problem("a step before is called so, too", below=("steps", at, "name"))


def _of_branch(steps: Sequence[Step], at: int, branch: Branch) -> Iterator[Problem]:
    """Yield what is wrong with where a branch leads: nowhere, backwards, or on no condition."""
    later = [one.name for one in steps[at + 1 :] if one.name]
    for key in ("then", "otherwise"):
        target = getattr(branch, key)
        if target is not None and target not in later:
            known = ", ".join(later) or "none"
            message = f"no later step is called {target!r}; there are: {known}"
            yield Problem(message, did_you_mean(target, later), ("steps", at, key))
    if branch.happened is None and branch.where is None:
        hint = "say 'happened' or 'where'"
        yield Problem("a branch needs something to go by", hint, ("steps", at), names_found=False)
