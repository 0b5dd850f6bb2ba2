"""Room to grow: against customers alike, told again in plain Python; what is shown of worth."""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from tenure.company.predictions.days import CHANCES, Day
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.growth import growing
from tenure.company.predictions.views.worth import offered, valuable

Predicted = tuple[Outlook, Trained, Day]


@pytest.fixture(scope="module")
def profiles(predicted: Predicted) -> list[dict[str, Any]]:
    table = predicted[2].table()
    assert table is not None
    return table.to_pylist()


def test_who_brings_money_is_told_or_told_why_not(profiles: list[dict[str, Any]]) -> None:
    for row in profiles:
        assert (row["growth"] is None) == (row["growth_reason"] is not None)
        assert row["growth"] is None or row["growth"] > 0
        assert (row["value"] is None) == (row["value_reason"] in ("no_contract", "noticed"))
        assert (row["mrr"] is None or row["mrr"] <= 0) == (row["growth_reason"] == "no_money")
    assert {row["growth_reason"] for row in profiles} >= {None, "no_money", "best_quarter"}


def test_the_best_quarter_of_peers_again(profiles: list[dict[str, Any]]) -> None:
    """Those with the same in common are the peers: how many, where their best quarter begins."""
    alike = defaultdict(list)
    for row in profiles:
        if row["growth_now"] is not None and row["growth_alike"] is not None:
            alike[row["growth_alike"]].append(row)
    whole = [rows for rows in alike.values() if rows[0]["growth_peers"] == len(rows)]
    assert whole, "nobody is put beside all of those with the same in common"
    for rows in whole:
        assert len(rows) >= 30
        best = np.quantile([row["mrr"] for row in rows], 0.75)
        for row in rows:
            assert row["growth_now"] == row["mrr"]
            assert row["growth_best"] == pytest.approx(best)
            expected = best - row["mrr"] if best > row["mrr"] else None
            assert row["growth"] == (None if expected is None else pytest.approx(expected))


def test_what_the_best_hold_is_told_of_who_does_not(
    predicted: Predicted, profiles: list[dict[str, Any]]
) -> None:
    table = predicted[2].table(CHANCES)
    assert table is not None
    chances = table.to_pylist()
    rows = {row["unit_id"]: row for row in profiles}
    assert chances
    for one in chances:
        row = rows[one["unit_id"]]
        assert row["growth"] is not None
        assert one["share"] == pytest.approx(one["holders"] / one["best"])
        assert one["share"] > one["others"]
        if one["kind"] == "up_sell":
            assert one["own"] < one["median"]


def test_most_valuable_are_the_top_tier_in_order(
    predicted: Predicted, profiles: list[dict[str, Any]]
) -> None:
    outlook, _, day = predicted
    found = valuable(outlook, day)
    assert found is not None
    known = sorted((-row["value"], row["unit_id"]) for row in profiles if row["value"] is not None)
    assert [row["unit_id"] for row in found.rows] == [unit for _, unit in known[:20]]
    top = [row["value"] for row in profiles if row["value_tier"] == "top"]
    others = [row["value"] for row in profiles if row["value_tier"] not in (None, "top")]
    assert min(top) > max(others)
    assert found.rows[0]["value_tier"] == "top tier"


def test_room_to_grow_is_grouped_by_what_the_best_hold(
    predicted: Predicted, profiles: list[dict[str, Any]]
) -> None:
    """Counted again from the profiles and the chances: each customer stands in one row."""
    outlook, _, day = predicted
    found = growing(outlook, day)
    table = day.table(CHANCES)
    assert found is not None
    assert table is not None
    grown = {row["unit_id"]: row["growth"] for row in profiles if row["growth"] is not None}
    own: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in table.to_pylist():
        own[one["unit_id"]].append(one)
    groups: dict[str, list[float]] = defaultdict(list)
    for unit, growth in grown.items():
        some = [one for one in own[unit] if one["kind"] == "cross_sell"]
        if some:
            best = min(some, key=lambda one: (one["others"] - one["share"], one["product_id"]))
            groups[f"{best['product_id']}: they do not have it"].append(growth)
    for row in found.rows:
        if "do not have it" in row["offer_en"]:
            again = groups[row["offer_en"]]
            assert row["customers"] == len(again)
            assert row["growth"] == pytest.approx(sum(again))
            assert row["growth_each"] == pytest.approx(sum(again) / len(again))
            assert row["best_have"] > row["others_have"]
    rooms = [row["growth"] for row in found.rows]
    assert rooms == sorted(rooms, reverse=True)
    assert sum(row["customers"] for row in found.rows) == len(grown)
    assert len({row["offer_en"] for row in found.rows}) == len(found.rows)
    best = max(grown.values())
    assert any(f"({best:,.0f})" in row["first"] for row in found.rows)
    assert any("없음" in row["offer_ko"] for row in found.rows)
    assert f"{len(grown):,} customers" in found.words["en"]
    assert "{" not in "".join(found.words.values())


def test_without_orders_nothing_is_offered(predicted: Predicted) -> None:
    outlook, _, day = predicted
    assert offered(outlook, day) is None
