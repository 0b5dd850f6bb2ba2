"""What is done after a run: the sizes of saved segments are kept, a number a day."""

import logging

from django_tasks import task

from tenure.errors import TenureError
from tenure_web.customers.models import Segment, SegmentSize
from tenure_web.customers.scope import profiles
from tenure_web.lib import company

_log = logging.getLogger("tenure_web.customers")


@task()
def count_segments() -> None:
    """Count every saved segment on the last day with profiles, of all customers.

    A segment whose columns are gone is left out that day, and told in the log by its number.
    """
    day = company.last_day()
    if day is None:
        return
    for segment in Segment.objects.all():
        try:
            size = profiles(day, None, segment.condition).count()
        except TenureError:
            _log.warning("segment not counted", extra={"facts": {"segment": segment.pk}})
            continue
        SegmentSize.objects.update_or_create(
            segment=segment,
            day=day.as_of,
            defaults={"size": size, "condition": segment.condition},
        )
