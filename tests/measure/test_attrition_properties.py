"""Attrition on random small companies: against an independent reference, and its identities."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference, rows
from support.examples import some
from support.worlds import CUSTOMERS, World, worlds
from tenure.measure import attrition
from tenure.measure.attrition import COUNTS
from tenure.measure.states import activity_spells


def measured(world: World, events=None, **options):
    table = rows.activity(world.events) if events is None else events
    spells = activity_spells(
        table,
        days=world.days,
        at_least=world.at_least,
        calendar=world.calendar,
        observed=world.observed,
    )
    return attrition(
        spells,
        period=world.asked.period,
        calendar=world.calendar,
        observed=world.observed,
        **options,
    )


@given(worlds())
@settings(max_examples=some(18))
def test_equals_the_definition_in_sets_and_loops(run, world):
    expected = reference.attrition_rows(
        world.histories, world.asked, days=world.days, at_least=world.at_least
    )
    found = run(measured(world))
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


@given(worlds())
@settings(max_examples=6)
def test_everybody_is_accounted_for(run, world):
    found = run(measured(world))
    for row in found:
        assert row["at_end"] == row["retained"] + row["joined"] + row["won_back"]
        assert row["at_start"] == row["retained"] + row["lost"]
        assert all(row[name] >= 0 for name in COUNTS)
        if row["at_start"]:
            assert row["attrition"] + row["retained"] / row["at_start"] == pytest.approx(1)
            assert 0 <= row["attrition_low"] <= row["attrition"] <= row["attrition_high"] <= 1
        else:
            assert row["attrition"] is None
            assert row["reason"] is not None
    for before, after in pairwise(found):
        assert before["at_end"] == after["at_start"]
        assert before["period_end"] == after["period_start"]


@given(worlds(), st.lists(st.sampled_from(("서울", "busan", None)), min_size=5, max_size=5))
@settings(max_examples=6)
def test_a_split_adds_up_to_the_whole(run, world, regions):
    members = dict(zip(CUSTOMERS[:4], regions, strict=False))  # of the fifth nothing is known
    whole = {row["period_start"]: row for row in run(measured(world))}
    parts = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for row in run(measured(world, groups=rows.groups(members))):
        for name in COUNTS:
            parts[row["period_start"]][name] += row[name]
    if not parts:  # nobody was ever active, so there is nobody to split
        parts = {start: dict.fromkeys(COUNTS, 0) for start in whole}
    assert parts == {start: {name: row[name] for name in COUNTS} for start, row in whole.items()}


@given(worlds(), st.integers(1, 4), st.randoms(use_true_random=False))
@settings(max_examples=6)
def test_row_order_and_files_change_nothing(run, engine, tmp_path_factory, world, parts, random):
    whole = run(measured(world))
    shuffled = list(world.events)
    random.shuffle(shuffled)
    assert run(measured(world, rows.activity(shuffled))) == whole
    paths = written(shuffled, parts, tmp_path_factory.mktemp("events"), random)
    assert run(measured(world, engine.scan_parquet(paths, name="events_in_parts"))) == whole


def written(
    events: list[tuple[str, datetime]], parts: int, folder: Path, random: Random
) -> list[Path]:
    """Scatter events over Parquet files, some of them perhaps empty."""
    schema = pa.schema([("unit_id", pa.string()), ("occurred_at", pa.timestamp("us"))])
    where = [random.randrange(parts) for _ in events]
    paths = []
    for part in range(parts):
        mine = [event for event, at in zip(events, where, strict=True) if at == part]
        columns = [
            pa.array(column, kind)
            for column, kind in zip(
                zip(*mine, strict=True) if mine else ((), ()), schema.types, strict=True
            )
        ]
        paths.append(folder / f"part-{part}.parquet")
        pq.write_table(pa.table(columns, schema=schema), paths[-1])
    return paths
