"""The causal study of one driver of a company: who was exposed, and what was known before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.before import PLACEBO_DAYS, Timed, timed
from tenure.company.explanations.drivers.exposure import Exposure, exposure, usual
from tenure.company.explanations.drivers.naming import find
from tenure.company.explanations.drivers.rows import allowed
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.explain.drivers.arrays import Floats, Ints
from tenure.explain.drivers.causal.nuisance import Confounders
from tenure.explain.drivers.causal.study import Asked, Study, study
from tenure.explain.drivers.ridge import folds_of
from tenure.predict.encoding import Encoding
from tenure.predict.features.contract import Feature
from tenure.predict.health.arrays import numbers
from tenure.predict.learners.terms import expand, terms_of
from tenure.predict.threads import linear_algebra

if TYPE_CHECKING:
    import pyarrow as pa

FOLDS = 3
_QUIET = ("active_days", "event", "orders", "tickets", "paid")
"""Words of what is looked at before the exposure: being quieter than most in the first of them."""
_LOW = 0.25


@dataclass(frozen=True)
class Caused:
    """A study with what was asked: the exposure, the dates, the confounders by column.

    before: the feature of the placebo, None where there is none.
    """

    exposure: Exposure
    study: Study
    columns: tuple[Feature | None, ...] = field(repr=False)
    rows: int
    customers: int
    dates: tuple[str, ...]
    before: Feature | None
    sql: str


def caused(outlook: Outlook, name: str, *, treated: str | None = None, seed: int = 0) -> Caused:
    """Study what a driver causes; see `cause`.

    Exposure is read at a date, over the window of the feature before it. Confounders are all
    features that may be learnt from, as of the day that window began, so that none can follow
    from the exposure; the exposure's own earlier values are left out, as the same habit, and put
    beside in a second estimate. Leaving counts from the end of the rule's silence on.
    """
    rows = Rows.of(outlook)
    feature, level = find(name, rows.features)
    asked = exposure(feature, level, treated)
    told = timed(outlook, asked.days)
    asked = usual(asked, told.at)
    own = [one for one in allowed(outlook, told.rows, told.at) if one.name != feature.name]
    exposed = asked.of(told.at)
    keep = np.flatnonzero(~np.isnan(exposed))
    judged, columns, before = _asked(asked, told, own, exposed, keep, seed)
    with linear_algebra(len(keep)):
        found = study(judged, seed=seed)
    days = sorted({str(one) for one in told.at["as_of"].to_pylist()})
    customers = len(np.unique(judged.about.group))
    return Caused(asked, found, columns, len(keep), customers, tuple(days), before, told.sql)


def _asked(
    asked: Exposure, told: Timed, own: Sequence[Feature], exposed: Floats, keep: Ints, seed: int
) -> tuple[Asked, tuple[Feature | None, ...], Feature | None]:
    at, before, earlier = (one.take(keep) for one in (told.at, told.before, told.earlier))
    units = at["unit_id"].to_numpy(zero_copy_only=False)
    group = np.unique(units, return_inverse=True)[1]
    base = _Base(
        np.unique(at["as_of"].to_numpy(), return_inverse=True)[1],
        np.asarray(at["weight"].to_numpy(), np.float64),
        group,
        folds_of(group, FOLDS, seed),
    )
    others = [one for one in own if not asked.same(one)]
    about, columns = base.confounders(before, others)
    beside = base.confounders(before, [*others, *(one for one in own if asked.same(one))])[0]
    quiet = _quiet(others, before)
    there = np.flatnonzero(told.known[keep])
    placebo = outcome = None
    if quiet is not None and len(there):
        placebo = base.rows(there).confounders(earlier.take(there), others)[0]
        outcome = _low(before.take(there), quiet)
    free = np.asarray(about.free)
    candidates = np.setdiff1d(np.arange(about.matrix.shape[1]), free)
    judged = Asked(
        about, exposed[keep], np.asarray(at["left"].to_numpy(), np.float64), candidates,
        beside, placebo, outcome, there,
    )  # fmt: skip
    return judged, columns, quiet


@dataclass(frozen=True)
class _Base:
    """What is the same whatever the confounders are: dates, weights, customers and folds (n,)."""

    date: Ints
    weight: Floats
    group: Ints
    fold: Ints

    def rows(self, keep: Ints) -> "_Base":
        group = np.unique(self.group[keep], return_inverse=True)[1]
        date = np.unique(self.date[keep], return_inverse=True)[1]
        return _Base(date, self.weight[keep], group, self.fold[keep])

    def confounders(
        self, table: "pa.Table", features: Sequence[Feature]
    ) -> tuple[Confounders, tuple[Feature | None, ...]]:
        """Return features of a table as confounders, and the feature of each column."""
        encoding = Encoding.fit(table, [one.name for one in features])
        design = encoding.apply(table)
        terms = terms_of(design)
        dates = np.eye(int(self.date.max()) + 1)[self.date]
        dates[:, 0] = 1.0
        by_name = {one.name: one for one in features}
        owner: list[Feature | None] = [None] * dates.shape[1]
        for name, term in zip(design.names, terms, strict=True):
            owner += [by_name[name]] * term.width
        matrix = np.hstack([dates, expand(design, terms)])
        weight = self.weight / self.weight.mean()
        free = tuple(range(dates.shape[1]))
        return Confounders(matrix, free, weight, self.group, self.fold), tuple(owner)


def _quiet(features: Sequence[Feature], before: "pa.Table") -> Feature | None:
    """Return the feature of which less, before the exposure, is the placebo's outcome.

    Over 28 days, or as many as are nearest; of events the most common one.
    """
    for words in _QUIET:
        found = [one for one in features if one.words == words and one.name in before.column_names]
        if found:
            return min(found, key=lambda one: abs((one.days or 0) - PLACEBO_DAYS))
    return None


def _low(table: "pa.Table", feature: Feature) -> Any:
    values = numbers(table, feature.name)
    return (values <= np.nanquantile(values, _LOW)).astype(np.float64)
