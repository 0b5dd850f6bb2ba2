"""What was decided of somebody, in words: one answer for the command, the pages and the API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.act.play import Play
from tenure.act.words import LANGUAGES, Language
from tenure.company.acts.saying import reason_said, verdict_said

_LAST = 1_000


@dataclass(frozen=True)
class Answer:
    """What was decided of a unit and a play on a day.

    `row`: as `tenure.act.decision.COLUMNS`; null where it was not their turn. `kept`: the play as
    it is now; null where it is gone.
    """

    on: date
    play: str
    kept: Play | None
    row: Mapping[str, Any] | None
    says: Mapping[Language, str]

    @property
    def verdict(self) -> str | None:
        """Return contact, hold_out or skip; None where it was not their turn."""
        return None if self.row is None else str(self.row["verdict"])

    @property
    def runner_up(self) -> bool:
        """Say whether it was weighed among those open to the unit, and was not the one."""
        row = self.row
        return row is not None and row["verdict"] == "skip" and row["place"] is not None

    def called(self, language: Language) -> str:
        """Return the play's name, or its id where it is gone."""
        return self.kept.name.of(language) if self.kept is not None else self.play

    def verdict_said(self, language: Language) -> str:
        """Return what it came to in one or two words."""
        return verdict_said(self.row, language)


def answers(rows: Iterable[Mapping[str, Any]], plays: Mapping[str, Play]) -> list[Answer]:
    """Return decisions of one unit in words: the last day first, of it what `in_order` says."""
    found = [
        Answer(
            row["decided_on"],
            row["play"],
            plays.get(row["play"]),
            row,
            {one: reason_said(row, one, _names(row, plays, one)) for one in LANGUAGES},
        )
        for row in rows
    ]
    return in_order(found)


def in_order(found: Iterable[Answer]) -> list[Answer]:
    """Return answers by day, the last first: the one that was chosen, then by place, then by id."""
    return sorted(found, key=lambda one: (-one.on.toordinal(), *_place(one)))


def _place(one: Answer) -> tuple[int, int, str]:
    if one.row is None:
        return 2, 0, one.play
    return int(one.verdict == "skip"), one.row["place"] or _LAST, one.play


def _names(
    row: Mapping[str, Any], plays: Mapping[str, Play], language: Language
) -> Mapping[str, str]:
    """Return what the play is called that went first, where it is still there."""
    other = plays.get(row["instead"] or "")
    return {} if other is None else {other.id: other.name.of(language)}
