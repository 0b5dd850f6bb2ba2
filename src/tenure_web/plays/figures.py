"""How many a play has reached: of the last decisions, and of all journeys through it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from tenure.act.decision import Verdict
from tenure.act.play import Play
from tenure.company.acts.tables import decisions
from tenure_web.lib import company
from tenure_web.plays.models import Journey

_WHOLE: frozenset[Verdict] = frozenset({"contact", "hold_out"})


@dataclass(frozen=True)
class Figures:
    """The figures of a play.

    `decided`: of the last decisions, how many by verdict and by reason. `began`, `held_out`:
    journeys, of those contacted and of those left alone. Of the former `responded` reached the
    goal, and `stayed` have not left so far; both None where nobody has begun.
    """

    on: date | None = None
    verdicts: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    began: int = 0
    held_out: int = 0
    responded: int | None = None
    stayed: int | None = None

    @property
    def eligible(self) -> int:
        """Return whose turn it was on the day of the last decisions."""
        return sum(self.verdicts.values())

    def reached(self, play: Play) -> int | None:
        """Return how many reached the play's goal; None where that is staying.

        A journey ends before its window does, so that nobody is seen to have stayed by it: what
        a play changes in staying is told by its effect.
        """
        return None if play.goal.what == "stays" else self.responded

    @property
    def skipped(self) -> dict[str, int]:
        """Return how many were skipped, by reason, the most frequent first."""
        found = {one: n for one, n in self.reasons.items() if n}
        return dict(sorted(found.items(), key=lambda one: -one[1]))


def figures() -> dict[str, Figures]:
    """Return the figures of all plays that have any."""
    day, counted = _last_decisions()
    rows: dict[str, dict[str, Any]] = {row["play"]: row for row in _journeys()}
    return {name: _of(day, counted.get(name, {}), rows.get(name)) for name in {*counted, *rows}}


def _of(
    day: date | None, counted: Mapping[tuple[str, str], int], row: Mapping[str, int] | None
) -> Figures:
    verdicts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for (verdict, reason), number in counted.items():
        verdicts[verdict] = verdicts.get(verdict, 0) + number
        if verdict not in _WHOLE:
            reasons[reason] = reasons.get(reason, 0) + number
    if row is None or not row["began"]:
        return Figures(day, verdicts, reasons, held_out=row["held_out"] if row else 0)
    told = {name: row[name] for name in ("began", "held_out", "responded")}
    return Figures(day, verdicts, reasons, **told, stayed=row["began"] - row["left"])


def _journeys() -> list[dict[str, Any]]:
    treated = Q(arm="treatment")
    found = (
        Journey.objects.order_by()
        .values("play")
        .annotate(
            began=Count("pk", filter=treated),
            held_out=Count("pk", filter=Q(arm="holdout")),
            responded=Count("pk", filter=treated & Q(ended="goal_reached")),
            left=Count("pk", filter=treated & Q(ended="left")),
        )
    )
    return [dict(one) for one in found]


def _last_decisions() -> tuple[date | None, Mapping[str, Mapping[tuple[str, str], int]]]:
    files = decisions(company.store())
    if not files:
        return None, {}
    about = files[-1].stat()
    return date.fromisoformat(files[-1].stem), _counted(files[-1], about.st_mtime_ns)


@lru_cache(8)
def _counted(file: Path, stamp: int) -> Mapping[str, Mapping[tuple[str, str], int]]:
    """Return how many decisions of each play have each verdict and reason; read once a file."""
    import pyarrow.parquet as pq

    columns = ["play", "verdict", "reason"]
    grouped = pq.read_table(file, columns=columns).group_by(columns).aggregate([([], "count_all")])
    found: dict[str, dict[tuple[str, str], int]] = {}
    for row in grouped.to_pylist():
        found.setdefault(row["play"], {})[row["verdict"], row["reason"]] = row["count_all"]
    return found
