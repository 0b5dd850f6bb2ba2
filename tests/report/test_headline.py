from datetime import date

import pytest

from support.drawn_results import attrition_result, attrition_rows, periods
from support.reported_companies import company, snapshot, unfinished
from tenure.charts.result import AttritionRow
from tenure.charts.words import Words
from tenure.measure.attrition import TRUNCATED
from tenure.measure.result import Result
from tenure.report.headline import difference, headline, primary
from tenure.report.summary import summary
from tenure.stats import wilson

MAY = date(2025, 5, 1)
EN, KO = Words("en", "tenure.report"), Words("ko", "tenure.report")


def result(kind: str = "month", **changed: object) -> Result:
    """Draw two years up to 12 June 2025; `changed` goes into the last complete period."""
    starts = periods(kind, date(2023, 7, 1), 24)
    rows = attrition_rows(
        starts=starts, as_of=date(2025, 6, 12), size=4000, leaving=0.05, joining=0.05
    )
    rows[22] |= changed
    return attrition_result(rows, period=kind, as_of=date(2025, 6, 12), words="")


def worked(at_start: int, lost: int, joined: int, won_back: int) -> Result:
    low, high = wilson(lost, at_start) or (None, None)
    return result(
        at_start=at_start,
        lost=lost,
        joined=joined,
        won_back=won_back,
        at_end=at_start - lost + joined + won_back,
        attrition=lost / at_start if at_start else None,
        attrition_low=low,
        attrition_high=high,
    )


def row(lost: int, at_start: int) -> AttritionRow:
    low, high = wilson(lost, at_start) or (None, None)
    counts = dict.fromkeys(("retained", "joined", "won_back", "at_end", "joined_and_lost"))
    return AttritionRow(
        segment=None,
        start=MAY,
        end=MAY,
        complete=True,
        at_start=at_start,
        lost=lost,
        rate=lost / at_start,
        low=low,
        high=high,
        reason=None,
        **counts,
    )


def said(of: Result, words: Words = EN) -> str:
    head = headline([of])
    assert head is not None
    return " ".join(summary(head, words).sentences)


def test_the_headline_says_the_numbers_it_was_given() -> None:
    text = said(worked(4100, 197, 447, 0))
    assert "grew from 4,100 to 4,350 customers (+6.1%) in May 2025" in text
    assert "197 of the 4,100" in text
    assert "attrition was 4.8% (4.2–5.5%)" in text
    assert "447 joined, which is why the total does not show it." in text


def test_and_says_them_in_korean() -> None:
    text = said(worked(4100, 197, 430, 17), KO)
    assert "2025년 5월, 전체 고객은 4,100명에서 4,350명으로 늘었습니다(+6.1%)." in text
    assert "고객 4,100명 중 197명이 기간 말까지 이탈했습니다." in text
    assert "신규 430명과 재유입 17명이 그 자리를 메워" in text


def test_a_total_that_falls_is_not_covered() -> None:
    text = said(worked(4100, 400, 80, 5))
    assert "fell from 4,100 to 3,785 customers (−7.7%)" in text
    assert "80 joined and 5 came back, too few to make up for it." in text


def test_a_total_that_stays_hides_most() -> None:
    assert "stayed at 1,000 customers in May 2025" in said(worked(1000, 50, 50, 0))


def test_nobody_lost_and_nobody_there() -> None:
    assert "None of those" in said(worked(100, 0, 5, 0))
    assert "Nobody was active when the period began" in said(worked(0, 0, 5, 0))


def test_the_year_behind_the_total() -> None:
    """The losses of the twelve complete months, and the totals at their two ends."""
    of = result()
    last = of.table.to_pylist()[11:23]
    assert last[-1]["period_start"] == MAY
    lost = sum(month["lost"] for month in last)
    first, end = last[0]["at_start"], last[-1]["at_end"]
    assert f"the last 12 months the total went from {first:,} to {end:,}, and {lost:,}" in said(of)


def test_the_last_complete_period_its_neighbour_and_the_year_before() -> None:
    head = headline(company().results)
    assert head is not None
    assert (head.kind, head.row.start) == ("month", MAY)
    assert head.previous is not None
    assert head.previous.start == date(2025, 4, 1)
    assert head.year_ago is not None
    assert head.year_ago.start == date(2024, 5, 1)


def test_a_period_that_the_data_do_not_show_in_full_is_not_compared_with() -> None:
    rows = result().table.to_pylist()
    rows[21]["reason"] = TRUNCATED
    head = headline([attrition_result(rows, period="month", as_of=date(2025, 6, 12), words="")])
    assert head is not None
    assert head.previous is None
    assert [one.start for one in head.span] == [MAY]


def test_months_come_before_weeks_but_only_with_a_complete_one() -> None:
    data = company()
    assert primary(list(reversed(data.results))) is data.results[0]
    only_weeks_are_over = [unfinished().results[0], data.results[1]]
    assert primary(only_weeks_are_over) is data.results[1]
    assert headline(unfinished().results) is None
    assert headline([]) is None


def test_a_snapshot_claims_no_period() -> None:
    head = headline(snapshot().results)
    assert head is not None
    shown = summary(head, EN)
    assert shown.balance is None
    assert shown.compared is None
    assert (
        "Of the 7,043 customers in the snapshot, 1,869 are marked as gone: 26.5%"
        in (shown.sentences[0])
    )


def test_the_difference_is_newcombes() -> None:
    """Newcombe (1998), table II, method 10: 56/70 less 48/80 is 0.2000 (0.0524 to 0.3339)."""
    found = difference(row(56, 70), row(48, 80))
    assert found is not None
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (
        0.2,
        0.0524,
        0.3339,
    )
    assert found.verdict == "higher"


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [((50, 1000), (90, 1000), "lower"), ((50, 1000), (52, 1000), "same")],
)
def test_verdicts(now: tuple[int, int], then: tuple[int, int], verdict: str) -> None:
    found = difference(row(*now), row(*then))
    assert found is not None
    assert found.verdict == verdict
