"""The demo company's plays as files: what its tables have months of, by the same lots."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tenure.act.reading import FOLDER, shelf
from tenure.cli.demo import BEGUN, DRAFT, PAUSED, demo_preset, write_plays
from tenure.simulate import PRESETS, simulate
from tenure.stats.arms import draw


@pytest.mark.parametrize("preset", PRESETS)
def test_each_play_of_the_history_is_a_file_that_can_be_read(preset: str, tmp_path: Path) -> None:
    write_plays(tmp_path, preset, 7)
    found = shelf(tmp_path / FOLDER)
    assert found.problems == ()
    states = {name: play.state for name, play in found.plays.items()}
    names = {one.name for one in demo_preset(preset).campaigns}
    expected = {name: "paused" if name in PAUSED else "running" for name in names}
    assert states == {**expected, DRAFT: "draft", BEGUN: "running"}


def test_who_was_held_out_in_the_history_is_held_out_by_the_plays(tmp_path: Path) -> None:
    made = simulate(
        demo_preset("saas"), customers=300, months=8, seed=5, out=tmp_path / "co",
        start=date(2024, 1, 1),
    )  # fmt: skip
    write_plays(made.path, "saas", 5)
    plays = shelf(made.path / FOLDER).plays
    rows = pq.read_table(made.data / "assignments.parquet").to_pylist()
    told = json.loads((made.truth / "truth.json").read_text("utf-8"))["plays"]["list"]
    assert {row["arm"] for row in rows} == {"holdout", "treatment"}
    for row in rows:
        play = plays[row["experiment"]]
        held = draw(play.salt, row["unit_id"]) < play.holdout
        assert held == (row["arm"] == "holdout"), row
    assert {name: one["salt"] for name, one in told.items()} == {
        name: plays[name].salt for name in told
    }
