"""When each customer came and really left, and from that who was there and left on each day."""

from typing import TYPE_CHECKING

from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir


def silent(spells: "ir.Table", days: int) -> "ir.Table":
    """Return from when to when units were there, of spells that end with `days` of silence.

    Grain in and out: a spell (unit_id, from_local, to_local → left_local) that touches no other
    of its unit. Who was silent for N days left N days before the rule knows it.
    """
    import ibis

    return spells.select(
        "unit_id", "from_local", left_local=spells.to_local - ibis.interval(days=days)
    )


def noticed(spells: "ir.Table", contracts: "ir.Table") -> "ir.Table":
    """Return from when to when units were there, of contracts: until notice, or else the end.

    Grain in: a spell, and a contract (unit_id, from_local, to_local, notice_local, voluntary).
    Grain out: a spell. The notice is the last one of the contract that ends the spell, if it
    was given within it; failed payments and ends by the company come without.
    """
    import ibis

    given = contracts.filter(
        contracts.notice_local.notnull(), contracts.voluntary.fill_null(True)
    ).group_by("unit_id", "to_local")
    notices = given.agg(notice=lambda t: t.notice_local.max())
    beside = notices.select("unit_id", "notice", ended="to_local")
    both = spells.left_join(
        beside, [spells.unit_id == beside.unit_id, spells.to_local == beside.ended]
    )
    within = (both.notice >= both.from_local) & (both.notice <= both.to_local)
    return both.select(
        "unit_id",
        "from_local",
        left_local=ibis.ifelse(within.fill_null(False), both.notice, both.to_local),
    )


def bought(spells: "ir.Table") -> "ir.Table":
    """Return from the first to the last purchase of each stretch of buying.

    Grain in: a spell a purchase day, from it until the next one or the expected gap is over.
    Grain out: a stretch; `lag_days` is the expected gap after its last purchase.
    """
    import ibis

    own = ibis.window(group_by="unit_id", order_by="from_local")
    beside = spells.mutate(
        ahead=spells.from_local.lead().over(own), ended=spells.to_local.lag().over(own)
    )
    begins = (beside.ended.isnull() | (beside.ended < beside.from_local)).cast("int64")
    upto = ibis.window(group_by="unit_id", order_by="from_local", preceding=(None, 0))
    numbered = beside.mutate(begins=begins)
    numbered = numbered.mutate(stretch=numbered.begins.sum().over(upto))
    stretches = numbered.group_by("unit_id", "stretch").agg(
        from_local=numbered.from_local.min(),
        left_local=numbered.from_local.max(),
        to_local=numbered.to_local.max(),
    )
    lag = stretches.to_local.epoch_seconds() - stretches.left_local.epoch_seconds()
    return stretches.select("unit_id", "from_local", "left_local", lag_days=lag / 86_400)


def daily(
    lives: "ir.Table", groups: "ir.Table | None", calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Count who came to be there and who left, by day.

    Grain in: a stretch of being there (unit_id, from_local, left_local; null: still there), no
    two of a unit touching, and `groups` (unit_id, group). Grain out: (group, mark, entered,
    gone), mark being the number of a day. At midnight m a unit is there when from_local ≤ m <
    left_local; so at_start(m) = Σ entered − Σ gone up to m, and who goes at mark m + 1 was lost
    on day m: counts as `measure.attrition` by the day has them. Who is there at no midnight
    counts nowhere. Those before the observation enter at its first mark.
    """
    import ibis

    tick = ibis.interval(microseconds=1)
    first = calendar.number(observed.first, "day")
    end = ibis.literal(observed.end).cast("timestamp")
    begun = lives.filter(lives.from_local <= end)
    marks = begun.select(
        "unit_id",
        entry=ibis.greatest(calendar.numbers(begun.from_local - tick, "day") + 1, first),
        leave=calendar.numbers(begun.left_local - tick, "day") + 1,
    )
    there = marks.filter(marks.leave.isnull() | (marks.leave > marks.entry))
    if groups is None:
        placed = there.mutate(group=ibis.literal("in"))
    else:
        placed = there.inner_join(groups, "unit_id")
    none = ibis.literal(0).cast("int64")
    entered = placed.group_by("group", mark=placed.entry).agg(number=placed.count())
    left = placed.filter(placed.leave.notnull())
    gone = left.group_by("group", mark=left.leave).agg(number=left.count())
    return entered.select("group", "mark", entered="number", gone=none).union(
        gone.select("group", "mark", entered=none, gone="number")
    )
