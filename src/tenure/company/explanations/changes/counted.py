"""How many of whom left on each day, as changes are judged by it: dated when they really left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from tenure.company.explanations.changes.whom import Whom, groups
from tenure.company.predictions.kept import kept
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.changes.leaving import bought, daily, noticed, silent
from tenure.explain.changes.series import Daily
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

_ENOUGH = 20
"""Customers who must be there for a day to be looked at."""
_LATE = 0.95
"""Share of the expected gaps of buyers that the last days are waited for."""


@dataclass(frozen=True)
class Lives:
    """From when to when units were there; `lag` days after it, leaving is known.

    `lead` days before a change, leaving may be of the change already: a last purchase comes
    before the decision not to buy again.
    """

    rows: "ir.Table"
    lag: int
    lead: int


@dataclass(frozen=True)
class Counted:
    """The daily counts of a company as of an outlook; each group is counted once."""

    outlook: Outlook

    @cached_property
    def lives(self) -> Lives:
        """When each unit came and really left, by the company's rule.

        inactive: the last qualifying activity, N days before the rule knows it; contract: the
        notice, or the end without one; purchase: the last purchase; column: the recorded day.
        """
        rule = self.outlook.rule
        if self.outlook.snapshot:
            raise MetricError(
                "a snapshot has no dates: what happened before and after a change is not known",
                hint="supply events, orders, subscriptions, or the day of leaving",
            )
        if rule.name == "purchase":
            return self._buyers(self.outlook.spells)
        whole = self.outlook.stays
        if rule.name == "inactive":
            days = rule.data.definitions.churn.after or 0
            return Lives(silent(whole, days), days, 0)
        contracts = self.outlook.contracts
        if rule.name == "contract" and contracts is not None:
            return Lives(noticed(whole, contracts), 0, 0)
        return Lives(whole.rename(left_local="to_local"), 0, 0)

    @property
    def last(self) -> date:
        """The last day whose leaving is known."""
        return self.outlook.observed.last - timedelta(days=self.lives.lag)

    def daily(
        self, whom: Whom | None = None, against: Whom | None = None, where: str | None = None
    ) -> Daily | None:
        """Return the counts of some customers, and of those they are compared with.

        Without `against` these are all others. None where there are too few, or no known day.
        Kept, for they are the same whichever period is explained.
        """
        observed = self.outlook.observed
        if self.last <= observed.first:
            return None
        known = Observation(observed.first, self.last)

        def counted() -> dict[str, list[object]]:
            chosen = groups(self.outlook, whom, against, where)
            asked = daily(self.lives.rows, chosen, self.outlook.rule.data.calendar, known)
            return self.outlook.rule.data.engine.execute(asked, metric="changes").to_pydict()

        rows = kept(self.outlook, "leaving", counted, whom, against, where)
        return _series(rows, known, self._blind, paired=whom is not None)

    @property
    def _blind(self) -> int:
        """For how many days after the data begin not everyone who is there has been seen."""
        return self.outlook.rule.lookback(self.outlook.observed)

    def _buyers(self, spells: "ir.Table") -> Lives:
        rule = self.outlook.rule
        rows = bought(spells)
        late = rows.agg(days=rows.lag_days.quantile(_LATE))
        told = rule.data.engine.execute(late, metric="changes").to_pylist()[0]["days"]
        lead = ceil(rule.typical_gap(self.outlook.observed))
        return Lives(rows.drop("lag_days"), ceil(told or 0), lead)


def _series(
    rows: Mapping[str, list[object]], known: Observation, blind: int, *, paired: bool
) -> Daily | None:
    """Turn who came and went into who was there and left on each day, from when enough were."""
    import numpy as np

    length = (known.end - known.first).days
    origin = (known.first - date(1970, 1, 1)).days
    flows = {name: np.zeros((2, length + 1)) for name in ("in", "out")}
    for group, mark, entered, gone in zip(
        rows["group"], rows["mark"], rows["entered"], rows["gone"], strict=True
    ):
        place = int(str(mark)) - origin
        if str(group) in flows and 0 <= place <= length:
            flows[str(group)][:, place] += (float(str(entered)), float(str(gone)))
    there, lost = {}, {}
    for name, (entered_at, gone_at) in flows.items():
        there[name] = np.cumsum(entered_at - gone_at)[:length]
        lost[name] = gone_at[1:]
    enough = (there["in"] >= _ENOUGH) & (~paired | (there["out"] >= _ENOUGH))
    enough[:blind] = False
    if not enough.any():
        return None
    begin = int(np.argmax(enough))
    first = known.first + timedelta(days=begin)
    rest = (lost["out"][begin:], there["out"][begin:]) if paired else (None, None)
    return Daily(first, lost["in"][begin:], there["in"][begin:], *rest)
