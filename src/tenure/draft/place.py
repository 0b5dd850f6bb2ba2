"""Which source becomes which table, and why the others become none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenure.draft.fit import Fit, Match, fit, monthly
from tenure.draft.look import ROWS, Column, Source
from tenure.draft.vocabulary import SURE, hints, likeness, mentions
from tenure.engines import Engine
from tenure.tables import TABLES, parse
from tenure.tables.month_headers import looks_like_months

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LEAST, _RIVAL, _SECOND_CHOICE = 0.9, 0.8, 0.75
_KNOWN_IDS, _CONTRACTS_FOUND = 0.9, 0.5
_FOUND_AMONG = 0.85


@dataclass(frozen=True)
class Placed:
    """One table of the draft: its sources, of which the first was looked at, and its columns.

    `monthly`: contracts from a sheet with a column a month.
    """

    table: str
    sources: tuple[Source, ...]
    fit: Fit
    via: str | None = None
    rival: str | None = None
    monthly: bool = False

    @property
    def source(self) -> Source:
        """The source whose sample was fitted."""
        return self.sources[0]

    def column(self, target: str) -> Column | None:
        """Return the source's column that is surely a canonical one."""
        match = self.fit.match(target)
        return match.column if match else None


@dataclass(frozen=True)
class Unplaced:
    """A file that becomes no table: why (a key of the words, its detail), and the nearest table."""

    label: str
    reason: str
    detail: str = ""
    source: Source | None = None
    fit: Fit | None = None


@dataclass
class Placement:
    """Where every source went; `logos`: no file knows customers apart from organisations."""

    logos: bool
    placed: dict[str, Placed] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)


def place(sources: Sequence[Source], engine: Engine) -> Placement:
    """Give each table the source that fits it best; join sources of the same columns."""
    logos = _logos_alone(sources)
    contracts = any(_is_good(fit(source, "subscriptions")) for source in sources)
    fits = {
        at: _fits(source, logos=logos, stand_in=logos and not contracts)
        for at, source in enumerate(sources)
    }
    result = Placement(logos)
    settled = _monthly(sources, result.placed) if not contracts else set()
    settled |= _settle(sources, {at: fits[at] for at in fits if at not in settled}, result.placed)
    for at, source in enumerate(sources):
        if at in settled:
            continue
        known = _by_known_ids(source, fits[at], result.placed, engine)
        if known and known.table not in result.placed:
            result.placed[known.table] = Placed(known.table, (source,), known)
        else:
            result.unplaced.append(_reason(source, fits[at], result.placed))
    _resolve_via(result, engine)
    result.placed = {name: result.placed[name] for name in TABLES if name in result.placed}
    return result


def _fits(source: Source, *, logos: bool, stand_in: bool) -> list[Fit]:
    """Return every fit of a source, the strongest first; a customers' file is no other facts'."""
    tables = [table for table in TABLES if not (stand_in and table == "accounts")]
    fits = [fit(source, table, logos=logos, stand_in=stand_in) for table in tables]
    who = any(
        likeness(column.name, "customers", "customer_id") >= SURE for column in source.columns
    )
    fits = [one for one in fits if not (who and one.table in ("changes", "competitors"))]
    return sorted(fits, key=lambda one: -one.strength)


def _logos_alone(sources: Iterable[Source]) -> bool:
    columns = [column for source in sources for column in source.columns if column.fits("id")]
    customers = any(likeness(one.name, "customers", "customer_id") >= SURE for one in columns)
    return not customers and any(
        likeness(one.name, "accounts", "account_id") >= SURE for one in columns
    )


def _is_good(one: Fit) -> bool:
    return not one.missing and one.strength >= _LEAST


def _monthly(sources: Sequence[Source], placed: dict[str, Placed]) -> set[int]:
    """Take the first sheet with a column a month for contracts, if it says whose rows are."""
    for at, source in enumerate(sources):
        found = monthly(source) if looks_like_months(source.names) else None
        if found is not None:
            placed["subscriptions"] = Placed("subscriptions", (source,), found, monthly=True)
            return {at}
    return set()


def _settle(
    sources: Sequence[Source], fits: dict[int, list[Fit]], placed: dict[str, Placed]
) -> set[int]:
    """Place the strongest fits first; a source may take a second choice that is nearly as good."""
    settled: set[int] = set()
    good = {at: [one for one in fits[at] if _is_good(one)] for at in fits}
    ways = [(at, one) for at in good for one in good[at]]
    for at, one in sorted(ways, key=lambda way: -way[1].strength):
        source, best = sources[at], good[at][0]
        if at in settled or one.strength < _SECOND_CHOICE * best.strength:
            continue
        if one.table not in placed:
            rivals = [other.table for other in good[at] if other is not one]
            near = [
                other
                for other in good[at]
                if other is not one and other.strength >= _RIVAL * one.strength
            ]
            rival = near[0].table if rivals and near else None
            placed[one.table] = Placed(one.table, (source,), one, rival=rival)
            settled.add(at)
        elif _alike(placed[one.table].source, source):
            before = placed[one.table]
            placed[one.table] = replace(before, sources=(*before.sources, source))
            settled.add(at)
    return settled


