"""Whoever was treated, though not by lot, and others at days like theirs: what came of both."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.facts import Facts
from tenure.company.proofs.outcomes import BEFORE, Outcomes
from tenure.company.proofs.proof import HORIZONS, numbers_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

LATELY = 28
"""Days before the assignment whose events tell how things went at last."""
LEAST_OTHERS, MOST_OTHERS, OTHERS_EACH = 20_000, 200_000, 20
"""Others that are looked at: so many a treated unit, not fewer than the least or all there are."""
_SEED = 20_050


@dataclass(frozen=True)
class BesideOthers(Outcomes):
    """The outcomes of whoever was assigned to an arm, and of others, `treated` being 0.

    Others are customers whose turn had not come by then. Each has the day of some treated unit,
    drawn at random, so that the days of both are spread alike, and counts where it was there and
    not assigned by that day, whatever came later: who leaves early is no other for having had no
    time to be treated. One unit may be treated, and an other some days before. Always the same
    ones of the same data.

    Sources: Z. Zhou et al., Survival bias associated with time-to-treatment initiation in drug
    effectiveness evaluation, American Journal of Epidemiology 162 (2005); M. Hernán and J. Robins,
    Using big data to emulate a target trial, American Journal of Epidemiology 183 (2016).
    """

    @property
    def first(self) -> "ir.Table":
        """The first assignments to the arm alone; there is none that is left alone."""
        import ibis

        rows = Trials(self.outlook).drawn(self.experiment, (self.treatment,))
        calendar = self.outlook.rule.data.calendar
        return rows.select(
            "unit_id",
            treated=ibis.literal(1),
            at=calendar.local(rows.assigned_at, self.outlook.observed),
            utc=rows.assigned_at,
            number=ibis.row_number().over(ibis.window(order_by="unit_id")),
        )

    @cached_property
    def _assigned(self) -> "pa.Table":
        import pyarrow as pa

        return pa.concat_tables([self._own, self._others.drop_columns("turn")])

    @cached_property
    def _own(self) -> "pa.Table":
        engine = self.outlook.rule.data.engine
        return engine.execute(self.first.order_by("number"), metric="first assignments")

    @cached_property
    def _others(self) -> "pa.Table":
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        own, every = self._own, self._turns
        dice = np.random.default_rng(_SEED)
        most = min(max(OTHERS_EACH * own.num_rows, LEAST_OTHERS), MOST_OTHERS, every.num_rows)
        chosen: Any = pa.array(np.sort(dice.permutation(every.num_rows)[:most]))
        days: Any = pa.array(dice.permutation(most) % max(own.num_rows, 1))
        drawn, day = every.take(chosen), own.select(["at", "utc"]).take(days)
        columns: dict[str, Any] = {
            "unit_id": drawn["unit_id"],
            "treated": np.zeros(most, np.int64),
            "at": day["at"],
            "utc": day["utc"],
            "number": np.arange(most) + own.num_rows,
        }
        later: Any = pc.greater(drawn["turn"], day["utc"])
        not_yet: Any = pc.fill_null(later, True)
        others = pa.table(columns).select(own.column_names).cast(own.schema)
        others = others.append_column("turn", drawn["turn"])
        return others.filter(not_yet)

    @cached_property
    def _turns(self) -> "pa.Table":
        """Every unit that was ever there (unit_id, turn), by name; turn is null of who had none."""
        every = self.outlook.stays.select("unit_id").distinct()
        drawn = Trials(self.outlook).drawn(self.experiment)
        both = every.left_join(drawn.select("unit_id", turn="assigned_at"), "unit_id")
        engine = self.outlook.rule.data.engine
        rows = both.select("unit_id", "turn").order_by("unit_id")
        return engine.execute(rows, metric="whose turn came when")

    def later(self, days: int) -> "NDArray[np.bool_]":
        """Say of each row whether its turn came after the day that counts, within some days."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = self._others
        turn, at = (rows[name].cast("timestamp[us]") for name in ("turn", "utc"))
        soon: Any = pc.less(
            pc.subtract(turn, at), pa.scalar(timedelta(days=days), pa.duration("us"))
        )
        known: Any = pc.fill_null(soon, False)
        found = known.to_numpy(zero_copy_only=False)
        return np.concatenate([np.zeros(self._own.num_rows, np.bool_), found])

    @cached_property
    def known(self) -> "dict[str, NDArray[np.float64]]":
        """What was known of each before, by name, in the order of `rows`; NaN where it was not."""
        import numpy as np

        table = self.rows(HORIZONS[-1])
        found = {"risk": numbers_of(table, "risk"), "day": _day(table)}
        for name, column in (("revenue", "revenue_before"), ("tenure", "tenure_days")):
            found[name] = np.log1p(np.maximum(numbers_of(table, column), 0))
        counts = self._counts
        for name in counts.column_names[1:]:
            found[name] = np.log1p(numbers_of(counts, name))
        return {name: column for name, column in found.items() if np.isfinite(column).any()}

    @cached_property
    def _counts(self) -> "pa.Table":
        """How often each did something, wrote and was written to, in the days before."""
        sources = Facts(self.outlook).sources([])
        did = sources.events if sources.events is not None else sources.orders
        rows = self._base.select("number")
        for name, table, when, days in (
            ("lately", did, "occurred_at", LATELY),
            ("did", did, "occurred_at", BEFORE),
            ("tickets", sources.tickets, "opened_at", BEFORE),
            ("contacts", sources.touches, "sent_at", BEFORE),
        ):
            if table is not None:
                part = self._counted(table.select("unit_id", when=when), name, days)
                both = rows.left_join(part, "number")
                rows = both.drop(*[one for one in both.columns if one.endswith("_right")])
        engine = self.outlook.rule.data.engine
        return engine.execute(rows.order_by("number"), metric="what was known before")

    def _counted(self, rows: "ir.Table", name: str, days: int) -> "ir.Table":
        import ibis

        both = self._beside(rows, (days,))
        inside = (both.when < both.utc) & (both.when >= both.utc - ibis.interval(days=days))
        return both.group_by("number").agg(**{name: both.when.count(where=inside)})


def _day(table: "pa.Table") -> "NDArray[np.float64]":
    import numpy as np
    import pyarrow as pa

    seconds = table["at"].cast(pa.timestamp("us")).cast(pa.int64())
    return np.asarray(seconds.to_numpy(zero_copy_only=False), np.float64) / 86_400e6
