"""Room to grow of a shop: money a month, peers and what the best buy, counted again in Python."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.parquet as pq
import pytest

from tenure.company import Company
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.growing import Growing
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.simulate import simulate

MONTH = 365.25 / 12
BANDS = ((3, "0–3"), (6, "3–6"), (12, "6–12"), (24, "12–24"), (float("inf"), "24+"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Growing, date]]:
    folder = tmp_path_factory.mktemp("shop") / "saebom"
    simulate("d2c", customers=700, months=16, seed=3, out=folder)
    with Company.open(folder / "tenure.toml") as company:
        outlook = Outlook(company.rule)
        columns: Any = SimpleNamespace(columns=None)
        yield folder, Growing.of(Scoring(outlook, columns)), outlook.observed.end


def rows_of(parts: Any) -> list[dict[str, Any]]:
    assert parts is not None
    return [row for part in parts for row in part.to_pylist()]


def bought(folder: Path, end: date) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return what each customer buys a month, and of each product, by a loop over the orders."""
    zone = ZoneInfo("Asia/Seoul")
    first: dict[str, date] = {}
    spent: dict[str, float] = defaultdict(float)
    each: dict[tuple[str, str], float] = defaultdict(float)
    for row in pq.read_table(folder / "data" / "orders.parquet").to_pylist():
        if row["amount"] < 0 or row["quantity"] <= 0:
            continue
        day = local(row["occurred_at"], zone)
        if day >= end:
            continue
        unit = row["customer_id"]
        first[unit] = min(first.get(unit, day), day)
        if (end - day).days <= 365:
            spent[unit] += row["amount"]
            each[unit, row["product_id"]] += row["amount"]
    months = {unit: min((end - day).days, 365) / MONTH for unit, day in first.items()}
    known = {unit for unit, day in first.items() if (end - day).days >= 90 and spent[unit] > 0}
    return (
        {unit: spent[unit] / months[unit] for unit in known},
        {key: amount / months[key[0]] for key, amount in each.items() if key[0] in known},
    )


def local(at: datetime, zone: ZoneInfo) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))).astimezone(zone).date()


def tenures(folder: Path, end: date) -> dict[str, str]:
    zone = ZoneInfo("Asia/Seoul")
    found = {}
    for row in pq.read_table(folder / "data" / "customers.parquet").to_pylist():
        if row["started_at"] is not None:
            months = (end - local(row["started_at"], zone)).days / MONTH
            found[row["customer_id"]] = next(name for most, name in BANDS if months < most)
    return found


def test_money_a_month_and_the_best_quarter(shop: tuple[Path, Growing, date]) -> None:
    folder, growing, end = shop
    value, _ = bought(folder, end)
    band = tenures(folder, end)
    rows = rows_of(growing.standing())
    there = {row["unit_id"] for row in rows}
    assert len(there) > 200
    by_band = defaultdict(list)
    for unit in there & value.keys():
        by_band[band.get(unit)].append(value[unit])
    told = 0
    for row in rows:
        unit = row["unit_id"]
        if unit not in value:
            assert row["growth_now"] is None
            assert row["growth_reason"] in ("no_money", "too_new")
            continue
        assert row["growth_now"] == pytest.approx(value[unit])
        if row["growth_alike"] == f"tenure_months: {band[unit]}":
            peers = by_band[band[unit]]
            assert row["growth_peers"] == len(peers)
            assert row["growth_best"] == pytest.approx(np.quantile(peers, 0.75))
            told += 1
    assert told > 50


def test_what_the_best_buy_is_counted_again(shop: tuple[Path, Growing, date]) -> None:
    folder, growing, end = shop
    value, each = bought(folder, end)
    rows = {row["unit_id"]: row for row in rows_of(growing.standing())}
    alike = defaultdict(set)
    for unit, row in rows.items():
        if unit in value:
            alike[row["growth_alike"]].add(unit)
    checked = 0
    for one in rows_of(growing.chances()):
        row = rows[one["unit_id"]]
        peers = alike[row["growth_alike"]]
        if len(peers) != row["growth_peers"]:
            continue  # some of them are put beside closer peers
        best = {unit for unit in peers if value[unit] >= row["growth_best"] - 1e-9}
        holders = [unit for unit in best if (unit, one["product_id"]) in each]
        assert (one["best"], one["holders"]) == (len(best), len(holders))
        median = np.median([each[unit, one["product_id"]] for unit in holders])
        assert one["median"] == pytest.approx(median)
        if one["kind"] == "cross_sell":
            assert (one["unit_id"], one["product_id"]) not in each
        else:
            assert one["own"] == pytest.approx(each[one["unit_id"], one["product_id"]])
        checked += 1
    assert checked > 100


def test_without_days_of_joining_customers_are_there_since_they_first_bought(
    shop: tuple[Path, Growing, date],
) -> None:
    folder, _, _ = shop
    text = (folder / "tenure.toml").read_text("utf-8")
    orders = text.replace('[tables.customers]\nfrom = "data/customers.parquet"\n', "")
    assert orders != text
    (folder / "orders_alone.toml").write_text(
        orders.replace('path = "store"', 'path = "store-of-orders"'), "utf-8"
    )
    with Company.open(folder / "orders_alone.toml") as company:
        columns: Any = SimpleNamespace(columns=None)
        found = Growing.of(Scoring(Outlook(company.rule), columns))
        rows = rows_of(found.standing())
    assert not found.without
    alike = {row["growth_alike"].partition(":")[0] for row in rows if row["growth_alike"]}
    assert alike == {"tenure_months"}