def _alike(one: Source, other: Source) -> bool:
    return (
        set(one.names) == set(other.names)
        and one.format == other.format
        and one.skip_rows == other.skip_rows
        and one.found.sheet == other.found.sheet
    )


def _by_known_ids(
    source: Source, fits: Iterable[Fit], placed: dict[str, Placed], engine: Engine
) -> Fit | None:
    """Accept a doubtful customer column whose values are those of the customers."""
    customers = placed.get("customers")
    key = customers.column("customer_id") if customers else None
    if customers is None or key is None:
        return None
    for one in fits:
        asked = one.question("customer_id")
        if one.missing != ("customer_id",) or asked is None or one.strength < _LEAST:
            continue
        if _share_found(source, asked.column, customers.source, key, engine) >= _KNOWN_IDS:
            sure = replace(asked, confidence=_FOUND_AMONG, why="known_ids")
            rest = tuple(other for other in one.questions if other is not asked)
            return replace(one, matches=(sure, *one.matches), questions=rest, missing=())
    return None


def _resolve_via(result: Placement, engine: Engine) -> None:
    """Find the customer of facts through their contract, if the contracts are known."""
    contracts = result.placed.get("subscriptions")
    for name, one in list(result.placed.items()):
        own = one.fit.match("subscription_id")
        direct = one.fit.match("customer_id")
        if "customer_id" not in TABLES[name].required or direct or own is None:
            continue
        key = contracts.column("subscription_id") if contracts else None
        if contracts and key and name != "subscriptions":
            share = _share_found(one.source, own.column, contracts.source, key, engine)
            if share >= _CONTRACTS_FOUND:
                result.placed[name] = replace(one, via="subscriptions")
                continue
        del result.placed[name]
        result.unplaced += [
            Unplaced(source.found.label, "no_contract", own.column.name, source)
            for source in one.sources
        ]


def _share_found(
    source: Source, column: Column, other: Source, key: Column, engine: Engine
) -> float:
    """Return the share of a column's different values that another source's key holds."""
    mine = _ids(source.raw.limit(ROWS), column)
    theirs = _ids(other.raw, key)
    both = mine.semi_join(theirs, "id")
    every = mine.agg(every=mine.count()).cross_join(both.agg(found=both.count()))
    row = engine.execute(every, metric="compare keys").to_pylist()[0]
    return float(row["found"]) / row["every"] if row["every"] else 0.0


def _ids(rows: "ir.Table", column: Column) -> "ir.Table":
    value = rows[column.name]
    text = value.strip() if value.type().is_string() else value
    ids = rows.select(id=parse.identifier(text)).distinct()
    return ids.filter(ids.id.notnull())


def _reason(source: Source, fits: Sequence[Fit], placed: dict[str, Placed]) -> Unplaced:
    """Say why a source becomes no table, and which it is nearest to."""
    label = source.found.label
    taken = next((one for one in fits if _is_good(one)), None)
    if taken is not None:
        other = placed[taken.table].source.found.label if taken.table in placed else ""
        return Unplaced(label, "taken", f"[tables.{taken.table}]: {other}", source)
    orders = placed.get("orders")
    own = orders.column("order_id") if orders else None
    if own and any(likeness(one.name, "orders", "order_id") >= SURE for one in source.columns):
        return Unplaced(label, "order_lines", own.name, source)
    nearest = _nearest(source, fits)
    arms = _arms(source)
    if arms and not any(column.fits("time") and column.filled for column in source.columns):
        return Unplaced(label, "experiment", arms, source)
    if nearest is None:
        return Unplaced(label, "nobody", "", source)
    return Unplaced(label, "missing", ", ".join(nearest.missing), source, nearest)


def _nearest(source: Source, fits: Sequence[Fit]) -> Fit | None:
    """Return the table that lacks least: columns that nothing even asks about, then any."""

    def lacks(one: Fit) -> tuple[int, int, float]:
        asked = sum(one.question(name) is not None for name in one.missing)
        return len(one.missing) - asked, len(one.missing), -one.strength

    if source.layout_is_named:
        near = [one for one in fits if one.strength >= _LEAST and _has_required(one)]
    else:
        near = [one for one in fits if len(one.questions) + len(one.matches) > 1]
    return min(near, key=lacks, default=None)


def _has_required(one: Fit) -> bool:
    """Say whether a required column is known, or one that telling tables need."""
    required = TABLES[one.table].required
    return any(match.target in required for match in one.matches)


def _arms(source: Source) -> str | None:
    """Return the column of arms in a file that looks like the result of an experiment."""
    words = hints()
    outcomes = [one for one in source.columns if mentions(one.name, words["outcomes"])]
    arms = [
        one.name
        for name in words["arms"]["names"]
        for one in source.columns
        if mentions(one.name, [name]) and 1 < one.distinct <= words["arms"]["most"]
    ]
    return arms[0] if arms and len(outcomes) > 1 else None


__all__ = ["Match", "Placed", "Placement", "Unplaced", "place"]
