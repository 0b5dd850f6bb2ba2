"""What library errors say to do on the command line, as the page on which one does it here."""

import re

from tenure.charts.words import Words
from tenure.errors import TenureError

_NOUNS = "train|score|card|decide|why|add|import|drivers?|reasons|competitors|features|attrition"
_COMMAND = re.compile(
    r"`?\btenure (run|check|measure|explain|predict|plays)\b"
    rf"(?: ({_NOUNS}|behaviour)\b)?(?: …| --[\w-]+(?: [^\s,.;)`]+)?| [^\s=]+=…)*`?"
)
_PAGES = {
    "run": ("place.work",),
    "check": ("place.definitions",),
    "measure": ("place.insights", "verb.measure"),
    "explain": ("place.insights", "verb.explain"),
    "predict": ("place.insights", "verb.predict"),
    "plays": ("place.plays",),
}
_IN_A_RUN = ("train", "score", "decide")
"""What each run does by itself."""


def on_pages(error: TenureError, words: Words) -> TenureError:
    """Return an error whose hint names pages in the place of commands."""
    if not error.hint or "tenure " not in error.hint:
        return error
    hint = _COMMAND.sub(lambda found: _page(found, words), error.hint)
    return TenureError(error.message, where=error.where, hint=hint)


def _page(found: re.Match[str], words: Words) -> str:
    verb, noun = found.groups()
    return " › ".join(words(one) for one in _PAGES["run" if noun in _IN_A_RUN else verb])
