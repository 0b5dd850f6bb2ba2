"""The matrix: all features of the units that are asked for, as of each date."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.predict.features.attributes import ATTRIBUTES, HISTORIES
from tenure.predict.features.contract import Feature
from tenure.predict.features.feedback import FEEDBACK
from tenure.predict.features.logo import LOGO, by_logo, has_logos
from tenure.predict.features.orders import ORDERS
from tenure.predict.features.payments import PAYMENTS
from tenure.predict.features.recipes import KEYS, Asked, Family, Recipe
from tenure.predict.features.runs import by_run
from tenure.predict.features.sources import Plan, Sources, of_shard
from tenure.predict.features.steps import STEPS
from tenure.predict.features.subscriptions import SUBSCRIPTIONS
from tenure.predict.features.tickets import TICKETS
from tenure.predict.features.touches import TOUCHES
from tenure.predict.features.use import RECENCY, USE
from tenure.predict.grid import Point, day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

FAMILIES: tuple[Family, ...] = (
    RECENCY,
    USE,
    STEPS,
    LOGO,
    ORDERS,
    SUBSCRIPTIONS,
    PAYMENTS,
    TICKETS,
    FEEDBACK,
    TOUCHES,
    ATTRIBUTES,
    HISTORIES,
)


def features(sources: Sources, plan: Plan) -> tuple[Feature, ...]:
    """List the features that a company's tables allow, in the order of the matrix's columns."""
    return tuple(recipe.feature for family in FAMILIES for recipe in family.recipes(sources, plan))


def matrix(
    sources: Sources,
    points: Sequence[Point],
    plan: Plan,
    *,
    population: "ir.Table",
    shard: tuple[int, int] = (0, 1),
    only: Collection[str] | None = None,
) -> "ir.Table":
    """Return every feature of some units as of some dates.

    Grain in: `population` (unit_id, as_of), each once, the dates being those of points; the
    tables are described in `Sources`. Grain out: the same rows (unit_id, as_of, and a column
    for each of `features`): numbers and flags as float64, categories as strings, null where
    undefined. What is counted is 0 for who has none; a share or change of nothing is null.
    Facts count that happened, and were known, before the midnight at which as_of begins, in
    the company's time zone. `shard` (i, n) leaves every n-th unit by a hash of its name, from
    0: all shards together are the whole, each in a fraction of its memory.

    Raises MetricError without points, or when the tables allow no feature.
    """
    _refuse(points, shard)
    dates = _once(points)
    keys = of_shard(population.select(*KEYS), *shard)
    rows = keys.mutate(day=_day(keys, dates))
    asked = Asked(sources.shard(*shard), sources, plan, dates, rows, shard)
    recipes = []
    for place, family in enumerate(FAMILIES):
        made = _wanted(family.recipes(sources, plan), only)
        if made:
            rows = _beside(rows, family.columns(asked), place)
            recipes += made
    if not recipes:
        raise MetricError(
            "no table tells anything about the units before a date",
            hint="name events, orders, subscriptions or customers in tenure.toml",
        )
    return rows.select(*KEYS, **{one.feature.name: _typed(one, rows) for one in recipes})


def _wanted(recipes: list[Recipe], only: Collection[str] | None) -> list[Recipe]:
    return recipes if only is None else [one for one in recipes if one.feature.name in only]


def settled(
    sources: Sources,
    points: Sequence[Point],
    plan: Plan,
    *,
    keep: "Callable[[str, list[ir.Table]], ir.Table]",
    parts: int = 1,
    only: Collection[str] | None = None,
) -> Sources:
    """Return sources in which events are added up once for all shards, in parts of time.

    `keep` writes tables alike, one after the other, and returns the rows of all of them. Use it
    where the matrix is asked for in several shards, or events are too many for memory. `only`: as
    in `matrix`.
    """
    dates = _once(points)

    def wants(*families: Family) -> bool:
        return any(_wanted(one.recipes(sources, plan), only) for one in families)

    if sources.events is None or not wants(RECENCY, USE, LOGO):
        return sources
    each = [by_run(sources, plan, dates, part=(part, parts)) for part in range(parts)]
    summed = replace(sources, runs=keep("runs", each))
    if not has_logos(summed) or not wants(LOGO):
        return summed
    return replace(summed, logos=keep("logos", [by_logo(summed, plan, dates)]))


def _once(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return one point a date: features end with it, whatever window comes after."""
    return tuple({point.as_of: point for point in sorted(points)}.values())


def _day(rows: "ir.Table", points: tuple[Point, ...]) -> "ir.IntegerValue":
    import ibis

    dates = [(rows.as_of == ibis.literal(one.as_of), day_number(one.as_of)) for one in points]
    return ibis.cases(*dates, else_=ibis.null("int64")).cast("int64")


def _beside(rows: "ir.Table", told: "ir.Table", place: int) -> "ir.Table":
    """Put a family's columns beside the rows of units at dates; its keys are named by its place."""
    keys = [name for name in KEYS if name in told.columns]
    named = told.rename({f"_{name}_{place}": name for name in keys})
    return rows.left_join(named, [rows[name] == named[f"_{name}_{place}"] for name in keys])


def _typed(recipe: Recipe, rows: "ir.Table") -> "ir.Value":
    kind = "string" if recipe.feature.kind == "category" else "float64"
    return recipe.of(rows).cast(kind)


def _refuse(points: Sequence[Point], shard: tuple[int, int]) -> None:
    part, parts = shard
    if not points:
        raise MetricError(
            "there is no observation date", hint="a shorter history or horizon leaves some"
        )
    if not 0 <= part < parts:
        raise MetricError(f"there is no shard {part} of {parts}", hint="they count from 0")
