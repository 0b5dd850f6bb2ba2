"""Measure attrition honestly: pure functions from tables to a table."""

from tenure.measure.attrition import attrition
from tenure.measure.retention import retention

__all__ = ["attrition", "retention"]
