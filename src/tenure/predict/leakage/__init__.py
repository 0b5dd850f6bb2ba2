"""Leakage: columns that know the outcome, found before anything is learned from them."""

from tenure.predict.leakage.check import Known, Leakage, dated, leakage
from tenure.predict.leakage.finding import Finding, Kind

__all__ = ["Finding", "Kind", "Known", "Leakage", "dated", "leakage"]
