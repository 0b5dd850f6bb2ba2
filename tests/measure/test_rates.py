"""Rates and groups: null where nothing was counted, and the same interval as plain numbers have."""

import ibis
import pyarrow as pa
import pytest

from support import rows
from support.drawing import assert_drawn
from tenure.measure.rates import UNKNOWN, rate, with_groups
from tenure.stats import wilson


def test_a_rate_in_the_engine_equals_the_one_of_plain_numbers(run):
    pairs = [
        (part, whole)
        for whole in (0, 1, 2, 29, 1_000, 123_456_789)
        for part in {0, 1, whole // 3, whole - 1, whole}
        if 0 <= part <= whole
    ]
    part, whole = zip(*pairs, strict=True)
    table = ibis.memtable(pa.table({"part": part, "whole": whole}))
    found = run(table.select("part", "whole", **rate("share", table.part, table.whole)))
    for row in found:
        expected = wilson(row["part"], row["whole"])
        if expected is None:
            assert (row["share"], row["share_low"], row["share_high"]) == (None, None, None)
        else:
            assert (row["share_low"], row["share_high"]) == pytest.approx(expected)
            assert row["share"] == row["part"] / row["whole"]
            assert row["part"] or row["share_low"] == 0
            assert row["part"] < row["whole"] or row["share_high"] == 1


def test_units_of_no_known_group_are_counted_as_such(run, drawn):
    """
    | unit_id | group |
    | ana     | 서울  |
    | 보라    | –     |

    | unit_id | group     |
    | ana     | 서울      |
    | chidi   | (unknown) |
    | 보라    | (unknown) |
    """
    units = rows.table([{"unit_id": name} for name in ("ana", "보라", "chidi")])
    found = with_groups(units, rows.table(drawn[0]))
    assert_drawn(run(found.order_by("unit_id")), drawn[1])
    assert UNKNOWN == "(unknown)"


def test_without_groups_nothing_is_added():
    units = rows.table([{"unit_id": "ana"}])
    assert with_groups(units, None) is units
