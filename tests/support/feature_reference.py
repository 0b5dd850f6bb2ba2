"""Every feature a second time, in loops over one unit's rows; it shares no code with Tenure."""

import calendar as months
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from support.feature_worlds import FactWorld, Rows

Row = dict[str, Any]

FEWEST_PEERS = 4
"""Contracts with a plan below which nobody is compared; fewer than Tenure asks for."""


class Known:
    """What is known of a unit before the midnight at which a date begins."""

    def __init__(self, world: FactWorld, unit: str, as_of: date) -> None:
        self.world, self.unit, self.as_of = world, unit, as_of
        self.end = datetime.combine(as_of, time())

    def day(self, at: datetime) -> date:
        return self.world.local(at).date()

    def seen(self, at: datetime | None) -> bool:
        return at is not None and self.day(at) < self.as_of

    def age(self, at: datetime) -> int:
        return (self.as_of - self.day(at)).days

    def facts(self, table: str, instant: str, days: int = 365) -> Rows:
        found = []
        for row in self.world.tables[table]:
            known = row.get("known_at") is None or self.seen(row["known_at"])
            own = row["unit_id"] == self.unit and self.seen(row[instant]) and known
            if own and self.age(row[instant]) <= days:
                found.append({**row, "age": self.age(row[instant])})
        return found


def reference(world: FactWorld, unit: str, as_of: date) -> dict[str, Any]:
    """Return every feature of a unit as of a date."""
    known = Known(world, unit, as_of)
    found: dict[str, Any] = {}
    for part in (_use, _names, _steps, _logo, _orders, _contracts, _payments, _tickets):
        found |= part(known)
    for part in (_feedback, _touches, _attributes):
        found |= part(known)
    return found


