"""The canonical tables: what a row is, and which columns carry which meaning.

Every source is mapped onto these names once; everything after reads only them.
Columns that are not listed are kept as attributes under their own names.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "number", "integer", "flag", "time", "category"]


@dataclass(frozen=True)
class Column:
    """One canonical column: its name, the kind of value, and what it means."""

    name: str
    kind: Kind
    what: str
    required: bool = False


@dataclass(frozen=True)
class TableSchema:
    """One canonical table: what a row is, its columns, its key and its main instant."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: str | None = None
    instant: str | None = None

    def column(self, name: str) -> Column | None:
        """Return the canonical column of that name, or None for an attribute."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        """Name the columns without which a row cannot be used."""
        return tuple(column.name for column in self.columns if column.required)


def _id(name: str, what: str, *, required: bool = False) -> Column:
    return Column(name, "id", what, required)


def _time(name: str, what: str, *, required: bool = False) -> Column:
    return Column(name, "time", what, required)


_CURRENCY = Column("currency", "category", "ISO 4217 code of the amount")

_VALID = (
    _time("valid_from", "since when the row holds, where there may be several rows of one"),
    _time("valid_to", "until when the row holds"),
)

_CUSTOMERS = TableSchema(
    "customers",
    "a person or buyer",
    (
        _id("customer_id", "who", required=True),
        _time("started_at", "when they became a customer"),
        _time("ended_at", "when they stopped, for the rule `column`"),
        _id("account_id", "the logo they belong to"),
        Column("name", "text", "how people call them"),
        Column("email", "text", "address for messages"),
        Column("role", "category", "what they do in their organisation"),
        Column("channel", "category", "how they were acquired"),
        Column("language", "category", "ISO 639-1 code of their language"),
        Column("acquisition_cost", "number", "what winning them cost"),
        Column("end_reason", "category", "why they left, where that is kept with the customer"),
        Column("voluntary", "flag", "whether they decided to leave"),
        *_VALID,
    ),
    key="customer_id",
    instant="started_at",
)

_ACCOUNTS = TableSchema(
    "accounts",
    "a logo, an organisation",
    (
        _id("account_id", "which organisation", required=True),
        Column("name", "text", "its name"),
        _time("started_at", "when it became a customer"),
        Column("size", "integer", "people in the organisation"),
        Column("industry", "category", "what it does"),
        Column("region", "category", "where it is"),
        Column("goals", "text", "what it wants to reach"),
        Column("owner", "category", "who looks after it"),
        *_VALID,
    ),
    key="account_id",
    instant="started_at",
)

_SUBSCRIPTIONS = TableSchema(
    "subscriptions",
    "a contract period",
    (
        _id("subscription_id", "which contract", required=True),
        _id("customer_id", "who holds it"),
        _id("account_id", "the logo that holds it"),
        _time("started_at", "first instant in force", required=True),
        _time("ends_at", "end of the paid term"),
        _time("cancelled_at", "when notice was given"),
        _time("ended_at", "when it stopped being in force"),
        Column("plan", "category", "what was bought"),
        Column("mrr", "number", "monthly recurring revenue"),
        _CURRENCY,
        Column("term_months", "integer", "length of a term"),
        Column("auto_renew", "flag", "whether a new term follows by itself"),
        Column("end_reason", "category", "why it ended"),
        Column("voluntary", "flag", "whether the customer decided to end it"),
    ),
    key="subscription_id",
    instant="started_at",
)

_EVENTS = TableSchema(
    "events",
    "something a customer did",
    (
        _id("event_id", "which event"),
        _id("customer_id", "who did it", required=True),
        _id("subscription_id", "the contract under which it was done"),
        _time("occurred_at", "when it happened", required=True),
        _time("known_at", "when we knew it"),
        Column("name", "category", "what was done"),
        Column("value", "number", "how much of it"),
    ),
    key="event_id",
    instant="occurred_at",
)

_ORDERS = TableSchema(
    "orders",
    "a purchase line",
    (
        _id("customer_id", "who bought", required=True),
        _id("order_id", "the purchase that the line belongs to"),
        _time("occurred_at", "when it was bought", required=True),
        _id("product_id", "what was bought"),
        Column("quantity", "number", "how many"),
        Column("unit_price", "number", "price of one; gives the amount where that is not known"),
        Column("amount", "number", "price of the line; negative: returned"),
        _CURRENCY,
    ),
    instant="occurred_at",
)

_PAYMENTS = TableSchema(
    "payments",
    "an attempt to collect",
    (
        _id("payment_id", "which attempt"),
        _id("customer_id", "who was charged", required=True),
        _time("occurred_at", "when it was tried", required=True),
        Column("amount", "number", "how much"),
        _CURRENCY,
        Column("status", "category", "how it ended"),
        Column("decline_code", "category", "why it failed"),
    ),
    key="payment_id",
    instant="occurred_at",
)

_TICKETS = TableSchema(
    "tickets",
    "a complaint or request",
    (
        _id("ticket_id", "which ticket", required=True),
        _id("customer_id", "who asked", required=True),
        _time("opened_at", "when it was opened", required=True),
        _time("first_response_at", "when a person first answered"),
        _time("resolved_at", "when it was resolved"),
        Column("channel", "category", "where it came in"),
        Column("text", "text", "what was said"),
        Column("score", "number", "how the customer rated the help"),
    ),
    key="ticket_id",
    instant="opened_at",
)

_PAUSES = TableSchema(
    "pauses",
    "a time in which a ticket waited for the customer",
    (
        _id("ticket_id", "which ticket", required=True),
        _time("started_at", "when it began to wait", required=True),
        _time("ended_at", "when it went on; empty while it waits"),
    ),
    instant="started_at",
)

_FEEDBACK = TableSchema(
    "feedback",
    "an answer in the customer's words",
    (
        _id("feedback_id", "which answer"),
        _id("customer_id", "who answered", required=True),
        _time("given_at", "when it was given", required=True),
        Column("source", "category", "nps, csat, exit, review, social …"),
        Column("score", "number", "the score given"),
        Column("text", "text", "what was said"),
        Column("language", "category", "ISO 639-1 code of the text"),
    ),
    key="feedback_id",
    instant="given_at",
)

_TOUCHES = TableSchema(
    "touches",
    "a contact we made",
    (
        _id("touch_id", "which contact"),
        _id("customer_id", "who was contacted", required=True),
        _time("sent_at", "when it was sent", required=True),
        Column("channel", "category", "how it was sent"),
        Column("play", "category", "the play it belongs to"),
        _time("opened_at", "when it was opened"),
        _time("clicked_at", "when it was followed"),
        _time("unsubscribed_at", "when they asked for no more, because of it"),
        _time("complained_at", "when they complained of it"),
        Column("cost", "number", "what it cost"),
    ),
    key="touch_id",
    instant="sent_at",
)

_ASSIGNMENTS = TableSchema(
    "assignments",
    "who was put in which arm",
    (
        _id("unit_id", "the customer or account", required=True),
        Column("experiment", "category", "which experiment", required=True),
        Column("arm", "category", "which arm", required=True),
        _time("assigned_at", "when", required=True),
        Column("share", "number", "the share that this arm was to get then, 0 to 1"),
    ),
    instant="assigned_at",
)

_OVERRIDES = TableSchema(
    "overrides",
    "a health score that a person set",
    (
        _id("unit_id", "the customer or account", required=True),
        Column("score", "number", "0 to 100, higher is healthier", required=True),
        Column("author", "category", "who set it", required=True),
        Column("reason", "text", "why", required=True),
        _time("set_at", "since when it holds", required=True),
        _time("expires_at", "until when it holds", required=True),
    ),
    instant="set_at",
)

_CHANGES = TableSchema(
    "changes",
    "a release, price or positioning change",
    (
        _time("at", "when it took effect", required=True),
        Column("kind", "category", "release, price, positioning, incident"),
        Column("name", "text", "what changed"),
        Column("segment", "category", "whom it concerned"),
    ),
    instant="at",
)

_COMPETITORS = TableSchema(
    "competitors",
    "what a competitor offers",
    (
        Column("competitor", "category", "who", required=True),
        Column("product", "category", "what they offer"),
        Column("price", "number", "what it costs"),
        _CURRENCY,
        _time("seen_at", "when it was seen"),
    ),
    instant="seen_at",
)

TABLES: dict[str, TableSchema] = {
    schema.name: schema
    for schema in (
        _CUSTOMERS,
        _ACCOUNTS,
        _SUBSCRIPTIONS,
        _EVENTS,
        _ORDERS,
        _PAYMENTS,
        _TICKETS,
        _PAUSES,
        _FEEDBACK,
        _TOUCHES,
        _ASSIGNMENTS,
        _OVERRIDES,
        _CHANGES,
        _COMPETITORS,
    )
}
