"""A run killed with SIGKILL leaves the last good results readable, and the next run goes on."""

import json
import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from support import dying, tiny
from support.companies import CompanyOf
from tenure.definitions import load
from tenure.pipeline import load_run, run
from tenure.store import HELD, MANIFEST, Store

BEFORE, AFTER = tiny.NOW, tiny.NOW + timedelta(hours=1)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["support.dying", "altair", "ibis.backends.duckdb", "vl_convert"])


@dataclass(frozen=True)
class Prepared:
    """A company with one published run, whose data then changed."""

    path: Path
    kept: Path
    old: str
    wanted: dict[str, bytes]

    @property
    def store(self) -> Path:
        return self.path.parent / "store"

    def rewind(self) -> None:
        """Put the store back to how it was after the first run."""
        shutil.rmtree(self.store)
        shutil.copytree(self.kept, self.store, symlinks=True)


def outcome(folder: Path) -> dict[str, bytes]:
    """Read all that a run gives but its manifest, which tells the time it took."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.name != MANIFEST
    }


def check_readable(root: Path, allowed: set[str]) -> None:
    """Check that the latest run is whole, and that nothing half done looks complete."""
    latest = Store(root).latest()
    assert latest.name in allowed
    saved = load_run(latest)
    assert [result.metric for result in saved.results] == ["attrition"]
    assert saved.results[0].table.num_rows > 0
    assert (latest / "report.html").read_text("utf-8").rstrip().endswith("</html>")
    for folder in (path for path in root.glob("runs/*") if path.suffix != ".partial"):
        assert json.loads((folder / MANIFEST).read_text("utf-8"))["steps"]
        assert (folder / "report.html").is_file()
    wholes = {"measure": "result.json", "report": "report.html", "check": "quality.json"}
    wholes |= {"readings": "readings.json", "tables": "rows.parquet"}
    for folder in (path for path in root.glob("entries/*/*") if path.suffix != ".partial"):
        assert (folder / wholes.get(folder.parent.name, "malformed.parquet")).is_file()
        assert (folder / HELD).is_file()


def check_clean(root: Path) -> None:
    """Check that nothing of a killed run is left."""
    left = [path for path in root.rglob("*") if path.name.endswith(".partial")]
    assert left == []
    assert list(root.glob(".latest.*")) == []


@pytest.fixture
def prepared_run(company_of: CompanyOf, tmp_path: Path) -> Iterator[Prepared]:
    path = company_of("contract")
    dying.run_few(path, BEFORE)
    root = path.parent / "store"
    old = Store(root).latest().name
    shutil.copytree(root, tmp_path / "kept", symlinks=True)
    changed = tiny.SUBSCRIPTIONS.replace("2024-03-09", "2024-04-09")
    (path.parent / "data" / "subscriptions.csv").write_text(changed, "utf-8")
    dying.run_few(path, AFTER)
    wanted = outcome(Store(root).latest())
    return Prepared(path, tmp_path / "kept", old, wanted)


def killed_at(prepared: Prepared, step: int) -> bool:
    """Run in a process of its own that dies before a step; say whether it came so far."""
    process = FORKS.Process(target=dying.die_at, args=(prepared.path, AFTER, step))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def test_killed_before_every_step(prepared_run: Prepared) -> None:
    step, last = 0, ""
    while True:
        step += 1
        prepared_run.rewind()
        if not killed_at(prepared_run, step):
            break
        new = f"{AFTER:%Y%m%dT%H%M%S%f}"
        check_readable(prepared_run.store, {prepared_run.old})
        last = new if (prepared_run.store / "runs" / new).exists() else last
    assert step > 15
    assert last, "no run was killed between its being there and its being the latest"
    assert outcome(Store(prepared_run.store).latest()) == prepared_run.wanted


def test_killed_again_and_again_it_goes_on_from_what_was_done(prepared_run: Prepared) -> None:
    prepared_run.rewind()
    done: set[str] = set()
    attempts = 0
    while killed_at(prepared_run, attempts := attempts + 1):
        check_readable(prepared_run.store, {prepared_run.old})
        now = {path.as_posix() for path in prepared_run.store.glob("entries/*/*/.held")
               if path.parent.suffix != ".partial"}  # fmt: skip
        assert done <= now
        done = now
    latest = Store(prepared_run.store).latest()
    steps = json.loads((latest / MANIFEST).read_text("utf-8"))["steps"]
    assert [step["step"] for step in steps if step["unchanged"]]
    assert outcome(latest) == prepared_run.wanted
    check_clean(prepared_run.store)


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
