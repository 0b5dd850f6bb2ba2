"""Runs of several days with running plays: each day is decided once, and nobody gets one twice."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support import tiny
from tenure.cli.demo import write_plays, write_refusals
from tenure.company import Question
from tenure.definitions import load
from tenure.pipeline import run

NOW = tiny.NOW.replace(month=11)


@pytest.fixture
def playing(
    lumen: Path,
    tmp_path: Path,
    asking: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The shared company with running plays; its runs ask one question and explain nothing."""
    folder = tmp_path / "lumen"
    shutil.copytree(lumen, folder, symlinks=True)
    write_plays(folder, "saas", 1)
    write_refusals(folder)
    asking(Question("attrition"))
    monkeypatch.setattr("tenure.pipeline.explaining.wanted", lambda company: False)
    monkeypatch.setattr("tenure.pipeline.proving.wanted", lambda company: False)
    return folder


def marks(folder: Path, kind: str) -> dict[str, str]:
    files = sorted((folder / "store" / "acts" / kind).glob("*.parquet"))
    return {one.stem: sha256(one.read_bytes()).hexdigest() for one in files}


def rows(folder: Path, kind: str) -> list[dict[str, object]]:
    files = sorted((folder / "store" / "acts" / kind).glob("*.parquet"))
    return pa.concat_tables([pq.read_table(one) for one in files]).to_pylist()


@pytest.mark.long
def test_a_day_run_again_is_decided_alike_and_no_day_doubles_another(playing: Path) -> None:
    definitions = load(playing / "tenure.toml")
    last = run(definitions, now=NOW).as_of
    once = {kind: marks(playing, kind) for kind in ("decisions", "assignments")}
    assert len(once["decisions"]) == 1
    run(definitions, now=NOW)
    assert {kind: marks(playing, kind) for kind in once} == once
    run(definitions, now=NOW, as_of=last - timedelta(days=3))
    both = marks(playing, "decisions")
    assert len(both) == 2
    assert both.items() >= once["decisions"].items()


@pytest.mark.long
def test_the_day_after_nobody_gets_again_what_they_are_in(playing: Path) -> None:
    definitions = load(playing / "tenure.toml")
    last = run(definitions, now=NOW).as_of
    shutil.rmtree(playing / "store" / "acts" / "decisions")
    shutil.rmtree(playing / "store" / "acts" / "assignments")
    for before in (3, 2, 0, 0):
        run(definitions, now=NOW, as_of=last - timedelta(days=before))
    assert len(marks(playing, "decisions")) == 3
    begun = [
        (row["unit_id"], row["play"])
        for row in rows(playing, "decisions")
        if row["verdict"] in ("contact", "hold_out")
    ]
    assert begun
    assert len(begun) == len(set(begun))
    assigned = [(row["unit_id"], row["experiment"]) for row in rows(playing, "assignments")]
    assert assigned
    assert len(assigned) == len(set(assigned))
