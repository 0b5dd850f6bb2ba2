"""What other parts do after a run and each minute; named here, in one place."""

import logging
from importlib import import_module

_log = logging.getLogger("tenure_web.work")

COUNTS = ("tenure_web.customers.jobs.count_segments",)
"""Counting the segments anew: after a run, and where it is scheduled by itself."""
MAILS = ("tenure_web.insights.jobs.send_due",)
"""Sending what is due: it knows by itself when."""


def call(names: tuple[str, ...]) -> None:
    """Put each into the queue, or call it where it is no task; one that is not there is told."""
    for name in names:
        module, _, function = name.rpartition(".")
        try:
            found = getattr(import_module(module), function)
        except (ModuleNotFoundError, AttributeError):
            _log.warning("no such job", extra={"facts": {"job": name}})
            continue
        getattr(found, "enqueue", found)()
