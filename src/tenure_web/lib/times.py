"""Instants as pages say them: day and time by the company's clock."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure_web.lib import company


def clock(words: Words) -> Callable[[datetime], str]:
    """Return what says an instant in the reader's words."""
    try:
        zone = ZoneInfo(company.definitions().company.time_zone)
    except TenureError:  # the file is broken; its pages are shown all the same
        zone = ZoneInfo("UTC")

    def said(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{words.formats.date(local.date())} {local:%H:%M}"

    return said
