"""An arm's Kaplan–Meier curve with errors that hold when units were assigned together."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from tenure.prove.sums import by_cluster
from tenure.prove.trial import Trial
from tenure.stats import RiskSets, Surviving, Test, risk_sets, survival_of
from tenure.stats.estimate import two_sided

if TYPE_CHECKING:
    from tenure.prove.trial import Booleans, Floats, Integers


@dataclass(frozen=True)
class Curve:
    """The curve of an arm; `days`, `left`, `cluster` (n,) are its rows."""

    days: "Floats"
    left: "Booleans"
    cluster: "Integers | None"
    surviving: Surviving

    @property
    def units(self) -> int:
        """How many rows the arm has."""
        return len(self.days)

    @property
    def sets(self) -> RiskSets:
        """Who was at risk, and who left, at each time."""
        return self.surviving.sets

    def watched(self, day: float) -> bool:
        """Whether somebody was watched up to a day, or all had left by then."""
        share = self.surviving.share
        return bool(day <= self.sets.last or (len(share) and share[-1] == 0))

    def share(self, day: float) -> float:
        """Return the share still there after a day."""
        return float(self.surviving.at([day])[0])

    def at_risk(self, day: float) -> int:
        """Return how many were watched up to a day; all who were ever, where nobody is left."""
        import numpy as np

        return int(np.count_nonzero(self.days >= day)) or self.units

    def error(self, day: float) -> float:
        """Return the standard error of `share`."""
        import numpy as np

        reached = int(np.searchsorted(self.sets.times, day, side="right"))
        if not reached:
            return 0.0
        height = np.where(np.arange(len(self.sets.times)) < reached, self.share(day), 0.0)
        return self._error(height)

    def mean(self, horizon: float) -> tuple[float, float]:
        """Return the mean of min(days, horizon), the area under the curve, and its error."""
        import numpy as np

        inside = self.sets.times < horizon
        edges = np.concatenate([[0.0], self.sets.times[inside], [horizon]])
        heights = np.concatenate([[1.0], self.surviving.share[inside]])
        areas = np.diff(edges) * heights
        right = np.zeros(len(self.sets.times))
        right[inside] = np.cumsum(areas[::-1])[::-1][1:]
        return float(areas.sum()), self._error(right)

    def _error(self, height: "Floats") -> float:
        """Return the error of a sum over times (m,), each moved by `height` times its hazard.

        Greenwood: √Σ height² d / (n (n − d)). With clusters a row's influence is −(height of its
        own end / n − Σ height d / n² of the times it was at risk), summed by cluster.
        """
        import numpy as np

        at_risk, gone = self.sets.at_risk, self.sets.gone
        if self.cluster is None:
            found = at_risk * (at_risk - gone)
            return sqrt(float((height**2 * gone)[found > 0] @ (1 / found[found > 0])))
        reached = np.searchsorted(self.sets.times, self.days, side="right")
        passed = np.concatenate([[0.0], np.cumsum(height * gone / at_risk**2)])[reached]
        own = np.concatenate([[0.0], height / at_risk])[reached]
        return _robust(np.where(self.left, own, 0.0) - passed, self.cluster)


def curve_of(days: "Floats", tried: Trial, treated: bool) -> Curve:
    """Return the curve of an arm; the outcome of the trial is whether they left."""
    own = tried.treated == treated
    cluster = None if tried.cluster is None else tried.cluster[own]
    left = tried.outcome[own] > 0
    return Curve(days[own], left, cluster, survival_of(risk_sets(days[own], left)))


def ranks(days: "Floats", tried: Trial) -> Test | None:
    """Test by log-rank whether both arms' times are alike; above 0: the treated leave sooner.

    z = Σ (d₁ − d n₁ / n) / √V, V hypergeometric; with clusters V is the sum of squares of the
    score residuals of each. None when nobody left, or nothing varies.

    Sources: N. Mantel, Cancer Chemotherapy Reports 50 (1966); D. Y. Lin and L. J. Wei, The
    robust inference for the Cox proportional hazards model, JASA 84 (1989).
    """
    import numpy as np

    left = tried.outcome > 0
    sets = risk_sets(days, np.where(left, 1 + tried.treated, 0), causes=2)
    gone, at_risk = sets.gone, sets.at_risk
    ordered = np.sort(days[tried.treated])
    share = (len(ordered) - np.searchsorted(ordered, sets.times)) / at_risk
    score = float((sets.ended[1] - gone * share).sum())
    if tried.cluster is None:
        alone = np.maximum(at_risk - 1, 1)
        spread = sqrt(float((gone * share * (1 - share) * (at_risk - gone) / alone).sum()))
    else:
        reached = np.searchsorted(sets.times, days, side="right")
        hazard = np.concatenate([[0.0], np.cumsum(gone / at_risk)])[reached]
        expected = np.concatenate([[0.0], np.cumsum(share * gone / at_risk)])[reached]
        own = left * (tried.treated - np.concatenate([[0.0], share])[reached])
        spread = _robust(own - (tried.treated * hazard - expected), tried.cluster)
    return two_sided(score / spread) if spread > 0 else None


def _robust(influence: "Floats", cluster: "Integers") -> float:
    import numpy as np

    parts = by_cluster(influence, cluster)
    count = int(np.count_nonzero(np.bincount(cluster)))
    return sqrt(float(parts @ parts) * count / max(count - 1, 1))
