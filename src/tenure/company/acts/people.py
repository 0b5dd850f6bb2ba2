"""Who there is on a day: units with risk and worth, who fits an audience, whom to reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.play import Play
from tenure.act.worth import Booleans, Floats, Known
from tenure.company.acts.turns.seen import Seen
from tenure.company.predictions.acting.uplifts import HARMS, column_of
from tenure.company.predictions.currencies import of_main
from tenure.company.predictions.days import PROFILES
from tenure.company.predictions.profiles.scoring import if_alive
from tenure.company.profiles import profiles
from tenure.predict.survival.model import DAYS
from tenure.predict.survival.within import leaving_within

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

TREATMENT = "treatment"
_OWN = (
    "risk", "value", "value_kept", "alive", "value_currency", "value_reason", "owner", "account_id",
)  # fmt: skip
_LATER = {day: f"leaves_in_{day}_days" for day in DAYS}
"""Columns with the chance of having left by so many days."""
_BUSY_DAYS = 90
_THERE = "_there"


@dataclass(frozen=True)
class People:
    """The units of a day in the order of their names: `table` has a row each, (n,).

    `horizon`: the days within which `risk` is the chance to leave, None where that is not said.
    """

    table: "pa.Table"
    audiences: Mapping[str, Booleans]
    currency: str | None
    horizon: int | None = None

    @property
    def units(self) -> "pa.Array[Any]":
        """Their names."""
        return self.table["unit_id"].combine_chunks()

    @property
    def there(self) -> Booleans:
        """Who has a profile (n,): the others have left."""
        if _THERE not in self.table.column_names:
            return np.ones(self.number, bool)
        return np.asarray(self.table[_THERE].to_numpy(zero_copy_only=False), bool)

    @property
    def number(self) -> int:
        """How many there are."""
        return int(self.table.num_rows)

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers (n,), NaN where it is not known or there is none."""
        if name not in self.table.column_names:
            return np.full(self.number, np.nan)
        return np.asarray(self.table[name].to_numpy(zero_copy_only=False), np.float64)

    def texts(self, name: str) -> "pa.Array[Any]":
        """Return a column of texts (n,), null where there is none."""
        import pyarrow as pa

        if name not in self.table.column_names:
            return pa.nulls(self.number, pa.string())
        return self.table[name].combine_chunks()

    def risk(self, days: int) -> Floats:
        """Return the chance to leave within some days (n,), NaN where it is not known.

        Between the horizon of the calibrated risk and the days that curves are told at, hazards
        are even; within that horizon it is the risk itself, beyond the last of those days the
        chance by then, which is a lower bound; as it is of whom no curve is known.
        """
        risk = self.numbers("risk")
        if self.horizon is None or days <= self.horizon:
            return risk
        told = {one: self.numbers(name) for one, name in _LATER.items() if one > self.horizon}
        return leaving_within(days, self.horizon, risk, told)

    def value(self) -> Floats:
        """Return what each is worth that is kept, in the currency that most pay in (n,)."""
        worth = self.numbers("value_kept")
        if "value_kept" not in self.table.column_names and "alive" in self.table.column_names:
            worth = np.asarray(if_alive(self.numbers("value"), self.numbers("alive")), np.float64)
        if "value_currency" not in self.table.column_names:
            return worth
        return of_main(self.table["value_currency"], worth, self.currency)

    def known(self, play: Play, value: Floats, average: Any) -> Known:
        """Return what is known of each for a play: the gain that its own trial has measured."""
        column, risk = column_of(play.id, TREATMENT), self.risk(play.goal.within)
        if column not in self.table.column_names:
            return Known(risk, value, average=average)
        told: Any = self.table[column + HARMS]
        harms = told.fill_null(False).to_numpy(zero_copy_only=False)
        gain = self.numbers(column)
        return Known(risk, value, gain, np.asarray(harms, bool), average)


