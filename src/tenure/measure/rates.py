"""What every rate carries: its value and its interval, or null when it is not defined."""

from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.stats import wilson_bounds

if TYPE_CHECKING:
    import ibis.expr.types as ir

UNKNOWN = "(unknown)"
"""The group of units whose attribute is not known; they are counted, not dropped."""


def rate(
    name: str, numerator: "ir.IntegerValue", denominator: "ir.IntegerValue"
) -> dict[str, "ir.FloatingValue"]:
    """Return the columns `name`, `name`_low and `name`_high of numerator / denominator.

    The 95 % Wilson interval; all three are null where the denominator is 0.
    """
    import ibis

    trials = denominator.nullif(0)
    share = numerator / trials
    low, high = wilson_bounds(numerator, trials)
    return {
        name: share,
        f"{name}_low": ibis.ifelse(numerator > 0, low, share),
        f"{name}_high": ibis.ifelse(numerator < trials, high, share),
    }


def with_groups(units: "ir.Table", groups: "ir.Table | None") -> "ir.Table":
    """Add the column `group` to a table of units; those that have none are `UNKNOWN`.

    `groups` has one row a unit (unit_id, group); None adds nothing. Raises MetricError for
    groups that units move between (`moving`): which one it was depends on when.
    """
    if groups is None:
        return units
    if len(groups.columns) > 2:
        raise MetricError(
            "groups that units move between have to be taken as of a time, and there is none here"
        )
    joined = units.left_join(groups, "unit_id").drop("unit_id_right")
    return joined.mutate(group=joined.group.fill_null(UNKNOWN))
