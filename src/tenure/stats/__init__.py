"""Numbers in, intervals and tests out; knows no table and no engine."""

from tenure.stats.competing import Incidence, aalen_johansen
from tenure.stats.estimate import Estimate, Test
from tenure.stats.intervals import Z95, clopper_pearson, wilson, wilson_bounds
from tenure.stats.multiple import benjamini_hochberg, holm
from tenure.stats.proportions import (
    newcombe,
    newcombe_bounds,
    odds_ratio,
    risk_ratio,
    two_proportion_test,
)
from tenure.stats.resampling import bootstrap
from tenure.stats.risk_sets import RiskSets, risk_sets
from tenure.stats.survival import Step, Surviving, kaplan_meier, log_rank, survival_of
from tenure.stats.trend import cochran_armitage, mantel_haenszel, mantel_trend

__all__ = [
    "Z95",
    "Estimate",
    "Incidence",
    "RiskSets",
    "Step",
    "Surviving",
    "Test",
    "aalen_johansen",
    "benjamini_hochberg",
    "bootstrap",
    "clopper_pearson",
    "cochran_armitage",
    "holm",
    "kaplan_meier",
    "log_rank",
    "mantel_haenszel",
    "mantel_trend",
    "newcombe",
    "newcombe_bounds",
    "odds_ratio",
    "risk_ratio",
    "risk_sets",
    "survival_of",
    "two_proportion_test",
    "wilson",
    "wilson_bounds",
]
