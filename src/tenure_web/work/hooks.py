"""What other parts do after a run and by the clock; named here, in one place."""

from importlib import import_module

COUNTS = ("tenure_web.customers.jobs.count_segments",)
"""Counting the segments anew: where it is scheduled by itself."""
AFTER_RUN = (*COUNTS, "tenure_web.insights.jobs.draw_ahead")
"""What rests on the results of a run."""
MAILS = ("tenure_web.insights.jobs.send_due",)
"""Sending what is due: it knows by itself when."""


def call(names: tuple[str, ...]) -> None:
    """Put each into the queue, or call it where it is no task."""
    for name in names:
        module, _, function = name.rpartition(".")
        found = getattr(import_module(module), function)
        getattr(found, "enqueue", found)()
