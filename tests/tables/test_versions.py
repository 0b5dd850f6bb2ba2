"""Which of several rows of one customer stands for them at an instant."""

from datetime import datetime

from support import rows
from tenure.tables.versions import current

MARCH = datetime(2024, 3, 1)


def taken(run, table, end=MARCH):
    told = rows.table(table)
    times = [name for name in told.columns if name.startswith("valid_")]
    dated = told.mutate(**{name: told[name].cast("timestamp") for name in times})
    found = run(current(dated, "customer_id", end))
    return {row["customer_id"]: row["tier"] for row in found}


def test_the_row_that_holds_before_the_instant(run, drawn):
    """ana's second row begins with March; chidi's never holds; dörte's last one is over;
    eve's begin later, the earlier one is taken; fay's only row never holds; 보라's says not since
    when, and the later of two that overlap is taken even when it is over.

    | customer_id | tier  | valid_from | valid_to   |
    | ana         | old   | 2024-01-01 | –          |
    | ana         | new   | 2024-03-01 | –          |
    | chidi       | held  | 2024-01-01 | –          |
    | chidi       | never | 2024-02-01 | 2024-01-15 |
    | dörte       | first | 2023-01-01 | 2023-02-01 |
    | dörte       | last  | 2023-05-01 | 2023-06-01 |
    | eve         | later | 2024-05-01 | –          |
    | eve         | soon  | 2024-04-01 | –          |
    | fay         | only  | 2024-02-01 | 2024-02-01 |
    | 보라        | ever  | –          | –          |
    | 보라        | over  | 2024-01-01 | 2024-02-01 |
    """
    assert taken(run, drawn[0]) == {
        "ana": "old",
        "chidi": "held",
        "dörte": "last",
        "eve": "soon",
        "fay": "only",
        "보라": "over",
    }


def test_without_an_end_rows_hold_until_the_next(run, drawn):
    """
    | customer_id | tier | valid_from |
    | ana         | old  | 2024-01-01 |
    | ana         | new  | 2024-02-29 |
    """
    assert taken(run, drawn[0]) == {"ana": "new"}
