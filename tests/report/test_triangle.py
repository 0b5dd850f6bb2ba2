from collections.abc import Callable
from datetime import date

from support.drawn_results import periods, retention_result, retention_rows
from support.reading_html import Node, read_html
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.measure.retention import UNFINISHED, UNSEEN
from tenure.report.tables import Cell
from tenure.report.triangle import Heat, Triangle, heat_scale, shown_periods, triangle

EN = Words("en", "tenure.report")
AS_OF = date(2025, 4, 20)
JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in (1, 2, 3, 4))


def cell(cohort: date, period: int, size: int, returned: int | None) -> dict[str, object]:
    known = returned is not None
    rate = returned / size if returned is not None and size else None
    return {
        "cohort": cohort,
        "size": size,
        "period": period,
        "eligible": size if known else 0,
        "returned": returned if known else 0,
        "retention": rate,
        "retention_low": rate,
        "retention_high": rate,
        "complete": known,
        "reason": None if known else UNFINISHED,
    }


def small() -> Result:
    """Draw four cohorts on 20 April 2025; the fourth began in April.

    cohort    size   0     1     2     3
    January   100    100   60    50    -
    February   20     20   10    -     .
    March       0      0    -    .     .
    April      50      -    .    .     .
    """
    seen: dict[date, tuple[int, list[int | None]]] = {
        JANUARY: (100, [100, 60, 50, None]),
        FEBRUARY: (20, [20, 10, None, None]),
        MARCH: (0, [0, None, None, None]),
        APRIL: (50, [None, None, None, None]),
    }
    rows = [
        cell(cohort, period, size, returned)
        for cohort, (size, line) in seen.items()
        for period, returned in enumerate(line)
    ]
    return retention_result(rows, period="month", as_of=AS_OF, words="")


def laid(result: Result, small_cell: int = 30) -> Triangle:
    return triangle(result, EN, small_cell=small_cell)


def line(view: Triangle, number: int) -> list[Cell]:
    return list(view.table.rows[number].cells)


def test_the_first_row_pools_complete_cells() -> None:
    """Period 1: (60 + 10) / (100 + 20) = 58 %; an average of the rates would be 55 %."""
    pooled = line(laid(small()), 0)
    assert [one.text for one in pooled] == ["All cohorts", "170", "100", "58", "50", ""]
    assert "70 of 120" in pooled[3].title
    assert "3 cohorts" in pooled[2].title


def test_a_cell_that_is_not_over_is_hatched_and_those_after_it_are_blank() -> None:
    january, february = line(laid(small()), 1), line(laid(small()), 2)
    assert january[5].style.split() == ["hatch"]
    assert january[5].said == "not over for everyone"
    assert february[4].style.split() == ["hatch"]
    assert february[5].style.split() == ["void"]
    assert not february[5].text
    assert february[5].title == "not over for anyone"


def test_small_cells_are_grey_and_carry_no_heat() -> None:
    february = line(laid(small()), 2)
    assert february[3].style.split() == ["small"]
    assert "Fewer than 30" in february[3].title
    assert line(laid(small(), small_cell=20), 2)[3].style.split()[0].startswith("h")


def test_an_empty_cohort_has_no_rate_and_says_why() -> None:
    rows = small().table.to_pylist()
    for row in rows:
        if row["cohort"] == MARCH and row["complete"]:
            row["reason"] = "nobody started in this period"
    view = laid(retention_result(rows, period="month", as_of=AS_OF, words=""))
    march = line(view, 3)
    assert (march[2].text, march[2].said) == ("–", "nobody started in this period")


def test_cells_before_the_data_begin_are_hatched_with_their_own_reason() -> None:
    rows = small().table.to_pylist()
    for row in rows[:2]:
        row |= {"complete": False, "retention": None, "reason": UNSEEN}
    view = laid(retention_result(rows, period="month", as_of=AS_OF, words=""))
    january = line(view, 1)
    assert ["hatch" in one.style for one in january[2:]] == [True, True, False, True]
    assert january[2].said == "the data begin too late to show this period"
    assert january[5].said == "not over for everyone"


def test_every_rate_carries_its_numbers() -> None:
    january = line(laid(small()), 1)
    assert january[3].text == "60"
    assert "Jan 2025, period 1: 60.0%" in january[3].title
    assert "60 of 100" in january[3].title


def test_many_cohorts_and_periods_are_thinned_out_but_all_are_pooled() -> None:
    as_of = date(2025, 6, 30)
    starts = periods("month", date(2020, 1, 1), 66)
    rows = retention_rows(starts=starts, as_of=as_of, size=200)
    view = laid(retention_result(rows, period="month", as_of=as_of, words=""))
    assert [head.text for head in view.table.heads[2:]] == [
        *(str(n) for n in range(13)),
        "18",
        "24",
        "36",
        "48",
    ]
    assert [head.text for head in view.table.heads if "gap" in head.style] == [
        "18",
        "24",
        "36",
        "48",
    ]
    assert len(view.table.rows) == 1 + 18
    assert view.hidden_cohorts == 48
    assert view.pooled[1].cohorts == 65


def test_the_scale_spans_what_is_there() -> None:
    assert heat_scale([], 0) == Heat(0.0, 1.0)
    view = laid(small())
    assert (view.low, view.high) == ("50%", "60%")
    assert [view.heat.step(share) for share in (0.0, 0.5, 0.555, 0.6, 1.0)] == [0, 0, 5, 9, 9]


def test_columns_are_those_that_exist() -> None:
    assert shown_periods([0, 1, 2, 30], "month") == [0, 1, 2]
    assert shown_periods(range(60), "week")[-4:] == [20, 26, 39, 52]


def test_on_the_page_a_hatched_cell_speaks(page: Callable[[str, str], str]) -> None:
    def hatched(language: str) -> list[Node]:
        tree = read_html(page("plain", language))
        return [td for td in tree.all("td") if "hatch" in td.classes()]

    assert {td.text for td in hatched("en")} == {"not over for everyone"}
    assert {td.text for td in hatched("ko")} == {"기간이 아직 끝나지 않은 고객이 있음"}
