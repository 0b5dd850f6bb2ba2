"""What the worker does for plays: journeys begin after a run, and go on each minute."""

import logging
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone
from django_tasks import task

from tenure.act.reading import FOLDER, shelf
from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.plays import journeys
from tenure_web.plays.exporting import giving, sending
from tenure_web.plays.journeys import ARMS
from tenure_web.plays.models import Export
from tenure_web.work.schedule import zone

_log = logging.getLogger("tenure_web.plays")
_COLUMNS = ["unit_id", "customer_id", "play", "version", "occasion", "verdict", "owner"]


@task()
def begin() -> None:
    """Begin what the newest decisions say, for the plays that are running."""
    found = sorted((company.store().root / "acts" / "decisions").glob("????-??-??.parquet"))
    if not found:
        return
    told = shelf(company.definitions().folder / FOLDER)
    running = {name: play for name, play in told.plays.items() if play.state == "running"}
    rows = pq.read_table(found[-1], columns=_COLUMNS)
    chosen = rows.filter(pc.is_in(rows["verdict"], pa.array(list(ARMS))))
    number = journeys.begin(chosen.to_pylist(), running, timezone.now())
    _log.info("journeys begun", extra={"facts": {"decisions": number}})


@task()
def advance() -> None:
    """Go on with every journey that is due; nothing is lost where the company cannot be read."""
    try:
        journeys.advance(datetime.now(UTC), zone())
    except TenureError as error:
        _log.warning("journeys wait", extra={"facts": {"why": type(error).__name__}})


@task()
def give(export: int) -> None:
    """Give an audience away by one way."""
    giving.give(Export.objects.get(pk=export), timezone.now())
    sending.send()


@task()
def give_daily() -> None:
    """Give away, after a run, the audiences that are to go each day, of plays that run."""
    told = shelf(company.definitions().folder / FOLDER).plays
    for one in Export.objects.filter(daily=True):
        if one.play in told and told[one.play].state == "running":
            giving.give(one, timezone.now())
    sending.send()


@task()
def send_pages() -> None:
    """Send the pages of audiences that are due."""
    sending.send()


def send_pages_when_due() -> None:
    """Put the sending into the queue where any page waits."""
    now = timezone.now()
    sending.mark_lost(now)
    if sending.due(now).exists():
        send_pages.enqueue()
