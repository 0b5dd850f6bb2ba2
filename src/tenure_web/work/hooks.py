"""What other parts do after a run and by the clock; named here, in one place."""

from importlib import import_module

COUNTS = ("tenure_web.customers.jobs.count_segments",)
"""Counting the segments anew: where it is scheduled by itself."""
AFTER_RUN = (*COUNTS, "tenure_web.insights.jobs.draw_ahead", "tenure_web.plays.jobs.begin")
"""What rests on the results of a run."""
MAILS = (
    "tenure_web.insights.jobs.send_due",
    "tenure_web.plays.jobs.advance",
    "tenure_web.messages.may_not.refresh",
    "tenure_web.tasks.capacity.refresh",
    "tenure_web.messages.jobs.deliver_when_due",
)
"""Going on with plays and sending what is due: each knows by itself when."""


def call(names: tuple[str, ...]) -> None:
    """Put each into the queue, or call it where it is no task."""
    for name in names:
        module, _, function = name.rpartition(".")
        found = getattr(import_module(module), function)
        getattr(found, "enqueue", found)()
