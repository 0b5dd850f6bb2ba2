"""Logos: how many of their users are active, and how many no longer are."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    Asked,
    Family,
    Recipe,
    changed,
    counted,
    day_of,
    shared,
    times,
)
from tenure.predict.features.runs import by_run
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.features.windows import windows
from tenure.predict.grid import Point, spine

if TYPE_CHECKING:
    import ibis.expr.types as ir

EVER = -1_000_000
"""A day long before any other."""
_feature = features_of("logo", "events")


def _columns(asked: Asked) -> "ir.Table":
    """Return the columns of each unit's logo at each date, of all its users."""
    sources = asked.whole
    logos = sources.logos
    if logos is None:
        logos = by_logo(sources, asked.plan, asked.points)
    if _counts_logos(sources):
        return logos.rename(unit_id="logo_id")
    members, rows = _members(sources), asked.rows
    own = rows.inner_join(members, [rows.unit_id == members.user_id, members.since < rows.day])
    own = own.select("unit_id", "as_of", "logo_id")
    named = logos.rename(_logo="logo_id", _date="as_of")
    same = [own.logo_id == named["_logo"], own.as_of == named["_date"]]
    # Every row has its logo. Outer joins are not reordered: by date alone all match all.
    return own.left_join(named, same).drop("logo_id", "_logo", "_date")


def _counts_logos(sources: Sources) -> bool:
    return sources.unit == "account"


def has_logos(sources: Sources) -> bool:
    """Say whether it is known who did what in which logo."""
    needed = ("user_id",) if _counts_logos(sources) else ()
    return sources.members is not None and sources.has("events", *needed)


def narrowed(sources: Sources, units: "ir.Table") -> Sources:
    """Leave the rows that the features of some units are made of: theirs, and their logos' events.

    Prices are still held against those of everyone. Grain in: `units` (unit_id), each once.
    """
    own = replace(sources.only(units), peers=sources.subscriptions)
    if sources.events is None or not has_logos(sources) or _counts_logos(sources):
        return own
    members = _members(sources)
    logos = members.semi_join(units, members.user_id == units.unit_id).select("logo_id")
    users = members.semi_join(logos, "logo_id").select(unit_id="user_id")
    both = units.select("unit_id").union(users, distinct=True)
    return replace(own, events=sources.events.semi_join(both, "unit_id"))


def by_logo(sources: Sources, plan: Plan, points: tuple[Point, ...]) -> "ir.Table":
    """Count the users of each logo at each date.

    Grain out: (logo_id, as_of, members, users, users_before, users_gone): members who had come
    by then, active or not; of these, those with an event in the last 28 days, and in the 28
    before; those with one before who have none since. Written once, it serves every shard.
    """
    import ibis

    members = _members(sources)
    runs = _runs_of_users(sources, plan, points)
    theirs = runs.inner_join(members, runs.unit_id == members.user_id)
    theirs = theirs.select("logo_id", "user_id", "since", "bucket", "next")
    each = theirs.inner_join(windows(points), "bucket")
    each = each.filter(each.next <= each.day, each.since < each.day, each.in_28 | each.before_28)
    active = each.group_by("logo_id", "user_id", "as_of").agg(
        now=ibis.ifelse(each.in_28, 1, 0).max(), before=ibis.ifelse(each.before_28, 1, 0).max()
    )
    used = active.group_by(_logo="logo_id", _date="as_of").agg(
        users=times(active, active.now == 1),
        users_before=times(active, active.before == 1),
        users_gone=times(active, (active.before == 1) & (active.now == 0)),
    )
    there = _members_at(members, points)
    same = [there.logo_id == used["_logo"], there.as_of == used["_date"]]
    both = there.left_join(used, same)
    numbers = {name: both[name].fill_null(0.0) for name in ("users", "users_before", "users_gone")}
    return both.select("logo_id", "as_of", "members", **numbers)


def _runs_of_users(sources: Sources, plan: Plan, points: tuple[Point, ...]) -> "ir.Table":
    if not _counts_logos(sources):
        return by_run(sources, plan, points) if sources.runs is None else sources.runs
    events = sources.table("events")
    kept = [name for name in ("known_at",) if name in events.columns]
    events = events.select("occurred_at", *kept, unit_id="user_id")
    return by_run(replace(sources, events=events), Plan(), points)


def _members(sources: Sources) -> "ir.Table":
    """Return who belongs to which logo since the day with which number (logo_id, user_id, since).

    Who has no start was always there.
    """
    import ibis

    rows = sources.table("members")
    rows = rows.filter(rows.user_id.notnull(), rows.logo_id.notnull())
    ever = ibis.literal(EVER, "int64")
    told = "started_at" in rows.columns
    since = day_of(rows.started_at, sources).fill_null(ever) if told else ever
    return rows.select("logo_id", "user_id", since=since)


def _members_at(members: "ir.Table", points: tuple[Point, ...]) -> "ir.Table":
    """Count who belonged to each logo at each date (logo_id, as_of, members)."""
    each = members.cross_join(spine(points).select("as_of", "day"))
    each = each.filter(each.since < each.day)
    return each.group_by("logo_id", "as_of").agg(members=each.count().cast("float64"))


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if not has_logos(sources):
        return []
    share = _feature("logo_active_share_28d", "share", "logo_active_share", days=28)
    change = _feature("logo_users_change_28d", "change", "logo_users_change", days=28)
    lost = _feature("logo_users_lost_28d", "users", "logo_users_lost", days=28)
    return [
        Recipe(_feature("logo_users_28d", "users", "logo_users", days=28), counted("users")),
        Recipe(share, shared("users", "members")),
        Recipe(change, changed("users", "users_before")),
        Recipe(lost, counted("users_gone")),
    ]


LOGO = Family(_recipes, _columns)
