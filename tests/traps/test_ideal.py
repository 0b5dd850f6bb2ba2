"""Traps of regrettable attrition: what is not known fits nobody, and is not the rest either."""

import ibis
import pyarrow as pa

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure import attrition
from tenure.measure.ideal import fit_groups, regrettable
from tenure.periods import Calendar


def test_who_came_and_went_or_went_and_came_is_no_regret(run, drawn):
    """Of those who fit, 잠깐 joined and left within the month and back left and came back: both
    are in no loss. of eve it is not known whether she fits: her loss is nobody's.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-31 |
    | 잠깐    | 2024-01-05 | 2024-01-10 |
    | back    | 2023-12-01 | 2024-01-05 |
    | back    | 2024-01-20 | –          |
    | eve     | 2023-12-01 | 2024-01-31 |
    | rest    | 2023-12-01 | –          |

    | at_start | lost | fit_at_start | regrettable | other_at_start | other_lost | unknown_at_start | unknown_lost |
    | 4        | 2    | 2            | 1           | 1              | 0          | 1                | 1            |
    """
    fits = {"ana": True, "잠깐": True, "back": True, "eve": None, "rest": False}
    told = pa.table({"unit_id": list(fits), "fits": pa.array(list(fits.values()), pa.bool_())})
    how = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-31")}
    spells = rows.table(drawn[0])
    parts = attrition(spells, groups=fit_groups(ibis.memtable(told), None), **how)
    assert_drawn(run(regrettable(attrition(spells, **how), parts)), drawn[1])
