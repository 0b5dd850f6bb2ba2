"""The randomised trials of a company: what came of each assignment, and whom touching changes."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Columns, Rows
from tenure.errors import MetricError, suggest
from tenure.predict.encoding import Encoding
from tenure.predict.grid import Point
from tenure.predict.labels import KNOWN
from tenure.predict.learners import Logistic
from tenure.predict.uplift import Study, Trial, UpliftModel, fit_uplift, study_trial, trial

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

CONTROL = ("holdout", "control", "none", "no contact", "대조군", "대조", "미발송", "비교군")
"""What arms are called whose customers were left alone."""
_MOST_DATES = 60


@dataclass(frozen=True)
class Experiment:
    """A trial as a company recorded it: its name, its arms, and how many were in each."""

    name: str
    arms: dict[str, int]

    @property
    def control(self) -> str:
        """The arm that was left alone; MetricError where no arm is called so."""
        for name in self.arms:
            if name.casefold() in CONTROL:
                return name
        raise MetricError(
            f"no arm of {self.name!r} is the control; its arms are: {', '.join(self.arms)}",
            hint=f"call it one of: {', '.join(CONTROL[:3])}",
        )

    @property
    def treatments(self) -> tuple[str, ...]:
        """The arms that were treated."""
        return tuple(name for name in self.arms if name != self.control)


@dataclass(frozen=True)
class Trials:
    """The trials in the table `assignments`, as of an outlook, with the columns of features."""

    outlook: Outlook
    columns: Columns

    @cached_property
    def experiments(self) -> tuple[Experiment, ...]:
        """The trials there are, by name."""
        if "assignments" not in self.outlook.rule.data.tables:
            return ()
        rows = self.outlook.rule.known("assignments", self.outlook.observed)
        counted = rows.group_by("experiment", "arm").agg(units=rows.unit_id.nunique())
        ordered = counted.order_by("experiment", "arm")
        found: dict[str, dict[str, int]] = {}
        for row in self._run(ordered):
            found.setdefault(str(row["experiment"]), {})[str(row["arm"])] = row["units"]
        return tuple(Experiment(name, arms) for name, arms in found.items())

    def find(self, name: str) -> Experiment:
        """Return a trial by its name; MetricError when there is none."""
        for one in self.experiments:
            if one.name == name:
                return one
        there = [one.name for one in self.experiments]
        near = suggest(name, there)
        raise MetricError(
            f"there is no experiment {name!r}; there are: {', '.join(there) or 'none'}",
            hint=f"did you mean {near!r}?" if near else None,
        )

    def rows(self, experiment: Experiment, treatment: str) -> "pa.Table":
        """Return whoever was assigned, with features as of that day and what became of them.

        Grain out: a unit and its first assignment (unit_id, as_of, left, treated, features).
        Left: by the company's rule, `horizon` days after the assignment; units that were not
        active on that day, had given notice, or are not seen for so long are left out.
        """
        assigned = self._assigned(experiment, treatment)
        points = self._points(assigned)
        told = Rows.of(self.outlook, self.columns)
        labels = self.outlook.labels(points)
        seen = labels.filter(labels.state == KNOWN).select("unit_id", "as_of", "left")
        both = assigned.inner_join(seen, ["unit_id", "as_of"])
        return told.features_of(f"trial {experiment.name} {treatment}", both, points)

    def study(
        self, experiment: Experiment, treatment: str, *, seed: int = 0
    ) -> "tuple[Study, UpliftModel | None, Encoding]":
        """Judge one treatment against the control; the model only where it is of use."""
        table = self.rows(experiment, treatment)
        encoding, tried = self._prepared(table)
        design = encoding.apply(table)
        found = study_trial(design, tried, Logistic(), seed=seed)
        model = None
        if found.rank_by == "uplift":
            model = fit_uplift(design, tried, Logistic(), seed=seed)
        return found, model, encoding

    def _prepared(self, table: "pa.Table") -> tuple[Encoding, Trial]:
        names = [one.name for one in Rows.of(self.outlook, self.columns).features]
        left, treated, unit = (
            np.asarray(table[name].to_numpy(zero_copy_only=False))
            for name in ("left", "treated", "unit_id")
        )
        groups = np.unique(unit.astype(str), return_inverse=True)[1]
        return Encoding.fit(table, names), trial(1.0 - left, treated, groups=groups)

    def _assigned(self, experiment: Experiment, treatment: str) -> "ir.Table":
        """Return each unit's first assignment (unit_id, as_of, treated)."""
        import ibis

        rows = self.outlook.rule.known("assignments", self.outlook.observed)
        own = rows.filter(
            rows.experiment == experiment.name, rows.arm.isin([experiment.control, treatment])
        )
        first = ibis.window(group_by="unit_id", order_by=["assigned_at", "arm"])
        placed = own.mutate(_place=ibis.row_number().over(first))
        one = placed.filter(placed._place == 0)
        local = self.outlook.rule.data.calendar.local(one.assigned_at, self.outlook.observed)
        treated = ibis.ifelse(one.arm == treatment, 1, 0)
        return one.select("unit_id", as_of=local.cast("date"), treated=treated)

    def _points(self, assigned: "ir.Table") -> tuple[Point, ...]:
        """Return the days of assignment whose horizon is over, the last of them if they are many.

        The touch begins on that day, so there is no gap.
        """
        horizon, end = timedelta(days=self.outlook.horizon), self.outlook.observed.end
        days = [row["as_of"] for row in self._run(assigned.select("as_of").distinct())]
        over = sorted(day for day in days if day + horizon <= end)
        if not over:
            raise MetricError(
                "no assignment is long enough ago to see what came of it",
                hint=f"wait until {self.outlook.horizon} days are over, or shorten the horizon",
            )
        return tuple(Point(day, day, day + horizon) for day in over[-_MOST_DATES:])

    def _run(self, rows: "ir.Table") -> list[dict[str, Any]]:
        return list(self.outlook.rule.data.engine.execute(rows, metric="trials").to_pylist())
