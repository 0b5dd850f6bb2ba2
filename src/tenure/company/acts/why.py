"""Why her, why not him: what was decided of one unit, play by play."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tenure.act import saying
from tenure.act.play import Play
from tenure.act.words import LANGUAGES, Language
from tenure.charts.unsaid import unsaid
from tenure.company.acts.answers import Answer, answers, in_order
from tenure.company.acts.deciding import RUNNING, refusals, seen_on
from tenure.company.acts.happened import gone
from tenure.company.acts.people import everyone, of_left
from tenure.company.acts.saying import say
from tenure.company.acts.tables import DECISIONS, decided_day, place
from tenure.company.acts.turns import Seen, turn
from tenure.company.predictions.outlook import Outlook
from tenure.company.units import Rule
from tenure.conditions import Condition
from tenure.conditions.syntax import All
from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def why(
    outlook: Outlook,
    plays: Mapping[str, Play],
    unit: str,
    *,
    on: date | None = None,
    hidden: Collection[str] = (),
) -> list[Answer]:
    """Say of every play why a unit was contacted with it, or was not: chosen first, then by place.

    By the decisions of a day, the last one unless said. Where it was not its turn: the play does
    not run, they have left, the audience's condition that does not hold with the values it is
    about, or the trigger; values of `hidden` columns are not told. Raises MetricError when nothing
    was decided yet, or not on that day, and for whom nobody knows, or decides about: one of an
    account that is decided about as a whole.
    """
    store = outlook.rule.data.store
    day = decided_day(store, on)
    rows = outlook.rule.data.engine.scan_parquet([place(store, DECISIONS, day)], name="decided_of")
    own = rows.filter(rows.unit_id == unit).drop("_file", "_row")
    told = outlook.rule.data.engine.execute(own, metric="why").to_pylist()
    found = answers(told, plays)
    seen = seen_on(outlook, day)
    if not told:
        _check_known(seen, unit)
    had = {one.play for one in found}
    missing = [one for one in plays.values() if one.id not in had]
    return in_order([*found, *_not_their_turn(seen, missing, unit, hidden)])


def _check_known(seen: Seen, unit: str) -> None:
    """Raise MetricError for a unit that no table names; of an account's customer, name it."""
    rule = seen.outlook.rule
    if _named(rule, f"{rule.unit}s", f"{rule.unit}_id", unit) or _active(seen, unit):
        return
    if rule.unit == "account":
        customer = _named(rule, "customers", "customer_id", unit)
        account = customer.get("account_id") if customer else None
        if account is not None:
            raise MetricError(
                f"it is decided about accounts here: {unit} belongs to {account}",
                hint=f"tenure plays why {account}",
            )
    elif _named(rule, "accounts", "account_id", unit):
        raise MetricError(
            f"it is decided about customers here: {unit} is an account",
            hint="ask about one of its customers",
        )
    like = rule.data.engine.execute(
        everyone(seen, with_left=False).agg(like=lambda rows: rows.unit_id.min()), metric="why not"
    )["like"][0].as_py()
    raise MetricError(
        f"there is no {rule.unit} {unit!r}", hint=f"ids look like {like!r}" if like else None
    )


def _named(rule: Rule, table: str, key: str, unit: str) -> dict[str, Any] | None:
    """Return the first row of a table about somebody; None where none is, or there is no table."""
    rows = rule.data.tables.get(table)
    if rows is None or key not in rows.columns:
        return None
    own = rows.filter(rows[key] == unit).limit(1)
    told = rule.data.engine.execute(own, metric="why not").to_pylist()
    return told[0] if told else None


def _active(seen: Seen, unit: str) -> bool:
    """Say whether somebody was ever active, as far as is observed."""
    if seen.outlook.snapshot is not None:
        return False
    spells = seen.outlook.spells
    own = spells.filter(spells.unit_id == unit).limit(1)
    return bool(seen.outlook.rule.data.engine.execute(own, metric="why not").num_rows)


def _not_their_turn(
    seen: Seen, plays: list[Play], unit: str, hidden: Collection[str]
) -> Iterator[Answer]:
    engine = seen.outlook.rule.data.engine
    for play in plays:
        rows = everyone(seen, with_left=of_left(play))
        own = rows.filter(rows.unit_id == unit)
        profile = engine.execute(own, metric="why not").to_pylist()
        key, values = _obstacle(seen, play, own, profile, unit)
        says = {one: say(one, key, **_in(values, play, one, hidden)) for one in LANGUAGES}
        yield Answer(seen.on, play.id, play, None, says)


def _in(
    values: Mapping[str, Any], play: Play, language: Language, hidden: Collection[str]
) -> dict[str, Any]:
    told = dict(values) | {
        "trigger": saying.whose_turn(play, language)[0].removesuffix("."),
        "state": saying.said(f"state.{play.state}", language),
    }
    if "why" in values:
        told["why"] = unsaid(values["why"], language)
    if "columns" in values:
        told["told"] = ", ".join(
            _value(name, value, language, withheld=name in hidden)
            for name, value in values["columns"].items()
        )
    return told


def _value(name: str, value: object, language: Language, *, withheld: bool) -> str:
    if withheld:
        return say(language, "not_told", column=name)
    return say(language, "not_known", column=name) if value is None else f"{name} = {value}"


def _obstacle(
    seen: Seen, play: Play, own: "ir.Table", profile: list[dict[str, Any]], unit: str
) -> tuple[str, dict[str, Any]]:
    """Return what it failed by: a key of words, and its values."""
    if play.state != RUNNING:
        return "not_running", {}
    if not profile:
        return _absence(seen, unit)
    failed = _failing(seen, play.audience, own) if play.audience is not None else None
    if failed is not None:
        columns = {name: profile[0].get(name) for name in sorted(failed.columns)}
        return "not_audience", {"condition": failed.text, "columns": columns}
    try:
        rows = turn(seen, play.trigger)
    except MetricError as error:
        return "refused", {"why": _unfit(seen, play) or error.message}
    if rows is None or _has(seen, rows, unit):
        unfit = _unfit(seen, play)
        return ("refused", {"why": unfit}) if unfit else ("not_decided", {"day": seen.on})
    return "not_turn", {}


def _unfit(seen: Seen, play: Play) -> str | None:
    return refusals(seen, [play]).get(play.id)


def _absence(seen: Seen, unit: str) -> tuple[str, dict[str, Any]]:
    """Return why somebody has no profile: they have left, or are not there yet."""
    if seen.outlook.snapshot is None:
        left = gone(seen.outlook, {unit: datetime.min}).get(unit)
        if left is not None:
            return "has_left", {"left": left}
    return "not_there", {"day": seen.on}


def _has(seen: Seen, rows: "ir.Table", unit: str) -> bool:
    own = rows.filter(rows.unit_id == unit)
    return bool(seen.outlook.rule.data.engine.execute(own, metric="why not").num_rows)


def _failing(seen: Seen, condition: Condition, own: "ir.Table") -> Condition | None:
    """Return the first part of a condition that does not hold of a unit; None where all do."""
    data = seen.outlook.rule.data
    for part in _parts(condition):
        fits = part.apply(own, time_zone=data.definitions.company.time_zone, table_name="profiles")
        told = data.engine.execute(own.select(fits=fits), metric="why not").to_pylist()
        if not told[0]["fits"]:
            return part
    return None


def _parts(condition: Condition) -> list[Condition]:
    """Return the conditions that are joined by `and`, each with the words that it is about."""
    if not isinstance(condition.tree, All):
        return [condition]
    return [Condition(condition.text, one) for one in condition.tree.parts]
