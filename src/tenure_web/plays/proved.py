"""What the last run proved of plays and experiments: read from its results, never worked out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa

from tenure.act.play import Play
from tenure.charts.formats import money
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.pipeline.saved import SavedRun
from tenure_web.lib import company
from tenure_web.plays import compared

Row = Mapping[str, Any]
TRIALS, HORIZONS, LOOKS = "proof-trials", "proof-horizons", "proof-looks"
PARTS = ("proof-segments", "proof-doses")


@dataclass(frozen=True)
class Trial:
    """A treatment of an experiment: its plan and verdict, its horizons, and its looks.

    `row`, `horizons`: as `tenure.company.proofs.accounts` has them. Of one that is not sound no
    effect is told. `parts`: its segments, and whom it contacted how often.
    """

    row: Row
    horizons: tuple[Row, ...]
    looks: Result | None
    parts: tuple[Result, ...] = ()

    @property
    def name(self) -> str:
        """Return the experiment's name: a play's id, where it is one."""
        return str(self.row["experiment"])

    @property
    def sound(self) -> bool:
        """Say whether its arms are as large as they were meant to be."""
        return bool(self.row["sound"])

    @cached_property
    def main(self) -> Row | None:
        """Return the longest horizon that anybody has reached, where its effect may be told."""
        known = [one for one in self.horizons if one["effect"] is not None]
        return known[-1] if known and self.sound else None

    def says(self, name: str, words: Words) -> str:
        """Return a text of the trial in its reader's language."""
        return str(self.row[f"{name}_{words.language}"] or "")

    def noted(self, part: Result, words: Words) -> list[str]:
        """Return what the rows of a part say, each sentence once."""
        return list(dict.fromkeys(row[f"says_{words.language}"] or "" for row in part.rows))

    @property
    def shown(self) -> str:
        """Return which interval of the effect is shown: that of the verdict, where there is one."""
        return "always" if self.main and self.main["always"] is not None else "effect"


def trials() -> list[Trial]:
    """Return every treatment that the last run judged, by the name of its experiment."""
    run = company.latest()
    return [] if run is None else _of_run(run)


def of(experiment: str) -> list[Trial]:
    """Return the treatments of one experiment or play."""
    return [one for one in trials() if one.name == experiment]


def why_nothing(play: Play) -> str:
    """Return the key of the words that say why nothing is proved of a play yet."""
    if not play.holdout:
        return "proved.no_holdout"
    if play.id in compared.names():
        return "proved.empty_holdout"
    return "proved.draft" if play.state == "draft" else "proved.not_yet"


def called(experiment: str, words: Words) -> str:
    """Return what an experiment is called: a play's name, else as it was recorded."""
    told = [*_results(TRIALS), *_results(compared.COMPARED)]
    names = next((one.names for one in told), {})
    return names.get(experiment, {}).get(words.language, experiment)


def within(name: str, row: Row, words: Words, kind: str = "number") -> str:
    """Write a value with its interval: a share, points of shares, money or a number; – if none."""
    value, low, high = (row.get(f"{name}{end}") for end in ("", "_low", "_high"))
    formats = words.formats
    if value is None:
        return "–"
    if kind == "points" and low is not None and high is not None:
        point, least, most = formats.points(value, low, high)
        return words("proved.points", value=point, ends=formats.ends(least, most))
    writers: dict[str, Callable[[float], str]] = {
        "share": formats.percent,
        "money": money,
        "customers": formats.decimal,
        "each": formats.hundredths,
    }
    write = writers.get(kind, formats.number)
    if low is None or high is None:
        return write(value)
    return f"{write(value)} ({formats.ends(write(low), write(high))})"


def _of_run(run: SavedRun) -> list[Trial]:
    horizons = [row for one in _results(HORIZONS) for row in one.rows]
    looks = next(iter(_results(LOOKS)), None)
    parts = [one for name in PARTS for one in _results(name)]
    return [
        Trial(
            row,
            tuple(one for one in horizons if _same(one, row)),
            _looks(looks, row),
            tuple(own for one in parts if (own := _own(one, row)).table.num_rows),
        )
        for found in _results(TRIALS)
        for row in found.rows
    ]


def _results(metric: str) -> Sequence[Result]:
    run = company.latest()
    return [one for one in run.results if one.metric == metric] if run else []


def _same(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in ("experiment", "treatment"))


def _looks(result: Result | None, row: Row) -> Result | None:
    """Return one treatment's looks, where there are any."""
    if result is None:
        return None
    table = _own(result, row).table
    known = table.num_rows - table["always"].null_count
    return replace(result, table=table) if known else None


def _own(result: Result, row: Row) -> Result:
    """Return the rows of one treatment, without its name."""
    import pyarrow.compute as pc

    mine = pc.and_(
        *(
            pc.equal(result.table[name], pa.scalar(row[name]))
            for name in ("experiment", "treatment")
        )
    )
    return replace(
        result, table=result.table.filter(mine).drop_columns(["experiment", "treatment"])
    )