def people(seen: Seen, plays: Sequence[Play]) -> People:
    """Return everyone with a profile, and whoever has left where a play asks for them.

    An audience is the play's `where` over the profile; where it cannot be told of somebody, they
    are not in it. Raises ConditionError for a column that profiles do not have.
    """
    data = seen.outlook.rule.data
    rows = everyone(seen, with_left=any(of_left(one) for one in plays))
    zone = data.definitions.company.time_zone
    fits = {
        f"_fits_{at}": one.audience.apply(rows, time_zone=zone, table_name="profiles").fill_null(
            False
        )
        for at, one in enumerate(plays)
        if one.audience is not None
    }
    measured = [column_of(one.id, TREATMENT) for one in plays]
    wanted = [*_OWN, *_LATER.values(), _THERE, *measured, *(one + HARMS for one in measured)]
    names = [one for one in dict.fromkeys(wanted) if one in rows.columns]
    told = data.engine.execute(
        rows.select("unit_id", *names, **fits).order_by("unit_id"), metric="who there is"
    )
    masks = {
        one.id: np.asarray(told[f"_fits_{at}"].to_numpy(zero_copy_only=False), bool)
        for at, one in enumerate(plays)
        if one.audience is not None
    }
    return People(
        told.select(["unit_id", *names]),
        masks,
        data.definitions.company.currency,
        _horizon(seen),
    )


def _horizon(seen: Seen) -> int | None:
    """Return the days after which the risk of the day's profiles looks who has left."""
    about = seen.day.about
    return about["gap"] + about["horizon"] if {"gap", "horizon"} <= about.keys() else None


def everyone(seen: Seen, *, with_left: bool) -> "ir.Table":
    """Return the profiles of the day; with those who have left, of whom only facts are known."""
    data = seen.outlook.rule.data
    rows = data.engine.scan_parquet([seen.day.folder / PROFILES], name="profiles_decided_on")
    rows = rows.drop(*[name for name in rows.columns if name.startswith("_")])
    return _with_left(seen, rows) if with_left else rows


def of_left(play: Play) -> bool:
    """Say whether a play is for those who have left."""
    return play.trigger.kind == "date" and play.trigger.of == "left"


def _with_left(seen: Seen, rows: "ir.Table") -> "ir.Table":
    import ibis

    known = profiles(seen.outlook.rule, seen.outlook.observed)
    if known is None:
        return rows
    gone = known.anti_join(rows, "unit_id")
    same = {
        name: gone[name].cast(kind) if name in gone.columns else ibis.null(kind)
        for name, kind in rows.schema().items()
    }
    both = rows.mutate(**{_THERE: ibis.literal(True)})
    return both.union(gone.select(**same, **{_THERE: ibis.literal(False)}))


def contacts(seen: Seen, found: People, role: str | None) -> "pa.Array[Any]":
    """Return whom to contact of each unit (n,): customers themselves; null where nobody is.

    Of an account, the customer whose `role` is the play's buyer role, else who did most in the
    last 90 days; of equals, the first by name.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    rule = seen.outlook.rule
    if rule.unit == "customer":
        return found.units
    customers = rule.data.tables.get("customers")
    if customers is None or "account_id" not in customers.columns:
        return pa.nulls(found.number, pa.string())
    rows = rule.data.engine.execute(_leads(seen, role), metric="whom to contact")
    at = pc.index_in(found.units, rows["unit_id"].combine_chunks())
    return rows["customer_id"].combine_chunks().take(at)


def _leads(seen: Seen, role: str | None) -> "ir.Table":
    import ibis

    rule = seen.outlook.rule
    end = rule.data.calendar.midnight(seen.on)
    people_ = rule.data.version("customers", seen.on)
    if "started_at" in people_.columns:
        people_ = people_.filter(people_.started_at.isnull() | (people_.started_at < end))
    asked = ibis.literal(False)
    if role is not None and "role" in people_.columns:
        plain = people_.role.lower().re_replace(r"[\s_-]+", "_")
        asked = (plain == role).fill_null(False)
    told = people_.filter(people_.account_id.notnull()).select(
        "customer_id", unit_id=people_.account_id, asked=asked
    )
    busy = told.mutate(n=ibis.literal(0)) if "events" not in rule.data.tables else _busy(seen, told)
    first = ibis.window(
        group_by="unit_id",
        order_by=[ibis.desc(busy.asked), ibis.desc(busy.n), busy.customer_id],
    )
    placed = busy.mutate(place=ibis.row_number().over(first))
    return placed.filter(placed.place == 0).select("unit_id", "customer_id")


def _busy(seen: Seen, told: "ir.Table") -> "ir.Table":
    rule = seen.outlook.rule
    rows = rule.known("events", seen.outlook.observed)
    since = rule.data.calendar.midnight(seen.on - timedelta(days=_BUSY_DAYS))
    rows = rows.filter(rows.occurred_at >= since)
    done = rows.group_by(_whose=rows.customer_id).agg(n=rows.count())
    both = told.left_join(done, told.customer_id == done["_whose"])
    return both.select("customer_id", "unit_id", "asked", n=both.n.fill_null(0))
