"""A run killed with SIGKILL leaves the last good results readable, and the next run goes on."""

import json
import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from support import processes, tiny
from support.companies import CompanyOf
from tenure.definitions import load
from tenure.pipeline import load_run, run
from tenure.store import HELD, MANIFEST, Store

BEFORE, AFTER = tiny.NOW, tiny.NOW + timedelta(hours=1)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tenure.pipeline", "tenure.engines.duckdb", "altair", "vl_convert"])


@dataclass(frozen=True)
class Changed:
    """A company whose data changed after its run, and what an undisturbed run makes of them."""

    path: Path
    old: str
    wanted: dict[str, bytes]

    @property
    def store(self) -> Path:
        return self.path.parent / "store"


def outcome(folder: Path) -> dict[str, bytes]:
    """Read all that a run gives but its manifest, which tells the time it took."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.name != MANIFEST
    }


def check_readable(root: Path) -> None:
    """Check that the last good run is whole, and that nothing half done looks complete."""
    latest = Store(root).latest()
    saved = load_run(latest)
    assert [result.metric for result in saved.results] == ["attrition"]
    assert saved.results[0].table.num_rows > 0
    assert (latest / "report.html").read_text("utf-8").rstrip().endswith("</html>")
    for folder in (path for path in root.glob("runs/*") if path.suffix != ".partial"):
        assert json.loads((folder / MANIFEST).read_text("utf-8"))["steps"]
        assert (folder / "report.html").is_file()
    wholes = {"measure": "result.json", "report": "report.html", "check": "quality.json"}
    wholes |= {"readings": "readings.json", "tables": "rows.parquet"}
    wholes["timelines"] = "timelines.json"
    for folder in (path for path in root.glob("entries/*/*") if path.suffix != ".partial"):
        assert (folder / wholes.get(folder.parent.name, "malformed.parquet")).is_file()
        assert (folder / HELD).is_file()


def check_clean(root: Path) -> None:
    """Check that nothing of a killed run is left."""
    left = [path for path in root.rglob("*") if path.name.endswith(".partial")]
    assert left == []
    assert list(root.glob(".latest.*")) == []


def new_runs(changed: Changed) -> list[Path]:
    return [run for run in changed.store.glob("runs/*") if run.name != changed.old]


@pytest.fixture
def changed(company_of: CompanyOf, tmp_path: Path) -> Changed:
    path = company_of("contract")
    processes.run_few(path, BEFORE)
    root = path.parent / "store"
    old = Store(root).latest().name
    shutil.copytree(root, tmp_path / "kept", symlinks=True)
    subscriptions = tiny.SUBSCRIPTIONS.replace("2024-03-09", "2024-04-09")
    (path.parent / "data" / "subscriptions.csv").write_text(subscriptions, "utf-8")
    processes.run_few(path, AFTER)
    wanted = outcome(Store(root).latest())
    shutil.rmtree(root)
    (tmp_path / "kept").rename(root)
    return Changed(path, old, wanted)


def killed_at(changed: Changed, step: int) -> bool:
    """Run in a process of its own that dies before a step; say whether it came so far."""
    process = FORKS.Process(target=processes.die_at, args=(changed.path, AFTER, step))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def whole_entries(root: Path) -> set[str]:
    """Name the entries that look complete."""
    held = root.glob(f"entries/*/*/{HELD}")
    return {path.parent.name for path in held if path.parent.suffix != ".partial"}


@pytest.mark.long
def test_killed_before_every_step_the_next_run_goes_on(changed: Changed) -> None:
    """Die before the first step that is new, the second, …; after an entry is done, go on there."""
    done, deaths, step = whole_entries(changed.store), 0, 1
    seen: list[tuple[bool, bool]] = []
    while killed_at(changed, step):
        check_readable(changed.store)
        now, latest = whole_entries(changed.store), Store(changed.store).latest()
        there = any(path.suffix != ".partial" for path in new_runs(changed))
        seen.append((there, latest.name != changed.old))
        assert done <= now or seen[-1] == (True, True)
        done, step, deaths = now, 1 if now > done else step + 1, deaths + 1
    latest = Store(changed.store).latest()
    steps = json.loads((latest / MANIFEST).read_text("utf-8"))["steps"]
    assert [step["unchanged"] for step in steps] == [True] * 5
    assert outcome(latest) == changed.wanted
    assert deaths > 15
    assert set(seen) >= {(False, False), (True, False)}, "no run died between being and being named"
    check_clean(changed.store)


@pytest.mark.long
def test_killed_at_random_moments(company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    first = run(load(path), now=BEFORE)
    root = path.parent / "store"
    (path.parent / "data" / "customers.csv").write_text(
        tiny.CUSTOMERS.replace(",no\n", ",yes\n", 2), "utf-8"
    )
    command = [sys.executable, "-c", "from tenure.cli import main; main()", "run", "-d", str(path)]
    dice = random.Random(5)
    for _ in range(4):
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.3, 4.0))
        started.kill()
        started.wait(30)
        saved = load_run(Store(root).latest())
        assert saved.results[0].rows[0]["lost"] in (5, 7)
        assert (saved.folder / "report.html").is_file()
    last = run(load(path), now=AFTER)
    assert last.folder != first.folder
    assert load_run(last.folder).results[0].rows[0]["lost"] == 7
    check_clean(root)
