"""Metrics without a picture: their rows as a table, as the units of their columns say."""

from datetime import date

import pyarrow as pa
import pytest

from tenure.charts.formats import LANGUAGES
from tenure.charts.words import Words, catalogue
from tenure.measure.behaviour import FEW, HARMS, NOTHING, PROTECTS
from tenure.measure.result import Result
from tenure.measure.revenue_retention import DENOMINATORS
from tenure.measure.rfm import SEGMENTS
from tenure.measure.service import STEPS
from tenure.measure.window import SPLITS
from tenure.predict.uplift.study import KEYS as VERDICTS
from tenure.report.more import MOST_PERIODS, MOST_ROWS, block

COLUMNS = (
    {"name": "period_start", "unit": "date", "en": "first day", "ko": "첫날"},
    {"name": "period_end", "unit": "date", "en": "day after", "ko": "다음 날"},
    {"name": "complete", "unit": "flag", "en": "over", "ko": "끝남"},
    {"name": "opening", "unit": "money", "en": "MRR at the start", "ko": "시작 시점의 MRR"},
    {"name": "customers", "unit": "count", "en": "customers", "ko": "고객"},
    {"name": "churn", "unit": "share", "en": "lost / opening", "ko": "잃은 비율"},
    {"name": "empty", "unit": "count", "en": "nothing", "ko": "없음"},
    {"name": "reason", "unit": "text", "en": "why", "ko": "이유"},
)


