"""What was begun before a day: plays with units, what is spent, who was contacted how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np

from tenure.act.arbiter import Policy, window_start
from tenure.act.budget import Spent, since
from tenure.act.play import Play
from tenure.act.worth import Booleans, Floats
from tenure.company.acts.tables import DECISIONS, EXPOSURES, files
from tenure.company.acts.turns.seen import Seen
from tenure.company.metrics.whose import of_units
from tenure.definitions.contact import EVERY_CHANNEL
from tenure.periods import WEEKDAYS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_BEGUN = ("contact", "hold_out")


@dataclass(frozen=True)
class Begun:
    """When a play was last begun with each unit: days ago (n,), NaN for never; and about what."""

    ago: Floats
    occasions: "pa.Table"


def begun(seen: Seen) -> "pa.Table":
    """Return what was begun before the day (unit_id, play, occasion, day), held out or not.

    From decisions and exposures of the store, and touches that name a play.
    """
    import ibis

    data = seen.outlook.rule.data
    found = [one for one in (_decided(seen), _exposed(seen), _touched(seen)) if one is not None]
    if not found:
        return _nothing()
    rows = ibis.union(*found) if len(found) > 1 else found[0]
    last = rows.group_by("unit_id", "play", "occasion").agg(day=rows.day.max())
    return data.engine.execute(last.order_by("play", "unit_id", "occasion"), metric="begun before")


def of_play(rows: "pa.Table", play: str, units: "pa.Array[Any]", on: date) -> Begun:
    """Return what of `begun` is of one play, for units (n,)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    own = rows.filter(pc.equal(rows["play"], pa.scalar(play)))
    ago = np.full(len(units), np.nan)
    if own.num_rows:
        at = pc.index_in(own["unit_id"].combine_chunks(), units)
        known = np.asarray(at.is_valid())
        place = np.asarray(at.fill_null(0))[known]
        days = np.asarray(own["day"].to_numpy(), "datetime64[D]")[known]
        passed = (np.datetime64(on) - days).astype(np.float64)
        ago[place] = np.inf
        np.minimum.at(ago, place, passed)
    return Begun(ago, own.select(["unit_id", "occasion"]))


def spent(seen: Seen, plays: Sequence[Play]) -> list[Spent]:
    """Return what each play has spent in its current period, by the decisions of earlier days."""
    data = seen.outlook.rule.data
    first = {one.id: since(one.budget, seen.on, data.calendar) for one in plays}
    start = min(first.values(), default=seen.on).isoformat()
    paths = [one for one in files(data.store, DECISIONS, before=seen.on) if one.stem >= start]
    if not paths:
        return [Spent() for _ in plays]
    rows = data.engine.scan_parquet(paths, name=_name("spent"))
    rows = rows.filter(rows.verdict == "contact")
    by_day = rows.group_by("play", "decided_on").agg(cost=rows.cost.sum(), n=rows.count())
    told = data.engine.execute(by_day.order_by("play", "decided_on"), metric="spent").to_pylist()
    return [
        Spent(
            sum(row["cost"] or 0.0 for row in told if _counts(row, one, first)),
            sum(row["n"] for row in told if _counts(row, one, first)),
        )
        for one in plays
    ]


def _counts(row: dict[str, object], play: Play, first: dict[str, date]) -> bool:
    day = row["decided_on"]
    return row["play"] == play.id and isinstance(day, date) and day >= first[play.id]


def full(seen: Seen, customers: "pa.Array[Any]", channel: str) -> Booleans:
    """Say who (n,) has been contacted by a channel, or by all, as often as a cap allows.

    As of the beginning of the day; the arbiter rules again at the moment of sending.
    """
    data = seen.outlook.rule.data
    contact, calendar = data.definitions.contact, data.calendar
    found = np.zeros(len(customers), bool)
    if "touches" not in data.tables:
        return found
    policy = Policy(contact, ZoneInfo(calendar.time_zone), WEEKDAYS.index(calendar.week_starts))
    now = calendar.midnight(seen.on).replace(tzinfo=UTC)
    for name in dict.fromkeys((channel, EVERY_CHANNEL)):
        for cap in contact.caps.get(name, ()):
            start = window_start(cap, now, policy).astimezone(UTC).replace(tzinfo=None)
            rows = seen.outlook.rule.known("touches", seen.outlook.observed)
            rows = rows.filter(rows.sent_at >= start)
            if name != EVERY_CHANNEL and "channel" in rows.columns:
                rows = rows.filter(rows.channel == name)
            found |= _often(seen, rows, cap.most, customers)
    return found


def _often(seen: Seen, rows: "ir.Table", most: int, customers: "pa.Array[Any]") -> Booleans:
    import pyarrow.compute as pc

    if most <= 0:
        return np.ones(len(customers), bool)
    each = rows.group_by("customer_id").agg(n=rows.count())
    told = seen.outlook.rule.data.engine.execute(
        each.filter(each.n >= most).select("customer_id"), metric="contacted often"
    )
    return np.asarray(pc.is_in(customers, told["customer_id"].combine_chunks()))


def _decided(seen: Seen) -> "ir.Table | None":
    data = seen.outlook.rule.data
    paths = files(data.store, DECISIONS, before=seen.on)
    if not paths:
        return None
    rows = data.engine.scan_parquet(paths, name=_name("decided"))
    rows = rows.filter(rows.verdict.isin(_BEGUN))
    return rows.select("unit_id", "play", "occasion", day=rows.decided_on)


def _exposed(seen: Seen) -> "ir.Table | None":
    data = seen.outlook.rule.data
    paths = files(data.store, EXPOSURES, before=seen.on)
    if not paths:
        return None
    rows = data.engine.scan_parquet(paths, name=_name("exposed"))
    return rows.select("unit_id", "play", "occasion", day=seen.local(rows["at"]).cast("date"))


def _touched(seen: Seen) -> "ir.Table | None":
    import ibis

    rule = seen.outlook.rule
    if "touches" not in rule.data.tables or "play" not in rule.data.tables["touches"].columns:
        return None
    rows = of_units(seen.asked, rule.known("touches", seen.outlook.observed))
    rows = rows.filter(rows.play.notnull())
    return rows.select(
        unit_id=rows.customer_id,
        play=rows.play,
        occasion=ibis.null("string"),
        day=seen.local(rows.sent_at).cast("date"),
    )


def _nothing() -> "pa.Table":
    import pyarrow as pa

    kinds = {"unit_id": pa.string(), "play": pa.string(), "occasion": pa.string()}
    return pa.table(
        {name: pa.array([], kind) for name, kind in kinds.items()}
        | {"day": pa.array([], pa.date32())}
    )


def _name(what: str) -> str:
    return f"{what}_{uuid4().hex[:8]}"
