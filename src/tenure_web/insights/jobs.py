"""What is done by the clock: mail that is due; and after a run: its charts, drawn ahead."""

import logging
from datetime import UTC, datetime, timedelta
from itertools import product

from django.db.models import F

from tenure.company.metrics import catalogue
from tenure.measure.result import Result
from tenure_web.insights import showing
from tenure_web.insights.mailing import message, next_after
from tenure_web.insights.models import Mailing
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.language import LANGUAGES, words_of
from tenure_web.people import audit
from tenure_web.people.rights import Right

MOST_TRIES = 5
LATER = timedelta(minutes=15)
_log = logging.getLogger("tenure_web.insights")


def send_due(now: datetime | None = None) -> int:
    """Send every mailing that is due, each once, and return how many went out.

    One that fails is tried again a quarter of an hour later, five times, then when it is due
    next. Of mail that was missed while nothing ran, one goes out.
    """
    now = now or datetime.now(UTC)
    due = Mailing.objects.filter(next_at__lte=now).select_related("dashboard__owner", "to")
    return sum(_send(one, now) for one in due)


def _send(mailing: Mailing, now: datetime) -> bool:
    zone = company.definitions().company.time_zone
    after = next_after(now, zone, every=mailing.every, day=mailing.day, hour=mailing.hour)
    claimed = Mailing.objects.filter(pk=mailing.pk, next_at=mailing.next_at)
    if not claimed.update(next_at=after):
        return False  # another process has it
    if not _may_get(mailing):
        return False
    try:
        message(mailing).send()
    except Exception as error:  # whatever is wrong with one keeps nobody from theirs
        _failed(mailing, now, after, type(error).__name__)
        return False
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=now, tries=0, failed="")
    audit.write("mailing.send", str(mailing.dashboard_id), after={"to": mailing.to.get_username()})
    return True


def _may_get(mailing: Mailing) -> bool:
    """Say whether somebody may still open what would be mailed to them."""
    reader, board = mailing.to, mailing.dashboard
    may = {Right.SEE_FIGURES, Right.SAVE_VIEWS} <= reader.rights and bool(reader.email)
    return may and (board.shared or board.owner_id == reader.pk)


def _failed(mailing: Mailing, now: datetime, after: datetime, what: str) -> None:
    again = mailing.tries + 1 < MOST_TRIES
    _log.warning("mailing failed", extra={"facts": {"mailing": mailing.pk, "error": what}})
    Mailing.objects.filter(pk=mailing.pk).update(
        next_at=min(now + LATER, after) if again else after,
        tries=F("tries") + 1 if again else 0,
        failed=what,
    )


def draw_ahead() -> int:
    """Draw the charts of the last run in both languages, so that nobody waits; say how many.

    As those see them who may open customers, whose pages most are.
    """
    run, marked = company.latest(), changes()
    drawn = [one for one in (run.results if run else []) if _has_chart(one)]
    for result, language in product(drawn, LANGUAGES):
        metric = catalogue().get(result.metric)
        form = "open" if metric and metric.members else ""
        sql = "sql" if metric else ""
        showing.article(result, words_of(language), "a0", form=form, changes=marked, sql=sql)
    return len(drawn)


def _has_chart(result: Result) -> bool:
    return showing.chart_of(result, words_of(LANGUAGES[0])) is not None
