"""Groups that units move between: counted where they were when a period began."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import ibis
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import attrition_of, observed, retention_of
from support.drawing import assert_drawn
from tenure.errors import MetricError
from tenure.measure import retention
from tenure.measure.attrition import COUNTS
from tenure.measure.lifecycle import COUNTS as FLOWS
from tenure.measure.lifecycle import lifecycle, lifecycle_members
from tenure.measure.members import attrition_members, retention_members
from tenure.measure.rates import UNKNOWN, with_groups
from tenure.measure.retention import spell_activity
from tenure.periods import Calendar

UTC = Calendar("UTC")
DAYS = "2024-01-01 … 2024-04-20"
EVER = datetime(1000, 1, 1)


def moving(histories, *, only=None):
    """Return groups over time from each unit's (since, group), the first at since when it is known.

    With `only`, the stretches of that group and no other, as when units are chosen by it.
    """
    told = []
    for unit, changes in histories.items():
        cuts = [(EVER, None), *changes] if not changes or changes[0][0] > EVER else changes
        ends = [since for since, _ in cuts[1:]] + [None]
        entry = changes[0][0] if changes else None
        told += [
            (unit, since, until, entry, since == entry, group)
            for (since, group), until in zip(cuts, ends, strict=True)
        ]
    names = ("unit_id", "_since", "_until", "_entry", "_first", "group")
    at = pa.timestamp("us")
    kinds = (pa.string(), at, at, at, pa.bool_(), pa.string())
    columns = zip(*told, strict=True)
    arrays = [pa.array(list(one), kind) for one, kind in zip(columns, kinds, strict=True)]
    groups = ibis.memtable(pa.table(arrays, names=names))
    return groups if only is None else groups.filter(groups.group == only).mutate(_fits=True)


def drawn_moves(table):
    found = defaultdict(list)
    for row in table:
        found[row["unit_id"]].append((datetime.fromisoformat(row["since"]), row["group"]))
    return found


def test_everyone_is_counted_where_they_were_when_the_period_began(run, drawn):
    """ana moves up on 10 February and is lost in March: lost from large. ben is lost in
    February, before anything is known of him. 가람 joins in February and is known since then.
    eve comes and goes within February; nobody knows anything of dov.

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-01 | 2024-03-05 |
    | ben     | 2023-12-01 | 2024-02-20 |
    | 가람    | 2024-02-05 | –          |
    | eve     | 2024-02-03 | 2024-02-10 |
    | dov     | 2024-01-01 | –          |

    | unit_id | since      | group |
    | ana     | 2023-06-01 | small |
    | ana     | 2024-02-10 | large |
    | ben     | 2024-02-10 | small |
    | 가람    | 2024-02-06 | small |
    | 가람    | 2024-03-01 | large |
    | eve     | 2024-02-03 | large |

    | group     | period_start | at_start | retained | lost | joined | joined_and_lost | at_end |
    | (unknown) | 2024-01-01   | 2        | 2        | 0    | 0      | 0               | 2      |
    | (unknown) | 2024-02-01   | 2        | 1        | 1    | 0      | 0               | 1      |
    | (unknown) | 2024-03-01   | 1        | 1        | 0    | 0      | 0               | 1      |
    | large     | 2024-01-01   | 0        | 0        | 0    | 0      | 0               | 0      |
    | large     | 2024-02-01   | 0        | 0        | 0    | 0      | 1               | 0      |
    | large     | 2024-03-01   | 2        | 1        | 1    | 0      | 0               | 1      |
    | small     | 2024-01-01   | 1        | 1        | 0    | 0      | 0               | 1      |
    | small     | 2024-02-01   | 1        | 1        | 0    | 1      | 0               | 2      |
    | small     | 2024-03-01   | 0        | 0        | 0    | 0      | 0               | 0      |
    """
    spells = rows.table(drawn[0], "unit_id", "from_local", "to_local")
    groups = moving(drawn_moves(drawn[1]))
    found = run(attrition_of(spells, "2024-01-01 … 2024-03-31", groups=groups))
    assert_drawn(found, drawn[2])
    reasons = {(row["group"], row["period_start"].month): row["reason"] for row in found}
    assert reasons["small", 3] == "nobody was active at the start"


def test_who_fits_only_for_a_time_is_counted_for_that_time(run, drawn):
    """Of large ones alone: ana from March on, 나 until then; who is never large is in no row.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-03-05 |
    | 나      | 2023-12-01 | –          |
    | ben     | 2023-12-01 | –          |

    | unit_id | since      | group |
    | ana     | 2023-06-01 | small |
    | ana     | 2024-02-10 | large |
    | 나      | 2023-06-01 | large |
    | 나      | 2024-02-10 | small |
    | ben     | 2023-06-01 | small |

    | group | period_start | at_start | lost |
    | large | 2024-01-01   | 1        | 0    |
    | large | 2024-02-01   | 1        | 0    |
    | large | 2024-03-01   | 1        | 1    |
    """
    spells = rows.table(drawn[0], "unit_id", "from_local", "to_local")
    groups = moving(drawn_moves(drawn[1]), only="large")
    assert_drawn(run(attrition_of(spells, "2024-01-01 … 2024-03-31", groups=groups)), drawn[2])


def test_a_cohort_is_split_as_it_was_when_it_started(run, drawn):
    """Both start in January as small, and 나 moves up in February: they stay one cohort.

    | unit_id | seen |
    | ana     | 0    |
    | 나      | 0    |
    | 나      | 1    |

    | group | cohort     | period | size | returned |
    | small | 2024-01-01 | 0      | 2    | 2        |
    | small | 2024-01-01 | 1      | 2    | 1        |
    """
    january = UTC.number(datetime(2024, 1, 1).date(), "month")
    told = [(row["unit_id"], january + int(row["seen"])) for row in drawn[0]]
    names, seen = zip(*told, strict=True)
    activity = ibis.memtable(pa.table({"unit_id": list(names), "seen": list(seen)}))
    day = datetime(2024, 1, 9)
    changes = {"ana": [(day, "small")], "나": [(day, "small"), (datetime(2024, 2, 2), "large")]}
    groups = moving(changes)
    found = run(retention_of(activity, "2024-01-01 … 2024-02-29", groups=groups))
    assert_drawn([row for row in found if row["cohort"].month == 1], drawn[1])


def test_where_there_is_no_time_moving_groups_are_refused():
    units = ibis.memtable(pa.table({"unit_id": ["a"]}))
    with pytest.raises(MetricError, match="as of a time"):
        with_groups(units, moving({"a": [(EVER, "small")]}))


instants = st.integers(0, 130).map(lambda day: datetime(2023, 12, 20) + timedelta(days=day))


@st.composite
def worlds(draw):
    units = [f"고객{n}" for n in range(draw(st.integers(6, 14)))]
    spells, histories = [], {}
    for unit in units:
        for _ in range(draw(st.integers(1, 2))):
            begin, end = sorted((draw(instants), draw(instants)))
            open_ = draw(st.booleans())
            spells.append((unit, begin, None if open_ else end + timedelta(days=1)))
        times = sorted(draw(st.lists(instants, max_size=3, unique=True)))
        groups = [draw(st.sampled_from(["small", "large"])) for _ in times]
        histories[unit] = list(zip(times, groups, strict=True))
    spells.append((units[0], MONTHS[0], None))
    return spells, histories


def group_of(changes, start, end, there):
    """Return the group of a unit in a period, by the definition."""
    known = [group for since, group in changes if since <= start]
    if known:
        return known[-1]
    began = [group for since, group in changes if start < since < end]
    return began[0] if began and not there else UNKNOWN


def table_of(spells):
    told = [{"unit_id": u, "from_local": a, "to_local": b} for u, a, b in spells]
    return rows.table(told, "unit_id", "from_local", "to_local")


MONTHS = [datetime(2024, month, 1) for month in range(1, 5)] + [datetime(2024, 4, 21)]


def active(spells, unit, at):
    return any(u == unit and a <= at and (b is None or at < b) for u, a, b in spells)


@given(worlds())
@settings(max_examples=5, phases=(Phase.generate,))
def test_attrition_equals_the_definition_and_adds_up_to_the_whole(run, world):
    """Each unit and period is counted in one group, members are those counted, and the sum over
    groups is what attrition without a split says.
    """
    spells, histories = world
    table, groups = table_of(spells), moving(histories)
    # Asked about instants, a spell that begins at a boundary is there, one that ends is not.
    expected = defaultdict(lambda: [0, 0])
    for start, end in pairwise(MONTHS):
        for unit, changes in histories.items():
            if active(spells, unit, start):
                cell = expected[group_of(changes, start, end, True), start.date()]
                cell[0] += 1
                cell[1] += not active(spells, unit, end)
    found = run(attrition_of(table, DAYS, groups=groups))
    whole = run(attrition_of(table, DAYS))
    for row in found:
        counts = expected.pop((row["group"], row["period_start"]), [0, 0])
        assert [row["at_start"], row["lost"]] == counts
    assert not expected
    for total in whole:
        parts = [row for row in found if row["period_start"] == total["period_start"]]
        for name in COUNTS:
            assert sum(row[name] for row in parts) == total[name], (name, total)
    row = max(found, key=lambda row: row["at_end"])  # somebody is there in every world drawn
    for name in ("at_start", "lost", "joined", "at_end"):
        cut = {"period": "month", "calendar": UTC, "observed": observed(DAYS)}
        behind = attrition_members(table, cell=row, count=name, groups=groups, **cut)
        assert len(run(behind)) == row[name]


@given(worlds())
@settings(max_examples=2, phases=(Phase.generate,))
def test_retention_and_lifecycle_add_up_to_the_whole(run, world):
    spells, histories = world
    seen = spell_activity(table_of(spells), "month", UTC, observed(DAYS))
    groups = moving(histories)
    cut = {"period": "month", "calendar": UTC, "observed": observed(DAYS)}

    def summed(found, keys, names):
        totals = defaultdict(lambda: [0] * len(names))
        for row in found:
            own = totals[tuple(row[key] for key in keys)]
            for at, name in enumerate(names):
                own[at] += row[name] or 0
        return {key: counts for key, counts in totals.items() if any(counts)}

    for function, keys, names in (
        (lifecycle, ("period_start",), FLOWS),
        (retention, ("cohort", "period"), ("size", "eligible", "returned")),
    ):
        split = run(function(seen, groups=groups, **cut))
        assert summed(split, keys, names) == summed(run(function(seen, **cut)), keys, names)
    row = max(run(lifecycle(seen, groups=groups, **cut)), key=lambda row: row["active"])
    behind = lifecycle_members(seen, cell=row, count="active", groups=groups, **cut)
    assert len(run(behind)) == row["active"]
    row = max(run(retention(seen, groups=groups, **cut)), key=lambda row: row["returned"])
    behind = retention_members(seen, cell=row, count="returned", mode="exact", groups=groups, **cut)
    assert len(run(behind)) == row["returned"]
