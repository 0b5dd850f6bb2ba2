"""Who is counted, what is known about them, and when they were active by the company's rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from math import ceil
from typing import TYPE_CHECKING, Literal

from tenure.company.dataset import Dataset
from tenure.definitions import Activity
from tenure.errors import MetricError, suggest
from tenure.measure import activity, states
from tenure.measure.retention import event_activity
from tenure.periods import Observation, Period
from tenure.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

Unit = Literal["customer", "account"]

HOLDER = "_holder"
_FACTS = ("events", "orders", "payments", "tickets", "feedback")
_SILENT_DAYS = 7
"""For how many days after the last fact of any kind silence is believed."""

NEEDS = {
    "inactive": ("events", "what customers did"),
    "purchase": ("orders", "what customers bought"),
    "contract": ("subscriptions", "their contracts"),
    "column": ("customers", "who they are"),
}


@dataclass(frozen=True)
class Rule:
    """The company's churn rule, applied to its tables."""

    data: Dataset

    @property
    def name(self) -> str:
        """The rule: inactive, contract, purchase or column."""
        return self.data.definitions.churn.rule

    @property
    def unit(self) -> Unit:
        """Who is counted: an account when contracts are held by accounts alone."""
        contracts = self.data.tables.get("subscriptions")
        if self.name != "contract" or contracts is None:
            return "customer"
        return "customer" if "customer_id" in contracts.columns else "account"

    @property
    def snapshot(self) -> str | None:
        """The flag that says who has left, when the rule is a column without dates."""
        if self.name != "column" or "customers" not in self.data.tables:
            return None
        column = self.churn_column()
        return None if self.table("customers")[column].type().is_timestamp() else column

    def reads(self, *, profiled: bool) -> tuple[str, ...]:
        """Name the tables that a metric reads; with `profiled`, those about each unit, too."""
        own = (NEEDS[self.name][0], "customers" if self.unit == "customer" else "accounts")
        about = ("customers", "accounts", "subscriptions") if profiled else ()
        return tuple(name for name in dict.fromkeys((*own, *about)) if name in self.data.tables)

    def table(self, name: str) -> "ir.Table":
        """Return a canonical table; raises MetricError when there is none."""
        if name not in self.data.tables:
            about = dict(NEEDS.values()).get(name)
            raise MetricError(
                f"there is no table {name}" + (f" ({about})" if about else ""),
                where=f"churn.rule = {self.name}",
                hint=f"name its source in tenure.toml under [tables.{name}]",
            )
        return self._inside_days(name, self.data.tables[name])

    def over_time(self, name: str) -> "ir.Table":
        """Return all rows of customers or accounts of which there are several each."""
        return self._inside_days(name, self.data.histories[name])

    def lookback(self, observed: Observation) -> int:
        """Return for how many days before an instant the data must be there to tell who is active.

        The window of `inactive`; for `purchase` the expected gap of a first purchase.
        """
        churn = self.data.definitions.churn
        if self.name != "purchase":
            return churn.after or 0
        gap = states.first_gap(self.typical_gap(observed), churn.expected_share)
        return ceil(gap)

    def _inside_days(self, name: str, rows: "ir.Table") -> "ir.Table":
        """Move days without a time just inside of themselves, to a microsecond past midnight.

        What happened on the 1st did not happen before the 1st began, so who is
        active at its first instant must not depend on it.
        """
        import ibis

        tick = ibis.interval(microseconds=1)
        if name not in self.data.mapped:  # only the store's own rows
            return rows
        read = self.data.mapped[name].readings
        days = [one.name for one in read if one.whole_days and one.name in rows.columns]
        return rows.mutate(**{day: rows[day] + tick for day in days}) if days else rows

    def spells(self, observed: Observation) -> "ir.Table":
        """Return when each unit was active: (unit_id, from_local, to_local)."""
        churn, calendar = self.data.definitions.churn, self.data.calendar
        if self.name == "contract":
            return states.contract_spells(
                self.known_contracts(observed),
                unit=f"{self.unit}_id",
                calendar=calendar,
                observed=observed,
            )
        if self.name == "column":
            return states.column_spells(
                self._dated_customers(),
                ended=self.churn_column(),
                calendar=calendar,
                observed=observed,
            )
        if self.name == "purchase":
            return states.purchase_spells(
                self.activity(observed),
                typical_days=self.typical_gap(observed),
                share=churn.expected_share,
                calendar=calendar,
                observed=observed,
            )
        return self._inactive_spells(observed)

    def activity(self, observed: Observation | None = None) -> "ir.Table":
        """Return what counts as being active: (unit_id, occurred_at), one row an event.

        With an observation, only what had happened, and was known, by its end.
        """
        definitions = self.data.definitions
        if self.name == "purchase":
            return activity.purchases(self.known("orders", observed))
        zone = definitions.company.time_zone
        return activity.qualifying(
            self.known("events", observed), definitions.active, time_zone=zone
        )

    def observed(self, as_of: date | None) -> Observation:
        """Return the days observed: from the first the rule can see to `as_of`.

        Without it, to the last day that the rule's own table reaches, but no
        further than yesterday, today being not over. Raises MetricError for a day
        so long after the data that silence would be all there is to see.
        """
        first, last = self._reach
        today = self.data.today
        if as_of is not None and as_of > today:
            raise MetricError(
                f"{as_of} has not come yet; today is {today}", hint="choose an earlier --as-of"
            )
        if as_of is not None and as_of > last and self.name in ("inactive", "purchase"):
            self._refuse_silence(as_of, last)
        if as_of is not None and self._covered and as_of > last:
            raise MetricError(
                f"the months of the sheet end on {last}: who left later is not known",
                hint=f"choose an --as-of up to {last}, or add the next months to the sheet",
            )
        end = as_of or min(last, today - timedelta(days=1))
        if end < first:
            raise MetricError(
                f"nothing is known as of {end}: the data begin on {first}",
                hint="choose a later --as-of",
            )
        return Observation(first, end)

    def _refuse_silence(self, as_of: date, last: date) -> None:
        until = self.data.calendar.midnight(self.data.today)
        ends = [last]
        for name in (one for one in _FACTS if one in self.data.tables):
            at = self.data.tables[name][TABLES[name].instant or "occurred_at"]
            seen = self.data.tables[name].agg(last=at.max(where=at < until))
            row = self.data.engine.execute(seen, metric="observed days").to_pylist()[0]
            ends += [self.data.calendar.day(row["last"])] if row["last"] else []
        end = max(ends)
        if as_of > end + timedelta(days=_SILENT_DAYS):
            raise MetricError(
                f"the data end on {end}; as of {as_of}, everyone would seem to have left",
                hint=f"choose an --as-of up to {end}, or bring newer data",
            )

    def typical_gap(self, observed: Observation) -> float:
        """Return the mean number of days between two purchase days of one customer."""
        bought = self.activity(observed)
        local = self.data.calendar.local(bought.occurred_at, observed)
        days = bought.select("unit_id", day=local.cast("date")).distinct()
        own = days.group_by("unit_id").agg(
            gaps=days.count() - 1, spread=days.day.max().delta(days.day.min(), unit="day")
        )
        total = own.agg(gaps=own.gaps.sum(), spread=own.spread.sum())
        row = self.data.engine.execute(total, metric="typical gap").to_pylist()[0]
        if not row["gaps"]:
            raise MetricError(
                "nobody has bought on two days, so no gap between purchases is known",
                where="churn.rule = purchase",
                hint='use rule = "inactive" with after = "…"',
            )
        return float(row["spread"] / row["gaps"])

    def churn_column(self) -> str:
        """Return the column of the rule `column`; raises MetricError when customers lack it."""
        column = self.data.definitions.churn.column or ""
        customers = self.table("customers")
        if column not in customers.columns:
            near = suggest(column, customers.columns)
            raise MetricError(
                f"customers have no column {column!r}; they have: {', '.join(customers.columns)}",
                where=self.data.definitions.place("churn", "column"),
                hint=f"did you mean {near!r}?" if near else None,
            )
        return column

    def known(self, name: str, observed: Observation | None) -> "ir.Table":
        """Return a table of facts as it was known at the end of the observation."""
        rows = self.table(name)
        if observed is None:
            return rows
        end = self.data.calendar.midnight(observed.end)
        happened = rows.filter(rows[TABLES[name].instant or "occurred_at"] < end)
        if "known_at" not in rows.columns:
            return happened
        return happened.filter(happened.known_at.isnull() | (happened.known_at < end))

    def known_contracts(self, observed: Observation) -> "ir.Table":
        """Return contracts as they were known at the end of the observation.

        A later notice was not, nor was a later end, unless notice of it had been given. Until it
        is given, a contract renews itself: it is the notice that switches that off.
        """
        import ibis

        rows, end = self.table("subscriptions"), self.data.calendar.midnight(observed.end)
        noticed = ibis.literal(False)
        facts = {}
        if "cancelled_at" in rows.columns:
            noticed = (rows.cancelled_at < end).fill_null(False)
            facts["cancelled_at"] = ibis.ifelse(noticed, rows.cancelled_at, ibis.null("timestamp"))
            if "auto_renew" in rows.columns:
                later = (rows.cancelled_at >= end).fill_null(False)
                facts["auto_renew"] = later | rows.auto_renew
        if "ended_at" in rows.columns:
            known = noticed | (rows.ended_at < end)
            facts["ended_at"] = ibis.ifelse(known, rows.ended_at, ibis.null("timestamp"))
        return rows.mutate(**facts)

    def held_contracts(self, observed: Observation) -> "ir.Table":
        """Return `known_contracts` with who holds each in `HOLDER`.

        A contract without the kind of holder that is counted belongs to its other holder:
        money is all money, also that of accounts where customers are counted.
        """
        import ibis

        known = self.known_contracts(observed)
        other = "account_id" if self.unit == "customer" else "customer_id"
        holders = [known[name] for name in (f"{self.unit}_id", other) if name in known.columns]
        return known.mutate(**{HOLDER: ibis.coalesce(*holders)})

    def _inactive_spells(self, observed: Observation) -> "ir.Table":
        definitions = self.data.definitions
        active, days = definitions.active, definitions.churn.after or 0

        def spells(events: "ir.Table", at_least: int) -> "ir.Table":
            return states.activity_spells(
                events,
                days=days,
                at_least=at_least,
                calendar=self.data.calendar,
                observed=observed,
            )

        if self._simple:
            return spells(self.activity(observed), active.at_least)
        either, needed = self._each(spells, observed)
        result, *others = [states.merged(one) for one in [*either, *needed]]
        for other in others:
            result = states.merged(states.overlap(result, other))
        return result

    def active_periods(self, period: Period, observed: Observation) -> "ir.Table":
        """Return the periods in which each unit did what counts: (unit_id, seen)."""
        active, calendar = self.data.definitions.active, self.data.calendar

        def seen(events: "ir.Table", at_least: int) -> "ir.Table":
            return event_activity(events, period, calendar, observed, at_least=at_least)

        if self._simple or self.name != "inactive":
            times = active.at_least if self.name == "inactive" else 1
            return seen(self.activity(observed), times)
        either, needed = self._each(seen, observed)
        result, *others = [*either, *needed]
        for other in others:
            result = result.semi_join(other, ["unit_id", "seen"])
        return result.distinct()

    @property
    def _simple(self) -> bool:
        """Whether activities are counted together: any of them, with one number of times."""
        active = self.data.definitions.active
        return not active.all and not any(one.at_least for one in active.any)

    def _each(
        self, of: "Callable[[ir.Table, int], ir.Table]", observed: Observation
    ) -> "tuple[list[ir.Table], list[ir.Table]]":
        """Apply `of` to each activity with its number of times: `any` as one, `all` one by one."""
        active, zone = self.data.definitions.active, self.data.definitions.company.time_zone
        known = self.known("events", observed)

        def single(one: Activity) -> "ir.Table":
            found = activity.of_activities(known, [one], time_zone=zone)
            return of(found, one.at_least or active.at_least)

        some = [single(one) for one in active.any]
        either = [reduce(lambda left, right: left.union(right), some)] if some else []
        return either, [single(one) for one in active.all]

    def _dated_customers(self) -> "ir.Table":
        customers = self.table("customers")
        if "started_at" not in customers.columns:
            raise MetricError(
                "customers have no started_at, so it is not known when they were there",
                where="churn.rule = column",
                hint="map the day they joined: [tables.customers] columns = { started_at = … }",
            )
        return customers

    @cached_property
    def _reach(self) -> tuple[date, date]:
        """Return the first and the last local day that the rule can see."""
        from tenure.company.indexing import activity_index

        index = activity_index(self, build=False)
        indexed = None if index is None else index.reach(self.data.today)
        if indexed is not None:
            return indexed
        calendar = self.data.calendar
        until = calendar.midnight(self.data.today)
        if self._covered:
            return self._covered
        firsts, lasts = [], []
        for position, instants in enumerate(self._instants()):
            seen = instants.agg(
                first=instants.at.min(where=instants.at < until),
                last=instants.at.max(where=instants.at < until),
            )
            row = self.data.engine.execute(seen, metric="observed days").to_pylist()[0]
            if row["last"] is not None:
                lasts.append(row["last"])
                firsts.extend([row["first"]] if position == 0 else [])
        if not firsts:
            table = NEEDS[self.name][0]
            raise MetricError(
                f"no row of {table} counts for the rule {self.name}, so nothing was observed",
                where=self.data.definitions.place("active" if table == "events" else "churn"),
                hint="tenure check tells which rows are there and which activities no row is of",
            )
        return calendar.day(firsts[0]), calendar.day(max(lasts))

    @property
    def _covered(self) -> tuple[date, date] | None:
        """The days of which contracts from a sheet with a column a month tell."""
        table = self.data.inputs.get("subscriptions") if self.name == "contract" else None
        return table.covered if table else None

    def _instants(self) -> "Iterator[ir.Table]":
        """Yield the instants (at) that show how far the data reach; the first, since when.

        A quiet week says nothing about contracts, so for them every fact counts.
        Where notices are recorded, ends do not: they are known ahead.
        """
        if self.name in ("inactive", "purchase"):
            yield self.activity().select(at="occurred_at")
            return
        contracts = self.name == "contract"
        own = self.table("subscriptions") if contracts else self._dated_customers()
        yield own.select(at="started_at")
        if self.name == "column":
            yield own.select(at=self.churn_column())
            return
        noted = "cancelled_at" if "cancelled_at" in own.columns else "ended_at"
        if noted in own.columns:
            yield own.select(at=noted)
        for name in _FACTS:
            if name in self.data.tables:
                yield self.data.tables[name].select(at=TABLES[name].instant)
