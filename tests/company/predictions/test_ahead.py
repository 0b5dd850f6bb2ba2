"""Dates ahead: what was bought is used up on a day that stays; who is reached without a profile."""

from datetime import date, datetime

import ibis
import pyarrow.parquet as pq

from tenure.company.predictions.ahead import supplies
from tenure.company.predictions.days import REACH, Day
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook

Predicted = tuple[Outlook, Trained, Day]
COLUMNS = {
    "unit_id": "string", "product_id": "string", "last_day": "date", "usual_gap": "float64",
    "next_day": "date", "reason": "string",
}  # fmt: skip


def test_supply_ends_a_usual_gap_after_the_last_purchase_whatever_the_silence() -> None:
    r"""
    | unit | last bought | usual gap | next_day   | reason | supply ends |
    |------|-------------|-----------|------------|--------|-------------|
    | a    | 06-01       | 30.4      | 07-25      |        | 07-01       |
    | b    | 06-01       | 30.4      | –          | gone   | –           |
    | c    | 06-20       | –         | –          |        | –           |
    """
    june = date(2026, 6, 1)
    rows = [
        ("a", "p", june, 30.4, date(2026, 7, 25), None),
        ("b", "p", june, 30.4, None, "gone"),
        ("c", "p", date(2026, 6, 20), None, None, None),
    ]
    told = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    found = supplies(ibis.memtable(told, schema=COLUMNS)).to_pyarrow().to_pylist()
    assert found == [{"unit_id": "a", "what": "p", "at": datetime(2026, 7, 1)}]


def test_profiles_tell_the_next_end_of_term_and_by_what_each_is_reached(
    predicted: Predicted,
) -> None:
    outlook, _, day = predicted
    table = day.table()
    assert table is not None
    rows = table.to_pylist()
    assert all(row["email"] for row in rows)
    ends = [row["renews_on"] for row in rows if row["renews_on"] is not None]
    assert ends
    assert min(ends) >= day.as_of
    others = pq.read_table(day.folder / REACH).to_pylist()
    assert all(one["email"] for one in others)
    customers = outlook.rule.data.version("customers", outlook.observed.end)
    told = outlook.rule.data.engine.execute(customers, metric="customers")
    both = [one["customer_id"] for one in others] + [row["unit_id"] for row in rows]
    assert len(both) == len(set(both))
    assert set(both) >= set(told["customer_id"].to_pylist())
