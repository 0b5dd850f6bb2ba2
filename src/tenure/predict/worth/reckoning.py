"""How worth is reckoned: the horizon, the margin and the discount, always stated."""

from dataclasses import dataclass
from math import log

from tenure.errors import MetricError

DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class Reckoning:
    """Worth over how many `days`, at what `margin` and what `discount` a year.

    margin: share of revenue left after the costs of what is sold; returned: share of what is
    paid that is given back; level: of intervals. Raises MetricError for numbers that cannot be.
    """

    days: float
    margin: float
    discount: float = 0.1
    returned: float = 0.0
    level: float = 0.95

    def __post_init__(self) -> None:
        rules = {
            "days must be above 0": self.days > 0,
            "margin must lie in (0, 1]": 0 < self.margin <= 1,
            "discount must be ≥ 0": self.discount >= 0,
            "returned must lie in [0, 1)": 0 <= self.returned < 1,
            "level must lie between 0 and 1": 0 < self.level < 1,
        }
        for rule, kept in rules.items():
            if not kept:
                raise MetricError(rule, where=str(self), hint="say shares as 0.3, not 30")

    @property
    def rate(self) -> float:
        """The discount rate of a day, compounded continuously."""
        return log(1.0 + self.discount) / DAYS_OF_YEAR

    @property
    def share(self) -> float:
        """The part of what is paid that is worth something: margin · (1 − returned)."""
        return self.margin * (1.0 - self.returned)
