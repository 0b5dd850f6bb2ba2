"""What the columns of a company's features are, and how that is written down."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from tenure.conditions import parse
from tenure.definitions import Step
from tenure.predict.features.sources import Plan


@dataclass(frozen=True)
class Columns:
    """What the columns of a company's features are: found once, and kept with a model."""

    plan: Plan
    steps: tuple[Step, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it; `read` makes the same of it."""
        return {"plan": asdict(self.plan), "steps": [_written(step) for step in self.steps]}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `plain` gave; KeyError, TypeError or ValueError for what it never gives."""
        plan = Plan(**{name: _frozen(value) for name, value in plain["plan"].items()})
        return cls(plan, tuple(_step(one) for one in plain["steps"]))


def _written(step: Step) -> dict[str, str | None]:
    return {"event": step.event, "where": None if step.where is None else str(step.where)}


def _step(told: Mapping[str, Any]) -> Step:
    where = told["where"]
    return Step(event=told["event"], where=None if where is None else parse(where))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
