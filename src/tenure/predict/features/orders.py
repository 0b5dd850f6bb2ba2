"""Purchases: how recent, often and large, their gap against the unit's own, and returns."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    KEYS,
    YEAR,
    Asked,
    Family,
    Recipe,
    beside,
    changed,
    counted,
    dated,
    shared,
    taken,
    times,
    total,
)
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAYS = (28, 90, YEAR)
_feature = features_of("purchase", "orders")
_money = features_of("money", "orders")


def _columns(asked: Asked) -> "ir.Table":
    """Return sums over lines; a line that gives back money or goods is no purchase.

    What was bought on one day is one purchase.
    """
    lines = dated(asked.sources.table("orders"), "occurred_at", asked.sources)
    lines = lines.mutate(_back=_gives_back(lines))
    sums = {"bought": lines.count(where=~lines["_back"]), "returned": times(lines, lines["_back"])}
    if "amount" in lines.columns:
        sums["spent"] = total(lines.amount, ~lines["_back"])
        sums["given_back"] = total(-lines.amount, lines["_back"])
    daily = lines.group_by("unit_id", "_happened", "_seen").agg(**sums)
    days = beside(daily, asked, days=YEAR)
    if "known_at" in lines.columns:  # what was known of one day by and by is one day
        days = days.group_by(*KEYS, "age").agg(**{name: days[name].sum() for name in sums})
    bought = days.bought > 0
    added = {f"orders_{one}": times(days, bought & (days.age <= one)) for one in _DAYS}
    if "amount" in lines.columns:
        added |= {f"spent_{one}": total(days.spent, days.age <= one) for one in _DAYS}
        added["spent_before"] = total(days.spent, (days.age > 90) & (days.age <= 180))
        added["given_back"] = days.given_back.sum()
    return days.group_by(*KEYS).agg(
        **added,
        returned=days.returned.sum(),
        order_age=days.age.min(where=bought),
        first_age=days.age.max(where=bought),
    )


def _gives_back(rows: "ir.Table") -> "ir.BooleanValue":
    """Say of each line whether it gives back money, or goods."""
    import ibis

    back = ibis.literal(False)
    if "amount" in rows.columns:
        back = back | (rows.amount < 0).fill_null(False)
    if "quantity" in rows.columns:
        back = back | (rows.quantity <= 0).fill_null(False)
    return back


def _gap(row: "ir.Table") -> "ir.Value":
    """Return the mean number of days between the days on which the unit bought."""
    return (row.first_age - row.order_age) / (row[f"orders_{YEAR}"] - 1.0).nullif(0.0)


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.orders is None:
        return []
    found = [
        Recipe(_feature("days_since_order", "days", "since_order"), taken("order_age")),
        *(
            Recipe(
                _feature(f"orders_{days}d", "times", "orders", days=days),
                counted(f"orders_{days}"),
            )
            for days in _DAYS
        ),
        Recipe(_feature("order_gap_days", "days", "order_gap"), _gap),
        Recipe(
            _feature("order_gap_ratio", "ratio", "order_gap_ratio"),
            lambda row: row.order_age / _gap(row).nullif(0.0),
        ),
        Recipe(_feature("returns_365d", "times", "returns", days=YEAR), counted("returned")),
    ]
    return [*found, *_amounts()] if sources.has("orders", "amount") else found


def _amounts() -> list[Recipe]:
    """How much was spent, whether it became more or less, and what part was given back."""
    per_order = _money("amount_per_order_365d", "money", "amount_per_order", days=YEAR)
    change = _money("amount_change_90d", "change", "amount_change", days=90)
    share = _feature("returned_share_365d", "share", "returned_share", days=YEAR)
    return [
        *(
            Recipe(
                _money(f"amount_{days}d", "money", "amount", days=days), counted(f"spent_{days}")
            )
            for days in _DAYS
        ),
        Recipe(change, changed("spent_90", "spent_before")),
        Recipe(per_order, shared(f"spent_{YEAR}", f"orders_{YEAR}")),
        Recipe(share, shared("given_back", f"spent_{YEAR}")),
    ]


ORDERS = Family(_recipes, _columns)
