"""Charts of effects: around 0, names that fit, colours by what is beyond doubt."""

from datetime import date

import pyarrow as pa
import pytest

from tenure.charts import brought, effect_looks
from tenure.charts.effects import _around, _cut
from tenure.measure.result import Result

NAMES = {"call": {"en": "Early call, by an account manager", "ko": "위험 고객 전화"}}


def result(rows: list[dict[str, object]]) -> Result:
    return Result("proof", "", date(2026, 6, 30), pa.Table.from_pylist(rows), "", names=NAMES)


LOOKS = [
    {"day": date(2026, month, 1), "always": -0.05, "always_low": -0.2, "always_high": 0.1}
    for month in (3, 4, 5)
]
PLAYS = [
    {"experiment": "call", "kept": 8.0, "kept_low": 2.0, "kept_high": 14.0},
    {"experiment": "push", "kept": -5.0, "kept_low": -9.0, "kept_high": -1.0},
    {"experiment": "mail", "kept": 1.0, "kept_low": -9.0, "kept_high": 11.0},
    {"experiment": None, "kept": 4.0, "kept_low": -12.0, "kept_high": 20.0},
    {"experiment": "none yet", "kept": None, "kept_low": None, "kept_high": None},
]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [920, 360])
def test_they_are_drawn_by_the_rules_of_the_drawing_library(language: str, width: int) -> None:
    assert effect_looks(result(LOOKS), language=language, width=width).to_dict()["layer"]
    chart = brought(result(PLAYS), language=language, width=width).to_dict()
    drawn = [row for rows in chart["datasets"].values() for row in rows if "name" in row]
    told = {row["name"]: row["colour"] for row in drawn}
    assert told["push"] == "loss"
    assert told["mail"] == told[{"en": "All together", "ko": "합계"}[language]] == "small"
    assert "none yet" not in told
    assert list(told.values()).count("gain") == 1


def test_one_look_is_drawn() -> None:
    assert effect_looks(result(LOOKS[:1])).to_dict()["layer"]


def test_axes_hold_0_and_both_ends() -> None:
    assert _around(-0.2, 0.1) == [-0.2, -0.1, 0.0, 0.1]
    assert _around(0.0, 0.0) == [0.0, 0.5]
    assert _around(0.0, 7.0)[0] == 0.0


def test_long_names_are_cut_where_they_fit() -> None:
    assert _cut("Early call, by an account manager", 17) == "Early call, by an…"
    assert _cut("위험 고객 전화", 14) == "위험 고객 전화"
    assert _cut("위험 고객 전화", 9) == "위험 고객…"
