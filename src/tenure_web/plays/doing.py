"""Doing one step of a play for one customer: a message put out, a task given, an offer made."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tenure.act.budget import since
from tenure.act.play import Play
from tenure.act.steps import Message, Offer, Task
from tenure.act.words import Language
from tenure_web.customers.scope import unit_of
from tenure_web.customers.views.shared import calendar
from tenure_web.lib import company
from tenure_web.messages import offers, outbox
from tenure_web.messages.whom import About, language_told
from tenure_web.people.models import User
from tenure_web.plays.models import Journey
from tenure_web.tasks import queue
from tenure_web.tasks.days import today


def do(one: Journey, play: Play, at: int, now: datetime, whom: About) -> None:
    """Do a step; asked again for the same journey and step, nothing is done twice.

    `whom`: what is known of the customer.
    """
    match play.steps[at]:
        case Message() as step:
            _message(one, play, step, at, now, language_of(whom))
        case Task() as step:
            _task(one, play, step, at)
        case Offer() as step:
            _offer(one, play, step, at, now)
        case _:
            raise AssertionError("waits and branches are not done")


def _message(
    one: Journey, play: Play, step: Message, at: int, now: datetime, language: Language
) -> None:
    outbox.put(
        unit=one.unit,
        customer=one.customer or one.unit,
        play=play.id,
        version=one.version,
        step=str(at),
        occurrence=one.occasion,
        channel=step.channel,
        subject=step.subject.of(language),
        body=step.body.of(language),
        language=language,
        purpose=play.purpose,
        cost=play.worth.contact,
        now=now,
    )


def _task(one: Journey, play: Play, step: Task, at: int) -> None:
    day = company.last_day()
    queue.put(
        unit=one.unit,
        kind=unit_of(day) if day else "customer",
        customer=one.customer,
        what=step.task,
        purpose=play.purpose,
        play=play.id,
        version=one.version,
        occasion=one.occasion,
        step=at,
        title=step.title.model_dump(),
        guide=step.guide.model_dump() if step.guide else {},
        due=today() + timedelta(days=step.due),
        queue=one.owner,
        owner=User.objects.filter(username=one.owner, is_active=True).first(),
    )


def _offer(one: Journey, play: Play, step: Offer, at: int, now: datetime) -> None:
    offers.grant(
        unit=one.unit,
        customer=one.customer or one.unit,
        play=play.id,
        version=one.version,
        step=str(at),
        occasion=one.occasion,
        kind=step.offer,
        size=step.size,
        cost=step.cost,
        expires=step.expires,
        words=step.words.model_dump(),
        budget=play.budget.money,
        spent_since=_since(play, now),
        now=now,
    )


def _since(play: Play, now: datetime) -> datetime:
    """Return when the period of a play's budget began."""
    told = calendar()
    today = now.astimezone(ZoneInfo(told.time_zone)).date()
    return told.midnight(since(play.budget, today, told)).replace(tzinfo=UTC)


def language_of(whom: About) -> Language:
    """Return the language to write to a customer in: their own, else the company's."""
    return whom.language or language_told(company.language()) or "en"
