"""Journeys of months past: who was contacted and held out, and how each of them ended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from tenure.act.journey import Ending
from tenure.act.play import Play
from tenure.act.writing import dumps
from tenure.company.acts.happened import gone
from tenure.company.predictions.outlook import Outlook
from tenure_web.demo.history import Contact, Held
from tenure_web.lib import company
from tenure_web.plays.models import Exposure, Journey

_ENDED = Journey.State.ENDED


def write(contacts: Sequence[Contact], held: Sequence[Held]) -> int:
    """Write a journey for each contact and for whoever was held out; return how many."""
    left, last = _left({one.customer.unit for one in contacts} | {one.unit for one in held})
    plays = {one.play.id: one.play for one in contacts} | {one.play.id: one.play for one in held}
    plans = {name: dumps(play) for name, play in plays.items()}
    made = [
        *_contacted(contacts, plans, left, last),
        *_left_alone(held, plans, left, last),
    ]
    Journey.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    shadows = Journey.objects.filter(arm="holdout", state=_ENDED)
    Exposure.objects.bulk_create(
        [
            Exposure(journey=one, step=0, at=one.began, what="would_have_been", told_at=one.began)
            for one in shadows.iterator()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    return len(made)


def _contacted(
    contacts: Sequence[Contact], plans: Mapping[str, str], left: Mapping[str, date], last: date
) -> Iterator[Journey]:
    for one in contacts:
        ended = _ending(one.play, one.at, left.get(one.customer.unit), last)
        if one.unsubscribed is not None and ended != "left":
            ended = "withdrawn"
        elif one.play.goal.what == "buys" and one.clicked is not None:
            ended = "goal_reached"
        unit, customer = one.customer.unit, one.customer.id
        yield _journey(unit, customer, one.play, one.at, "treatment", ended, plans)


def _left_alone(
    held: Sequence[Held], plans: Mapping[str, str], left: Mapping[str, date], last: date
) -> Iterator[Journey]:
    for one in held:
        ended = _ending(one.play, one.at, left.get(one.unit), last)
        yield _journey(one.unit, "", one.play, one.at, "holdout", ended, plans)


def _journey(
    unit: str,
    customer: str,
    play: Play,
    at: datetime,
    arm: str,
    ended: Ending,
    plans: Mapping[str, str],
) -> Journey:
    over = at + timedelta(days=play.goal.within)
    return Journey(
        unit=unit,
        customer=customer,
        play=play.id,
        version=play.version,
        occasion=f"{at:%Y-%m-%d}",
        arm=arm,
        owner=play.owner or "",
        plan=plans[play.id],
        began=at,
        arrived=at,
        due=at,
        step=len(play.steps),
        state=_ENDED,
        ended=ended,
        ended_at=over,
    )


def _ending(play: Play, at: datetime, left: date | None, last: date) -> Ending:
    """Return how a journey ended: they left in its window, or it was over, or all was done."""
    over = at.date() + timedelta(days=play.goal.within)
    if left is not None and at.date() <= left <= over:
        return "left"
    if play.goal.what == "renews" and over <= last:
        return "goal_reached"
    return "window_over" if over <= last else "all_done"


def _left(units: set[str]) -> tuple[Mapping[str, date], date]:
    """Return when each unit left that is gone, and the last day of which that is known.

    By a rule that waits for a silence, who left did so when the silence began.
    """
    with company.asked("plays") as told:
        outlook = Outlook(told.rule)
        silent = told.rule.name in ("inactive", "purchase")
        silence = timedelta(days=told.rule.lookback(outlook.observed) if silent else 0)
        end = outlook.observed.end
        found = gone(outlook, dict.fromkeys(units, datetime(end.year, end.month, end.day)))
        return {unit: day - silence for unit, day in found.items()}, end
