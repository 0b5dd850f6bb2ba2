"""A result: rows, words and SQL together, and JSON in which nothing undefined becomes a number."""

import json
from datetime import date

import pyarrow as pa

from support import rows
from support.asking import attrition_of
from tenure.measure.result import Result


def result(table: pa.Table) -> Result:
    return Result(
        metric="attrition",
        definition="떠난 고객의 비율",
        as_of=date(2024, 1, 31),
        table=table,
        query="SELECT 1",
        options={"period": "month", "by": None},
    )


def test_json_names_the_question_and_keeps_undefined_values_null(engine):
    nobody = rows.table([], "unit_id", "from_local", "to_local")
    table = engine.execute(attrition_of(nobody, "2024-01-01 … 2024-01-31"), metric="attrition")
    text = result(table).to_json()
    content = json.loads(text)
    assert content["metric"] == "attrition"
    assert content["as_of"] == "2024-01-31"
    assert set(content) == {"metric", "definition", "as_of", "rows"}
    assert "떠난 고객의 비율" in text
    row = content["rows"][0]
    assert (row["period_start"], row["period_end"]) == ("2024-01-01", "2024-02-01")
    assert (row["at_start"], row["attrition"], row["attrition_low"]) == (0, None, None)


def test_a_data_frame_has_the_columns_of_the_table():
    table = pa.table({"attrition": [0.25, None], "at_start": [4, 0]})
    frame = result(table).to_pandas()
    assert list(frame.columns) == ["attrition", "at_start"]
    assert len(frame) == 2
    assert result(table).rows == [
        {"attrition": 0.25, "at_start": 4},
        {"attrition": None, "at_start": 0},
    ]
