"""How well a source fits a canonical table: which column is which, and how surely."""

from collections.abc import Iterator
from dataclasses import dataclass

from tenure.draft.look import Column, Source
from tenure.draft.vocabulary import (
    ASK,
    SURE,
    folded,
    hints,
    is_open_end,
    likeness,
    mentions,
    table_words,
    tokens,
)
from tenure.tables import TABLES, TableSchema
from tenure.tables.month_headers import month_of

_FACTS = ("events", "orders", "payments", "tickets", "feedback", "touches")
_HINT, _PARTLY = 1.5, 0.25
_ONLY_TIME, _FIRST_TIME, _SOME_NAME = 0.75, 0.45, 0.45
_NUMBERED, _NUMBERED_HERE = 0.55, 0.85
_STANDS, _KEY_STANDS, _OPEN_END, _PRICE_IS_AMOUNT = 0.9, 0.75, 0.9, 0.75
_BARE_KEYS = frozenset(("id", "no", "key", "code", "번호", "코드", "아이디", "index", "uuid"))
_MANY_NAMES = 200
_OF_MONTHS = (
    ("customers", "customer_id", "customer_id"),
    ("accounts", "account_id", "account_id"),
    ("accounts", "name", "account_id"),
)


@dataclass(frozen=True)
class Match:
    """A column taken for a canonical one; `why` (a key of the words): what else spoke for it."""

    target: str
    column: Column
    confidence: float
    why: str | None = None


@dataclass(frozen=True)
class Fit:
    """One source as one table: what is sure, what is asked, what is missing, and how strongly."""

    table: str
    matches: tuple[Match, ...]
    questions: tuple[Match, ...]
    missing: tuple[str, ...]
    strength: float

    def match(self, target: str) -> Match | None:
        """Return what is surely the canonical column."""
        return next((match for match in self.matches if match.target == target), None)

    def question(self, target: str) -> Match | None:
        """Return what may be the canonical column."""
        return next((match for match in self.questions if match.target == target), None)


def fit(source: Source, table: str, *, logos: bool = False, stand_in: bool = False) -> Fit:
    """Fit a source to a table.

    `logos`: no file knows customers apart from their organisations, so that an
    organisation is the customer of facts; with `stand_in` also of `customers`.
    """
    schema = TABLES[table]
    found = _chosen(schema, list(_candidates(source, schema)))
    _add_stand_ins(found, source, schema, logos=logos, stand_in=stand_in)
    _add_by_content(found, source, schema)
    order = {name.name: at for at, name in enumerate(schema.columns)}
    ranked = sorted(found.values(), key=lambda match: order.get(match.target, len(order)))
    matches = [match for match in ranked if match.confidence >= SURE]
    taken = {match.column.name for match in matches}
    asked = [
        match
        for match in ranked
        if ASK <= match.confidence < SURE and match.column.name not in taken
    ]
    missing = _missing(schema, {match.target for match in matches})
    strength = _strength(source, table, matches, asked)
    return Fit(table, tuple(matches), tuple(asked), missing, strength)


def monthly(source: Source) -> Fit | None:
    """Fit a sheet with a column a month as contracts; None when it does not say whose they are.

    Whose is a column that is called so, else the first of different texts.
    """
    others = [column for column in source.columns if month_of(column.name) is None]
    ways = [
        Match(target, column, likeness(column.name, table, name))
        for table, name, target in _OF_MONTHS
        for column in others
        if column.fits("id") and column.filled
    ]
    best = max(ways, key=lambda match: match.confidence, default=None)
    if best is None or best.confidence < SURE:
        telling = [column for column in others if column.shape == "text" and column.unique]
        best = Match("account_id", telling[0], SURE, "monthly") if telling else None
    return Fit("subscriptions", (best,), (), (), 1.0) if best else None


def _candidates(source: Source, schema: TableSchema) -> Iterator[Match]:
    here = mentions(source.found.words, table_words()[schema.name].files) is not None
    for target in schema.columns:
        for column in source.columns:
            confidence = likeness(column.name, schema.name, target.name)
            if target.name == schema.key and folded(column.name) in _BARE_KEYS:
                confidence = _NUMBERED_HERE if here else _NUMBERED
            is_end = confidence < 1 and is_open_end(column.name, schema.name) and column.filled
            if is_end and column.fits("time") and target.name == _end(column):
                yield Match(target.name, column, _OPEN_END, f"open_{target.name}")
                continue
            if not confidence or not column.fits(target.kind):
                continue
            if not column.filled and folded(column.name) != folded(target.name):
                confidence *= 0.6
            if target.name == schema.key and not column.unique:
                confidence *= 0.5
            yield Match(target.name, column, confidence)


def _end(column: Column) -> str:
    """Return what an end means: with gaps when it ended, always filled the end of the paid term."""
    return "ended_at" if column.filled < column.rows else "ends_at"


def _chosen(schema: TableSchema, candidates: list[Match]) -> dict[str, Match]:
    """Give each canonical column the surest column that no surer one has taken."""
    found: dict[str, Match] = {}
    used: set[str] = set()
    for match in sorted(candidates, key=lambda match: -match.confidence):
        if match.target not in found and match.column.name not in used:
            found[match.target] = match
            used.add(match.column.name)
    return {name.name: found[name.name] for name in schema.columns if name.name in found}


