"""Numbers in, intervals out; knows no table and no engine."""

from tenure.stats.intervals import Z95, wilson, wilson_bounds

__all__ = ["Z95", "wilson", "wilson_bounds"]
