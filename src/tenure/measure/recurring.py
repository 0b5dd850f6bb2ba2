"""What a contract brings a month, and whether it is paid for at all."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def monthly(subscriptions: "ir.Table") -> "ir.FloatingValue":
    """Return the monthly recurring revenue of each contract; null where it is not known.

    The column `mrr`; where that is missing, `price` (of one term) / `term_months`.
    """
    import ibis

    columns = subscriptions.columns
    nothing = ibis.null("float64")
    given = subscriptions.mrr.cast("float64") if "mrr" in columns else nothing
    if not _has_price(subscriptions):
        return given
    term = subscriptions.term_months.nullif(0)
    return ibis.coalesce(given, subscriptions.price.cast("float64") / term)


def is_priced(subscriptions: "ir.Table") -> bool:
    """Say whether contracts have columns that tell their monthly recurring revenue."""
    return "mrr" in subscriptions.columns or _has_price(subscriptions)


def paid_for(subscriptions: "ir.Table") -> "ir.Table":
    """Leave the contracts that are paid for: of an MRR above zero, or of none that is known.

    Attrition, revenue, the save window and what expires all count these, so that a customer
    is lost in each of them at once.
    """
    if not is_priced(subscriptions):
        return subscriptions
    worth = monthly(subscriptions)
    return subscriptions.filter(worth.isnull() | (worth > 0))


def _has_price(subscriptions: "ir.Table") -> bool:
    """Say whether there is a price of a term; one that is no number is an attribute."""
    named = {"price", "term_months"} <= set(subscriptions.columns)
    return named and subscriptions.price.type().is_numeric()
