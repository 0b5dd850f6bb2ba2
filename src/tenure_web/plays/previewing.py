"""Who would be contacted today by a play as it stands in a form: decided, and not written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from tenure.act.play import Play
from tenure.charts.formats import money
from tenure.charts.words import Words
from tenure.company.acts.preview import Preview as Decided
from tenure.company.acts.preview import preview as decided
from tenure.company.acts.using import Use
from tenure.company.predictions.outlook import Outlook
from tenure.errors import TenureError
from tenure_web.lib import company

_BEGUN = ("chosen", "held_out", "held_out_of_all")
_DESK = "plays"
_FIRST = 20


@dataclass(frozen=True)
class Preview:
    """Of whose turn it would be: how many are contacted, held out, and skipped by reason.

    `found` has what it costs and brings; `unsaid` says why nothing can be told.
    """

    eligible: int = 0
    contact: int = 0
    held_out: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    found: Decided | None = None
    unsaid: str = ""

    def amounts(self, words: Words) -> list[tuple[str, str]]:
        """Return what it would cost and bring, and what it rests on, each as name and value."""
        if self.found is None or not self.contact:
            return []
        one = self.found
        told = [
            ("at_stake", "–" if one.at_stake is None else money(one.at_stake)),
            ("cost", money(one.cost)),
            ("net", money(one.net_value)),
        ]
        told += [(f"from_{name}", words.formats.number(n)) for name, n in one.sources.items()]
        return [(words(f"preview.{name}"), value) for name, value in told]

    def uses(self, words: Words) -> list[tuple[str, str]]:
        """Return what it would take of budget and time, each as name and value."""
        each = self.found.uses.items() if self.found is not None else ()
        return [(words(f"preview.{name}"), _use(name, one, words)) for name, one in each]


def preview(play: Play, plays: Mapping[str, Play]) -> Preview:
    """Decide for everyone as it would be with the play running beside all others.

    All of them, as a run has them: who is still in one that is paused gets no other.
    """
    try:
        with company.asked(_DESK) as asked:
            found = decided(Outlook(asked.rule, None), plays, play, most=_FIRST)
    except TenureError as error:
        return Preview(unsaid=error.message)
    skipped = [(name, n) for name, n in found.counts.items() if name not in _BEGUN]
    ordered = dict(sorted(skipped, key=lambda one: -one[1]))
    return Preview(found.turn, found.contacted, found.held_out, ordered, found)


def _use(name: str, use: Use, words: Words) -> str:
    """Say how much of a bound is used, and by what; without a bound, that there is none."""
    write = money if name == "money" else words.formats.number
    told = {"now": write(use.now), "before": write(use.before)}
    if use.most is None or not isfinite(use.most):
        return words("preview.unbounded", **told)
    return words(f"preview.of_{name}", **told, most=write(use.most))
