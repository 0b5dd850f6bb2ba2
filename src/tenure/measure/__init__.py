"""Measure attrition honestly: pure functions from tables to a table."""

from tenure.measure.attrition import attrition
from tenure.measure.retention import retention
from tenure.measure.snapshot import snapshot_attrition

__all__ = ["attrition", "retention", "snapshot_attrition"]
