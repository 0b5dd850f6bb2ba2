"""What happened on journeys since they began: what was opened, done, bought, and who left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q

from tenure.act import journey as act
from tenure.act.play import Goal, Play
from tenure.act.steps import Branch, Happened
from tenure.company.acts.happened import gone, happened
from tenure.company.predictions.outlook import Outlook
from tenure.conditions import Condition
from tenure_web.customers.scope import profiles
from tenure_web.lib import company
from tenure_web.messages.models import Delivery, Offer
from tenure_web.plays.models import Journey
from tenure_web.plays.planned import plan_of
from tenure_web.tasks.kinds import ANSWERED
from tenure_web.tasks.models import Task

_GOALS: Mapping[str, Happened] = {"renews": "renewed", "buys": "bought", "pays": "paid"}


@dataclass
class News:
    """What is known of one journey; `zone` is the customer's own, where it is known."""

    happened: set[str] = field(default_factory=set)
    left: bool = False
    withdrawn: bool = False
    goal: bool = False
    fits: dict[int, bool | None] = field(default_factory=dict)
    zone: ZoneInfo | None = None

    def of_act(self) -> act.News:
        """Return it as the steps of a play ask for it."""
        return act.News(
            happened=frozenset(self.happened),  # type: ignore[arg-type]
            goal=self.goal,
            left=self.left,
            withdrawn=self.withdrawn,
            fits=self.fits,
        )


def gather(journeys: Sequence[Journey]) -> dict[int, News]:
    """Return what happened on some journeys, by their key; the company is asked once for all."""
    found = {one.pk: News() for one in journeys}
    plays = {one.pk: plan_of(one) for one in journeys}
    for one in journeys:
        _of_contacts(one, found[one.pk])
    _of_tables(journeys, found)
    for one in journeys:
        _of_profile(one, plays[one.pk], found[one.pk])
        found[one.pk].goal = _reached(plays[one.pk].goal, found[one.pk])
    return found


def _of_contacts(one: Journey, news: News) -> None:
    """Add what came back from messages, tasks and offers of this journey."""
    key = {"play": one.play, "version": one.version}
    sent = Delivery.objects.filter(customer=one.customer, occurrence=one.occasion, **key)
    for row in sent:
        news.happened |= {"opened"} if row.opened_at else set()
        news.happened |= {"opened", "clicked"} if row.clicked_at else set()
        news.withdrawn |= row.state == Delivery.State.SKIPPED and row.reason in (
            "no_consent",
            "suppressed",
            "erased",
        )
    own = Q(version=one.version, occasion=one.occasion) | Q(closed_at__gte=one.began)
    tasks = Task.objects.filter(unit=one.unit, play=one.play, state=Task.State.DONE)
    for task in tasks.filter(own):  # also one of another occasion that stood in for its own
        news.happened |= {"done", "answered"} if task.outcome in ANSWERED else {"done"}
    offers = Offer.objects.filter(customer=one.customer, occasion=one.occasion, **key)
    if offers.filter(state=Offer.State.TAKEN).exists():
        news.happened.add("taken")


def _of_tables(journeys: Sequence[Journey], found: dict[int, News]) -> None:
    """Add what the company's tables tell of everyone since their journey began."""
    since = {one.unit: one.began.astimezone(UTC).replace(tzinfo=None) for one in journeys}
    with company.asked("plays") as told:
        outlook = Outlook(told.rule)
        if outlook.snapshot:
            return
        did, left = happened(outlook, since), gone(outlook, since)
    for one in journeys:
        begun = since[one.unit]
        found[one.pk].happened |= {
            what for what, last in did.get(one.unit, {}).items() if _naive(last) > begun
        }
        found[one.pk].left = one.unit in left


def _of_profile(one: Journey, play: Play, news: News) -> None:
    """Add which branches by a condition fit the newest profile, and the customer's zone."""
    day = company.last_day()
    if day is None:
        return
    for at, step in enumerate(play.steps):
        if isinstance(step, Branch) and step.where is not None:
            news.fits[at] = _fits(step.where, one.unit)
    row = profiles(day, None).one(one.unit) or {}
    news.zone = _zone(row.get("time_zone"))


def _fits(where: Condition, unit: str) -> bool:
    day = company.last_day()
    assert day is not None
    found = profiles(day, None, str(where)).rows(
        ["unit_id"], limit=1, where="unit_id = ?", given=[unit]
    )
    return bool(found)


def _reached(goal: Goal, news: News) -> bool:
    """Say whether a goal is reached before its window is over; staying never is."""
    if goal.what == "comes_back":
        return "active" in news.happened or "bought" in news.happened
    if goal.what == "answers":
        return "answered" in news.happened
    return _GOALS.get(goal.what, "") in news.happened


def _zone(name: object) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
