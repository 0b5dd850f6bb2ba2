"""What a play would do today, before it runs: the same decisions, not written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tenure.act.budget import Integers
from tenure.act.play import Play
from tenure.act.worth import SOURCES, Source
from tenure.company.acts.deciding import RUNNING, Decided, decided
from tenure.company.acts.foreseen import Foreseen, foreseen
from tenure.company.acts.rows import decision_rows
from tenure.company.acts.using import Use, used
from tenure.company.acts.weighing import CODE, Weighed
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError


@dataclass(frozen=True)
class Preview:
    """Whose turn a play would be: how many, by reason, and the first of who is contacted.

    `counts`: units by reason, all of them together `turn`; `first`: decisions, most net value
    first; `net_value`, `cost`: expected of all who are contacted, money; `at_stake`: the money that
    their leaving is expected to take, risk times worth, null where it is known of none of them;
    `sources`: how many of them have which kind of effect; `uses`: what it takes of what is scarce;
    `foreseen`: what it takes to be judged.
    """

    on: date
    turn: int
    counts: Mapping[str, int]
    contacted: int
    held_out: int
    net_value: float
    cost: float
    at_stake: float | None
    sources: Mapping[Source, int]
    uses: Mapping[str, Use]
    first: list[dict[str, Any]]
    foreseen: Foreseen

    @property
    def assumed(self) -> int:
        """Of how many the effect is what the play assumes."""
        return self.sources.get("assumed", 0)


def preview(
    outlook: Outlook,
    plays: Mapping[str, Play],
    play: Play,
    *,
    on: date | None = None,
    most: int = 20,
) -> Preview:
    """Return what would be decided of a play, beside the others, as if it ran.

    The very same as `decide` would write. Raises MetricError when the play cannot be weighed.
    """
    as_if = play.model_copy(update={"state": RUNNING})
    found = decided(outlook, {**plays, play.id: as_if}, on=on)
    if play.id in found.refused:
        raise MetricError(found.refused[play.id], where=f"play {play.id}")
    return _told(found, play.id, most)


def _told(found: Decided, play: str, most: int) -> Preview:
    at = [one.play.id for one in found.each].index(play)
    weighed, counts = found.each[at], found.counts(play)
    chosen = np.flatnonzero(found.why[at] == CODE["chosen"])
    net = weighed.brings.net[chosen]
    order = np.argsort(-np.nan_to_num(net), kind="stable")[:most]
    return Preview(
        on=found.on,
        turn=sum(counts.values()),
        counts=counts,
        contacted=counts.get("chosen", 0),
        held_out=counts.get("held_out", 0) + counts.get("held_out_of_all", 0),
        net_value=float(np.nansum(net)),
        cost=float(np.nansum(weighed.brings.cost[chosen])),
        at_stake=_at_stake(found, weighed, chosen),
        sources={
            name: number
            for code, name in enumerate(SOURCES)
            if (number := int((weighed.brings.source[chosen] == code).sum()))
        },
        uses=used(found, at),
        first=decision_rows(found, at, chosen[order]).to_pylist(),
        foreseen=foreseen(found, weighed.play),
    )


def _at_stake(found: Decided, weighed: Weighed, units: Integers) -> float | None:
    told = weighed.brings.risk[units] * found.weighing.value[units]
    return float(np.nansum(told)) if np.isfinite(told).any() else None
