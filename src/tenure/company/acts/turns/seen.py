"""What triggers look at: a company's tables as they were known on a day, by unit and local day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.metrics.whose import of_units
from tenure.company.predictions.days import Day
from tenure.company.predictions.outlook import Outlook
from tenure.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Seen:
    """A company's outlook, and the day with profiles on which it is decided."""

    outlook: Outlook
    day: Day

    @property
    def on(self) -> date:
        """The day: everything before its beginning is known."""
        return self.day.as_of

    @cached_property
    def asked(self) -> Asked:
        """The question that tables are asked with."""
        return Asked(self.outlook.rule, Question("attrition", as_of=self.outlook.observed.last))

    def facts(self, name: str, *, days: int | None = None) -> "ir.Table":
        """Return facts of units (unit_id, at: local, age: days ago) of the last days, or all.

        Yesterday is 1 day ago. Raises MetricError without the table.
        """
        rule, calendar = self.outlook.rule, self.outlook.rule.data.calendar
        rows = rule.known(name, self.outlook.observed)
        instant = rows[TABLES[name].instant or "occurred_at"]
        if days is not None:
            rows = rows.filter(instant >= calendar.midnight(self.on - timedelta(days=days)))
        rows = of_units(self.asked, rows)
        rows = rows.mutate(unit_id=rows.customer_id, at=self.local(rows[instant.get_name()]))
        return rows.mutate(age=self.age(rows["at"]))

    def local(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return the company's wall clock at an instant."""
        return self.outlook.rule.data.calendar.local(instant, self.outlook.observed)

    def age(self, local: "ir.Value") -> "ir.IntegerValue":
        """Return how many days before the day decided on a local time was; below 0 ahead."""
        import ibis

        return ibis.literal(self.on).delta(local.cast("date"), unit="day").cast("int64")

    def newest(self, rows: "ir.Table") -> "ir.Table":
        """Leave the newest occasion of each unit (unit_id, occasion, at)."""
        import ibis

        told = rows.select("unit_id", occasion=rows.occasion.cast("string"), at=rows["at"])
        last = ibis.window(group_by="unit_id", order_by=[ibis.desc("at"), ibis.desc("occasion")])
        placed = told.filter(told.unit_id.notnull()).mutate(_place=ibis.row_number().over(last))
        return placed.filter(placed["_place"] == 0).drop("_place")


def day_text(local: "ir.Value") -> "ir.StringValue":
    """Return a local day as text: 2026-07-01."""
    return local.cast("date").cast("string")
