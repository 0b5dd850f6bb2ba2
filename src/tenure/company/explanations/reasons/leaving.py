"""Who left in which period by the company's rule, and since when what they did may tell why."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.choosing import Choice
from tenure.company.predictions.outlook import Outlook
from tenure.company.profiles import profiles
from tenure.errors import MetricError
from tenure.measure.states import merged
from tenure.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

BEFORE, AFTER = 60, 60
"""Days before they fell silent, and after they had left, in which a customer's words count."""
_FILE = "rows.parquet"
MOST = 50_000
"""Units that are looked at one by one; of more, every so manieth in the order of their names."""


@dataclass(frozen=True)
class Leaving:
    """Who left from a day to another (the second not included), of whom, split how."""

    outlook: Outlook
    period: Period = "month"
    first: date | None = None
    end: date | None = None
    where: str | None = None
    by: str | None = None

    @cached_property
    def choice(self) -> Choice | None:
        """Whom it is about, by what is known of them at the end; None where nothing is."""
        rule, observed = self.outlook.rule, self.outlook.observed
        known = profiles(rule, None if rule.snapshot else observed)
        if known is None:
            if self.by or self.where:
                raise MetricError(
                    f"nothing is known about each {rule.unit} to choose or split by",
                    hint=f"name its source in tenure.toml under [tables.{rule.unit}s]",
                )
            return None
        return Choice(rule, known, self.by, self.where, observed, "end", rule.unit)

    @cached_property
    def rows(self) -> "ir.Table":
        """One row a unit and period in which it left.

        unit_id, number (of the period), left_local, since_local (from when what they said and
        did counts), was_there (active when the period began), group. A unit left in a period
        when it was active in it and is not at its end. Of a snapshot: who had left; no times.
        Worked out once: every fact and text of those who left is looked up beside them.
        """
        return self.outlook.aside("leavers", [self._told()])

    def _told(self) -> "ir.Table":
        gone = self._of_snapshot() if self.outlook.snapshot else self._of_spells()
        if (self.by is None and self.where is None) or self.choice is None:
            return gone.mutate(group=_nothing("string"))
        if self.where is not None:
            gone = gone.semi_join(self.choice.profiles, "unit_id")
        if self.choice.groups is None:
            return gone.mutate(group=_nothing("string"))
        return gone.left_join(self.choice.groups, "unit_id").drop("unit_id_right")

    def _of_spells(self) -> "ir.Table":
        gone = self._ever()
        if self.first is not None:
            gone = gone.filter(gone.left_local > _midnight(self.first))
        if self.end is not None:
            gone = gone.filter(gone.left_local <= _midnight(self.end))
        import ibis

        silence = self.outlook.rule.lookback(self.outlook.observed)
        return gone.mutate(since_local=gone.left_local - ibis.interval(days=silence + BEFORE))

    def _ever(self) -> "ir.Table":
        """Return who left in any period: kept, for the next time that is asked about."""
        data = self.outlook.rule.data

        def build(folder: Path) -> None:
            told = left_by_period(self.outlook, self.outlook.spells, self.period)
            data.engine.write_parquet(told, folder / _FILE, metric="leavers")

        key = self.outlook.key("leavers", self.period)
        path = data.store.entry("leavers", key, build) / _FILE
        rows = data.engine.scan_parquet([path], name=f"leavers_{key[:8]}")
        return rows.select("unit_id", "number", "left_local", "was_there")

    def _of_snapshot(self) -> "ir.Table":
        labels = self.outlook.labels(self.outlook.grid.points)
        gone = labels.filter(labels.left == 1)
        return gone.select(
            "unit_id",
            number=_nothing("int64"),
            left_local=_nothing("timestamp"),
            since_local=_nothing("timestamp"),
            was_there=_nothing("boolean"),
        )

    @cached_property
    def number(self) -> int:
        """How many units left."""
        counted = self.rows.agg(n=self.rows.count())
        engine = self.outlook.rule.data.engine
        return int(engine.execute(counted, metric="leavers").to_pylist()[0]["n"])

    @cached_property
    def drawn(self) -> "ir.Table":
        """At most `MOST` of the rows: every so manieth, the same ones in every run."""
        import ibis

        step = -(-self.number // MOST)
        if step <= 1:
            return self.rows
        order = ibis.window(order_by=["unit_id", "number"])
        placed = self.rows.mutate(_place=ibis.row_number().over(order))
        return placed.filter(placed["_place"] % step == 0).drop("_place")


def left_by_period(outlook: Outlook, spells: "ir.Table", period: Period) -> "ir.Table":
    """Return one row a unit and period in which it left and did not come back.

    Grain in: a spell (unit_id, from_local, to_local). Grain out: unit_id, number, left_local,
    was_there. Periods are half-open; who is back before a period's end did not leave in it,
    whether or not the period is over.
    """
    import ibis

    calendar, last = outlook.rule.data.calendar, _midnight(outlook.observed.end)
    whole = merged(spells.filter(spells.unit_id.notnull()))
    own = ibis.window(group_by="unit_id", order_by="from_local")
    told = whole.mutate(back=whole.from_local.lead().over(own))
    over = told.filter(told.to_local.notnull(), told.to_local <= last)
    number = calendar.numbers(over.to_local - ibis.interval(microseconds=1), period)
    numbered = over.mutate(number=number)
    begin = calendar.starts(numbered.number, period).cast("timestamp")
    close = calendar.starts(numbered.number + 1, period).cast("timestamp")
    bounded = numbered.mutate(_begin=begin, _close=ibis.least(close, last))
    within = ibis.window(group_by=["unit_id", "number"])
    first = bounded.mutate(_first=bounded.from_local.min().over(within))
    gone = first.filter(first.back.isnull() | (first.back > first["_close"]))
    return gone.select(
        "unit_id", "number", left_local=gone.to_local, was_there=gone["_first"] <= gone["_begin"]
    )


def _midnight(day: date) -> "ir.TimestampScalar":
    import ibis

    return ibis.literal(datetime.combine(day, time()))


def _nothing(kind: str) -> "ir.Value":
    import ibis

    return ibis.null(kind)
