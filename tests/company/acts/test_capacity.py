"""Whose tasks there is room for: as the workspace wrote it, or an error that says what is wrong."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import all_of, play, rows
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

CALL = {"do": "task", "task": "call", "title": {"en": "t", "ko": "t"}}


def told(outlook: Outlook, table: pa.Table) -> None:
    folder = outlook.rule.data.store.root / "acts"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "capacity.parquet")


def reasons(outlook: Outlook, **more: object) -> dict[str, str]:
    call = play("call", {"kind": "segment"}, steps=[CALL], **more)
    letter = play("letter", {"kind": "segment"}, audience="plan = 'b'", priority=60)
    found = rows(decide(outlook, all_of(call, letter)))
    return {unit: row["reason"] for (unit, name), row in found.items() if name == "call"}


def test_a_queue_holds_those_for_whom_it_makes_most_difference(outlook: Outlook) -> None:
    """Room for one: c1 loses most of the two who get no letter instead."""
    assert reasons(outlook, owner="kim")["c2"] == "chosen"
    told(outlook, pa.table({"owner": ["kim", "lee"], "tasks": [1.0, 0.0]}))
    found = reasons(outlook, owner="kim")
    assert (found["c1"], found["c2"], found["c3"]) == ("chosen", "capacity", "other_play")


def test_who_is_not_named_has_room_unless_it_is_said_of_all_others(outlook: Outlook) -> None:
    told(outlook, pa.table({"owner": ["lee"], "tasks": [0.0]}))
    assert reasons(outlook, owner="kim")["c1"] == "chosen"
    told(outlook, pa.table({"owner": ["lee", None], "tasks": [5.0, 0.0]}))
    assert reasons(outlook, owner="kim")["c1"] == "capacity"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": ["kim"], "tasks": [1.0]}, "there is no column 'owner'; there are: name, tasks"),
        ({"owner": ["kim"]}, "there is no column 'tasks'"),
        ({"owner": ["kim", "kim"], "tasks": [1.0, 2.0]}, "the owner 'kim' has two rows"),
        ({"owner": ["kim"], "tasks": [-1.0]}, "the tasks of 'kim' must be a number from 0 up"),
        ({"owner": ["kim"], "tasks": [float("nan")]}, "must be a number from 0 up, not nan"),
        ({"owner": ["kim"], "tasks": ["two"]}, "must be a number from 0 up, not 'two'"),
    ],
)
def test_what_is_wrong_is_said(
    outlook: Outlook, table: dict[str, list[object]], message: str
) -> None:
    told(outlook, pa.table(table))
    with pytest.raises(MetricError, match=message) as found:
        reasons(outlook, owner="kim")
    assert found.value.where == "capacity.parquet"
