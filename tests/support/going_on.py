"""A worker that goes on with journeys that are due; says each step that it did, as unit and step.

Run in a process of its own: python going_on.py tenure.toml home begin | work | die | rest
"""

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from tenure.act.play import Play
from tenure_web.work import serving

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
UNITS = 24
LIVED = 2
"""After so many steps one is killed, in the midst of the next."""
SAID = {"en": "Call", "ko": "전화"}
PLAY = {
    "id": "early_call",
    "salt": "0123456789abcdef",
    "state": "running",
    "name": SAID,
    "about": SAID,
    "trigger": {"kind": "segment"},
    "steps": [
        {"do": "task", "title": SAID, "due": "1 day"},
        {"do": "task", "title": SAID, "due": "2 days"},
        {"do": "wait", "days": "7 days"},
        {"do": "task", "title": SAID, "due": "1 day"},
    ],
}


def begin() -> None:
    from tenure_web.plays import journeys

    play = Play.model_validate(PLAY, context={})
    told = {"play": play.id, "version": 1, "occasion": "2026-07", "owner": None}
    rows = [
        {"unit_id": f"C{one}", "customer_id": f"C{one}", "verdict": verdict, **told}
        for one in range(UNITS)
        for verdict in ("hold_out" if one % 3 == 0 else "contact",)
    ]
    journeys.begin(rows, {play.id: play}, NOW)


def warm() -> None:
    """Read the company, that no worker is done before another has begun."""
    from tenure_web.plays.models import Journey
    from tenure_web.plays.news import gather

    gather(list(Journey.objects.all()[:1]))


def work(*, dies: bool) -> None:
    from tenure_web.plays import journeys

    journeys.AT_ONCE = 3
    # Between looking and taking: so that workers meet, each time.
    journeys.secrets = SimpleNamespace(token_hex=_slowly)  # type: ignore[attr-defined]
    journeys._done = _telling(journeys._done, dies)
    journeys.advance(NOW, SEOUL)


def rest() -> None:
    """Go on before and after the lease of whoever was killed is over, and when all have waited."""
    from tenure_web.plays import journeys

    assert not journeys.advance(NOW + journeys.LEASE - timedelta(seconds=1), SEOUL)
    journeys._done = _telling(journeys._done, dies=False)
    assert journeys.advance(NOW + journeys.LEASE + timedelta(seconds=1), SEOUL)
    journeys.advance(NOW + timedelta(days=8), SEOUL)


def _slowly(size: int) -> str:
    time.sleep(0.05)
    return secrets.token_hex(size)


def _telling(done: Callable[..., None], dies: bool) -> Callable[..., None]:
    """Do a step and say it; whoever dies does so with the step done and not yet committed."""
    count = 0

    def told(one: Any, play: Any, move: Any, *more: Any) -> None:
        nonlocal count
        done(one, play, move, *more)
        if dies and count == LIVED:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        print(json.dumps([one.unit, move.step]), flush=True)

    return told


def main(place: Path, home: Path, what: str) -> None:
    serving.begin(place, home)
    import django

    django.setup()
    if what == "begin":
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        begin()
        return
    if what == "rest":
        rest()
        return
    warm()
    (home / f"ready-{os.getpid()}").touch()
    while not (home / "go").exists():
        time.sleep(0.01)
    if what == "work":
        time.sleep(1)  # whoever dies is to have begun
    work(dies=what == "die")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
