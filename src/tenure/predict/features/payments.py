"""Payments: how often collecting failed, and whether it fails now."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    KEYS,
    YEAR,
    Asked,
    Family,
    Recipe,
    before,
    counted,
    shared,
    taken,
    times,
    total,
)
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAYS = (28, 90, YEAR)
_feature = features_of("payment", "payments")
_money = features_of("money", "payments")


def _columns(asked: Asked) -> "ir.Table":
    rows = before(asked.sources.table("payments"), "occurred_at", asked, days=YEAR)
    failed, collected = rows.outcome == "failed", rows.outcome == "collected"
    recent = rows.age <= 90
    added = {f"failed_{days}": times(rows, failed & (rows.age <= days)) for days in _DAYS}
    if "amount" in rows.columns:
        added["paid_90"] = total(rows.amount, collected & recent)
    return rows.group_by(*KEYS).agg(
        **added,
        tried_90=times(rows, (failed | collected) & recent),
        refunded_365=times(rows, rows.outcome == "refunded"),
        failed_age=rows.age.min(where=failed),
        collected_age=rows.age.min(where=collected),
    )


def _failing(row: "ir.Table") -> "ir.Value":
    """Say whether the last attempt failed; of several on one day, one that succeeded counts."""
    import ibis

    later = row.failed_age < row.collected_age
    tried = row.failed_age.notnull() | row.collected_age.notnull()
    flag = (later | row.collected_age.isnull()) & row.failed_age.notnull()
    return ibis.ifelse(tried, flag.fill_null(False).cast("int8"), ibis.null("int8"))


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.payments is None:
        return []
    found = [
        Recipe(
            _feature(f"failed_payments_{days}d", "times", "failed_payments", days=days),
            counted(f"failed_{days}"),
        )
        for days in _DAYS
    ]
    found += [
        Recipe(
            _feature("failed_payments_share_90d", "share", "failed_share", days=90),
            shared("failed_90", "tried_90"),
        ),
        Recipe(
            _feature("days_since_failed_payment", "days", "since_failed_payment"),
            taken("failed_age"),
        ),
        Recipe(_feature("payment_failing", "", "payment_failing", kind="flag"), _failing),
        Recipe(_feature("refunds_365d", "times", "refunds", days=YEAR), counted("refunded_365")),
    ]
    if sources.has("payments", "amount"):
        feature = _money("paid_90d", "money", "paid", days=90)
        found.append(Recipe(feature, counted("paid_90")))
    return found


PAYMENTS = Family(_recipes, _columns)
