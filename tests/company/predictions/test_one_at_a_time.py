"""Learning, scoring and runs write to a store one at a time: real processes beside each other."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import tiny
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.store import Store

HOLDS = """
import sys, time
from pathlib import Path
from unittest.mock import patch
from tenure.company import Company

told, done, what = Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]

def waits(*_, **__):
    told.touch()
    while not done.exists():
        time.sleep(0.02)

places = {"train": "learning.training.train", "score": "profiles.keeping.score"}
place = f"tenure.company.predictions.{places[what]}"
with Company.open(sys.argv[1]) as company, patch(place, waits):
    getattr(company.predictions(), what)()
"""
TENURE = (sys.executable, "-c", "from tenure.cli import main; main()")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.write(tmp_path / "tiny", "contract")


def tenure(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [*TENURE, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("what", ["train", "score"])
def test_while_one_writes_others_are_refused(company: Path, tmp_path: Path, what: str) -> None:
    told, done = tmp_path / "told", tmp_path / "done"
    words = [sys.executable, "-c", HOLDS, str(company), str(told), str(done), what]
    with subprocess.Popen(words) as holder:
        while not told.exists() and holder.poll() is None:
            time.sleep(0.02)
        for command in (["predict", "train"], ["predict", "score"], ["run"]):
            ran = tenure(*command, "-d", company)
            assert ran.returncode == 3
            assert "another run is writing to this store" in ran.stderr
        done.touch()
        assert holder.wait() == 0
    ran = tenure("predict", "score", "-d", company)
    assert "nothing has been learnt yet" in ran.stderr


def test_while_a_run_writes_nothing_is_learnt(company: Path) -> None:
    with Store(company.parent / "store").lock():
        for command in (["predict", "train"], ["predict", "score"]):
            ran = tenure(*command, "-d", company)
            assert ran.returncode == 3
            assert "another run is writing to this store" in ran.stderr
    assert not (company.parent / "store" / "models").exists()


def test_two_trainings_at_once_lose_nothing(
    predicted: tuple[Outlook, Trained, Day], tmp_path: Path
) -> None:
    """Each that ends well is in the book, and what the book names is there and can be read."""
    folder = tmp_path / "lumen"
    source = predicted[0].rule.data.definitions.folder
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("scratch", "*.partial"))
    book = folder / "store" / "models" / "customer" / "book.json"
    before = len(json.loads(book.read_text("utf-8")))
    words = [*TENURE, "predict", "train", "-d", str(folder / "tenure.toml")]
    both = [subprocess.Popen(words, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [one.communicate()[1] for one in both]
    codes = [one.returncode for one in both]
    assert 0 in codes
    for code, error in zip(codes, errors, strict=True):
        assert code == 0 or "another run is writing to this store" in error
    entries = json.loads(book.read_text("utf-8"))
    assert len(entries) == before + codes.count(0)
    for entry in entries:
        assert (book.parent / entry["version"] / "risk" / "risk.json").is_file()
