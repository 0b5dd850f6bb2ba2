"""`tenure run`: read, check, measure, report, in order, resumable, with progress."""

from tenure.pipeline.run import Progress, Run, run
from tenure.pipeline.saved import SavedRun, report_data

__all__ = ["Progress", "Run", "SavedRun", "report_data", "run"]
