"""A dashboard as a mail: text, HTML, and the charts as pictures; and when it is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.report.blocks import Block
from tenure_web.insights import saving, showing
from tenure_web.insights.models import Mailing, Shown, shown_on
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.models import User

PATIENCE = 300.0
MOST_ROWS = 13


@dataclass(frozen=True)
class Part:
    """A view in a mail: its name, its address, its answers or why there are none."""

    name: str
    address: str
    blocks: Sequence[Block]
    pictures: Sequence[str]
    wrong: str = ""


def next_after(now: datetime, zone: str, *, every: str, day: int, hour: int) -> datetime:
    """Return the next time (UTC) after `now` that a mailing is due, by the company's clock.

    An hour that a clock change leaves out is the one after it.
    """
    local = now.astimezone(ZoneInfo(zone))
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    for ahead in range(63):
        found = (at + timedelta(days=ahead)).replace(fold=0)
        if _falls(found, every, day) and found.astimezone(UTC) > now:
            return found.astimezone(UTC)
    raise ValueError(every)


def _falls(at: datetime, every: str, day: int) -> bool:
    if every == "week":
        return at.weekday() == day
    return every == "day" or at.day == day


def message(mailing: Mailing) -> EmailMultiAlternatives:
    """Make the mail of a dashboard for who gets it: in their language, with their rights.

    Raises TenureError where the company cannot be read.
    """
    told = company.definitions()
    reader: User = mailing.to
    words = words_of(reader.language or told.company.language)
    pictures: list[tuple[str, bytes]] = []
    parts = [_part(one, reader, words, pictures) for one in shown_on(mailing.dashboard)]
    place = reverse("insights:dashboard", args=[mailing.dashboard.pk])
    context = {
        "title": mailing.dashboard.name,
        "company": told.company.name,
        "parts": parts,
        "words": words,
        "address": f"{settings.ENVIRONMENT.public_url}{place}",
    }
    subject = " ".join(words("mailing.subject", **_named(context)).split())
    made = EmailMultiAlternatives(
        subject, render_to_string("insights/mail.txt.j2", context), to=[reader.email]
    )
    made.attach_alternative(render_to_string("insights/mail.html.j2", context), "text/html")
    for name, picture in pictures:
        made.attach(name, picture, "image/png")
    return made


def _named(context: dict[str, object]) -> dict[str, object]:
    return {name: context[name] for name in ("title", "company")}


def _part(shown: Shown, reader: User, words: Words, pictures: list[tuple[str, bytes]]) -> Part:
    address = f"{settings.ENVIRONMENT.public_url}{shown.view.address}"
    seen = saving.seen_now(shown.view.address, reader, words, PATIENCE)
    if not seen.results:
        wrong = str(seen.error) if seen.error else words("mailing.nothing")
        return Part(shown.view.name, address, [], [], wrong)
    marked = changes()
    blocks = [showing.block(one, words, "m", marked) for one in seen.results]
    named = [_picture(one, words, pictures) for one in seen.results]
    return Part(shown.view.name, address, blocks, [one for one in named if one])


def _picture(result: Result, words: Words, pictures: list[tuple[str, bytes]]) -> str:
    """Draw a result and add it to the pictures; return its file's name, or nothing."""
    drawn = showing.picture(result, "png", words, changes())
    if drawn is None:
        return ""
    name = f"{len(pictures) + 1}-{result.metric}.png"
    pictures.append((name, drawn))
    return name
