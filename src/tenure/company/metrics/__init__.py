"""The catalogue: every metric by name, each loaded when it is asked for."""

from functools import cache
from importlib import import_module

from tenure.company.metrics.contract import Column, Metric, Option
from tenure.errors import MetricError, suggest

__all__ = ["AREAS", "Column", "Metric", "Option", "catalogue", "find"]

AREAS = (
    "attrition",
    "retention",
    "conventions",
    "seasonality",
    "lifecycle",
    "cohorts",
    "cohort_revenue",
    "rhythm",
    "contribution",
    "behaviour",
    "revenue",
    "logos",
    "window",
    "ideal",
    "onboarding",
    "purchases",
    "rfm",
    "service",
    "scores",
)
"""The modules of the catalogue, in the order in which people ask."""


@cache
def catalogue() -> dict[str, Metric]:
    """Return every metric by its name."""
    found: list[Metric] = []
    for area in AREAS:
        found.extend(import_module(f"tenure.company.metrics.{area}").METRICS)
    return {metric.name: metric for metric in found}


def find(name: str) -> Metric:
    """Return a metric; raises MetricError, with the one that was meant, when there is none."""
    known, name = catalogue(), name.replace("_", "-")
    if name not in known:
        near = suggest(name, known)
        raise MetricError(
            f"there is no metric {name!r}; there are: {', '.join(known)}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return known[name]