def _over(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _change(now: float, then: float) -> float | None:
    return None if not then else now / then - 1


def _use(known: Known) -> Row:
    events = known.facts("events", "occurred_at", 90)
    ever = known.facts("events", "occurred_at", 9999)

    def number(low: int, high: int) -> int:
        return sum(low < one["age"] <= high for one in events)

    def value(low: int, high: int) -> float:
        return sum(one["value"] or 0 for one in events if low < one["age"] <= high)

    def active(low: int, high: int) -> int:
        return len({one["age"] for one in events if low < one["age"] <= high})

    def share(which: Callable[[datetime], bool]) -> float | None:
        return _over(
            sum(which(known.world.local(one["occurred_at"])) for one in events), len(events)
        )

    weeks = [active(7 * at, 7 * at + 7) > 0 for at in range(8)]
    return {
        "days_since_use": min((one["age"] for one in ever), default=None),
        **{f"events_{days}d": number(0, days) for days in (7, 28, 90)},
        "events_change_28d": _change(number(0, 28), number(28, 56)),
        "events_against_norm_28d": _change(number(0, 28), number(28, 90) * 28 / 62),
        **{f"active_days_{days}d": active(0, days) for days in (7, 28, 90)},
        "active_days_change_28d": _change(active(0, 28), active(28, 56)),
        "active_weeks_56d": sum(weeks),
        "weeks_in_a_row": (*weeks, False).index(False),
        "night_share_90d": share(lambda at: at.hour < 6),
        "morning_share_90d": share(lambda at: 6 <= at.hour < 12),
        "afternoon_share_90d": share(lambda at: 12 <= at.hour < 18),
        "weekend_share_90d": share(lambda at: at.weekday() > 4),
        **{f"value_{days}d": value(0, days) for days in (7, 28, 90)},
        "value_change_28d": _change(value(0, 28), value(28, 56)),
        "value_per_event_90d": _over(value(0, 90), len(events)),
        **{
            f"value_watch_{days}d": sum(
                one["value"] or 0 for one in events if one["age"] <= days and one["name"] == "watch"
            )
            for days in (7, 28, 90)
        },
    }


def _names(known: Known) -> Row:
    events = known.facts("events", "occurred_at", 90)
    parts = {"watch": "watch", "보기 Report": "보기_report_7027ecff", "login": "login"}

    def number(name: str, low: int, high: int) -> int:
        return sum(one["name"] == name and low < one["age"] <= high for one in events)

    found: Row = {}
    for name, part in parts.items():
        found |= {f"event_{part}_{days}d": number(name, 0, days) for days in (7, 28, 90)}
        norm = number(name, 28, 90) * 28 / 62
        found[f"event_{part}_against_norm_28d"] = _change(number(name, 0, 28), norm)
    for days in (7, 28, 90):
        rest = [one for one in events if one["age"] <= days and one["name"] not in parts]
        found[f"other_events_{days}d"] = len(rest)
    for days in (28, 90):
        found[f"names_{days}d"] = sum(number(name, 0, days) > 0 for name in parts)
    found["names_dropped_28d"] = sum(
        number(name, 28, 90) > 0 and not number(name, 0, 28) for name in parts
    )
    return found


def _steps(known: Known) -> Row:
    reached = {one["step"] for one in known.facts("steps", "occurred_at", 9999)}
    return {
        "steps_reached": len(reached),
        "step_profile": int(1 in reached),
        "step_invited": int(2 in reached),
    }


def _logo(known: Known) -> Row:
    members = known.world.tables["members"]
    begun = [one for one in members if one["started_at"] is None or known.seen(one["started_at"])]
    own = next((one["logo_id"] for one in begun if one["user_id"] == known.unit), None)
    users = [one["user_id"] for one in begun if one["logo_id"] == own]
    if not users:
        empty = dict.fromkeys(("logo_active_share_28d", "logo_users_change_28d"))
        return {"logo_users_28d": 0, "logo_users_lost_28d": 0, **empty}
    ages = {user: _event_ages(known, user) for user in users}
    now = {user for user, days in ages.items() if any(age <= 28 for age in days)}
    before = {user for user, days in ages.items() if any(age > 28 for age in days)}
    return {
        "logo_users_28d": len(now),
        "logo_active_share_28d": len(now) / len(users),
        "logo_users_change_28d": _change(len(now), len(before)),
        "logo_users_lost_28d": len(before - now),
    }


def _event_ages(known: Known, unit: str) -> set[int]:
    events = Known(known.world, unit, known.as_of).facts("events", "occurred_at", 56)
    return {event["age"] for event in events}


def _orders(known: Known) -> Row:
    lines = known.facts("orders", "occurred_at")
    back = [one for one in lines if (one["amount"] or 0) < 0 or (one["quantity"] or 1) <= 0]
    bought = [one for one in lines if one not in back]

    def spent(low: int, high: int) -> float:
        return sum(one["amount"] or 0 for one in bought if low < one["age"] <= high)

    ages = {one["age"] for one in bought}
    gap = _over(max(ages) - min(ages), len(ages) - 1) if ages else None
    returned = sum(-(one["amount"] or 0) for one in back)
    return {
        "days_since_order": min(ages, default=None),
        **{f"orders_{days}d": sum(age <= days for age in ages) for days in (28, 90, 365)},
        "order_gap_days": gap,
        "order_gap_ratio": _over(min(ages, default=None), gap),
        "returns_365d": len(back),
        **{f"amount_{days}d": spent(0, days) for days in (28, 90, 365)},
        "amount_change_90d": _change(spent(0, 90), spent(90, 180)),
        "amount_per_order_365d": _over(spent(0, 365), len(ages)),
        "returned_share_365d": _over(returned, spent(0, 365)),
    }


def _ends(known: Known, row: Row) -> datetime | None:
    """When a contract ends, as it was known; the company's clock."""
    local = {
        name: None if row[name] is None else known.world.local(row[name])
        for name in row
        if name.endswith("_at")
    }
    noticed = known.seen(row["cancelled_at"])
    if row["ended_at"] is not None and (noticed or known.seen(row["ended_at"])):
        return local["ended_at"]
    if noticed:
        return max(local["cancelled_at"], local["ends_at"] or local["cancelled_at"])
    return None if _renews(known, row) else local["ends_at"]


def _renews(known: Known, row: Row) -> bool:
    later = row["cancelled_at"] is not None and not known.seen(row["cancelled_at"])
    return bool(row["auto_renew"] or later)


def _in_force(known: Known, row: Row, at: datetime) -> bool:
    end = _ends(known, row)
    return known.world.local(row["started_at"]) <= at and (end is None or end > at)


def _opens(at: datetime) -> date:
    return at.date() + timedelta(days=at.time() != time())


def _renewal(known: Known, row: Row) -> int | None:
    if not row["term_months"]:
        if row["ends_at"] is None:
            return None
        left = (_opens(known.world.local(row["ends_at"])) - known.as_of).days
        return left if left >= 0 else None
    start = known.day(row["started_at"])
    for terms in range(1, 999):
        month = start.year * 12 + start.month - 1 + terms * row["term_months"]
        year, month = divmod(month, 12)
        last = months.monthrange(year, month + 1)[1]
        over = date(year, month + 1, min(start.day, last))
        early = start.day > last and over == known.as_of  # its day comes no more in this month
        if over > known.as_of or early:
            return (over - known.as_of).days
    raise AssertionError("no term ends")


def _contracts(known: Known) -> Row:
    rows = known.world.tables["subscriptions"]
    own = [row for row in rows if row["unit_id"] == known.unit]
    held = [row for row in own if _in_force(known, row, known.end)]
    then = [row for row in own if _in_force(known, row, known.end - timedelta(days=90))]
    if not held:
        names = ("contract_days", "plan_days", "plan", "mrr", "mrr_change_90d", "price_rank")
        more = ("term_months", "days_to_renewal", "auto_renew")
        return {"contracts": 0, **dict.fromkeys((*names, *more))}

    def begun(row: Row) -> date:
        return _opens(known.world.local(row["started_at"]))

    def order(row: Row) -> tuple[Any, ...]:
        term, renewal = row["term_months"], _renewal(known, row)
        last = (term is None, term or 0, renewal is None, renewal or 0, _renews(known, row))
        return (-(row["mrr"] or 0), -begun(row).toordinal(), row["plan"] or "", *last)

    ages = [(known.as_of - begun(row)).days for row in held]
    mrr = [row["mrr"] for row in held if row["mrr"] is not None]
    before = [row["mrr"] for row in then if row["mrr"] is not None]
    dearest = min(held, key=order)
    return {
        "contracts": len(held),
        "contract_days": max(ages),
        "plan_days": min(ages),
        "plan": dearest["plan"],
        "mrr": sum(mrr) if mrr else None,
        "mrr_change_90d": _change(sum(mrr), sum(before)),
        "price_rank": _rank(known, dearest),
        "term_months": dearest["term_months"],
        "days_to_renewal": _renewal(known, dearest),
        "auto_renew": _renews(known, dearest),
    }


def _rank(known: Known, dearest: Row) -> float | None:
    rows = [row for row in known.world.tables["subscriptions"] if row["unit_id"] is not None]
    peers = [
        row["mrr"]
        for row in rows
        if row["plan"] == dearest["plan"]
        and row["mrr"] is not None
        and _in_force(known, row, known.end)
    ]
    if dearest["mrr"] is None or len(peers) < FEWEST_PEERS:
        return None
    return sum(price < dearest["mrr"] for price in peers) / (len(peers) - 1)


def _payments(known: Known) -> Row:
    rows = known.facts("payments", "occurred_at")
    failed = [row["age"] for row in rows if row["outcome"] == "failed"]
    collected = [row for row in rows if row["outcome"] == "collected"]
    last = min((row["age"] for row in collected), default=9999)
    tried = sum(age <= 90 for age in failed) + sum(row["age"] <= 90 for row in collected)
    failing = int(min(failed, default=9999) < last) if failed or collected else None
    return {
        **{
            f"failed_payments_{days}d": sum(age <= days for age in failed) for days in (28, 90, 365)
        },
        "failed_payments_share_90d": _over(sum(age <= 90 for age in failed), tried),
        "days_since_failed_payment": min(failed, default=None),
        "payment_failing": failing,
        "refunds_365d": sum(row["outcome"] == "refunded" for row in rows),
        "paid_90d": sum(row["amount"] or 0 for row in collected if row["age"] <= 90),
    }


def _tickets(known: Known) -> Row:
    rows = known.facts("tickets", "opened_at")
    solved = [row for row in rows if known.seen(row["resolved_at"])]
    unsolved = [row["age"] for row in rows if row not in solved]
    hours = [
        (row["resolved_at"] - row["opened_at"]) / timedelta(hours=1)
        for row in solved
        if row["age"] <= 90
    ]
    scores = [row["score"] for row in solved if row["score"] is not None]

    def waited(row: Row) -> timedelta:
        if known.seen(row["first_response_at"]):
            return row["first_response_at"] - row["opened_at"]
        return known.end - known.world.local(row["opened_at"])

    slow = [row for row in rows if row["age"] <= 90 and waited(row) > timedelta(hours=24)]
    return {
        **{f"tickets_{days}d": sum(row["age"] <= days for row in rows) for days in (28, 90, 365)},
        "open_tickets": len(unsolved),
        "oldest_open_ticket_days": max(unsolved, default=None),
        "resolution_hours_90d": _over(sum(hours), len(hours)) if hours else None,
        "slow_tickets_90d": len(slow),
        "ticket_score_365d": _over(sum(scores), len(scores)),
    }


def _feedback(known: Known) -> Row:
    rows = known.facts("feedback", "given_at")
    found: Row = {
        "feedback_365d": len(rows),
        "days_since_feedback": min((row["age"] for row in rows), default=None),
    }
    for source in ("nps", "csat"):
        own = [row for row in rows if row["source"] == source and row["score"] is not None]
        own = sorted(own, key=lambda row: (-row["given_at"].timestamp(), row["score"]))
        scores = [*(row["score"] for row in own[:2]), None, None]
        found[f"{source}_score"] = scores[0]
        found[f"{source}_score_change"] = None if scores[1] is None else scores[0] - scores[1]
    moods = [row for row in rows if row["sentiment"] is not None]
    moods = sorted(moods, key=lambda row: (-row["given_at"].timestamp(), row["sentiment"]))
    said = [row["sentiment"] for row in moods]
    found["sentiment"] = said[0] if said else None
    found["sentiment_365d"] = sum(said) / len(said) if said else None
    return found


def _touches(known: Known) -> Row:
    rows = known.facts("touches", "sent_at", 90)
    answered = [
        row for row in rows if known.seen(row["opened_at"]) or known.seen(row["clicked_at"])
    ]
    return {
        "touches_28d": sum(row["age"] <= 28 for row in rows),
        "touches_90d": len(rows),
        "days_since_touch": min((row["age"] for row in rows), default=None),
        "answered_touches_90d": len(answered),
        "answered_share_90d": _over(len(answered), len(rows)),
        "days_since_answered_touch": min((row["age"] for row in answered), default=None),
    }


def _attributes(known: Known) -> Row:
    own = next(row for row in known.world.tables["units"] if row["unit_id"] == known.unit)
    tenure = None if own["started_at"] is None else known.age(own["started_at"])
    held = []
    for row in known.world.tables["histories"]:
        begun = row["valid_from"] is None or known.seen(row["valid_from"])
        until = None if row["valid_to"] is None else known.world.local(row["valid_to"])
        if row["unit_id"] == known.unit and begun and (until is None or until >= known.end):
            since = None if row["valid_from"] is None else known.day(row["valid_from"])
            held.append((since is None, -(since or date.min).toordinal(), row))
    held.sort(
        key=lambda one: (
            one[0],
            one[1],
            one[2]["vip"] is None,
            one[2]["vip"] or False,
            one[2]["Region"],
        )
    )
    last = held[0][2] if held else {"vip": None, "Region": None}
    return {
        "tenure_days": tenure if tenure is None or tenure >= 0 else None,
        "attribute_segment": own["segment"] or None,
        "attribute_seats": own["seats"],
        "attribute_vip": None if last["vip"] is None else int(last["vip"]),
        "attribute_region_d3a008ef": last["Region"],
    }
