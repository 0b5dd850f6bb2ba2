"""The plan of a journey: the play as it was when the journey began, which is played to its end."""

from functools import lru_cache

from tenure.act.play import Play
from tenure.act.reading import loads
from tenure_web.plays.models import Journey


def plan_of(one: Journey) -> Play:
    """Return the play of a journey as it began; raises TenureError where it cannot be read."""
    return _read(one.plan, one.play)


@lru_cache(256)
def _read(plan: str, source: str) -> Play:
    return loads(plan, source=source)
