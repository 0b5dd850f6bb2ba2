"""A run on a disk that is full tells so, and leaves the last good results as they were."""

import multiprocessing
from pathlib import Path

from support import processes, tiny
from support.companies import CompanyOf
from tenure.pipeline import load_run
from tenure.store import Store

FORKS = multiprocessing.get_context("forkserver")


def test_a_full_disk_is_told_and_costs_nothing(company_of: CompanyOf, tmp_path: Path) -> None:
    """The more room there is, the further the run comes: the import, the measures, the report."""
    path = company_of("contract")
    processes.run_few(path, tiny.NOW)
    store = Store(path.parent / "store")
    before = store.latest()
    subscriptions = tiny.SUBSCRIPTIONS.replace("2024-03-09", "2024-04-09")
    (path.parent / "data" / "subscriptions.csv").write_text(subscriptions, "utf-8")
    reached = []
    for room in (1_500, 6_000, 30_000):
        told = tmp_path / f"{room}.txt"
        process = FORKS.Process(target=processes.run_with_room, args=(path, room, told))
        process.start()
        process.join(60)
        *steps, error = told.read_text("utf-8").split("error: ")
        assert (process.exitcode, len(steps)) == (3, 1)
        assert "File too large" in error
        assert "Traceback" not in error
        assert store.latest() == before
        assert load_run(before).results[0].table.num_rows > 0
        assert [one for one in store.root.rglob("*") if one.suffix == ".partial"] == []
        assert len(list(store.root.glob("runs/*"))) == 1
        reached.append(steps[0].split(": ")[-2].split("\n")[-1])
    assert reached[0] == "read"
    assert reached[-1] == "report"
