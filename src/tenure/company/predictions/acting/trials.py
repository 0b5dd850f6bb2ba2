"""The randomised trials of a company: who was in which arm, and what came of each assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.columns import Columns
from tenure.company.predictions.drawing import shares
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError, suggest
from tenure.predict.evaluate.doubt import Language, sentence
from tenure.predict.grid import Point
from tenure.predict.labels import KNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

TABLE = "assignments"
CONTROL = ("holdout", "control", "none", "no contact", "대조군", "대조", "미발송", "비교군")
"""What arms are called whose customers were left alone."""
MOST_UNITS = 60_000
"""Units of a trial to learn from, at most; of the larger arm some are drawn."""
_MOST_DATES = 60
_SILENT = ("inactive", "purchase")
"""Rules that see only after a silence that somebody has left."""


class UnjudgedError(MetricError):
    """A trial of which nothing can be said: `code` and `values` say why, in any language."""

    def __init__(self, code: str, **values: float | str) -> None:
        super().__init__(sentence("trial", code, "en", **values), where="assignments")
        self.code, self.values = code, values

    def says(self, language: Language) -> str:
        """Return the reason as a sentence."""
        return sentence("trial", self.code, language, **self.values)


@dataclass(frozen=True)
class Arm:
    """An arm: how many units were assigned to it, the first time and the last time."""

    units: int
    since: date
    until: date


@dataclass(frozen=True)
class Experiment:
    """A trial as a company recorded it: its name and its arms, by name.

    `called`: the arm that is the control, where its name does not say so.
    """

    name: str
    arms: Mapping[str, Arm]
    called: str | None = None

    @property
    def control(self) -> str:
        """The arm that was left alone; UnjudgedError where no arm is called so."""
        for name in self.arms:
            if name == self.called or (self.called is None and name.casefold() in CONTROL):
                return name
        raise UnjudgedError("no_control", arms=", ".join(self.arms))

    @property
    def treatments(self) -> tuple[str, ...]:
        """The arms that were treated; UnjudgedError where there is no control, or nothing else."""
        found = tuple(name for name in self.arms if name != self.control)
        if not found:
            raise UnjudgedError("only_control")
        return found

    @property
    def last(self) -> date:
        """When somebody was assigned the last time."""
        return max(arm.until for arm in self.arms.values())


@dataclass(frozen=True)
class Trials:
    """The trials in the table `assignments`, as of an outlook, with the columns of features.

    `columns`: those of a model, or as the data suggest. `days`: after how many days it is looked
    who has left; without it the horizon, and the silence that the company's rule waits for.
    """

    outlook: Outlook
    columns: Columns | None = None
    days: int | None = None

    @cached_property
    def experiments(self) -> tuple[Experiment, ...]:
        """The trials there are, by name; none without the table."""
        if TABLE not in self.outlook.rule.data.tables:
            return ()
        rows = self._known.mutate(_day=self._local(self._known))
        counted = rows.group_by("experiment", "arm").agg(
            units=rows.unit_id.nunique(), since=rows["_day"].min(), until=rows["_day"].max()
        )
        found: dict[str, dict[str, Arm]] = {}
        for row in self._run(counted.order_by("experiment", "arm")):
            arm = Arm(row["units"], row["since"], row["until"])
            found.setdefault(str(row["experiment"]), {})[str(row["arm"])] = arm
        declared = self.outlook.rule.data.definitions.experiments
        return tuple(
            Experiment(name, arms, declared[name].control if name in declared else None)
            for name, arms in found.items()
        )

    def every(self) -> tuple[Experiment, ...]:
        """Return the trials there are; MetricError when there is none, which says why."""
        if self.experiments:
            return self.experiments
        if TABLE in self.outlook.rule.data.tables:
            raise MetricError(
                f"nobody was assigned to anything by {self.outlook.observed.last}, the last day "
                "observed",
                hint="whoever is assigned from then on is looked at when newer data are read",
            )
        raise MetricError(
            f"there is no table {TABLE}",
            hint="who was put in which arm of an experiment, by lot, and when: name its source in "
            f"tenure.toml under [tables.{TABLE}]",
        )

    def find(self, name: str, control: str | None = None) -> Experiment:
        """Return a trial by its name, with the arm that is the control where that is said.

        Raises MetricError when there is no such trial, or no such arm.
        """
        for one in self.every():
            if one.name == name:
                if control is not None and control not in one.arms:
                    raise unknown("arm", control, list(one.arms), f"experiment {name!r}")
                return Experiment(one.name, one.arms, control or one.called)
        raise unknown("experiment", name, [one.name for one in self.experiments], None)

    @cached_property
    def wait(self) -> int:
        """Days after an assignment at whose end it is looked who has left.

        By a rule that waits for a silence, who stops within the horizon is seen to have left
        when that silence is over, too.
        """
        if self.days is not None:
            return self.days
        rule, observed = self.outlook.rule, self.outlook.observed
        silence = rule.lookback(observed) if rule.name in _SILENT else 0
        return self.outlook.horizon + silence

    @cached_property
    def told(self) -> Rows:
        """The rows of the company, whose features are taken."""
        return Rows.of(self.outlook, self.columns)

    def rows(self, experiment: Experiment, treatment: str) -> "pa.Table":
        """Return whoever was assigned, with features as of that day and what became of them.

        Grain out: a unit and its first assignment (unit_id, as_of, left, treated, features),
        at most `MOST_UNITS`, of whom the arms' shares are not those of the trial then. Left: by
        the company's rule, `wait` days after the assignment; units that were not active on that
        day, had given notice, or are not seen for so long are left out. Raises UnjudgedError
        when nobody is left.
        """
        assigned = self._assigned(experiment, treatment)
        points = self._points(assigned)
        labels = self.outlook.labels(points)
        seen = labels.filter(labels.state == KNOWN).select("unit_id", "as_of", "left")
        both = assigned.inner_join(seen, ["unit_id", "as_of"])
        sizes = {row["treated"]: row["n"] for row in self._run(_sizes(both))}
        if not sizes:
            number = sum(experiment.arms[arm].units for arm in (experiment.control, treatment))
            raise UnjudgedError("nobody_seen", n=number, unit=self.outlook.rule.unit)
        if sum(sizes.values()) > MOST_UNITS:
            both = _drawn(both, shares(sizes, MOST_UNITS))
        kind = ("trial", experiment.name, treatment, experiment.control, MOST_UNITS)
        return self.told.features_of(repr(kind), both, points)

    @cached_property
    def _known(self) -> "ir.Table":
        return self.outlook.rule.known(TABLE, self.outlook.observed)

    def _local(self, rows: "ir.Table") -> "ir.DateValue":
        calendar = self.outlook.rule.data.calendar
        return calendar.local(rows.assigned_at, self.outlook.observed).cast("date")

    def first(self, experiment: Experiment, treatment: str) -> "ir.Table":
        """Return each unit's first assignment to either arm.

        (unit_id, assigned_at, treated, share).
        """
        import ibis

        one = self.drawn(experiment, (experiment.control, treatment))
        treated = ibis.ifelse(one.arm == treatment, 1, 0)
        return one.select("unit_id", "assigned_at", "share", treated=treated)

    def drawn(self, experiment: Experiment, arms: Sequence[str] | None = None) -> "ir.Table":
        """Return each unit's first assignment to any of some arms.

        (unit_id, assigned_at, arm, share); share: what the arm was to get then, null where nobody
        wrote it down.
        """
        import ibis

        rows, names = self._known, list(experiment.arms) if arms is None else list(arms)
        own = rows.filter(rows.experiment == experiment.name, rows.arm.isin(names))
        first = ibis.window(group_by="unit_id", order_by=["assigned_at", "arm"])
        placed = own.mutate(_place=ibis.row_number().over(first))
        one = placed.filter(placed["_place"] == 0)
        told = one.share.cast("float64") if "share" in one.columns else ibis.null("float64")
        return one.select("unit_id", "assigned_at", "arm", share=told)

    def _assigned(self, experiment: Experiment, treatment: str) -> "ir.Table":
        """Return each unit's first assignment (unit_id, as_of, treated)."""
        one = self.first(experiment, treatment)
        return one.select("unit_id", "treated", as_of=self._local(one))

    def _points(self, assigned: "ir.Table") -> tuple[Point, ...]:
        """Return the days of assignment whose wait is over, the last of them if they are many.

        The touch begins on that day, so there is no gap.
        """
        wait, end = timedelta(days=self.wait), self.outlook.observed.end
        days = [row["as_of"] for row in self._run(assigned.select("as_of").distinct())]
        over = sorted(day for day in days if day + wait <= end)
        if not over:
            raise UnjudgedError("not_over", days=self.wait)
        return tuple(Point(day, day, day + wait) for day in over[-_MOST_DATES:])

    def _run(self, rows: "ir.Table") -> list[dict[str, Any]]:
        return list(self.outlook.rule.data.engine.execute(rows, metric="trials").to_pylist())


def _sizes(rows: "ir.Table") -> "ir.Table":
    return rows.group_by("treated").agg(n=rows.count())


def _drawn(rows: "ir.Table", share: Mapping[int, float]) -> "ir.Table":
    """Draw a share of each arm, evenly in the order of names: the same ones in every run."""
    import ibis

    order = ibis.window(group_by="treated", order_by="unit_id")
    own = ibis.ifelse(rows.treated == 1, share[1], share[0])
    placed = rows.mutate(_place=ibis.row_number().over(order), _share=own)
    before = (placed["_place"] * placed["_share"]).floor()
    after = ((placed["_place"] + 1) * placed["_share"]).floor()
    taken = placed.filter((after > before) | (placed["_share"] == 1.0))
    return taken.drop("_place", "_share")


def unknown(what: str, name: str, there: Sequence[str], where: str | None) -> MetricError:
    """Return the error of a name that nothing has, with what was meant."""
    near = suggest(name, there)
    return MetricError(
        f"there is no {what} {name!r}; there are: {', '.join(there) or 'none'}",
        where=where,
        hint=f"did you mean {near!r}?" if near else None,
    )
