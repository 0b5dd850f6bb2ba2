"""Whether what a customer said in an interview could be used by the last run."""

from functools import lru_cache
from pathlib import Path

from tenure_web.lib import company
from tenure_web.tasks.kinds import INTERVIEW
from tenure_web.tasks.models import Task

_FILE = "own_feedback.parquet"


def refused_why(task: Task) -> str:
    """Return why the last run set the answer of an interview aside; empty where it did not."""
    run = company.latest()
    if task.what != INTERVIEW or task.told_at is None or run is None:
        return ""
    return _refused(run.folder / "quarantine" / _FILE).get(f"interview-{task.pk}", "")


@lru_cache(4)
def _refused(place: Path) -> dict[str, str]:
    """Return the answers that a run set aside with their reasons; a run's files never change."""
    import pyarrow.parquet as pq

    if not place.is_file():
        return {}
    rows = pq.read_table(place, columns=["feedback_id", "reason"]).to_pylist()
    return {row["feedback_id"]: row["reason"] for row in rows}
