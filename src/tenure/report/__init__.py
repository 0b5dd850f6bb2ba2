"""One self-contained HTML report from results, findings and the company's names."""

from tenure.report.data import Change, Finding, ReportData, Severity, Skipped, TableSummary
from tenure.report.page import render, write

__all__ = [
    "Change",
    "Finding",
    "ReportData",
    "Severity",
    "Skipped",
    "TableSummary",
    "render",
    "write",
]
