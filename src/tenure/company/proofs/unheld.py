"""Plays that left nobody alone: before and after, and others like them; never a proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.predictions.acting.trials import Experiment
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.others import BesideOthers
from tenure.company.proofs.proof import HORIZONS, flags, numbers_of
from tenure.predict.grid import Point
from tenure.predict.labels import KNOWN
from tenure.prove import BeforeAfter, Matched, before_after, matched
from tenure.prove.telling import Note, note

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

WINDOW = 30
"""Days in each of which it is counted who left, before and after."""
MOST_WINDOWS = 12
"""Windows of a side: what was longer ago says less and less of it."""
_HISTORY = 28
"""Days of facts before the first window, at least."""
_KNOWN_OF = 0.8
"""The share of either side of whom something must be known to be held against."""

Counted = tuple[int, int]
"""(left, of)."""


@dataclass(frozen=True)
class Change:
    """Of all who were there, who left in 30 days before a play began, and since; summed.

    `found` is None where a side is not known; then `notes` say why.
    """

    before: Counted | None
    after: Counted | None
    found: BeforeAfter | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Likeness:
    """Who left within `days`: of the treated, of the others, and of the others weighted.

    `found` is None where a side is not known; then `notes` say why.
    """

    days: int
    treated: Counted
    others: Counted
    found: Matched | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Unheld:
    """What can be said of a treatment of an experiment in which nobody was left alone.

    It proves nothing, and no verdict is given.
    """

    asked: BesideOthers

    @property
    def experiment(self) -> Experiment:
        """The experiment."""
        return self.asked.experiment

    @property
    def treatment(self) -> str:
        """The arm."""
        return self.asked.treatment

    @cached_property
    def change(self) -> Change:
        """Who left in stretches of 30 days before the first assignment, against those since."""
        before, after = self._windows
        rows = self._of_windows([*before, *after]) if before and after else {}
        sides = [[rows[one.as_of] for one in side if one.as_of in rows] for side in (before, after)]
        first, second = (_sum(side) for side in sides)
        if first is None or second is None:
            why = "no_window_after" if first is not None or before else "no_window_before"
            return Change(first, second, None, (note(why, days=WINDOW),))
        found = before_after(*sides)
        there = max(units for _, units in sides[1])
        turned = self.experiment.arms[self.treatment].units
        thinned = note("thinned", percent=min(round(100 * turned / there), 100))
        return Change(first, second, found, (*found.limits, thinned))

    @cached_property
    def alike(self) -> tuple[Likeness, ...]:
        """Who left of the treated, against others, at each horizon that any treated has reached."""
        self.asked.read(HORIZONS)
        found = [self._alike(days) for days in HORIZONS]
        reached = tuple(one for one in found if one.treated[1])
        return reached or (found[0],)

    def counts(self) -> "ir.Table":
        """Return who left of whom in each window (as_of, left, units)."""
        before, after = self._windows
        return self._counted([*before, *after])

    @cached_property
    def _windows(self) -> tuple[list[Point], list[Point]]:
        """The windows before the first assignment and since, each side's oldest first.

        What is known only after a silence is looked up when that is over, as outcomes are.
        """
        outlook, lag = self.asked.outlook, self.asked.lag
        observed = outlook.observed
        since = self.experiment.arms[self.treatment].since
        oldest = observed.first + timedelta(days=max(_HISTORY, outlook.rule.lookback(observed)))
        every = [_point(since, at, lag) for at in range(-MOST_WINDOWS, MOST_WINDOWS)]
        return (
            [one for one in every[:MOST_WINDOWS] if one.as_of >= oldest],
            [one for one in every[MOST_WINDOWS:] if one.until <= observed.end],
        )

    def _counted(self, points: Sequence[Point]) -> "ir.Table":
        labels = self.asked.outlook.labels(tuple(points))
        known = labels.filter(labels.state == KNOWN)
        rows = known.group_by("as_of").agg(left=known["left"].sum(), units=known.count())
        return rows.order_by("as_of")

    def _of_windows(self, points: Sequence[Point]) -> dict[date, Counted]:
        engine = self.asked.outlook.rule.data.engine
        found = engine.execute(self._counted(points), metric="who left before and after")
        return {row["as_of"]: (int(row["left"]), int(row["units"])) for row in found.to_pylist()}

    def _alike(self, days: int) -> Likeness:
        import numpy as np

        table = self.asked.rows(days)
        kept = flags(table, "there") & flags(table, "over")
        arm, left = numbers_of(table, "treated")[kept] > 0, flags(table, "left")[kept]
        sides = [(int(left[own].sum()), int(own.sum())) for own in (arm, ~arm)]
        if not sides[0][1] or not sides[1][1]:
            why = note("nobody_over", days=days) if not sides[0][1] else note("nobody_else")
            return Likeness(days, sides[0], sides[1], None, (why,))
        known, names = self._known(kept, arm)
        later = round(100 * float(self.asked.later(days)[kept][~arm].mean()))
        notes = [note("others_later", percent=later, days=days), note("others_not_alone")]
        away = [name for name in self.asked.known if name not in names]
        if away:
            notes.append(note("not_alike_in", names=", ".join(away)))
        if not names:
            return Likeness(days, sides[0], sides[1], None, (*notes, note("nothing_before")))
        found = matched(
            left.astype(np.float64), arm, known, names=names, groups=_groups(table, kept)
        )
        return Likeness(days, sides[0], sides[1], found, (*found.limits, *notes))

    def _known(
        self, kept: "NDArray[np.bool_]", arm: "NDArray[np.bool_]"
    ) -> "tuple[NDArray[np.float64], list[str]]":
        """Return the columns that are known of most of both sides, and their names."""
        import numpy as np

        columns = {name: one[kept] for name, one in self.asked.known.items()}
        names = [
            name
            for name, one in columns.items()
            if all(np.isfinite(one[side]).mean() >= _KNOWN_OF for side in (arm, ~arm))
        ]
        return np.array([columns[name] for name in names]).T.reshape(-1, len(names)), names


def unheld(outlook: Outlook, experiment: Experiment, treatment: str) -> Unheld:
    """Return what can be said of a treatment without anybody who was left alone."""
    return Unheld(BesideOthers(outlook, experiment, treatment))


def _point(since: date, at: int, lag: int) -> Point:
    start = since + timedelta(days=at * WINDOW + lag)
    return Point(start, start, start + timedelta(days=WINDOW))


def _sum(side: Sequence[Counted]) -> Counted | None:
    left, units = sum(one[0] for one in side), sum(one[1] for one in side)
    return (left, units) if units else None


def _groups(table: "pa.Table", kept: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    """Return the number of each unit's account; units without one are one each."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table.select(["unit_id", "group"]).filter(pa.array(kept)).combine_chunks()
    names = pc.coalesce(rows["group"], rows["unit_id"]).combine_chunks().dictionary_encode()
    return np.asarray(names.indices, np.int64)
