"""The whole account of a treatment: its plan, every look at it, its offers, and each quarter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.proof import HORIZONS, Proof, flags, numbers_of, tried_of
from tenure.prove import (
    Brought,
    Design,
    Effect,
    LookOn,
    Offers,
    Trial,
    brought,
    effect_of,
    over_time,
    smallest_effect,
    units_needed,
)

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

LOOKS = 12
"""Looks that a chart shows, evenly over the time since the first outcomes were known."""
OFFER = "offer"
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Quarter:
    """What a treatment brought of those assigned in a quarter, looked at after `days`.

    `units` were assigned to it, of whom `seen` are known; `found` is None where nobody is.
    """

    start: date
    days: int
    units: int
    seen: int
    found: Brought | None


@dataclass(frozen=True)
class Plan:
    """How many units it takes, and what so many show; None where it cannot be said.

    `needed`: both arms together, for the smallest difference worth having, where it was declared,
    else for the effect that was assumed, with a power of 80 % and looks every day; `fall`: that
    difference (a share); `weeks`: of assigning as many a week as so far. `smallest`: the smallest
    fall of attrition that those seen so far show (a share).
    """

    needed: int | None = None
    weeks: float | None = None
    smallest: float | None = None
    fall: float | None = None


@dataclass(frozen=True)
class Account:
    """What is to be told of a proven treatment beyond its effect now.

    `asked`: what is looked at.
    """

    asked: Outcomes
    proof: Proof

    @cached_property
    def looks(self) -> tuple[LookOn, ...]:
        """The effect as it stood at up to 12 days since it was first known, always valid."""
        main = self.proof.main
        if main is None:
            return ()
        table, tried = self._tried(main.days)
        wait = main.days + self.asked.lag
        known = _days(table, flags(table, "there") & flags(table, "over")) + wait
        days = _spread(int(known.min()), (self.outlook.observed.end - date(1970, 1, 1)).days)
        found: list[tuple[date, Effect]] = [
            (date(1970, 1, 1) + timedelta(days=day - 1), effect_of(tried.rows(known <= day)))
            for day in days
        ]
        return tuple(over_time(found, planned=self.proof.aims.planned))

    @cached_property
    def offers(self) -> Offers | None:
        """Who took an offer and stayed, and how many would have stayed without; None if none."""
        main = self.proof.main
        taken = None if main is None else self._taken(main.days)
        if main is None or not taken:
            return None
        table, tried = self._tried(main.days)
        kept = flags(table, "there") & flags(table, "over")
        each = [taken.get(str(one)) for one in table["unit_id"].filter(_mask(kept)).to_pylist()]
        took = [one is not None for one in each]
        cost = [one or 0.0 for one in each]
        return brought(tried, cost=cost, took=took, offer_cost=cost).offers

    @cached_property
    def plan(self) -> Plan:
        """How large it has to be, by the rate at which those left alone leave."""
        main = self.proof.main
        base = main.effect.control.mean if main else None
        if main is None or base is None or not 0 < base.value < 1:
            return Plan()
        arms = self.proof.experiment.arms
        sizes = [arms[one].units for one in (self.proof.experiment.control, self.proof.treatment)]
        design = Design(base.value, sizes[0] / sum(sizes), looks="daily")
        smallest = smallest_effect(design, main.seen)
        fall = self._fall(base.value)
        if fall is None:
            return Plan(smallest=smallest)
        needed = units_needed(design, -fall)
        days = (max(one.until for one in arms.values()) - self.since).days + 1
        return Plan(needed, needed / (sum(sizes) / days * 7), smallest, fall)

    def _fall(self, base: float) -> float | None:
        """Return the fall of the rate to plan for; None where nobody said one that can be."""
        aims = self.proof.aims
        declared = aims.margin.value if aims.margin else base * (aims.assumed or 0)
        return declared if 0 < declared < base else None

    @property
    def since(self) -> date:
        """When somebody was assigned for the first time."""
        return min(one.since for one in self.proof.experiment.arms.values())

    def quarters(self) -> list[Quarter]:
        """Return what it brought of each quarter's assigned, the newest last.

        Each is looked at after 90 days where these are over for all of them, else after 60, else
        after 30.
        """
        first = self.since
        start = date(first.year, first.month - (first.month - 1) % 3, 1)
        found = []
        while start <= self.proof.experiment.last:
            after = _next(start)
            one = self._of_quarter(start, after)
            found += [one] if one.units else []
            start = after
        return found

    @property
    def outlook(self) -> Outlook:
        """As of when, and by which rule."""
        return self.asked.outlook

    def _tried(self, days: int) -> "tuple[pa.Table, Trial]":
        table = self.asked.rows(days)
        return table, tried_of(table, flags(table, "there") & flags(table, "over"))

    def _of_quarter(self, start: date, after: date) -> Quarter:
        end, lag = self.outlook.observed.end, self.asked.lag
        over = [one for one in HORIZONS if after + timedelta(days=one + lag) <= end]
        days = max(over, default=HORIZONS[0])
        table = self.asked.rows(days)
        inside = _within(table, start, after)
        kept = inside & flags(table, "there") & flags(table, "over")
        treated = numbers_of(table, "treated") > 0
        found = None
        if (kept & treated).any() and (kept & ~treated).any():
            import numpy as np

            revenue = numbers_of(table, "revenue")[kept]
            found = brought(
                tried_of(table, kept),
                cost=np.nan_to_num(numbers_of(table, "cost")[kept]),
                revenue=revenue if np.isfinite(revenue).all() else None,
            )
        return Quarter(
            start, days, int((inside & treated).sum()), int((kept & treated).sum()), found
        )

    def _taken(self, days: int) -> Mapping[str, float]:
        """Return what each unit's offers cost, that it took within the days."""
        import ibis

        touches = Facts(self.outlook).sources([]).touches
        needed = {"play", "channel", "clicked_at", "cost"}
        if touches is None or not needed <= set(touches.columns):
            return {}
        experiment = self.proof.experiment
        own = touches.filter(
            touches.play == experiment.name, touches.channel == OFFER, touches.clicked_at.notnull()
        )
        base = Trials(self.outlook).drawn(experiment)
        rows = base.inner_join(own.select("unit_id", "cost", when="clicked_at"), "unit_id")
        inside = (rows.when >= rows.assigned_at) & (
            rows.when < rows.assigned_at + ibis.interval(days=days)
        )
        told = rows.filter(inside).group_by("unit_id").agg(cost=rows.cost.sum().fill_null(0.0))
        found = self.outlook.rule.data.engine.execute(told, metric="offers taken")
        return {str(row["unit_id"]): float(row["cost"]) for row in found.to_pylist()}


def _days(table: "pa.Table", kept: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    """Return the day of each assignment, since 1970."""
    return -(-_instants(table)[kept] // _DAY)


def _within(table: "pa.Table", start: date, after: date) -> "NDArray[np.bool_]":
    at = _instants(table)
    first, last = (_micros(one) for one in (start, after))
    found: NDArray[np.bool_] = (at >= first) & (at < last)
    return found


def _instants(table: "pa.Table") -> "NDArray[np.int64]":
    import numpy as np
    import pyarrow as pa

    at = table["at"].cast(pa.timestamp("us")).cast(pa.int64())
    return np.asarray(at.to_numpy(zero_copy_only=False), np.int64)


def _micros(day: date) -> int:
    since = datetime(day.year, day.month, day.day) - datetime(1970, 1, 1)
    return since.days * _DAY


def _mask(kept: "NDArray[np.bool_]") -> "pa.BooleanArray":
    import pyarrow as pa

    return pa.array(kept)


def _spread(first: int, last: int) -> list[int]:
    """Return up to 12 days, a week apart or more; the last is among them."""
    step = max(7, ceil((last - first) / (LOOKS - 1)))
    return sorted(range(last, first - 1, -step))


def _next(start: date) -> date:
    return date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
