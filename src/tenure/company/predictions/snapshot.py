"""A lone snapshot: a row a customer and a flag of who had left; whom to learn from and to score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tenure.company.units import Rule
from tenure.errors import MetricError
from tenure.predict.grid import Grid, Point
from tenure.predict.labels import KNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir

UNSAID = "not said"
"""The state of customers whose flag is missing: neither learnt from nor scored."""


@dataclass(frozen=True)
class Snapshot:
    """The customers as the snapshot has them, looked at on the day that they are asked about.

    `flag` is the column that says who had left. Those who had are learnt from, beside those
    who had not; these are the ones to score.
    """

    rule: Rule
    flag: str
    day: date

    @property
    def grid(self) -> Grid:
        """One date, whose outcome is that of the date itself: no gap, and no horizon."""
        today = Point(self.day, self.day, self.day)
        return Grid((today,), today)

    @property
    def empty(self) -> MetricError:
        """The error of a snapshot in which nobody's flag is yes or no."""
        return MetricError(
            f"there is nothing to learn from: {self.flag!r} says of nobody whether they left",
            hint="name a column of yes and no, true and false, or 1 and 0 in [churn] column",
        )

    def labels(self, points: Sequence[Point]) -> "ir.Table":
        """Return whether each customer had left (unit_id, as_of, state, left).

        Raises MetricError for other points: what became of whom after a day is not known.
        """
        import ibis

        if self.grid.today not in points:
            raise MetricError(
                "a lone snapshot has no dates: what became of customers after a day is not known",
                where=f"churn.column = {self.flag}",
                hint="supply the days of joining and leaving, or choose a rule that goes by facts",
            )
        customers = self.rule.table("customers")
        flag = customers[self.flag]
        words = flag.type().is_string()  # of other words than yes and no, so nobody knows which
        flag = ibis.null("boolean") if words else flag.cast("boolean")
        return customers.filter(customers.customer_id.notnull()).select(
            unit_id=customers.customer_id,
            as_of=ibis.literal(self.day),
            state=ibis.ifelse(flag.isnull(), UNSAID, KNOWN),
            left=flag.cast("int64"),
        )

    def absent(self, unit: str) -> str | None:
        """Say why a customer is not among those to score; None for one who is not known."""
        labels = self.labels(self.grid.points)
        own = labels.filter(labels.unit_id.cast("string") == unit)
        found = self.rule.data.engine.execute(own, metric="labels").to_pylist()
        if not found:
            return None
        if found[0]["left"] is None:
            return f"{self.flag!r} does not say whether {unit!r} had left, so nothing is predicted"
        return (
            f"{unit!r} had left when the snapshot was taken ({self.flag!r}): they were learnt "
            "from, and nothing is predicted of them"
        )
