"""Regrettable attrition, and the tree of the ideal customer."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from random import Random

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.worlds import CUSTOMERS, worlds
from tenure.conditions import parse
from tenure.measure import attrition
from tenure.measure.attrition import NOBODY
from tenure.measure.ideal import contract_value, fit_groups, profile_sample, regrettable, stays
from tenure.measure.ideal_tree import (
    IDEAL,
    NO_RULE,
    ONE_SIDED,
    OUTSIDE,
    TOO_FEW,
    Limits,
    conditions,
    ideal_profile,
    named,
    short,
)
from tenure.measure.states import activity_spells
from tenure.periods import Calendar

JANUARY = "2024-01-01 … 2024-01-31"


def fits_of(members):
    table = pa.table(
        {"unit_id": list(members), "fits": pa.array(list(members.values()), pa.bool_())}
    )
    return ibis.memtable(table)


def regrettable_of(drawn, members, days=JANUARY, **options):
    known = {"calendar": Calendar("UTC"), "observed": observed(days), **options}
    return parted(rows.table(drawn), members, **known)


def parted(spells, members, *, groups=None, **known):
    parts = attrition(spells, groups=fit_groups(fits_of(members), groups), **known)
    return regrettable(attrition(spells, groups=groups, **known), parts)


MEMBERS = {"ana": True, "보라": True, "chidi": False, "dörte": False, "eve": None}


def test_those_who_fit_and_the_rest_add_up(run, drawn):
    """ana and 보라 fit, of eve it is not known, of zoe nothing is.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-10 |
    | 보라    | 2023-12-01 | –          |
    | chidi   | 2023-12-01 | 2024-01-10 |
    | dörte   | 2023-12-01 | 2024-01-20 |
    | eve     | 2023-12-01 | 2024-01-20 |
    | zoe     | 2023-12-01 | –          |

    | at_start | lost | fit_at_start | regrettable | regrettable_attrition | other_at_start | other_lost | other_attrition | unknown_at_start | unknown_lost | regrettable_share |
    | 6        | 4    | 2            | 1           | 50 %                  | 2              | 2          | 100 %           | 2                | 1            | 25 %              |
    """
    found = run(regrettable_of(drawn[0], MEMBERS))
    assert_drawn(found, drawn[1])
    # Wilson, 1 of 4
    ends = (found[0]["regrettable_share_low"], found[0]["regrettable_share_high"])
    assert ends == pytest.approx((0.0456, 0.6994), abs=5e-5)


def test_groups_are_told_apart_within(run, drawn):
    """
    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-10 |
    | 보라    | 2023-12-01 | –          |
    | chidi   | 2023-12-01 | 2024-01-10 |
    | zoe     | 2023-12-01 | 2024-01-10 |

    | group     | at_start | lost | regrettable | other_lost | unknown_lost |
    | (unknown) | 1        | 1    | 0           | 0          | 1            |
    | busan     | 1        | 1    | 0           | 1          | 0            |
    | 서울      | 2        | 1    | 1           | 0          | 0            |
    """
    groups = rows.groups({"ana": "서울", "보라": "서울", "chidi": "busan"})
    assert_drawn(run(regrettable_of(drawn[0], MEMBERS, groups=groups)), drawn[1])


def test_nobody_there_is_a_row_with_a_reason(run):
    spells = rows.table([], "unit_id", "from_local", "to_local")
    known = {"calendar": Calendar("UTC"), "observed": observed(JANUARY)}
    found = run(parted(spells, MEMBERS, **known))
    assert [(row["lost"], row["regrettable"], row["regrettable_share"]) for row in found] == [
        (0, 0, None)
    ]
    assert found[0]["reason"] == NOBODY


@given(worlds(), st.lists(st.sampled_from((True, False, None)), min_size=5, max_size=5))
@settings(max_examples=4)
def test_the_parts_add_up_to_attrition(run, world, told):
    spells = activity_spells(
        rows.activity(world.events),
        days=world.days,
        at_least=world.at_least,
        calendar=world.calendar,
        observed=world.observed,
    )
    options = {
        "period": world.asked.period,
        "calendar": world.calendar,
        "observed": world.observed,
    }
    members = dict(zip(CUSTOMERS[:4], told, strict=False))
    whole = run(attrition(spells, **options))
    found = run(parted(spells, members, **options))
    assert [row["lost"] for row in found] == [row["lost"] for row in whole]
    assert [row["reason"] for row in found] == [row["reason"] for row in whole]
    for row in found:
        assert row["regrettable"] + row["other_lost"] + row["unknown_lost"] == row["lost"]
        parts = (row["fit_at_start"], row["other_at_start"], row["unknown_at_start"])
        assert sum(parts) == row["at_start"]


def test_who_stays_is_asked_only_of_those_who_had_the_time(run, drawn):
    """Two months after the start, as of 31 March: 보라's are over on 1 April, 00:00, just in time;
    late's are not; ana is gone at 10 March, 00:00 sharp; back left and is there again.

    | unit_id | from_local          | to_local   |
    | ana     | 2024-01-10          | 2024-03-10 |
    | 보라    | 2024-02-01          | –          |
    | late    | 2024-02-01 00:00:01 | –          |
    | back    | 2024-01-20          | 2024-02-01 |
    | back    | 2024-03-01          | –          |
    | before  | 2023-12-31          | –          |

    | unit_id | due_local  | stayed |
    | ana     | 2024-03-10 | no     |
    | back    | 2024-03-20 | yes    |
    | 보라    | 2024-04-01 | yes    |
    """
    found = stays(rows.table(drawn[0]), months=2, observed=observed("2024-01-01 … 2024-03-31"))
    assert_drawn(run(found.order_by("unit_id")), drawn[1])


@pytest.mark.parametrize("limit", [1, 3, 4, 7, 10, 100])
def test_the_sample_is_bounded_and_spread_over_time(run, limit):
    units = [
        {"unit_id": f"u{n}", "from_local": datetime(2024, 1, 1 + n), "to_local": None}
        for n in range(10)
    ]
    stayed = stays(rows.table(units), months=1, observed=observed("2024-01-01 … 2024-03-31"))
    known = rows.table([{"unit_id": "u3", "region": "서울"}, {"unit_id": "zz", "region": "x"}])
    found = run(profile_sample(stayed, known, attributes=["region"], limit=limit))
    places = [int(row["unit_id"][1:]) for row in found]
    assert len(places) == min(limit, 10)
    assert [row["region"] for row in found] == ["서울" if n == 3 else None for n in places]
    gaps = [after - before for before, after in pairwise(places)]
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_value_is_what_was_paid_until_due(run, drawn):
    """Two months from 10 January: 30 a month from 10 January to 10 February and 20 from then on;
    60 days in all: 30 · 31 / 30.4375 + 20 · 29 / 30.4375 = 49.61.

    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2024-01-10 | 2024-02-10 | 30  |
    | ana         | 2024-02-10 | –          | 20  |
    | ana         | 2024-04-10 | –          | 99  |

    | unit_id | from_local | to_local |
    | ana     | 2024-01-10 | –        |
    """
    days = observed("2024-01-01 … 2024-04-30")
    stayed = stays(rows.table(drawn[1]), months=2, observed=days)
    found = run(
        contract_value(
            rows.table(drawn[0]),
            stayed,
            unit="customer_id",
            calendar=Calendar("UTC"),
            observed=days,
        )
    )
    assert found == [{"unit_id": "ana", "value": pytest.approx(49.61, abs=0.005)}]


def sample_of(units=3000, seed=1, chance=None):
    """Return units whose staying depends on size and region: 30 %, or 80 % if 서울 and ≥ 100."""
    random, told = Random(seed), []
    for place in range(units):
        size = random.choice([None, *range(1, 400, 7)])
        region = random.choice(["서울", "busan", "O'Hare", None])
        good = region == "서울" and (size or 0) >= 100
        stays_with = chance if chance is not None else 0.8 if good else 0.3
        told.append(
            {
                "unit_id": f"u{place:05}",
                "stayed": random.random() < stays_with,
                "value": 10.0 if good else 1.0,
                "size": size,
                "region": region,
                "auto": random.choice([True, False]),
                "noise level": random.random(),
            }
        )
    return pa.Table.from_pylist(told)


def test_a_planted_rule_is_found(run):
    sample = sample_of()
    found = ideal_profile(sample)
    best = found[0]
    assert best["verdict"] == IDEAL
    assert "region == '서울'" in best["condition"]
    assert "size >= " in best["condition"]
    assert best["share_low"] < 0.8 < best["share_high"]
    assert best["mean_value"] > 9
    assert all(row["verdict"] != IDEAL for row in found[1:])
    assert any(row["verdict"] == OUTSIDE for row in found[1:])
    assert {row["all_share"] for row in found} == {best["all_share"]}


@pytest.mark.parametrize("seed", range(4))
def test_the_leaves_are_apart_and_hold_everybody(run, seed):
    """Each rule is accepted as a condition, and each unit, known or not, fits exactly one."""
    sample = sample_of(1500, seed)
    found = ideal_profile(sample, least=40, seed=seed)
    assert len(found) > 1
    table = ibis.memtable(sample)
    hits = Counter()
    for row in found:
        inside = run(table.filter(parse(row["condition"]).apply(table)).select("unit_id"))
        hits.update(one["unit_id"] for one in inside)
        assert row["units"] <= len(inside)
    assert hits == dict.fromkeys(sample["unit_id"].to_pylist(), 1)
    assert sum(row["units"] for row in found) == 500


def test_noise_gives_no_rule_mostly():
    """Ten companies in which nothing matters: at most one of them gets a tree."""
    told = [ideal_profile(sample_of(900, seed, chance=0.5)) for seed in range(10)]
    trees = [found for found in told if found[0]["reason"] != NO_RULE]
    assert len(trees) <= 2
    assert all(row["verdict"] != IDEAL or row["share_low"] > 0.5 for t in trees for row in t)


def test_neither_the_order_of_rows_nor_a_second_run_changes_the_tree():
    sample = sample_of(1200)
    turned = sample.take(list(reversed(range(sample.num_rows))))
    assert ideal_profile(sample) == ideal_profile(turned) == ideal_profile(sample)


def test_too_few_and_one_sided_are_said():
    few = ideal_profile(sample_of(299))
    assert [row["reason"] for row in few] == [TOO_FEW.format(found=299, needed=300)]
    assert few[0]["condition"] is None
    assert [row["reason"] for row in ideal_profile(sample_of(600, chance=1.0))] == [ONE_SIDED]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(45, 60, 60), (49, 51, 50), (0.1, 0.3, 0.2), (7, 12, 10), (-5, -3, -3), (-1, 4, 0), (0, 1, 1),
     (12.341, 12.358, 12.35), (1234, 1298, 1290)],
)  # fmt: skip
def test_the_shortest_number_between_two(low, high, told):
    assert short(low, high) == told
    assert low < short(low, high) <= high


def test_rules_in_words():
    limits = {
        "size": Limits(low=10.0, high=50.5, seen_nulls=True, nulls=True),
        "우리 지역": Limits(without=["서울", "O'Hare"]),
        "plan": Limits(within="pro", nulls=False, seen_nulls=True),
        "auto": Limits(without=[True], seen_nulls=True, nulls=True),
        "In": Limits(high=-3.0),
    }
    text = conditions(limits)
    assert text == (
        "\"In\" < -3 and (auto == false or auto is null) and plan == 'pro' and "
        "(size >= 10 and size < 50.5 or size is null) and "
        "\"우리 지역\" not in ('O''Hare', '서울')"
    )
    assert parse(text).columns == set(limits)
    assert named('a "b"') == '"a ""b"""'
