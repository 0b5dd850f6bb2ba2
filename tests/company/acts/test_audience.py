"""Whom a play contacts, taken elsewhere: those of the preview and of the decisions, nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from support.deciding import all_of, opened, play, rows
from tenure.act.play import Play
from tenure.act.writing import dumps
from tenure.cli.app import app
from tenure.company.acts.audience import audience
from tenure.company.acts.deciding import decide
from tenure.company.acts.preview import preview
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

HALF = play("half", {"kind": "segment"}, holdout=0.5, purpose="marketing", salt="0000000000000006")
NAMES = (
    "customer_id,started_at,name\nc1,2025-01-01,=1+1\nc2,2025-01-02,김\n"
    "c3,2025-01-03,@cmd\nc4,2025-01-04,+1\nc5,2025-01-05,-1\nc6,2025-01-06,x\n"
)


def found(outlook: Outlook, *plays: Play, name: str = "half") -> list[dict[str, object]]:
    table = audience(outlook, all_of(*plays), name)
    return outlook.rule.data.engine.execute(table, metric="test").to_pylist()


def test_it_is_who_the_preview_showed_and_who_is_decided(outlook: Outlook) -> None:
    seen = preview(outlook, {}, HALF.model_copy(update={"state": "draft"}))
    told = rows(decide(outlook, all_of(HALF)))
    contacted = [unit for (unit, _), row in told.items() if row["verdict"] == "contact"]
    held = [unit for (unit, _), row in told.items() if row["verdict"] == "hold_out"]
    assert contacted
    assert held
    assert [row["unit_id"] for row in found(outlook, HALF)] == sorted(contacted)
    assert sorted(row["unit_id"] for row in seen.first) == sorted(contacted)
    assert (seen.contacted, seen.held_out) == (len(contacted), len(held))


def test_who_has_withdrawn_since_is_not_in_it(outlook: Outlook) -> None:
    everyone = play("all", {"kind": "segment"}, purpose="marketing")
    decide(outlook, all_of(everyone))
    assert [row["unit_id"] for row in found(outlook, everyone, name="all")] == ["c1", "c2", "c3"]
    told = {
        "unit_id": [None, "c3"], "customer_id": ["c2", None], "channel": ["email", None],
        "purpose": ["marketing", None], "reason": ["no_consent", "erased"],
    }  # fmt: skip
    pq.write_table(pa.table(told), outlook.rule.data.store.root / "acts/may_not.parquet")
    assert [row["unit_id"] for row in found(outlook, everyone, name="all")] == ["c1"]


def test_nobody_is_told_of_where_nobody_was_chosen(outlook: Outlook) -> None:
    with pytest.raises(MetricError, match="nothing was decided yet"):
        found(outlook, HALF)
    decide(outlook, all_of(HALF))
    with pytest.raises(MetricError, match="there is no play 'hlaf'; there are: half") as error:
        found(outlook, HALF, name="hlaf")
    assert error.value.hint == "did you mean 'half'?"
    with pytest.raises(MetricError, match="'half' does not run"):
        found(outlook, HALF.model_copy(update={"state": "paused"}))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    everyone = play("all", {"kind": "segment"})
    (tmp_path / "plays").mkdir()
    (tmp_path / "plays/all.toml").write_text(dumps(everyone), "utf-8")
    for outlook in opened(tmp_path):
        (tmp_path / "customers.csv").write_text(NAMES, "utf-8")
        decide(outlook, all_of(everyone))
    return tmp_path


def test_a_spreadsheet_runs_nothing_of_it(folder: Path) -> None:
    out = folder / "all.csv"
    asked = ["plays", "audience", "all", "-d", str(folder / "tenure.toml"), "--out"]
    done = CliRunner().invoke(app, [*asked, str(out)])
    assert done.exit_code == 0, done.output
    lines = out.read_text("utf-8").splitlines()
    assert lines[0].startswith('"unit_id","customer_id","name","play"')
    assert [line.split(",")[2] for line in lines[1:]] == ['"\'=1+1"', '"김"', '"\'@cmd"']
    assert [one.name for one in folder.iterdir() if one.name.startswith(".all")] == []
    whole = folder / "all.parquet"
    assert CliRunner().invoke(app, [*asked, str(whole)]).exit_code == 0
    assert pq.read_table(whole)["name"].to_pylist() == ["=1+1", "김", "@cmd"]
    other = CliRunner().invoke(app, [*asked, str(folder / "all.xls")])
    assert other.exit_code != 0
    assert not (folder / "all.xls").exists()
