"""MRR on random small companies: against an independent reference, and its identities."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.reference import Asked
from support.revenue_reference import MOVEMENTS, Contract, movement_rows
from support.worlds import CUSTOMERS, TURNS, instants
from tenure.measure import attrition
from tenure.measure.revenue import CUSTOMERS as COUNTS
from tenure.measure.revenue import MONEY, customer_movements, mrr
from tenure.measure.revenue_contracts import contract_revenue
from tenure.measure.revenue_members import COUNTED, mrr_members
from tenure.measure.revenue_retention import revenue_retention
from tenure.measure.states import contract_spells
from tenure.periods import Calendar, Observation

LENGTHS = (None, 0, 12, 24, 24 * 20, 24 * 31, 24 * 60)
GAPS = (0, 1, 23, 24, 25, 24 * 12)
PRICES = (None, "0", "10", "25.5", "99.99", "0.0001", "-3")


@st.composite
def companies(draw):
    """Draw contracts of up to four customers, chained with gaps hard to judge, and a question."""
    zone = draw(st.sampled_from(sorted(TURNS)))
    turn = draw(st.sampled_from(TURNS[zone]))
    contracts = []
    for unit in CUSTOMERS[: draw(st.integers(1, 4))]:
        end = None
        for _ in range(draw(st.integers(0, 4))):
            start = draw(instants(zone, turn))
            if end is not None and draw(st.booleans()):
                start = end + timedelta(hours=draw(st.sampled_from(GAPS)))
            hours = draw(st.sampled_from(LENGTHS))
            end = None if hours is None else start + timedelta(hours=hours)
            price = draw(st.sampled_from(PRICES))
            mrr_ = None if price is None else Decimal(price)
            contracts.append(Contract(unit, start, end, mrr_, draw(st.sampled_from(("EUR", "원")))))
    last = turn + timedelta(days=draw(st.integers(-10, 50)))
    first = last - timedelta(days=draw(st.integers(0, 70)))
    period = draw(st.sampled_from(("week", "month", "quarter", "year")))
    return contracts, Asked(zone, "monday", first, last, period)


def told(contracts):
    names = ("customer_id", "started_at", "ended_at", "mrr", "currency")
    values = [
        (c.unit, c.start, c.end, None if c.mrr is None else float(c.mrr), c.currency)
        for c in contracts
    ]
    return rows.table([dict(zip(names, one, strict=True)) for one in values], *names)


def place(asked):
    return {
        "calendar": Calendar(asked.zone, asked.week_starts),
        "observed": Observation(asked.first, asked.last),
    }


def measured(company, function=mrr, **options):
    contracts, asked = company
    own = contract_revenue(told(contracts), unit="customer_id", **place(asked))
    return function(own, period=asked.period, **place(asked), **options)


@given(companies())
@settings(max_examples=40)
def test_equals_the_definition_in_loops(run, company):
    expected = movement_rows(*company)
    found = run(measured(company))
    assert [(r["currency"], r["period_start"]) for r in found] == [
        (r["currency"], r["period_start"]) for r in expected
    ]
    for row, wanted in zip(found, expected, strict=True):
        for name in MONEY:
            assert Decimal(row[name]).quantize(Decimal("0.0001")) == wanted[name], name
        assert {n: row[n] for n in COUNTS} == {n: wanted[n] for n in COUNTS}


@given(companies())
@settings(max_examples=10)
def test_movements_add_up_and_closing_is_the_next_opening(run, company):
    found = run(measured(company))
    for row in found:
        parts = {name: round(row[name] * 10_000) for name in MONEY}
        gained = parts["new"] + parts["expansion"] + parts["reactivation"]
        lost = parts["contraction"] + parts["churn"]
        assert parts["opening"] + gained - lost == parts["closing"]
        assert all(part >= 0 for part in parts.values())
        come = row["new_customers"] + row["reactivated_customers"] + row["switched_customers"]
        assert (
            row["opening_customers"] + come - row["churned_customers"] == row["closing_customers"]
        )
        if lost:
            assert row["quick_ratio"] == pytest.approx(gained / lost)
        else:
            assert row["quick_ratio"] is None
            assert row["reason"] is not None
    for before, after in pairwise(found):
        if before["currency"] == after["currency"]:
            assert before["closing"] == after["opening"]
            assert before["closing_customers"] == after["opening_customers"]


@given(companies())
@settings(max_examples=12)
def test_who_is_lost_here_is_lost_to_attrition(run, company):
    """In one currency, opening, churned, new and reactivated customers are those of attrition."""
    contracts, asked = company
    same = [Contract(c.unit, c.start, c.end, c.mrr, "EUR") for c in contracts]
    spells = contract_spells(told(same), unit="customer_id", **place(asked))
    logos = run(attrition(spells, period=asked.period, **place(asked)))
    found = run(measured((same, asked)))
    pairs = (
        ("opening_customers", "at_start"),
        ("new_customers", "joined"),
        ("churned_customers", "lost"),
        ("reactivated_customers", "won_back"),
        ("closing_customers", "at_end"),
    )
    for row in found:
        logo = next(one for one in logos if one["period_start"] == row["period_start"])
        assert [row[own] for own, _ in pairs] == [logo[theirs] for _, theirs in pairs]
    if not found:
        assert all(logo["at_start"] + logo["at_end"] == 0 for logo in logos)


@given(companies(), st.lists(st.sampled_from(("서울", "busan", None)), min_size=4, max_size=4))
@settings(max_examples=8)
def test_a_split_adds_up_to_the_whole(run, company, regions):
    members = dict(zip(CUSTOMERS[:3], regions, strict=False))
    whole = {(r["currency"], r["period_start"]): r for r in run(measured(company))}
    parts = defaultdict(lambda: dict.fromkeys((*MONEY, *COUNTS), 0))
    for row in run(measured(company, groups=rows.groups(members))):
        for name in (*MONEY, *COUNTS):
            parts[row["currency"], row["period_start"]][name] += row[name]
    assert parts.keys() == whole.keys()
    for key, summed in parts.items():
        assert summed == pytest.approx({name: whole[key][name] for name in summed}, abs=1e-9)


@given(companies())
@settings(max_examples=10)
def test_grr_is_at_most_1_and_nrr_at_least_grr(run, company):
    for row in run(measured(company, revenue_retention)):
        if row["base"] == 0:
            assert row["grr"] is row["nrr"] is row["grr_low"] is row["nrr_high"] is None
            assert row["reason"] is not None
            continue
        assert 0 <= row["grr"] <= min(1, row["nrr"])
        assert row["grr"] + row["gross_churn"] == pytest.approx(1)
        for name in ("gross_churn", "net_churn", "grr", "nrr"):
            assert row[f"{name}_low"] - 1e-9 <= row[name] <= row[f"{name}_high"] + 1e-9
        assert -1e-9 <= row["gross_churn_low"] <= row["gross_churn_high"] <= 1 + 1e-9


@given(companies(), st.randoms(use_true_random=False))
@settings(max_examples=6)
def test_row_order_changes_nothing(run, company, random):
    contracts, asked = company
    shuffled = list(contracts)
    random.shuffle(shuffled)
    assert run(measured((shuffled, asked))) == run(measured(company))
    assert run(measured((shuffled, asked), revenue_retention)) == run(
        measured(company, revenue_retention)
    )


@given(companies())
@settings(max_examples=6)
def test_customers_behind_each_number_are_as_many_as_it_says(run, company):
    whole = run(measured(company))
    each = run(measured(company, customer_movements))
    for row in whole[-3:]:
        cell = {"period_start": row["period_start"], "currency": row["currency"]}
        for name in COUNTED:
            units = run(measured(company, mrr_members, cell=cell, count=name))
            assert len({unit["unit_id"] for unit in units}) == len(units) == row[name], name
        own = [e for e in each if all(e[key] == value for key, value in cell.items())]
        for name in MOVEMENTS:
            moved = sum(abs(e["after"] - e["before"]) for e in own if e["movement"] == name)
            assert moved == pytest.approx(row[name], abs=1e-9)
