"""What triggers and variables need of a company's tables."""

from collections.abc import Mapping

Place = tuple[str, str]
"""A canonical table, and a column of it."""

TRIGGERS: Mapping[str, tuple[tuple[Place, ...], ...]] = {
    "segment": (),
    "crossing": (),
    "event": ((("events", "occurred_at"), ("events", "name")),),
    "quiet": (
        (("events", "occurred_at"),),
        (("orders", "occurred_at"),),
    ),
    "renewal": ((("subscriptions", "ends_at"),),),
    "notice": ((("subscriptions", "cancelled_at"),),),
    "supply_ends": ((("orders", "occurred_at"), ("orders", "product_id")),),
    "started": (
        (("customers", "started_at"),),
        (("accounts", "started_at"),),
        (("subscriptions", "started_at"),),
        (("events", "occurred_at"),),
        (("orders", "occurred_at"),),
    ),
    "left": (),
    "risk_words": ((("tickets", "text"),), (("feedback", "text"),)),
    "score": ((("feedback", "score"),),),
    "ticket": ((("tickets", "opened_at"),),),
    "payment": ((("payments", "occurred_at"), ("payments", "status")),),
    "frequency": ((("orders", "occurred_at"),), (("events", "occurred_at"),)),
}
"""By a trigger's kind, or the date that it is about: ways in which a company can have it.

Each way names all columns that it takes; nothing named: every company has it.
"""

VARIABLES: Mapping[str, tuple[Place, ...]] = {
    "name": (("customers", "name"), ("accounts", "name")),
    "plan": (("subscriptions", "plan"), ("customers", "plan")),
    "industry": (("accounts", "industry"), ("customers", "industry")),
    "owner": (("accounts", "owner"), ("customers", "owner")),
    "mrr": (("subscriptions", "mrr"),),
    "renewal_date": (("subscriptions", "ends_at"),),
    "supply_ends": (("orders", "occurred_at"),),
    "days_left": (("subscriptions", "ends_at"), ("orders", "occurred_at")),
}
"""Where the values of variables come from; what is not named, the workspace itself knows."""

BANDS: Mapping[str, tuple[str, ...]] = {
    "risk": ("low", "medium", "high"),
    "health": ("healthy", "watch", "at_risk"),
}
"""The bands of risk and of health that a customer may cross into."""
