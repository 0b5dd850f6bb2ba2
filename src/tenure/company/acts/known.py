"""What a company has for plays to go by: its tables, the profiles' columns, the names of events."""

from tenure.act.checking import Known
from tenure.company.predictions.days import PROFILES, days
from tenure.company.units import Rule

_MOST = 5_000
"""Names of events, at most: with more of them a name is a value, and nobody can know them all."""


def known(rule: Rule) -> Known:
    """Return what plays of a company may name.

    The profile is that of the last day, None before anybody was scored; the names of events are
    asked of the engine, None where there are too many.
    """
    tables = {name: tuple(table.columns) for name, table in rule.data.tables.items()}
    return Known(tables, _profile(rule), _events(rule))


def _profile(rule: Rule) -> dict[str, str] | None:
    found = days(rule.data.store, rule.unit)
    if not found:
        return None
    table = rule.data.engine.scan_parquet([found[-1].folder / PROFILES], name="profiles_known")
    return {name: str(kind) for name, kind in table.schema().items()}


def _events(rule: Rule) -> frozenset[str] | None:
    events = rule.data.tables.get("events")
    if events is None or "name" not in events.columns:
        return None
    names = events.select(events.name).distinct().limit(_MOST + 1)
    found = rule.data.engine.execute(names, metric="names of events")["name"].to_pylist()
    return None if len(found) > _MOST else frozenset(one for one in found if one is not None)
