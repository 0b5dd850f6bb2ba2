"""What a draft says about who is active and who has left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.definitions import Kind, Rule, preset
from tenure.draft.look import ROWS, Column, tally
from tenure.draft.place import Placed, Placement
from tenure.draft.vocabulary import folded, hints, mentions, variants
from tenure.draft.wording import Line, Words, note, percent, plain, quoted
from tenure.engines import Engine

if TYPE_CHECKING:
    import ibis.expr.types as ir

_ENDS = ("ended_at", "cancelled_at", "ends_at")
_HELD = 0.9
_MOST_EVENTS = 10
_PERSONAL = 0.5
_USUAL = "28 days"
_PRIVATE = re.compile(r"@|\d{6}|^.{61}")


@dataclass(frozen=True)
class Frequent:
    """The most frequent names of events; none when the column holds people."""

    names: tuple[tuple[str, int], ...] = ()
    people: str | None = None


@dataclass(frozen=True)
class _Way:
    """A churn rule that the tables allow, why, and the column it needs."""

    rule: Rule
    comment: str
    column: str | None = None


def frequent_events(placement: Placement, engine: Engine) -> Frequent:
    """Count the names of events in the rows looked at, unless they are names of people."""
    events = placement.placed.get("events")
    name = events.column("name") if events else None
    if events is None or name is None:
        return Frequent()
    rows = events.source.raw
    who = events.column("customer_id") or events.column("subscription_id")
    if who is not None and _is_of_people(rows.limit(ROWS), name, who, engine):
        return Frequent(people=name.name)
    import ibis

    counts = tally(rows[name.name].cast("string").strip().nullif(""))
    first = counts.order_by(ibis.desc("rows"), "value").limit(_MOST_EVENTS * 3)
    found = engine.execute(first, metric="events").to_pylist()
    return Frequent(
        tuple((row["value"], row["rows"]) for row in found if not _PRIVATE.search(row["value"]))
    )


def _is_of_people(rows: "ir.Table", name: Column, who: Column, engine: Engine) -> bool:
    """Say whether a name belongs to its customer: each has one, and most a different one."""
    if name.share("email") > 0:
        return True
    pairs = rows.select(who=rows[who.name], name=rows[name.name]).distinct()
    pairs = pairs.filter(pairs.who.notnull(), pairs.name.notnull())
    found = pairs.agg(pairs=pairs.count(), people=pairs.who.nunique(), names=pairs.name.nunique())
    row = engine.execute(found, metric="names").to_pylist()[0]
    return bool(
        row["people"] > 1
        and row["pairs"] == row["people"]
        and row["names"] > _PERSONAL * row["people"]
    )


def active_lines(placement: Placement, frequent: Frequent, kind: Kind, words: Words) -> list[Line]:
    """Return the lines of [active]: the candidates, and what is only being there."""
    events = placement.placed.get("events")
    if events is None:
        return []
    if frequent.people:
        return [note(words.say("active", "people", column=frequent.people))]
    if not frequent.names:
        return [note(words.say("active", "unnamed"))]
    usual = preset(kind).get("active", {}).get("none", [])
    being_there = [name for name, _ in frequent.names if _is_login(name, usual)]
    candidates = [(name, rows) for name, rows in frequent.names if name not in being_there]
    shown = candidates[:_MOST_EVENTS]
    lines = [note(words.say("active", "which"))]
    lines += [note(f"- {plain(name)} ({rows:,})") for name, rows in shown]
    chosen = ", ".join(f"{{ event = {quoted(name)} }}" for name, _ in shown[:2])
    lines.append(Line(f"any = [ {chosen} ]", sure=False))
    none = ", ".join(plain(name) for name in being_there or usual)
    lines.append(note(words.say("active", "every", none=none)))
    if set(being_there) - set(usual):
        names = ", ".join(quoted(name) for name in being_there)
        lines.append(Line(f"none = [{names}]", words.say("active", "none")))
    return lines


def _is_login(name: str, usual: Sequence[str]) -> bool:
    """Say whether an event is only being there; what a preset leaves out of that, counts."""
    if name in usual:
        return True
    known = [word for word in hints()["logins"] if "page" not in word or "page_view" in usual]
    said = bool(mentions(name, ["login", "로그인"]))
    return said or folded(name) in {folded(word) for word in known}


def churn_lines(placement: Placement, kind: Kind, words: Words, engine: Engine) -> list[Line]:
    """Return the lines of [churn]: the rule that the tables allow, and the others they would."""
    ways = _ways(placement, kind, words, engine)
    if ways:
        first, *others = ways
        lines = _rule(first, kind, words)
    else:
        rule: Rule = preset(kind)["churn"]["rule"]
        others = []
        lines = _rule(_Way(rule, words.say("churn", "nothing")), kind, words)
    lines.append(Line('convention = "cohort"', words.say("churn", "convention")))
    for way in others:
        lines.append(note(words.say("churn", f"other_{way.rule}", column=way.column or "")))
    return lines + _remarks(placement, words)


def _rule(way: _Way, kind: Kind, words: Words) -> list[Line]:
    lines = [Line(f"rule = {quoted(way.rule)}", way.comment)]
    if way.rule == "inactive":
        lines.append(_after(kind, words))
    if way.column:
        lines.append(Line(f"column = {quoted(way.column)}"))
    return lines


def _after(kind: Kind, words: Words) -> Line:
    after = preset(kind)["churn"].get("after", _USUAL)
    return Line(f"after = {quoted(after)}", words.say("churn", "after", kind=kind))


def _ways(placement: Placement, kind: Kind, words: Words, engine: Engine) -> list[_Way]:
    """Return the rules that the tables allow, the most telling first."""
    tables = placement.placed
    contracts, orders, customers = (tables.get(n) for n in ("subscriptions", "orders", "customers"))
    ways: list[_Way] = []
    late: list[_Way] = []
    ends = [name for name in _ENDS if contracts and contracts.column(name)]
    if contracts and contracts.monthly:
        ways.append(_Way("contract", words.say("churn", "monthly")))
    elif contracts and ends:
        way = _Way("contract", words.say("churn", "contract", columns=", ".join(ends)))
        (ways if _held(contracts) >= _HELD else late).append(way)
    if "events" in tables:
        way = _Way("inactive", words.say("churn", "inactive"))
        (ways if preset(kind)["churn"]["rule"] == "inactive" else late).append(way)
    if orders:
        again = _bought_again(orders, engine)
        way = _Way("purchase", words.say("churn", "purchase" if again else "purchase_once"))
        (ways if again else late).append(way)
    if customers and customers.column("ended_at") and customers.column("started_at"):
        late.append(_Way("column", words.say("churn", "dates"), "ended_at"))
    flag = _flag(customers)
    if flag and not flag[1]:
        late.append(_Way("column", words.say("churn", "flag"), flag[0].name))
    return [*ways, *late]


def _held(contracts: Placed) -> float:
    """Return the share of contracts that name who is counted: a customer, else an organisation."""
    holder = contracts.column("customer_id") or contracts.column("account_id")
    return holder.filled / holder.rows if holder and holder.rows else 0.0


def _remarks(placement: Placement, words: Words) -> list[Line]:
    remarks = []
    contracts = placement.placed.get("subscriptions")
    if contracts and _held(contracts) < _HELD:
        share = percent(1 - _held(contracts))
        remarks.append(note(words.say("churn", "partly", share=share)))
    flag = _flag(placement.placed.get("customers"))
    if flag and flag[1]:
        remarks.append(note(words.say("churn", "odd_flag", column=flag[0].name)))
    return remarks


def _bought_again(orders: Placed, engine: Engine) -> bool:
    """Say whether anybody bought at two times, without which there is no gap to expect."""
    who, when = orders.column("customer_id"), orders.column("occurred_at")
    if who is None or when is None:
        return False
    rows = orders.source.raw.limit(ROWS)
    pairs = rows.select(who=rows[who.name], at=rows[when.name]).distinct()
    pairs = pairs.filter(pairs.who.notnull(), pairs["at"].notnull())
    found = pairs.agg(pairs=pairs.count(), people=pairs.who.nunique())
    row = engine.execute(found, metric="purchases").to_pylist()[0]
    return bool(row["pairs"] > row["people"])


def _flag(customers: Placed | None) -> tuple[Column, bool] | None:
    """Return the column of customers that says who left, and whether its values are odd."""
    if customers is None:
        return None
    known = {folded(word) for word in hints()["left"]}
    named = [
        column
        for column in customers.source.columns
        if column.filled and known.intersection(variants(column.name))
    ]
    plain_flags = [column for column in named if _is_plain_flag(column)]
    worded = [column for column in plain_flags if not column.is_binary]
    if plain_flags:
        return (worded or plain_flags)[0], False
    odd = [column for column in named if column.fits("category") and column.distinct <= 3]
    return (odd[0], True) if odd else None


def _is_plain_flag(column: Column) -> bool:
    """Say whether every value can be read as yes or no."""
    return column.shape == "flag" or column.share("flag") == 1 or column.share("binary") == 1
