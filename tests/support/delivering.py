"""Workers that deliver, each in a process of its own, and may be killed at a moment.

Run as: python delivering.py tenure.toml home. Each line that it reads names commands, parted by
semicolons, which run side by side, each in a fork: put N, deliver [MOMENT NTH [BATCH]], later
[BATCH], states.
It answers with a line of JSON: the exit code of each, and what it said.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tenure_web.work import serving

serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))

import duckdb  # noqa: E402, F401
import ibis.backends.duckdb  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401
from django.urls import get_resolver  # noqa: E402

from tenure_web.messages import outbox  # noqa: E402
from tenure_web.messages.channels import mail  # noqa: E402
from tenure_web.messages.models import Attempt, Delivery, Person, Ruled  # noqa: E402

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
LATER = NOW + outbox.LEASE + timedelta(minutes=1)


def put(number: int) -> None:
    """Put a message to each of so many customers."""
    for one in range(number):
        outbox.put(
            unit=f"C{one}",
            customer=f"C{one}",
            play="first_month",
            version=1,
            step="0",
            occurrence="2026-07",
            channel="email",
            subject="{{ name }}",
            body="안녕하세요",
            language="ko",
            purpose="service",
            now=NOW,
        )


def die(*_: object) -> None:
    """End as by a lack of memory: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], nth: int, *, after: bool) -> Callable[..., Any]:
    """Return a function that ends the process at its nth call: before it, or after it."""
    count = 0

    def call(*args: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        if count == nth and not after:
            die()
        found = function(*args, **more)
        if count == nth and after:
            die()
        return found

    return call


MOMENTS: dict[str, tuple[Any, str]] = {
    "claim": (outbox, "claim"),
    "begin": (outbox, "_begun"),
    "connect": (mail.Mail, "_connected"),
    "hand": (mail._Handing, "over"),
    "end": (outbox, "_ended"),
    "note": (outbox, "_note"),
    "release": (outbox, "_release"),
}


def deliver(moment: str = "", nth: str = "0", batch: str = "4", at: datetime = NOW) -> Any:
    """Deliver what is due; killed before or after the nth call of something: before:hand 3."""
    if moment:
        side, _, name = moment.partition(":")
        place, attribute = MOMENTS[name]
        function = getattr(place, attribute)
        setattr(place, attribute, dying(function, int(nth), after=side == "after"))
    return outbox.deliver(at, batch=int(batch))


def states() -> Any:
    """Say how many there are in each state, and how many contacts are booked."""
    found = Counter(Delivery.objects.values_list("state", flat=True))
    booked = Ruled.objects.filter(ruled="send", undone_at=None).count()
    unknown = list(Delivery.objects.filter(state="unknown").values_list("customer", flat=True))
    return {"states": found, "booked": booked, "unknown": unknown}


def run(command: list[str]) -> Any:
    """Do a command and return what it says."""
    match command:
        case ["put", number]:
            for model in (Attempt, Delivery, Ruled, Person):
                model._base_manager.all().delete()
            return put(int(number))
        case ["deliver", *more]:
            return deliver(*more)
        case ["later", *more]:
            return deliver("", "0", *more, at=LATER)
        case ["states"]:
            return states()
    raise ValueError(command)


def begun(command: list[str]) -> tuple[int, int]:
    """Begin a command in a fork; return its process and where it will speak."""
    ear, mouth = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.write(mouth, json.dumps(run(command)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(mouth)
    return process, ear


def ended(process: int, ear: int) -> tuple[int, Any]:
    """Wait for a command; return its exit code, negative when killed, and what it said."""
    with os.fdopen(ear, "rb") as heard:
        said = heard.read()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, json.loads(said) if said else None


assert get_resolver().url_patterns  # what every fork would import is imported once
if os.fork() == 0:  # what has opened a database must not fork afterwards
    serving.prepare()
    os._exit(0)
os.wait()
for line in sys.stdin:
    every = [begun(one.split()) for one in line.split(";")]
    print(json.dumps([ended(*one) for one in every]), flush=True)
