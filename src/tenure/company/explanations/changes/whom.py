"""Whom a change concerned: a segment of tenure.toml, a value of an attribute, or a condition."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.company.choosing import Choice
from tenure.company.groups import groups_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.profiles import profiles
from tenure.conditions import parse
from tenure.errors import ConditionError, MetricError, suggest
from tenure.tables.personal import PERSONAL

if TYPE_CHECKING:
    import ibis.expr.types as ir

_FIRST = ("plan", "segment")
"""Attributes by which changes are named most."""


@dataclass(frozen=True)
class Whom:
    """Some customers: `segment` of tenure.toml, or those that fit a condition."""

    name: str
    segment: str | None = None
    where: str | None = None

    @property
    def said(self) -> str:
        """How they were found, for people."""
        return self.segment or self.where or self.name


def whom(outlook: Outlook, name: str) -> Whom:
    """Find whom a text means; raises MetricError when nobody is called so.

    A segment of tenure.toml comes first, then a condition, then the attribute that has the text
    among its values: plan and segment before others, then in their order.
    """
    segments = outlook.rule.data.definitions.segments
    if name in segments:
        return Whom(name, segment=name)
    if _is_condition(name):
        return Whom(name, where=name)
    known = _known(outlook)
    column = _column_of(outlook, known, name)
    if column is None:
        near = suggest(name, segments)
        raise MetricError(
            f"nobody is called {name!r}: no segment of tenure.toml, and no value of "
            f"{', '.join(_texts(known)) or 'any attribute'}",
            hint=f"did you mean {near!r}?" if near else f"name it under [segments]: {name} = …",
        )
    return Whom(name, where=f"{column} = '{_quoted(name)}'")


def groups(
    outlook: Outlook, concerned: Whom | None, against: Whom | None, where: str | None
) -> "ir.Table | None":
    """Return who is concerned and who is compared (unit_id, group: in or out); None: all are in.

    What changes over time is taken as it was first known, so that leaving turns nothing.
    Without `against`, everyone else of whom it is known is out. `where` leaves some of all.
    """
    import ibis

    if concerned is None and where is None:
        return None
    base = None if where is None else _units(outlook, Whom(where, where=where))
    if concerned is None:
        assert base is not None
        return base.mutate(group=ibis.literal("in"))
    inside = _units(outlook, concerned)
    if against is None:
        outside = _others(outlook, concerned)
    else:
        outside = _units(outlook, against).anti_join(inside, "unit_id")
    told = inside.mutate(group=ibis.literal("in")).union(outside.mutate(group=ibis.literal("out")))
    return told if base is None else told.semi_join(base, "unit_id")


def _known(outlook: Outlook) -> "ir.Table":
    known = profiles(outlook.rule, outlook.observed)
    if known is None:
        raise MetricError(
            f"nothing is known about each {outlook.rule.unit}, so no change concerns a part of "
            "them",
            hint=f"name its source in tenure.toml under [tables.{outlook.rule.unit}s]",
        )
    return known


def _choice(outlook: Outlook, by: str | None, where: str | None) -> Choice:
    rule = outlook.rule
    return Choice(rule, _known(outlook), by, where, outlook.observed, "start", rule.unit)


def _units(outlook: Outlook, some: Whom) -> "ir.Table":
    """Return the units (unit_id) that are meant."""
    if some.segment is None:
        return _choice(outlook, None, some.where).profiles.select("unit_id")
    labelled = _labelled(outlook, some.segment)
    return labelled.filter(labelled.group == some.segment).select("unit_id")


def _others(outlook: Outlook, some: Whom) -> "ir.Table":
    """Return the units (unit_id) that are known not to be meant."""
    if some.segment is not None:
        labelled = _labelled(outlook, some.segment)
        return labelled.filter(labelled.group != some.segment).select("unit_id")
    return _choice(outlook, None, f"not ({some.where})").profiles.select("unit_id")


def _labelled(outlook: Outlook, segment: str) -> "ir.Table":
    choice = _choice(outlook, segment, None)
    return groups_of(outlook.rule, segment, choice.told)


def _column_of(outlook: Outlook, known: "ir.Table", name: str) -> str | None:
    """Return the attribute that has a text among its values; None where none has."""
    columns = _texts(known)
    if not columns:
        return None
    counts = known.agg(**{one: (known[one] == name).sum() for one in columns})
    row = outlook.rule.data.engine.execute(counts, metric="changes").to_pylist()[0]
    return next((one for one in columns if row[one]), None)


def _texts(known: "ir.Table") -> list[str]:
    columns = [
        name
        for name in known.columns
        if known[name].type().is_string()
        and not name.endswith("_id")
        and name not in PERSONAL | {"goals"}
    ]
    return sorted(columns, key=lambda one: _FIRST.index(one) if one in _FIRST else len(_FIRST))


def _is_condition(text: str) -> bool:
    """Say whether a text is a condition; a lone word is a name."""
    try:
        found = parse(text)
    except ConditionError:
        return False
    return found.columns != {found.text}


def _quoted(text: str) -> str:
    return text.replace("'", "''")
