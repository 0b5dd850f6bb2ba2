"""Workers that want to contact the same customers at once; says whom each may contact.

Run in a process of its own: python contacting.py tenure.toml home threads contacts prepare
"""

import json
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

from tenure_web.work import serving

CUSTOMERS, DRAWN = ("C1", "C2"), ("C3", "C4")
"""Whom all want to contact within a day, and at drawn times of four months."""
_FOUR_MONTHS = 120
_CHANNELS = ("email", "call", "push")
BEGUN = datetime(2026, 7, 1, 3, tzinfo=UTC)


def main(threads: int, contacts: int, worker: str) -> list[list[str]]:
    from django.db import connection

    from tenure_web.messages import ruling
    from tenure_web.messages.ruling import Asked, ask

    gate = Barrier(threads)
    ruling._judged = _slowly(ruling._judged)

    def run(thread: int) -> list[list[str]]:
        sent: list[list[str]] = []
        dice = random.Random(f"{worker}-{thread}")
        days = sorted(dice.uniform(0, _FOUR_MONTHS) for _ in range(contacts))

        def want(customer: str, number: int, now: datetime, channel: str) -> None:
            key = f"{worker}-{thread}-{number}-{customer}"
            if ask(Asked(customer, "service", channel, key), now).ruled == "send":
                sent.append([customer, now.isoformat(), channel])

        connection.ensure_connection()  # that takes longer than what is to meet
        gate.wait()
        try:
            for one in range(contacts):
                now = BEGUN + timedelta(hours=6 * (one % 4) + 0.1 * thread)
                for customer in CUSTOMERS:
                    want(customer, one, now, _CHANNELS[(one + thread) % 3])
                for customer in DRAWN:
                    drawn = BEGUN + timedelta(days=days[one])
                    want(customer, one, drawn, dice.choice(_CHANNELS))
        finally:
            connection.close()
        return sent

    with ThreadPoolExecutor(threads) as pool:
        return [row for part in pool.map(run, range(threads)) for row in part]


def _slowly(judged: Callable[..., Any]) -> Callable[..., Any]:
    """Wait between judging and booking: so that workers meet there, each time."""

    def judge(*told: Any) -> Any:
        found = judged(*told)
        time.sleep(0.03)
        return found

    return judge


if __name__ == "__main__":
    serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))
    if sys.argv[5] == "prepare":
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        print(json.dumps([]))
    else:
        import django

        django.setup()
        print(json.dumps(main(int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])))
