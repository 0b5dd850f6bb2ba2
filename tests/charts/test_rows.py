from datetime import date

from support.drawn_results import attrition_result, attrition_rows, periods, retention_result
from support.reported_companies import snapshot
from tenure.charts.pooled import pool
from tenure.charts.result import attrition_rows as read_attrition
from tenure.charts.result import period_kind, retention_rows

AS_OF = date(2025, 3, 31)
JANUARY, FEBRUARY = date(2025, 1, 1), date(2025, 2, 1)


def cell(cohort: date, period: int, **values: object) -> dict[str, object]:
    usual = {"size": 10, "eligible": 10, "returned": 4, "complete": True}
    return {"cohort": cohort, "period": period} | usual | values


def test_nan_is_not_a_rate_and_segments_without_a_name_come_last() -> None:
    starts = periods("month", JANUARY, 2)
    rows = attrition_rows(starts=starts, as_of=AS_OF, size=50, leaving=0.1, joining=0.1)
    rows[0]["attrition"] = float("nan")
    split = [row | {"plan": plan} for plan in (None, "b", "", "a") for row in rows]
    read = read_attrition(attrition_result(split, period="month", as_of=AS_OF, words="", by="plan"))
    assert [row.segment for row in read] == ["a", "a", "b", "b", None, None, None, None]
    assert read[0].rate is None
    assert not read[0].sure
    assert read[1].sure


def test_a_row_with_a_reason_is_not_sure() -> None:
    starts = periods("month", JANUARY, 1)
    rows = attrition_rows(starts=starts, as_of=AS_OF, size=50, leaving=0.1, joining=0.1)
    rows[0]["reason"] = "the data begin too late"
    (read,) = read_attrition(attrition_result(rows, period="month", as_of=AS_OF, words=""))
    assert read.complete
    assert not read.sure


def test_a_snapshot_takes_the_last_day_observed() -> None:
    whole = snapshot().results[0]
    (row,) = read_attrition(whole)
    assert period_kind(whole) == "snapshot"
    assert row.start == row.end == whole.as_of


def test_pooling_adds_up_customers_over_complete_cells_only() -> None:
    """Cells (returned / eligible) of period 1; the third is not over, the fourth is empty.

    January 4/10, February 30/100, March -/-, and a cohort of nobody 0/0:
    34 / 110 = 30.9 %, where the average of the rates would say 35 %.
    """
    rows = retention_rows(
        retention_result(
            [
                cell(JANUARY, 1),
                cell(FEBRUARY, 1, size=100, eligible=100, returned=30),
                cell(date(2025, 3, 1), 1, complete=False, eligible=0, returned=0),
                cell(date(2024, 12, 1), 1, size=0, eligible=0, returned=0),
                cell(JANUARY, 0, returned=10),
                cell(date(2024, 12, 1), 2, size=0, eligible=0, returned=0),
            ],
            period="month",
            as_of=AS_OF,
            words="",
        )
    )
    start, first, second = pool(rows)
    assert (start.returned, start.eligible, start.rate) == (10, 10, 1.0)
    assert (first.returned, first.eligible, first.cohorts) == (34, 110, 3)
    assert first.rate == 34 / 110
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.rate < first.high
    assert (second.eligible, second.rate, second.low) == (0, None, None)
