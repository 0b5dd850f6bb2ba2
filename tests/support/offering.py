"""Threads that grant and take the same offers at once, on the database that the environment names.

Run in a process of its own: python offering.py tenure.toml home threads; says what came of it.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

from tenure_web.work import serving

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
BUDGET, COST, EACH = 55.0, 10.0, 4


def at_once(threads: int, run: Callable[[int], Any]) -> list[Any]:
    """Run in so many threads that begin together, each with a connection of its own."""
    from django.db import connection

    gate = Barrier(threads)

    def one(number: int) -> Any:
        try:
            connection.ensure_connection()  # that takes longer than what is to meet
            gate.wait()
            return run(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def grant(customer: str, occasion: str, play: str = "stay", budget: float | None = BUDGET) -> Any:
    from tenure_web.messages import offers

    return offers.grant(
        unit=customer, customer=customer, play=play, version=1, step="0", occasion=occasion,
        kind="discount", size=0.2, cost=COST, expires=14, words={}, budget=budget, now=NOW,
    )  # fmt: skip


def slowly(looked: Callable[..., str]) -> Callable[..., str]:
    """Wait between looking at what there is and offering: so that threads meet there, each time."""

    def look(*told: Any) -> str:
        found = looked(*told)
        time.sleep(0.03)
        return found

    return look


def main(threads: int) -> dict[str, Any]:
    from tenure_web.messages import offers
    from tenure_web.messages.models import Offer
    from tenure_web.messages.persons import person_of

    offers._over = slowly(offers._over)
    person_of("D")  # who is new is held by being written: only who is known needs a lock
    at_once(threads, lambda one: [grant(f"C{one}-{n}", "1") for n in range(EACH)])
    at_once(threads, lambda one: [grant("D", f"{n}", f"other{one}", None) for n in range(EACH)])
    same = at_once(threads, lambda one: grant("E", "1", "third", None).pk)
    code = Offer.objects.get(play="third").code
    took = at_once(threads, lambda one: offers.redeem(code, f"order-{one}", NOW)[1])
    return {
        "spent": offers.spent("stay"),
        "states": Counter(Offer.objects.filter(play="stay").values_list("state", flat=True)),
        "open": Offer.objects.filter(customer="D", state="open").count(),
        "same": len(set(same)),
        "took": Counter(took),
    }


if __name__ == "__main__":
    serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps(main(int(sys.argv[3]))))
