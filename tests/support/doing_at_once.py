"""People who make, take and close the same tasks at once; says how many could.

Run in a process of its own: python doing_at_once.py tenure.toml home
"""

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

from tenure_web.work import serving

THREADS, TURNS = 4, 5


def main() -> dict[str, object]:
    from tenure_web.messages.models import Ruled
    from tenure_web.people.models import User
    from tenure_web.tasks import changing, queue
    from tenure_web.tasks.models import Task

    people = [User.objects.create_user(f"p{one}") for one in range(THREADS)]

    def made(turn: int, user: User) -> bool:
        customer = f"C{turn}"
        title, due = {"": "x"}, date(2026, 7, 1)
        return queue.put(unit=customer, customer=customer, title=title, due=due, author=user).new

    def taken(turn: int, user: User) -> bool:
        changing.take(task=Task.objects.get(unit=f"C{turn}"), user=user)
        return True

    def closed(turn: int, user: User) -> bool:
        task = Task.objects.get(unit=f"C{turn}")
        done = changing.close(task=task, user=user, outcome="reached", happened=True)
        return done is None

    def at_once(act: Callable[[int, User], bool]) -> list[int]:
        return [sum(_together(act, turn, people)) for turn in range(TURNS)]

    return {
        "made": at_once(made),
        "taken": at_once(taken),
        "closed": at_once(closed),
        "booked": Ruled.objects.filter(ruled="send", undone_at=None).count(),
        "vendor": Task.objects.db,
    }


def _together(act: Callable[..., bool], turn: int, people: Sequence[object]) -> list[bool]:
    from django.db import connection

    from tenure_web.tasks.changing import TooLateError

    gate = Barrier(len(people))

    def run(user: object) -> bool:
        gate.wait()
        try:
            return act(turn, user)
        except TooLateError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


if __name__ == "__main__":
    serving.begin(Path(sys.argv[1]), Path(sys.argv[2]))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    found = main()
    print(json.dumps(found | {"vendor": connection.vendor}))
