"""The SQL of a metric runs by itself and gives the very rows of the metric."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from support import tiny
from tenure import Company, Question

WHOLE = Question("attrition")
SPLIT = Question("attrition", "week", by="region", where="channel != 'web' and name != 'O''Neill'")
SEGMENT = Question("attrition", "quarter", by="큰 고객", as_of=date(2024, 4, 30))
EXACT = Question("retention", where="region = '서울'")
LATER = Question(
    "retention", "week", "size", as_of=date(2024, 3, 31), options={"mode": "on_or_after"}
)

ASKED = {
    "inactive": (SPLIT, EXACT, LATER),
    "contract": (WHOLE, SEGMENT, LATER),
    "purchase": (SPLIT, EXACT, LATER),
    "column": (WHOLE, SEGMENT, EXACT),
    "snapshot": (WHOLE, Question("attrition", by="region", where="size > 20")),
}


@pytest.mark.parametrize("rule", tiny.RULES)
def test_sql_gives_the_rows_of_the_metric(rule: str, prepared: Callable[[str], Path]) -> None:
    with Company.open(prepared(rule), today=tiny.NOW.date()) as company:
        results = [company.measure(question) for question in ASKED[rule]]
        for result in results:
            with duckdb.connect() as fresh:
                assert fresh.sql(result.sql).to_arrow_table().to_pylist() == result.rows
            assert len(result.rows) > 0
        assert company.sql(ASKED[rule][0]) == results[0].sql
