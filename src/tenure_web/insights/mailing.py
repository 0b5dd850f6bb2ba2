"""A dashboard as a mail: text, HTML, and the charts as pictures; and when it is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.mime.image import MIMEImage
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from tenure.charts.unsaid import said
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.report.blocks import Block
from tenure.report.tables import Row, TableView
from tenure_web.insights import saving, showing
from tenure_web.insights.models import Mailing, Shown, shown_on
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.models import User

PATIENCE = 300.0
TASKS = "tenure_web.tasks.due"
"""The part above that has a reader's tasks: `own_tasks` tells those due, by their rights."""
MOST_ROWS = 13
_WIDTH = 640
"""Of a picture, in a mail's own pixels."""


class _Mail(EmailMultiAlternatives):
    """A mail whose pictures stand where its text names them."""

    mixed_subtype = "related"


@dataclass(frozen=True)
class Table:
    """A table of a mail, with the rows that it has room for, and how many it has not."""

    view: TableView
    rows: Sequence[Row]
    left_out: int


@dataclass(frozen=True)
class Item:
    """A result in a mail: its block, its tables, and the file of its picture, if it has one."""

    block: Block
    tables: Sequence[Table]
    picture: str


@dataclass(frozen=True)
class Part:
    """A view in a mail: its name, its address, its answers or why there are none."""

    name: str
    address: str
    items: Sequence[Item]
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
        "tasks": _tasks(reader, words),
        "root": settings.ENVIRONMENT.public_url,
        "words": words,
        "address": f"{settings.ENVIRONMENT.public_url}{place}",
        "style": _style(),
        "width": _WIDTH,
    }
    subject = " ".join(words("mailing.subject", **_named(context)).split())
    made = _Mail(subject, render_to_string("insights/mail.txt.j2", context), to=[reader.email])
    made.attach_alternative(render_to_string("insights/mail.html.j2", context), "text/html")
    for name, picture in pictures:
        made.attach(_inline(name, picture))
    return made


def _tasks(reader: User, words: Words) -> Any:
    return import_module(TASKS).own_tasks(reader, words)


def _named(context: dict[str, object]) -> dict[str, object]:
    return {name: context[name] for name in ("title", "company")}


@cache
def _style() -> Markup:
    """Return the mail's own style: nothing is loaded from elsewhere."""
    text = (files("tenure_web.insights") / "static/insights/mail.css").read_text("utf-8")
    return Markup(f"<style>{text}</style>")


def _inline(name: str, picture: bytes) -> MIMEImage:
    made = MIMEImage(picture, "png")
    made.add_header("Content-ID", f"<{name}>")
    made.add_header("Content-Disposition", "inline", filename=name)
    return made


def _part(shown: Shown, reader: User, words: Words, pictures: list[tuple[str, bytes]]) -> Part:
    address = f"{settings.ENVIRONMENT.public_url}{shown.view.address}"
    seen = saving.seen_now(shown.view.address, reader, words, PATIENCE)
    if not seen.results:
        return Part(shown.view.name, address, [], _wrong(seen, words))
    return Part(shown.view.name, address, [_item(one, words, pictures) for one in seen.results])


def _wrong(seen: saving.Seen, words: Words) -> str:
    if seen.error:
        return str(said(seen.error, words.language))
    return words("mailing.late" if seen.busy else "mailing.nothing")


def _item(result: Result, words: Words, pictures: list[tuple[str, bytes]]) -> Item:
    marked = changes()
    drawn = showing.picture(result, "png", words, marked)
    name = f"{len(pictures) + 1}-{result.metric}.png" if drawn else ""
    if drawn:
        pictures.append((name, drawn))
    block = showing.block(result, words, "m", marked)
    return Item(block, [_table(one, result) for one in _views(block)], name)


def _views(block: Block) -> Sequence[TableView]:
    """Return the tables that a mail shows: those of the page, and folded ones where it has none."""
    if block.triangle:
        return [block.triangle.table]
    told = block.tables or block.points or block.paragraphs
    return block.tables if told else block.numbers


def _table(view: TableView, result: Result) -> Table:
    """Cut a table to the rows that matter most: of periods and cohorts the last."""
    if view.rows and view.rows[0].style == "pooled":
        shown = [view.rows[0], *view.rows[1:][-MOST_ROWS + 1 :]]
        return Table(view, shown, len(view.rows) - len(shown))
    rows = view.rows[-MOST_ROWS:] if _runs_forward(result) else view.rows[:MOST_ROWS]
    return Table(view, rows, len(view.rows) - len(rows))


def _runs_forward(result: Result) -> bool:
    """Say whether rows are periods of one thing after another, as pages show all but attrition."""
    if showing.is_attrition(result) or "period_start" not in result.table.column_names:
        return False
    days = [one for one in result.table["period_start"].to_pylist() if one is not None]
    return days == sorted(days)
