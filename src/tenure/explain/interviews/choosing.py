"""A stratified sample of whom to interview, so that the answers are informative."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

LEFT, AT_RISK = "left", "at risk"


@dataclass(frozen=True)
class Candidate:
    """Someone who may be interviewed.

    kind: left or at risk; segment: the group; known: whether the reason is known; valuable:
    whether worth more than the median, None where nobody says; regrettable: whether they fit
    the ideal customer, None likewise.
    """

    unit_id: str
    kind: str
    segment: str | None
    known: bool
    valuable: bool | None
    regrettable: bool | None

    @property
    def stratum(self) -> tuple[str, str, bool, bool]:
        """Of whom one stands for the others: kind, segment, reason known, value."""
        return self.kind, self.segment or "", self.known, bool(self.valuable)


@dataclass(frozen=True)
class Chosen:
    """Someone to interview, and of how many like them they are one."""

    candidate: Candidate
    alike: int


def choose(candidates: Sequence[Candidate], n: int, *, seed: int = 0) -> list[Chosen]:
    """Return at most n of the candidates, no stratum twice before each that is left had one.

    Strata are kind × segment × reason known × value. They take turns: leavers and those at
    risk in alternation, of each kind those whose reason is not known first, then the
    regrettable, the valuable, the larger. Within a stratum the regrettable come first; among
    equals the draw is by the seed, and does not depend on the order of the candidates.
    """
    ordered = sorted(candidates, key=lambda one: one.unit_id)
    luck = np.random.default_rng(seed).permutation(len(ordered))
    strata: dict[tuple[str, str, bool, bool], list[tuple[bool, int, Candidate]]] = {}
    for one, place in zip(ordered, luck.tolist(), strict=True):
        strata.setdefault(one.stratum, []).append((one.regrettable is not True, place, one))
    queues = {key: sorted(own, key=lambda one: one[:2]) for key, own in strata.items()}
    by_kind = [
        sorted((key for key in queues if key[0] == kind), key=lambda key: _order(key, queues[key]))
        for kind in (LEFT, AT_RISK)
    ]
    turns = [key for pair in zip_longest(*by_kind) for key in pair if key is not None]
    found: list[Chosen] = []
    depth = 0
    while len(found) < n and any(depth < len(own) for own in queues.values()):
        for key in turns:
            if depth < len(queues[key]) and len(found) < n:
                found.append(Chosen(queues[key][depth][2], len(queues[key])))
        depth += 1
    return found


def _order(
    key: tuple[str, str, bool, bool], own: list[tuple[bool, int, Candidate]]
) -> tuple[bool, bool, bool, int, str]:
    _, segment, known, valuable = key
    return known, own[0][0], not valuable, -len(own), segment
