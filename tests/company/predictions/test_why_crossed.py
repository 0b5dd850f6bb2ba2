"""Who crossed a band and why: what moved the risk and health between two days, told in words."""

from datetime import date
from typing import Any

import pytest

from tenure.company.predictions.days import CROSSED, Day, days
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.crossed import _set
from tenure.company.predictions.views.risk import crossed

Predicted = tuple[Outlook, Trained, Day]


@pytest.fixture(scope="module")
def told(predicted: Predicted) -> list[dict[str, Any]]:
    table = predicted[2].table(CROSSED)
    assert table is not None
    assert table.num_rows
    return table.to_pylist()


def by_unit(day: Day) -> dict[str, dict[str, Any]]:
    table = day.table()
    assert table is not None
    return {row["unit_id"]: row for row in table.to_pylist()}


def test_both_days_are_those_of_the_profiles(
    predicted: Predicted, told: list[dict[str, Any]]
) -> None:
    outlook, _, day = predicted
    before = next(
        one for one in days(outlook.rule.data.store, "customer") if one.as_of == day.before
    )
    was, now = by_unit(before), by_unit(day)
    for row in told:
        unit = row["unit_id"]
        for name in ("risk", "risk_band", "health", "health_band"):
            assert row[name] == now[unit][name]
            assert row[f"{name}_before"] == was[unit][name]


def test_a_change_of_risk_says_what_moved_it(told: list[dict[str, Any]]) -> None:
    """Of those whose risk moved to another band by a third or more nearly all are explained."""
    moved = [
        row
        for row in told
        if row["risk_band"] != row["risk_band_before"] and row["risk"] and row["risk_before"]
    ]
    much = [row for row in moved if not 0.75 < row["risk"] / row["risk_before"] < 1.33]
    assert much
    explained = [row for row in much if row["risk_why_en"]]
    assert len(explained) > 0.8 * len(much)
    for row in explained:
        assert row["risk_why_ko"]
        assert "not known" not in row["risk_why_en"].split("; before")[0]


def test_a_change_of_health_says_by_how_much_and_which_component(
    told: list[dict[str, Any]],
) -> None:
    for row in told:
        if row["health_why_en"] is not None:
            rose = row["health"] > row["health_before"]
            assert ("rose" if rose else "fell") in row["health_why_en"]
            assert ("올랐" if rose else "내렸") in row["health_why_ko"]
            assert "mostly" in row["health_why_en"]


def test_the_report_shows_whose_risk_rose_most_first(
    predicted: Predicted, told: list[dict[str, Any]]
) -> None:
    outlook, _, day = predicted
    found = crossed(outlook, day)
    assert found is not None
    known = [row for row in found.rows if row["risk"] is not None]
    rises = [row["risk"] - row["risk_before"] for row in known if row["risk_before"] is not None]
    assert rises == sorted(rises, reverse=True)
    assert str(day.before) in found.words["en"]
    own = {row["unit_id"]: row for row in told}
    for row in found.rows:
        if row["risk_band"] == row["risk_band_before"]:
            risk = own[row["unit_id"]]["risk_why_en"]
            assert risk is None or risk not in (row["why_en"] or "")


def test_what_a_person_has_set_since_is_told_instead() -> None:
    set_now = {
        "health": 90.0,
        "health_set_by": "김지수",
        "health_set_why": "QBR went well",
        "health_set_until": date(2026, 8, 1),
    }
    assert _set(set_now, "en") == "김지수 set it to 90 until 2026-08-01: QBR went well"
    assert _set(set_now, "ko") == "김지수 님이 2026-08-01까지 90점으로 정함: QBR went well"
    as_before = set_now | {f"{name}_before": value for name, value in set_now.items()}
    assert _set(as_before, "en") is None
    assert _set({"health": 40.0, "health_set_by": None}, "en") is None
