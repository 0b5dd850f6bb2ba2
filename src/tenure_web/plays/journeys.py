"""Everyone's way through the plays: begun from decisions, gone on with when it is time."""

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from tenure.act.journey import Do, End, Move, Place, Until, next_move
from tenure.act.play import Play
from tenure.act.writing import dumps
from tenure.errors import TenureError
from tenure_web.messages.persons import erased_among
from tenure_web.messages.whom import About
from tenure_web.plays.doing import do
from tenure_web.plays.models import Exposure, Journey
from tenure_web.plays.news import News as Gathered
from tenure_web.plays.news import gather
from tenure_web.plays.planned import plan_of

_log = logging.getLogger("tenure_web.plays")
LEASE = timedelta(minutes=10)
"""How long a worker has what it took; whoever dies lets go of it by then."""
AT_ONCE = 1000
ARMS = {"contact": "treatment", "hold_out": "holdout"}
"""Which decisions begin a journey, and in which arm."""


def begin(decisions: Iterable[Mapping[str, Any]], plays: Mapping[str, Play], now: datetime) -> int:
    """Begin a journey for each decision to contact, and a shadow of one for who is held out.

    Decisions are rows of act.decision.COLUMNS. Asked again, nothing begins anew: one journey a
    unit, play and occasion; and nothing at all of whoever was erased since they were decided on,
    whose journey has another name by now. Returns how many decisions there were to begin.
    """
    told = [row for row in decisions if row["verdict"] in ARMS and row["play"] in plays]
    gone = _erased(told)
    plans = {name: dumps(play) for name, play in plays.items()}
    fresh = [
        Journey(
            unit=row["unit_id"],
            customer=row["customer_id"] or "",
            play=row["play"],
            version=row["version"],
            occasion=row["occasion"],
            arm=ARMS[row["verdict"]],
            owner=row["owner"] or "",
            plan=plans[row["play"]],
            began=now,
            arrived=now,
            due=now,
        )
        for row in told
        if gone.isdisjoint((row["unit_id"], row["customer_id"]))
    ]
    Journey.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    if late := _erased(told) - gone:  # while these were written
        Journey.objects.filter(Q(unit__in=late) | Q(customer__in=late)).delete()
    return len(fresh)


def _erased(decisions: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids in some decisions that are of whoever was erased."""
    ids = {row[key] for row in decisions for key in ("unit_id", "customer_id")}
    return erased_among(one for one in ids if one)


def advance(now: datetime, zone: ZoneInfo) -> int:
    """Go on with every journey that is due, and return how many there were.

    One that goes wrong stops no other: what it had begun is taken back, and it is tried again
    when its lease is over. Raises TenureError where the company cannot be read.
    """
    done = 0
    while taken := _take(now):
        readable = [one for one in taken if _is_readable(one)]
        news = gather(readable)
        for one in readable:
            try:
                _go_on(one, news[one.pk], now, zone)
            except TenureError:
                raise
            except Exception:
                _log.exception("a journey could not go on", extra={"facts": {"journey": one.pk}})
        done += len(taken)
    return done


def stop(play: str, now: datetime) -> int:
    """End all journeys of a play that was ended."""
    going = Journey.objects.filter(play=play, state=Journey.State.GOING)
    return going.update(state=Journey.State.ENDED, ended="stopped", ended_at=now)


def _take(now: datetime) -> Sequence[Journey]:
    """Take some journeys that are due, for nobody else to have until the lease is over."""
    free = Q(lease=None) | Q(lease__lt=now)
    ready = Journey.objects.filter(free, state=Journey.State.GOING, due__lte=now)
    names, holder = list(ready.values_list("pk", flat=True)[:AT_ONCE]), secrets.token_hex(16)
    ready.filter(pk__in=names).update(holder=holder, lease=now + LEASE)
    return list(Journey.objects.filter(holder=holder))


def _is_readable(one: Journey) -> bool:
    try:
        plan_of(one)
    except TenureError:
        _log.exception("the plan of a journey cannot be read", extra={"facts": {"journey": one.pk}})
        return False
    return True


def _go_on(one: Journey, told: Gathered, now: datetime, zone: ZoneInfo) -> None:
    """Do steps until there is one to wait for, each in one transaction with the new place."""
    play, news = plan_of(one), told.of_act()
    place = Place(one.began.astimezone(UTC), one.arrived.astimezone(UTC), one.step)
    for _ in range(len(play.steps) + 1):
        move = next_move(play, place, news, now, told.whom.zone or zone)
        with transaction.atomic():
            if not _placed(one, move, now):
                return  # somebody else has it now
            if isinstance(move, Do):
                _done(one, play, move, now, told.whom)
        if not isinstance(move, Do):
            return
        place = move.after


def _done(one: Journey, play: Play, move: Do, now: datetime, whom: About) -> None:
    if one.arm == "treatment":
        do(one, play, move.step, now, whom)
    else:
        Exposure.objects.get_or_create(
            journey=one, step=move.step, defaults={"at": now, "what": "would_have_been"}
        )


def _placed(one: Journey, move: Move, now: datetime) -> bool:
    """Write where a journey stands now; False where another worker has taken it since."""
    mine = Journey.objects.filter(pk=one.pk, holder=one.holder, state=Journey.State.GOING)
    if isinstance(move, Do):
        return bool(mine.update(step=move.after.step, arrived=move.after.arrived))
    if isinstance(move, Until):
        place = {"step": move.place.step, "arrived": move.place.arrived}
        return bool(mine.update(**place, due=move.at, lease=None, holder=""))
    return bool(mine.update(**_over(move, now), lease=None, holder=""))


def _over(move: End, now: datetime) -> dict[str, Any]:
    return {"state": Journey.State.ENDED, "ended": move.reason, "ended_at": now}