def _add_stand_ins(
    found: dict[str, Match], source: Source, schema: TableSchema, *, logos: bool, stand_in: bool
) -> None:
    """Let an organisation be the customer, and a holder's only contract be its own key."""
    required = "customer_id" in schema.required
    as_customer = stand_in if schema.name == "customers" else logos and required
    if as_customer and not _is_sure(found, "customer_id"):
        account = _best(source, "accounts", "account_id")
        if account and (schema.name != "customers" or account.column.unique):
            found["customer_id"] = Match("customer_id", account.column, _STANDS, "account_stands")
            found.pop("account_id", None)
    if schema.name == "assignments" and not _is_sure(found, "unit_id"):
        unit = _best(source, "customers", "customer_id") or _best(source, "accounts", "account_id")
        if unit:
            found["unit_id"] = Match("unit_id", unit.column, unit.confidence)
    if schema.name == "subscriptions" and not _is_sure(found, "subscription_id"):
        for holder in ("customer_id", "account_id"):
            own = found.get(holder)
            if own and own.confidence >= SURE and own.column.unique:
                key = Match("subscription_id", own.column, _KEY_STANDS, "holder_is_key")
                found["subscription_id"] = key
    if required and "subscription_id" not in found and not _is_sure(found, "customer_id"):
        contract = _best(source, "subscriptions", "subscription_id")
        if contract and schema.name in _FACTS:
            found["subscription_id"] = contract


def _best(source: Source, table: str, target: str) -> Match | None:
    """Return the column that is surest to be a canonical one of another table, if sure."""
    ways = [
        Match(target, column, likeness(column.name, table, target))
        for column in source.columns
        if column.fits("id") and column.filled
    ]
    best = max(ways, key=lambda match: match.confidence, default=None)
    return best if best and best.confidence >= SURE else None


def _add_by_content(found: dict[str, Match], source: Source, schema: TableSchema) -> None:
    if schema.name in _FACTS and schema.instant and not _is_sure(found, schema.instant):
        times = [column for column in _free(found, source) if _can_be_instant(column)]
        if times and schema.instant not in found:
            only = len(times) == 1 and source.layout_is_named
            confidence, why = (_ONLY_TIME, "only_time") if only else (_FIRST_TIME, None)
            found[schema.instant] = Match(schema.instant, times[0], confidence, why)
        elif len(times) == 1 and found[schema.instant].column is times[0]:
            found[schema.instant] = Match(schema.instant, times[0], _ONLY_TIME, "only_time")
    if schema.name == "events" and "name" not in found:
        names = [
            column
            for column in _free(found, source)
            if column.fits("text") and not column.fits("flag") and not column.share("number")
            if 1 < column.distinct <= min(_MANY_NAMES, column.rows // 5)
        ]
        if names:
            found["name"] = Match("name", min(names, key=lambda one: one.distinct), _SOME_NAME)
    if schema.name == "orders":
        _add_to_orders(found, source)


def _add_to_orders(found: dict[str, Match], source: Source) -> None:
    """Take a price for the amount when nothing says how many; guess where nothing has a name."""
    price = found.get("unit_price")
    if price and "quantity" not in found and "amount" not in found and price.confidence < 0.9:
        del found["unit_price"]
        found["amount"] = Match("amount", price.column, _PRICE_IS_AMOUNT, "price_is_amount")
    if source.layout_is_named:
        return
    for column in _free(found, source):
        if column.fits("number") and column.share("point") > 0.5 and "amount" not in found:
            found["amount"] = Match("amount", column, _SOME_NAME)
        elif not column.share("number") or column.seen.get("padded"):
            found.setdefault("customer_id", Match("customer_id", column, _SOME_NAME))
        elif column.distinct < 0.05 * column.rows:
            found.setdefault("quantity", Match("quantity", column, _SOME_NAME))


def _free(found: dict[str, Match], source: Source) -> list[Column]:
    """Return the columns that nothing is sure of yet."""
    taken = {match.column.name for match in found.values() if match.confidence >= SURE}
    return [column for column in source.columns if column.name not in taken and column.filled]


def _can_be_instant(column: Column) -> bool:
    return bool(column.filled) and column.fits("time") and not means_leaving(column.name)


def means_leaving(name: str) -> bool:
    """Say whether a name is about leaving, ending or being born: no time of doing a thing."""
    parts = tokens(name)
    return any(
        any(part.startswith(word) for part in parts) if word.isascii() else word in folded(name)
        for word in hints()["leaving"]
    )


def _is_sure(found: dict[str, Match], target: str) -> bool:
    return target in found and found[target].confidence >= SURE


def _missing(schema: TableSchema, sure: set[str]) -> tuple[str, ...]:
    """Name the required columns that nothing is sure of; a contract's key can tell the customer."""
    missing = [name for name in schema.required if name not in sure]
    if "customer_id" in missing and "subscription_id" in sure and schema.name in _FACTS:
        missing.remove("customer_id")
    needs = table_words()[schema.name].needs
    if needs and not sure.intersection(needs):
        missing.append("|".join(needs))
    if schema.name == "subscriptions" and not sure & {"customer_id", "account_id"}:
        missing.append("customer_id")
    return tuple(missing)


def _strength(source: Source, table: str, matches: list[Match], asked: list[Match]) -> float:
    """Add up how telling the columns found are, and a hint in the file's name."""
    words, schema = table_words()[table], TABLES[table]

    def weight(match: Match) -> float:
        usual = 1.0 if match.target in schema.required else 0.5
        return words.weights.get(match.target, usual) * match.confidence

    strength = sum(weight(match) for match in matches)
    strength += _PARTLY * sum(weight(match) for match in asked)
    if mentions(source.found.words, words.files):
        strength += _HINT
    elif table == "events" and not {"name", "event_id"} & {match.target for match in matches}:
        strength *= 0.7  # anything with a customer and a time is an event of a kind
    if table in ("events", "touches") and _is_key_of_customers(matches):
        strength *= 0.7  # facts repeat their customers
    return strength


def _is_key_of_customers(matches: list[Match]) -> bool:
    return any(match.target == "customer_id" and match.column.unique for match in matches)
