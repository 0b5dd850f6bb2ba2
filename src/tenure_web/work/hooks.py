"""What other parts do after a run and by the clock; named here, in one place."""

import logging
from importlib import import_module

_log = logging.getLogger("tenure_web.work")
COUNTS = ("tenure_web.customers.jobs.count_segments",)
"""Counting the segments anew: where it is scheduled by itself."""
AFTER_RUN = (
    *COUNTS,
    "tenure_web.insights.jobs.draw_ahead",
    "tenure_web.plays.jobs.begin",
    "tenure_web.plays.jobs.give_daily",
)
"""What rests on the results of a run."""
MAILS = (
    "tenure_web.insights.jobs.send_due",
    "tenure_web.plays.jobs.advance",
    "tenure_web.plays.jobs.send_pages_when_due",
    "tenure_web.messages.may_not.refresh",
    "tenure_web.tasks.capacity.refresh",
    "tenure_web.messages.jobs.deliver_when_due",
    "tenure_web.messages.wiping.refresh",
)
"""Going on with plays and sending what is due: each knows by itself when."""


def call(names: tuple[str, ...]) -> None:
    """Put each into the queue, or call it where it is no task.

    One that goes wrong keeps none of the others from being done; the first is raised at the end,
    and the log has them all.
    """
    wrong: list[Exception] = []
    for name in names:
        try:
            _call(name)
        except Exception as error:
            _log.exception("a part went wrong", extra={"facts": {"part": name}})
            wrong.append(error)
    if wrong:
        raise wrong[0]


def _call(name: str) -> None:
    module, _, function = name.rpartition(".")
    found = getattr(import_module(module), function)
    getattr(found, "enqueue", found)()
