"""Which counts of an answer are no list of customers, so that nothing opens from them."""

from collections.abc import Mapping

from tenure.measure.result import Result

_GAPS = frozenset({"gaps", "interval", "purchase-gaps", "purchase-gap-bands"})
_WINDOWS = frozenset({"behaviour", "features"})
_OTHERS: Mapping[str, frozenset[str]] = {
    "seasonality": frozenset({"smoothed_over"}),
    "stickiness": frozenset({"days", "active_days", "averaged_days"}),
    "frequency": frozenset({"days_active"}),
    "rolling-retention": frozenset({"period", "from_step", "to_step"}),
    "retention-curve": frozenset({"period", "from_step", "to_step", "cohorts"}),
    "revenue-cohorts": frozenset({"period"}),
    "gaps": frozenset({"at_risk"}),
    "mrr": frozenset({"switched_customers", "unpriced"}),
    "renewals": frozenset({"due", "renewed", "ended_early"}),
    "save-window": frozenset({"contracts"}),
    "expiring": frozenset({"contracts", "with_notice"}),
    "ideal-customer": frozenset({"units", "stayed", "sample"}),
    "products": frozenset({"orders", "lines", "products"}),
    "nps": frozenset({"unusable"}),
    "csat": frozenset({"unusable"}),
}
"""Counts of days, periods, contracts and answers, beside those of customers."""


def closed(result: Result) -> frozenset[str]:
    """Name the counts of a result that the library makes no list of."""
    counts = frozenset(one["name"] for one in result.columns if one.get("unit") == "count")
    options = result.options
    if result.metric in _GAPS and options.get("of", "all") == "all":
        return counts  # of gaps one customer has several
    if result.metric in _WINDOWS and str(options.get("windows")) != "1":
        return counts  # the same customer is in several periods
    return _OTHERS.get(result.metric, frozenset())
