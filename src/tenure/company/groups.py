"""What a question is split by: an attribute, bands of a number, a segment, or several of these."""

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from tenure.company.histories import LATER
from tenure.company.units import Rule
from tenure.conditions import parse
from tenure.errors import MetricError, suggest
from tenure.measure.moving import FITS, STRETCH
from tenure.measure.rates import UNKNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.conditions import Condition

MOST = 50
BETWEEN = " × "


def parts_of(by: str) -> list[str]:
    """Return what a split names, in order: `plan, region` are two."""
    return [part.strip() for part in by.split(",") if part.strip()] if ":" not in by else [by]


def named_in(by: str | None, where: str | None, segments: "Mapping[str, Condition]") -> set[str]:
    """Name the attributes that a split and a condition speak of, those of segments, too."""
    parts = [part.partition(":")[0].strip() for part in parts_of(by or "")]
    own = [segments[part].columns if part in segments else {part} for part in parts]
    chosen = parse(where, where="where").columns if where else set()
    return {name for names in (*own, chosen) for name in names}


def groups_of(rule: Rule, by: str | None, known: "ir.Table") -> "ir.Table":
    """Return each unit's group: (unit_id, group), one row a unit, null where it is not known.

    Of what is known over time (`histories.history`), each stretch's group. Without `by`,
    everyone is in one.

    `by` names an attribute, a segment of tenure.toml, `size: 10, 50` for bands of a number,
    or several of the first two, as in `plan, region`. Raises MetricError for what is not
    there and for more than 50 groups.
    """
    import ibis

    stretch = [name for name in (*STRETCH, FITS) if name in known.columns]
    if by is None:
        return known.select("unit_id", *stretch, group=ibis.literal(UNKNOWN))
    label = reduce(_beside, [_label(rule, part, known) for part in parts_of(by)])
    groups = known.select("unit_id", *stretch, group=label)
    if not _surely_few(rule, by):
        _refuse_many(rule, groups, by)
    return groups


def _surely_few(rule: Rule, by: str) -> bool:
    """Say whether a split is by so few segments, in, out or unknown each, that none need count."""
    parts = parts_of(by)
    within = all(part in rule.data.definitions.segments for part in parts)
    return within and 3 ** len(parts) <= MOST


def _beside(left: "ir.StringValue", right: "ir.StringValue") -> "ir.StringValue":
    return left.fill_null(UNKNOWN) + BETWEEN + right.fill_null(UNKNOWN)


def _label(rule: Rule, part: str, known: "ir.Table") -> "ir.StringValue":
    import ibis

    name, _, cuts = (text.strip() for text in part.partition(":"))
    segments = rule.data.definitions.segments
    if name in segments and not cuts:
        zone = rule.data.definitions.company.time_zone
        inside = segments[name].apply(known, time_zone=zone, table_name=f"{rule.unit}s")
        label = ibis.ifelse(inside.fill_null(False), name, f"not {name}")
        return ibis.ifelse(_unknown_yet(known) & inside.isnull(), ibis.null("string"), label)
    allowed = [column for column in known.columns if column not in ("unit_id", FITS, *STRETCH)]
    if name in LATER and name not in allowed:
        raise MetricError(
            f"{name} of a contract is what is known of it in the end: who leaves turns it, so a "
            "split by it would look ahead",
            hint=f"split by: {', '.join([*allowed, *segments])}",
        )
    if name not in allowed:
        near = suggest(name, [*allowed, *segments])
        raise MetricError(
            f"there is nothing called {name!r} to split by; there are: "
            f"{', '.join([*allowed, *segments])}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return banded(known[name], _cuts(name, cuts)) if cuts else known[name].cast("string")


def _unknown_yet(known: "ir.Table") -> "ir.BooleanValue":
    """Say in which stretches of time nothing that changes is known of a unit yet."""
    import ibis

    if STRETCH[0] not in known.columns:
        return ibis.literal(False)
    return known["_entry"].isnull() | (known["_since"] < known["_entry"])


def banded(value: "ir.Value", cuts: list[float]) -> "ir.StringValue":
    """Name the band of a number: bands are half-open, each begins with its cut."""
    import ibis

    if not value.type().is_numeric():
        raise MetricError("bands are of numbers, and this is none", where=value.get_name())
    names = [f"{low:g} ≤" for low in cuts]
    labels = [f"< {cuts[0]:g}"]
    labels += [f"{low} … < {high:g}" for low, high in zip(names, cuts[1:], strict=False)]
    labels.append(names[-1])
    ordered = [f"{place + 1}: {label}" for place, label in enumerate(labels)]
    steps = [(value < cut, label) for cut, label in zip(cuts, ordered, strict=False)]
    known = [(value.isnull(), ibis.null("string")), *steps]
    return ibis.cases(*known, else_=ordered[-1])


def _cuts(name: str, text: str) -> list[float]:
    try:
        cuts = [float(part) for part in text.split(",")]
    except ValueError:
        cuts = []
    if not cuts or cuts != sorted(set(cuts)):
        raise MetricError(
            f"the cuts of {name} must be numbers that grow", hint=f"write: {name}: 10, 50, 250"
        )
    return cuts


def _refuse_many(rule: Rule, groups: "ir.Table", by: str) -> None:
    several = rule.data.engine.execute(
        groups.agg(n=groups.group.nunique()), metric=f"split by {by}"
    )
    number = several.to_pylist()[0]["n"]
    if number > MOST:
        raise MetricError(
            f"{by} has {number:,} values; at most {MOST} groups can be told apart",
            hint=f'name bands of a number: --by "{by}: 10, 50, 250", or write segments in '
            'tenure.toml: [segments] large = "size >= 500"',
        )
