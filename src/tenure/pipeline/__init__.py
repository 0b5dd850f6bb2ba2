"""`tenure run`: read, check, measure, report, in order, resumable, with progress."""

from tenure.pipeline.run import Progress, Run, run
from tenure.pipeline.saved import SavedRun, load_run, report_data

__all__ = ["Progress", "Run", "SavedRun", "load_run", "report_data", "run"]
