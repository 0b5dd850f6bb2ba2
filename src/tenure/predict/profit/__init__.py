"""What acting on predictions brings in money, and whom to contact for it."""

from tenure.predict.profit.curve import ProfitCurve, profit_curve
from tenure.predict.profit.group import Group, best_group, profit_of
from tenure.predict.profit.maximum import (
    CLASSIC,
    Campaign,
    MaximumProfit,
    empc,
    maximum_profit,
    mpc,
)
from tenure.predict.profit.offer import (
    Offer,
    expected_cost,
    expected_of_gain,
    expected_profit,
)

__all__ = [
    "CLASSIC",
    "Campaign",
    "Group",
    "MaximumProfit",
    "Offer",
    "ProfitCurve",
    "best_group",
    "empc",
    "expected_cost",
    "expected_of_gain",
    "expected_profit",
    "maximum_profit",
    "mpc",
    "profit_curve",
    "profit_of",
]
