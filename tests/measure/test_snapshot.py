"""Attrition of a snapshot: who had left when it was taken."""

from support import rows
from support.drawing import assert_drawn
from tenure.measure import snapshot_attrition
from tenure.measure.attrition import NOBODY


def test_those_whose_flag_is_missing_are_in_neither_number(run, drawn):
    """
    | customer_id | churned |
    | ana         | yes     |
    | 보라        | no      |
    | chidi       | no      |
    | dörte       | no      |
    | eve         | –       |

    | at_start | retained | lost | at_end | attrition | joined | period_start | complete |
    | 4        | 3        | 1    | 3      | 25 %      | –      | –            | yes      |
    """
    assert_drawn(run(snapshot_attrition(rows.table(drawn[0]), left="churned")), drawn[1])


def test_a_split_adds_up_and_is_not_averaged(run, drawn):
    """50 % of 2 and 0 % of 8 are 10 % of 10, not 25 %.

    | customer_id | churned | region |
    | a           | yes     | 서울   |
    | b           | no      | 서울   |
    | c           | no      | busan  |
    | d           | no      | busan  |
    | e           | no      | busan  |
    | f           | no      | busan  |
    | g           | no      | busan  |
    | h           | no      | busan  |
    | i           | no      | busan  |
    | j           | no      | busan  |

    | group | at_start | lost | attrition |
    | busan | 8        | 0    | 0 %       |
    | 서울  | 2        | 1    | 50 %      |

    | at_start | lost | attrition |
    | 10       | 1    | 10 %      |
    """
    customers = rows.table(drawn[0])
    assert_drawn(run(snapshot_attrition(customers, left="churned", by="region")), drawn[1])
    assert_drawn(run(snapshot_attrition(customers, left="churned")), drawn[2])


def test_an_empty_snapshot_has_counts_of_0_and_no_rate(run):
    nobody = rows.table([], "customer_id", "churned")
    row = run(snapshot_attrition(nobody, left="churned"))[0]
    assert (row["at_start"], row["retained"], row["lost"], row["at_end"]) == (0, 0, 0, 0)
    assert row["attrition"] is None
    assert row["reason"] == NOBODY
