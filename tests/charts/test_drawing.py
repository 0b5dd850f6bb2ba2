import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from support.drawn_results import (
    attrition_result,
    attrition_rows,
    periods,
    retention_result,
    retention_rows,
)
from support.reported_companies import AS_OF, MONTHS, company, hard
from tenure import charts
from tenure.charts import Change
from tenure.charts.attrition import MOST_PERIODS, shown_periods
from tenure.charts.result import attrition_rows as read_attrition
from tenure.charts.split import last_split
from tenure.errors import TenureError

DRAWINGS: dict[str, Callable[..., Any]] = {
    "totals": lambda data, **how: charts.totals(data.results[0], **how),
    "attrition": lambda data, **how: charts.attrition(
        data.results[0], changes=data.changes, small_cell=30, **how
    ),
    "split": lambda data, **how: charts.attrition_split(data.results[2], small_cell=30, **how),
    "curves": lambda data, **how: charts.retention_curves(data.results[3], small_cell=30, **how),
    "panels": lambda data, **how: charts.retention_split(data.results[5], small_cell=30, **how),
}
data = cache(company)


def texts(svg: str) -> list[str]:
    """List the texts of a drawing; the lines of one text are joined."""
    found = (element for element in ET.fromstring(svg).iter() if element.tag.endswith("}text"))
    return ["".join(element.itertext()) for element in found]


def line_of(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the points of a chart's only line."""
    (line,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "line"]
    points: list[dict[str, Any]] = chart["datasets"][line["data"]["name"]]
    return points


@pytest.mark.parametrize("width", [920, 360])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_every_chart_draws_at_both_widths_in_both_languages(
    name: str, language: str, width: int
) -> None:
    chart = DRAWINGS[name](data(language), language=language, width=width)
    svg = charts.to_svg(chart)
    written = texts(svg)
    assert written
    assert "undefined" not in svg
    assert "NaN" not in svg
    korean = any("가" <= letter <= "힣" for text in written for letter in text)
    assert korean == (language == "ko")


def test_no_label_of_a_segment_is_dropped() -> None:
    """A chart of many segments: all twelve that are drawn keep their names."""
    split = hard().results[3]
    written = texts(charts.to_svg(charts.attrition_split(split, small_cell=100)))
    assert sum(text.startswith("<script>") for text in written) == 12


def test_no_tick_of_a_low_chart_is_dropped() -> None:
    written = texts(charts.to_svg(charts.attrition(hard().results[1], small_cell=100, height=120)))
    assert {"0%", "20%", "40%", "60%"} <= set(written)


def test_months_are_named_in_the_company_language() -> None:
    written = texts(charts.to_svg(charts.attrition(data("ko").results[0], language="ko")))
    assert "1월2024년" in written
    assert "기간 종료 전" in written


def test_the_unfinished_period_is_marked_and_not_joined_to_the_line() -> None:
    points = line_of(charts.attrition(data("en").results[0]).to_dict())
    assert len(points) == 23
    assert all(point["state"] != "open" for point in points)
    assert "not over" in texts(charts.to_svg(charts.attrition(data("en").results[0])))


def test_a_period_without_a_rate_breaks_the_line() -> None:
    rows = attrition_rows(starts=MONTHS, as_of=AS_OF, size=900, leaving=0.05, joining=0.05)
    rows[5]["attrition"] = None
    result = attrition_result(rows, period="month", as_of=AS_OF, words="")
    assert len({point["run"] for point in line_of(charts.attrition(result).to_dict())}) == 2


def test_weak_periods_do_not_stretch_the_axis() -> None:
    """One customer of two lost: the interval reaches 91 %, the axis stays near the others."""
    rows = attrition_rows(starts=MONTHS, as_of=AS_OF, size=9000, leaving=0.05, joining=0.05)
    rows[0] |= {"at_start": 2, "lost": 0, "attrition": 0.0, "attrition_high": 0.91}
    result = attrition_result(rows, period="month", as_of=AS_OF, words="")
    written = texts(charts.to_svg(charts.attrition(result, small_cell=30)))
    assert not {"50%", "100%"} & set(written)


def test_changes_keep_their_numbers_from_chart_to_chart() -> None:
    changes = [
        Change(date(2023, 1, 1), "price", "before the chart begins"),
        Change(date(2024, 2, 1), "release", "second"),
        Change(date(2024, 1, 5), "release", "first"),
    ]
    written = texts(charts.to_svg(charts.attrition(data("en").results[0], changes=changes)))
    assert "1" not in written
    assert {"2", "3"} <= set(written)


def test_periods_before_anybody_could_be_lost_are_left_out() -> None:
    starts = periods("month", date(2015, 1, 1), 120)
    rows = attrition_rows(
        starts=starts, as_of=date(2024, 12, 31), size=90, leaving=0.02, joining=0.02
    )
    for row in rows[:100]:
        row["at_start"] = 0
    result = attrition_result(rows, period="month", as_of=AS_OF, words="")
    assert len(shown_periods(result)) == 20
    whole = attrition_result(rows[100:] * 4, period="month", as_of=AS_OF, words="")
    assert len(shown_periods(whole)) == MOST_PERIODS


def test_the_all_line_pools_every_segment_even_those_not_drawn() -> None:
    """Seventeen segments: twelve are drawn, and the line stands for all of them."""
    split = last_split(hard().results[3])
    assert split is not None
    assert split.left_out == 5
    rows = read_attrition(hard().results[3])
    last = [row for row in rows if row.start == split.start]
    assert len(last) == 17
    assert split.overall == sum(r.lost or 0 for r in last) / sum(r.at_start or 0 for r in last)


def test_written_rates_keep_their_distance() -> None:
    """A hundred weeks on a narrow chart: period 1 is written, 6 would stand on it.

    The curve ends where fewer than three cohorts are left.
    """
    starts = periods("week", date(2023, 1, 2), 104)
    rows = retention_rows(starts=starts, as_of=date(2024, 12, 29), size=900)
    result = retention_result(rows, period="week", as_of=date(2024, 12, 29), words="")
    chart = charts.retention_curves(result, width=360).to_dict()
    labels = [
        point["x"]
        for layer in chart["layer"]
        if layer["mark"]["type"] == "text"
        for point in chart["datasets"][layer["data"]["name"]]
    ]
    assert labels == [1, 101]


@pytest.mark.parametrize("name", ["none/there/x.svg", "none/there/x.png", "."])
def test_a_chart_that_cannot_be_written_says_where_and_what_to_do(tmp_path, name):
    chart = DRAWINGS["totals"](data(), language="en", width=360)
    with pytest.raises(TenureError, match="end the name|a folder that is there") as told:
        charts.save(chart, tmp_path / name)
    assert str(tmp_path) in str(told.value)