def row(month: int, **changed: object) -> dict[str, object]:
    start = date(2024 + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    told = {"opening": 1234567.0, "customers": 1200, "churn": 0.1, "complete": True}
    bounds = {"churn_low": 0.05, "churn_high": 0.2, "empty": None, "reason": None}
    return {"period_start": start, "period_end": start, **told, **bounds, **changed}


def shown(rows: list[dict[str, object]], language: str = "en"):
    result = Result(
        "mrr",
        "what it means",
        date(2024, 12, 31),
        pa.Table.from_pylist(rows),
        "SELECT 1",
        {"period": "month"},
        {"en": "what it means", "ko": "뜻"},
        {"en": "MRR", "ko": "월 반복 매출"},
        COLUMNS,
    )
    return block(result, Words(language, "tenure.report"), "r1")


def texts(found):
    return [[cell.text for cell in one.cells] for one in found.tables[0].rows]


def test_cells_are_written_as_their_units_say():
    found = shown([row(1), row(2, churn=None, churn_low=None, churn_high=None, reason="no MRR")])
    assert [head.text for head in found.tables[0].heads] == [
        "period start",
        "opening",
        "customers",
        "churn",
    ]
    assert texts(found)[0] == ["1 Jan 2024", "1,234,567", "1,200", "10.0% (5.0–20.0%)"]
    unknown = found.tables[0].rows[1].cells[-1]
    assert (unknown.text, unknown.said) == ("–", "no MRR")


def test_numbers_are_as_short_as_they_can_be_told_apart():
    columns = ({"name": "auc", "unit": "number", "en": "ranking", "ko": "순위"},)
    rows = [{"auc": one} for one in (0.86079, 6.1004, 12.345, 12345.6, -0.0153, 0.0)]
    result = Result(
        "m", "", date(2024, 12, 31), pa.Table.from_pylist(rows), "", {}, {}, {}, columns
    )
    found = block(result, Words("en", "tenure.report"), "r1")
    assert [one.text for one in found.tables[0].heads] == ["AUC"]
    assert [one[0] for one in texts(found)] == ["0.861", "6.10", "12.35", "12,346", "−0.0153", "0"]


def test_the_lines_of_sentences_may_break_and_those_of_names_may_not():
    columns = ({"name": "why", "unit": "text", "en": "why", "ko": "이유"},)
    rows = [{"why": "C0000652"}, {"why": "no activity for 13 days; before: active 2 days ago"}]
    result = Result(
        "m", "", date(2024, 12, 31), pa.Table.from_pylist(rows), "", {}, {}, {}, columns
    )
    found = block(result, Words("en", "tenure.report"), "r1")
    assert [one.cells[0].style for one in found.tables[0].rows] == ["", "prose"]


def test_headings_and_title_are_in_the_language_of_the_page():
    found = shown([row(1)], "ko")
    assert (found.title, found.definition) == ("월 반복 매출", "뜻")
    assert "시작 시점의 MRR" in [head.text for head in found.tables[0].heads]
    assert texts(found)[0][0] == "2024년 1월 1일"


def test_an_unfinished_period_is_told():
    found = shown([row(1), row(2, complete=False)])
    place = [head.text for head in found.tables[0].heads].index("complete")
    assert [one[place] for one in texts(found)] == ["yes", "no"]


def test_of_many_rows_the_latest_periods_are_shown_and_the_rest_is_told():
    found = shown([row(month) for month in range(1, 31)])
    assert len(texts(found)) == MOST_PERIODS
    assert texts(found)[-1][0] == "1 Jun 2026"
    assert "30" in found.notes[0]
    several = shown([row(1, customers=number) for number in range(40)])
    assert len(texts(several)) == MOST_ROWS


def test_of_several_rows_a_date_the_latest_whole_dates_are_shown():
    """Of 5 rows a month for 8 months 24 would cut the fourth last in part: 4 months are shown."""
    many = shown([row(month, customers=kind) for month in range(1, 9) for kind in range(5)])
    assert [one[0] for one in texts(many)] == [
        Words("en", "tenure.report").formats.date(date(2024, month, 1))
        for month in range(5, 9)
        for _ in range(5)
    ]
    one_month = shown([row(1, customers=kind) for kind in range(40)])
    assert len(texts(one_month)) == MOST_ROWS


def test_no_rows_are_said_to_be_none():
    nothing = pa.Table.from_pylist([], schema=pa.Table.from_pylist([row(1)]).schema)
    result = Result("mrr", "x", date(2024, 1, 1), nothing, "SELECT 1", columns=COLUMNS)
    found = block(result, Words("en", "tenure.report"), "r1")
    assert (found.tables, len(found.notes)) == ([], 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_ours_have_words_in_every_language(language):
    names = {PROTECTS, HARMS, NOTHING, FEW, "none", "bottom", "middle", "top"}
    names |= {*VERDICTS, "control", "treatment", "own", "literature"}
    names |= {name for name, *_ in SEGMENTS} | set(SPLITS) | set(STEPS) | set(DENOMINATORS)
    known = catalogue("tenure.report", language)
    assert {f"value.{name.replace(' ', '_')}" for name in names} <= known.keys()


def test_a_verdict_is_told_in_the_language_of_the_page():
    rows = pa.table({"feature": ["none"], "verdict": ["no evidence"], "customers": [3]})
    own = ({"name": "verdict", "unit": "text", "en": "verdict", "ko": "판정"},)
    result = Result("features", "x", date(2024, 1, 1), rows, "SELECT 1", columns=own)
    table = block(result, Words("ko", "tenure.report"), "k").tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["none", "근거 없음", "3"]


def test_a_number_is_no_name_and_nobody_split_by_has_no_column():
    """`gap` is a name of ours in one metric (who leads) and an amount in another."""
    rows = pa.table({"group": pa.nulls(1, pa.string()), "gap": [-7120.0]})
    own = (
        {"name": "group", "unit": "text", "en": "the group", "ko": "집단"},
        {"name": "gap", "unit": "money", "en": "more here", "ko": "가격 차이"},
    )
    result = Result("competitor-price-gap", "x", date(2024, 1, 1), rows, "SELECT 1", columns=own)
    table = block(result, Words("ko", "tenure.report"), "k").tables[0]
    assert [head.text for head in table.heads] == ["가격 차이"]
    assert [cell.text for cell in table.rows[0].cells] == ["−7,120"]


def test_what_stands_for_all_is_in_the_language_of_the_page_wherever_it_stands():
    rows = pa.table({"value": ["(all)", "team"], "convention": ["cohort", "net_of_won_back"]})
    own = tuple({"name": n, "unit": "text", "en": n, "ko": n} for n in ("value", "convention"))
    result = Result("save-window", "x", date(2024, 1, 1), rows, "SELECT 1", columns=own)
    cells = [row.cells for row in block(result, Words("ko", "tenure.report"), "k").tables[0].rows]
    assert [[cell.text for cell in row] for row in cells] == [
        ["(전체)", "시작할 때 활성, 끝날 때 비활성"],
        ["team", "돌아온 고객을 뺌"],
    ]
