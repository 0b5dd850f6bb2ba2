"""Decisions and assignments as rows of their open tables."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.budget import Integers
from tenure.act.decision import ASSIGNMENTS, COLUMNS, EVERYTHING
from tenure.act.worth import SOURCES
from tenure.company.acts.permission import NOTICE
from tenure.company.acts.weighing import CODE, REASONS

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.company.acts.deciding import Decided

_VERDICTS = {"chosen": "contact", "held_out": "hold_out", "held_out_of_all": "hold_out"}


def decision_rows(decided: "Decided", at: int, units: Integers) -> "pa.Table":
    """Return the decisions of one play for some units, by number (`decision.COLUMNS`)."""
    import pyarrow as pa

    weighed, people = decided.each[at], decided.weighing.people
    play, why = weighed.play, decided.why[at][units]
    rows: Any = pa.array(units)
    owner = people.texts("owner").take(rows) if play.owner is None else None
    place = decided.place[at][units].astype(np.int64)
    brings = weighed.brings
    columns: dict[str, Any] = {
        "decided_on": pa.repeat(pa.scalar(decided.on), len(units)),
        "unit_id": people.units.take(rows),
        "customer_id": weighed.whom.take(rows),
        "play": _same(play.id, len(units)),
        "version": pa.repeat(pa.scalar(play.version, pa.int64()), len(units)),
        "occasion": weighed.occasion.take(rows),
        "verdict": _coded(why - 1, [_VERDICTS.get(one, "skip") for one in REASONS]),
        "reason": _coded(why - 1, REASONS),
        "instead": _coded(decided.instead[at][units], [one.id for one in decided.weighing.every]),
        "place": pa.array(place, mask=place == 0),
        "net_value": _money(brings.net[units]),
        "effect": _money(brings.effect[units]),
        "effect_from": _coded(brings.source[units], SOURCES),
        "risk": _money(brings.risk[units]),
        "value": _money(decided.weighing.value[units]),
        "cost": _money(brings.cost[units]),
        "owner": _same(play.owner, len(units)) if owner is None else owner,
    }
    schema = nobody_decided().schema
    typed = {one.name: columns[one.name].cast(one.type) for one in schema}
    return pa.table(typed, schema=schema)


def nobody_decided() -> "pa.Table":
    """Return decisions without a row."""
    import pyarrow as pa

    return pa.schema([(name, _type(kind)) for name, kind in COLUMNS.items()]).empty_table()


def assignment_rows(decided: "Decided", before: "Mapping[str, pa.Array[Any]]") -> "pa.Table":
    """Return the first assignments of the day, by experiment and unit (`decision.ASSIGNMENTS`).

    Of a play, whoever it is begun with or kept from the first time, by its own holdout; those
    held out of everything are not in it. Of `everything`, whoever any play would be begun with.
    `before`: units that are assigned already, by experiment.
    """
    import pyarrow as pa

    data = decided.weighing.seen.outlook.rule.data
    chosen, out, out_of_all = (decided.why == CODE[one] for one in _VERDICTS)
    drawn = [
        (one.play.id, chosen[at], out[at], one.play.holdout) for at, one in enumerate(decided.each)
    ]
    share = data.definitions.contact.holdout.share
    if share > 0:
        asked = [one.play.purpose != NOTICE for one in decided.each]  # notices leave nobody out
        any_, none = (chosen | out)[asked].any(axis=0), out_of_all.any(axis=0)
        drawn.append((EVERYTHING, any_ & ~none, none, share))
    when: Any = pa.scalar(data.calendar.midnight(decided.on), _type(ASSIGNMENTS["assigned_at"]))
    schema = pa.schema([(name, _type(kind)) for name, kind in ASSIGNMENTS.items()])
    parts = [schema.empty_table()]
    for name, treated, left_alone, held in drawn:
        for mask, arm, part in ((treated, "treatment", 1 - held), (left_alone, "holdout", held)):
            new = _new(decided.weighing.people.units, mask, before[name])
            told = [new, *(_same(one, len(new)) for one in (name, arm))]
            told += [pa.repeat(one, len(new)) for one in (when, pa.scalar(part, pa.float64()))]
            parts.append(pa.table(told, schema=schema))
    every = pa.concat_tables(parts)
    return every.sort_by([("experiment", "ascending"), ("unit_id", "ascending")])


def _new(units: "pa.Array[Any]", mask: Any, before: "pa.Array[Any]") -> "pa.Array[Any]":
    """Return the units of a mask that are not among others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = units.filter(pa.array(mask))
    return found.filter(pc.invert(pc.is_in(found, before)))


def _type(kind: str) -> "pa.DataType":
    import pyarrow as pa

    plain: dict[str, Any] = {
        "date": pa.date32(),
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "timestamp": pa.timestamp("us"),
    }
    found: pa.DataType = plain[kind]
    return found


def _same(text: str | None, number: int) -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.repeat(pa.scalar(text, pa.string()), number)


def _coded(codes: Any, names: Any) -> "pa.Array[Any]":
    """Return texts by their numbers, null below 0."""
    import pyarrow as pa

    told = np.asarray(codes, np.int64)
    places: Any = pa.array(told, mask=told < 0)
    return pa.array(list(names), pa.string()).take(places)


def _money(values: Any) -> "pa.Array[Any]":
    """Return numbers, null where they are not known."""
    import pyarrow as pa

    found: pa.Array[Any] = pa.array(values, mask=~np.isfinite(values))
    return found
