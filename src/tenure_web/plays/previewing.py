"""Who would be contacted today by a play as it stands in a form: decided, and not written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenure.act.play import Play
from tenure.company.acts.preview import preview as decided
from tenure.company.predictions.outlook import Outlook
from tenure.errors import TenureError
from tenure_web.lib import company

_BEGUN = ("chosen", "held_out", "held_out_of_all")
_DESK = "plays"


@dataclass(frozen=True)
class Preview:
    """Of whose turn it would be: how many are contacted, held out, and skipped by reason.

    `unsaid` says why nothing can be told.
    """

    eligible: int = 0
    contact: int = 0
    held_out: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    unsaid: str = ""


def preview(play: Play, running: Mapping[str, Play]) -> Preview:
    """Decide for everyone as it would be with the play running beside those that run."""
    try:
        with company.asked(_DESK) as asked:
            found = decided(Outlook(asked.rule, None), running, play)
    except TenureError as error:
        return Preview(unsaid=error.message)
    skipped = [(name, n) for name, n in found.counts.items() if name not in _BEGUN]
    ordered = dict(sorted(skipped, key=lambda one: -one[1]))
    return Preview(found.turn, found.contacted, found.held_out, ordered)
