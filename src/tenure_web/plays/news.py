"""What happened on journeys since they began: what was opened, done, bought, and who left."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tenure.act import journey as act
from tenure.act.play import Goal, Play
from tenure.act.steps import Branch, Happened
from tenure.company.acts.happened import gone, happened
from tenure.company.predictions.outlook import Outlook
from tenure_web.customers.scope import profiles
from tenure_web.lib import company
from tenure_web.messages.models import Delivery, Offer
from tenure_web.messages.whom import About, about_many
from tenure_web.plays.models import Journey
from tenure_web.plays.planned import plan_of
from tenure_web.tasks.kinds import ANSWERED
from tenure_web.tasks.models import Task

_GOALS: Mapping[str, Happened] = {"renews": "renewed", "buys": "bought", "pays": "paid"}
_WITHDRAWN = ("no_consent", "suppressed", "erased")


@dataclass
class News:
    """What is known of one journey; `whom`: what the newest profile says of the customer."""

    happened: set[str] = field(default_factory=set)
    left: bool = False
    withdrawn: bool = False
    goal: bool = False
    fits: dict[int, bool | None] = field(default_factory=dict)
    whom: About = field(default_factory=About)

    def of_act(self) -> act.News:
        """Return it as the steps of a play ask for it."""
        return act.News(
            happened=frozenset(self.happened),  # type: ignore[arg-type]
            goal=self.goal,
            left=self.left,
            withdrawn=self.withdrawn,
            fits=self.fits,
        )


Found = dict[int, News]


def gather(journeys: Sequence[Journey]) -> Found:
    """Return what happened on some journeys, by their key; each source is asked once for all."""
    found = {one.pk: News() for one in journeys}
    plays = {one.pk: plan_of(one) for one in journeys}
    for source in (_of_messages, _of_tasks, _of_offers, _of_tables, _of_profiles):
        source(journeys, found)
    _of_conditions(journeys, plays, found)
    for key, news in found.items():
        news.goal = _reached(plays[key].goal, news)
    return found


def _of_messages(journeys: Sequence[Journey], found: Found) -> None:
    """Add what came back from the messages of each journey."""
    own = _by(journeys, lambda one: (one.customer, one.play, one.version, one.occasion))
    for row in _of_plays(Delivery.objects, journeys):
        for one in own[row.customer, row.play, row.version, row.occurrence]:
            news = found[one.pk]
            news.happened |= {"opened"} if row.opened_at else set()
            news.happened |= {"opened", "clicked"} if row.clicked_at else set()
            news.withdrawn |= row.state == Delivery.State.SKIPPED and row.reason in _WITHDRAWN


def _of_tasks(journeys: Sequence[Journey], found: Found) -> None:
    """Add what came of its tasks; also one of another occasion that stood in for its own."""
    own = _by(journeys, lambda one: (one.unit, one.play))
    units, plays = {one.unit for one in journeys}, {one.play for one in journeys}
    done = Task.objects.filter(unit__in=units, play__in=plays, state=Task.State.DONE)
    for task in done:
        for one in own[task.unit, task.play]:
            same = (task.version, task.occasion) == (one.version, one.occasion)
            if same or (task.closed_at is not None and task.closed_at >= one.began):
                answered = {"answered"} if task.outcome in ANSWERED else set()
                found[one.pk].happened |= {"done"} | answered


def _of_offers(journeys: Sequence[Journey], found: Found) -> None:
    """Add whether an offer of it was taken."""
    own = _by(journeys, lambda one: (one.customer, one.play, one.version, one.occasion))
    for row in _of_plays(Offer.objects.filter(state=Offer.State.TAKEN), journeys):
        for one in own[row.customer, row.play, row.version, row.occasion]:
            found[one.pk].happened.add("taken")


def _of_tables(journeys: Sequence[Journey], found: Found) -> None:
    """Add what the company's tables tell of everyone since their journey began."""
    first: dict[str, datetime] = {}
    for one in journeys:
        first[one.unit] = min(first.get(one.unit, _naive(one.began)), _naive(one.began))
    with company.asked("plays") as told:
        outlook = Outlook(told.rule)
        if outlook.snapshot:
            return
        did, left = happened(outlook, first), gone(outlook, first)
    for one in journeys:
        begun = _naive(one.began)
        found[one.pk].happened |= {
            what for what, last in did.get(one.unit, {}).items() if _naive(last) > begun
        }
        found[one.pk].left = one.unit in left


def _of_profiles(journeys: Sequence[Journey], found: Found) -> None:
    """Add what the newest profile says of the customer."""
    told = about_many([one.customer or one.unit for one in journeys])
    for one in journeys:
        found[one.pk].whom = told.get(one.customer or one.unit, About())


def _of_conditions(journeys: Sequence[Journey], plays: Mapping[int, Play], found: Found) -> None:
    """Add which branches by a condition fit the newest profile; without one that is not known."""
    day = company.last_day()
    asked: dict[str, list[tuple[Journey, int]]] = defaultdict(list)
    for one in journeys:
        for at, step in enumerate(plays[one.pk].steps):
            if isinstance(step, Branch) and step.where is not None:
                asked[str(step.where)].append((one, at))
    for where, whose in asked.items() if day else ():
        assert day is not None
        units = list({one.unit for one, _ in whose})
        holds = f"unit_id IN ({', '.join('?' * len(units))})"
        rows = profiles(day, None, where).rows(
            ["unit_id"], limit=len(units), where=holds, given=units
        )
        fit = {str(row["unit_id"]) for row in rows}
        for one, at in whose:
            found[one.pk].fits[at] = one.unit in fit


def _by(
    journeys: Sequence[Journey], key: Callable[[Journey], tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[Journey]]:
    own: dict[tuple[Any, ...], list[Journey]] = defaultdict(list)
    for one in journeys:
        own[key(one)].append(one)
    return own


def _of_plays(rows: Any, journeys: Sequence[Journey]) -> Any:
    """Return rows of the customers and plays of some journeys."""
    customers, plays = {one.customer for one in journeys}, {one.play for one in journeys}
    return rows.filter(customer__in=customers, play__in=plays)


def _reached(goal: Goal, news: News) -> bool:
    """Say whether a goal is reached before its window is over; staying never is."""
    if goal.what == "comes_back":
        return "active" in news.happened or "bought" in news.happened
    if goal.what == "answers":
        return "answered" in news.happened
    return _GOALS.get(goal.what, "") in news.happened


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
