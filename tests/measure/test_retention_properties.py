"""Retention on random small companies: against an independent reference, and its identities."""

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference, rows
from support.examples import some
from support.worlds import CUSTOMERS, TURNS, World, instants, worlds
from tenure.measure import retention
from tenure.stats import wilson

SUMS = ("size", "eligible", "returned")


def measured(world: World, **options):
    options.setdefault("activity", rows.activity(world.events))
    return retention(
        period=world.asked.period,
        calendar=world.calendar,
        observed=world.observed,
        **options,
    )


@st.composite
def started(draw, world: World):
    """Draw when each customer started: not known, before the data, within, or after."""
    turn = TURNS[world.asked.zone][0]
    near = instants(world.asked.zone, turn)
    earlier = near.map(lambda at: at - timedelta(days=200))
    return {unit: draw(st.none() | near | earlier) for unit in CUSTOMERS}


@given(worlds(), st.sampled_from(("exact", "on_or_after")))
@settings(max_examples=some(14))
def test_equals_the_definition_in_sets_and_loops(run, world, mode):
    expected = reference.retention_rows(
        world.histories, world.asked, mode=mode, at_least=world.at_least
    )
    found = run(measured(world, mode=mode, at_least=world.at_least))
    assert _like(found, expected) == expected


@given(st.data(), worlds(), st.sampled_from(("exact", "on_or_after")))
@settings(max_examples=some(10))
def test_equals_the_definition_when_the_company_says_who_started_when(run, data, world, mode):
    starts = data.draw(started(world))
    expected = reference.retention_rows(
        world.histories, world.asked, mode=mode, at_least=world.at_least, starts=starts
    )
    table = rows.table(
        [{"unit_id": unit, "started_at": at} for unit, at in starts.items()],
    )
    found = run(measured(world, mode=mode, at_least=world.at_least, starts=table))
    assert _like(found, expected) == expected


@given(worlds())
@settings(max_examples=6)
def test_every_cell_is_a_share_with_its_interval_or_says_why_not(run, world):
    cells = run(measured(world))
    first = {}
    for cell in cells:
        if cell["eligible"] == 0:
            assert cell["retention"] is None
            assert cell["reason"] is not None
        else:
            share = (cell["retention_low"], cell["retention"], cell["retention_high"])
            low, high = wilson(cell["returned"], cell["eligible"])
            assert share == pytest.approx((low, cell["returned"] / cell["eligible"], high))
            assert cell["eligible"] == cell["size"]
            assert cell["reason"] is None
        first.setdefault(cell["cohort"], cell)
    for cell in first.values():
        if cell["complete"] and cell["size"]:
            assert cell["returned"] == cell["size"]  # the first event is itself a return
    on_or_after = run(measured(world, mode="on_or_after"))
    for exact, later in zip(cells, on_or_after, strict=True):
        assert exact["returned"] <= later["returned"] <= later["size"]


@given(worlds(), st.lists(st.sampled_from(("서울", "busan", None)), min_size=5, max_size=5))
@settings(max_examples=6)
def test_a_split_adds_up_to_the_whole(run, world, regions):
    members = dict(zip(CUSTOMERS[:4], regions, strict=False))  # of the fifth nothing is known
    whole = {(cell["cohort"], cell["period"]): cell for cell in run(measured(world))}
    parts = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for cell in run(measured(world, groups=rows.groups(members))):
        for name in SUMS:
            parts[cell["cohort"], cell["period"]][name] += cell[name]
    assert parts == {at: {name: cell[name] for name in SUMS} for at, cell in whole.items()}


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_row_order_changes_nothing(run, world, random):
    shuffled = list(world.events)
    random.shuffle(shuffled)
    assert run(measured(world, activity=rows.activity(shuffled))) == run(measured(world))


def _like(found, expected):
    return [{name: cell[name] for name in (expected or found)[0]} for cell in found]
