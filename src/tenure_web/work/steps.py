"""Steps of a run, and what it left out, as people read them: a manifest names them in code."""

import re

from tenure.charts.words import Words
from tenure.company.metrics import catalogue

_PARTS = {
    "explain": "explain",
    "prove": "prove",
    "decisions": "decide",
    "predictions": "predict",
}
"""What stands before a name, and the step that it belongs to."""
_NAMES = {
    "risk words": "area.alerts",
    "scores": "area.sentiment",
    "learning": "work.step_learn",
    "scoring": "work.step_score",
}
"""Names that pages show under another's."""
_BY = re.compile(r" by (?P<by>.+)$")


def step_said(step: str, words: Words) -> str:
    """Return what a step is called: a metric as its page is, how it was asked behind it.

    One that is not known here stays as it is.
    """
    own = f"work.step_{step}"
    if own in words.texts:
        return words(own)
    head, _, rest = step.partition(" ")
    part = _PARTS.get(head.rstrip(":"))
    if part:
        told = words(f"work.step_{part}")
        return f"{told}: {_named(rest, words)}" if rest else told
    metric = catalogue().get(head)
    if metric is None:
        return step
    return ", ".join([metric.title[words.language], *_asked(rest, words)])


def _named(name: str, words: Words) -> str:
    return words.texts.get(_NAMES.get(name, f"area.{name}"), name)


def _asked(rest: str, words: Words) -> list[str]:
    """Return how a metric was asked: its period, its options, and by what it is split."""
    by = _BY.search(f" {rest}")
    asked = f" {rest}"[: by.start()] if by else rest
    period, *options = asked.split() or [""]
    told = [words.texts.get(f"period.{period}", period)]
    told += [words.texts.get(f"choice.{one}", one) for one in options]
    told += [words("work.step_by", by=by["by"])] if by else []
    return [one for one in told if one]
