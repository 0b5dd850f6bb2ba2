"""Deciding which play each customer gets on a day: a row a unit and play whose turn it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.budget import Bound, Integers, bounds
from tenure.act.checking import check
from tenure.act.choosing import Choice, choose, places
from tenure.act.decision import EVERYTHING
from tenure.act.play import Play
from tenure.act.saying import finding_said
from tenure.act.worth import Booleans, Codes, Floats
from tenure.company.acts import capacity
from tenure.company.acts.drawing import held
from tenure.company.acts.known import known
from tenure.company.acts.past import spent
from tenure.company.acts.permission import NOTICE
from tenure.company.acts.rows import assignment_rows, decision_rows, nobody_decided
from tenure.company.acts.tables import ASSIGNMENTS, DECISIONS, files, place
from tenure.company.acts.turns import Seen
from tenure.company.acts.weighing import CODE, OPEN, Numbers, Weighed, Weighing
from tenure.company.predictions.days import Day, days, latest
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.store import writing

if TYPE_CHECKING:
    import pyarrow as pa

RUNNING, PAUSED = "running", "paused"
_BEGUN = ("chosen", "held_out", "held_out_of_all")
_GROUP = 1 << 16
"""Rows of a play that lie together: so many are read where one unit is looked for."""
_OF_EACH = ("unit_id", "customer_id", "net_value", "effect", "risk", "value", "cost", "place")


@dataclass(frozen=True)
class Decided:
    """What is decided of everyone on a day, before it is written.

    `why` (plays, n): `CODE` of the reason, 0 where it was not their turn; `instead` (plays, n):
    number, of all running, of the play that was
    chosen instead, −1 for none; `place` (plays, n): 0 for none.
    """

    weighing: Weighing
    each: Sequence[Weighed]
    why: Codes
    instead: Numbers
    place: Integers

    @property
    def on(self) -> date:
        """The day of the profiles."""
        return self.weighing.seen.on

    @property
    def refused(self) -> Mapping[str, str]:
        """The plays that could not be weighed, and why: a sentence that `unsaid` knows."""
        return self.weighing.refused

    def counts(self, play: str) -> dict[str, int]:
        """Return of how many each reason holds for a play."""
        at = [one.play.id for one in self.each].index(play)
        found = np.bincount(self.why[at], minlength=len(CODE) + 1)
        return {name: int(found[code]) for name, code in CODE.items() if found[code]}

    def rows(self) -> "Iterator[pa.Table]":
        """Yield the decisions: who is contacted or held out first, then who is not, by play."""
        if not self.each:
            yield nobody_decided()
        begun = [CODE[name] for name in _BEGUN]
        for first in (True, False):
            for at in range(len(self.each)):
                mask = (self.why[at] > 0) & (np.isin(self.why[at], begun) == first)
                yield decision_rows(self, at, np.flatnonzero(mask))


def decide(outlook: Outlook, plays: Mapping[str, Play], *, on: date | None = None) -> Path:
    """Decide for everyone on a day with profiles, and return the file of the decisions.

    The last day unless said. The same day again gives the same file: only what was known and
    begun before it counts. Raises MetricError when there are no profiles of the day.
    """
    found = decide_all(outlook, plays, on=on)
    return place(outlook.rule.data.store, DECISIONS, found.on)


def decide_all(outlook: Outlook, plays: Mapping[str, Play], *, on: date | None = None) -> "Decided":
    """Decide as `decide` does, and return what was written."""
    found, store = decided(outlook, plays, on=on), outlook.rule.data.store
    _write(place(store, ASSIGNMENTS, found.on), [_with_those_there(found)])
    _write(place(store, DECISIONS, found.on), found.rows())
    return found


def decided(outlook: Outlook, plays: Mapping[str, Play], *, on: date | None = None) -> Decided:
    """Decide without writing anything; plays that are not running are left out.

    So are plays with something wrong or missing, each with the reason. Who is in one of them
    still, or in one that is paused, gets no other.
    """
    seen = seen_on(outlook, on)
    ordered = sorted(plays.values(), key=lambda one: one.id)
    refused = refusals(seen, [one for one in ordered if one.state == RUNNING])
    running = [one for one in ordered if one.state == RUNNING and one.id not in refused]
    resting = [one for one in ordered if one.state == PAUSED or one.id in refused]
    weighing = Weighing(seen, running, resting, refused)
    each = weighing.each()
    return _chosen(weighing, each)


def refusals(seen: Seen, plays: Sequence[Play]) -> dict[str, str]:
    """Return the plays that cannot do what they say at this company, and the first thing wrong.

    In English, which `tenure.charts.unsaid` says in other languages.
    """
    there, found = known(seen.outlook.rule), {}
    for one in plays:
        grave = [finding for finding in check(one, there) if finding.severity != "doubt"]
        if grave:
            found[one.id] = f"{grave[0].key}: {finding_said(grave[0], 'en')}"
    return found


def seen_on(outlook: Outlook, on: date | None = None) -> Seen:
    """Return what triggers look at, as of a day with profiles; the last one unless said."""
    day = latest(outlook) if on is None else _day(outlook, on)
    if outlook.snapshot is None and outlook.observed.end != day.as_of:
        outlook = Outlook(outlook.rule, day.as_of - timedelta(days=1))
    return Seen(outlook, day)


def _day(outlook: Outlook, on: date) -> Day:
    there = days(outlook.rule.data.store, outlook.rule.unit)
    for one in there:
        if one.as_of == on:
            return one
    known = ", ".join(str(one.as_of) for one in there[-5:]) or "none"
    raise MetricError(f"there are no profiles of {on}; the last are of: {known}", hint="tenure run")


def _chosen(weighing: Weighing, each: Sequence[Weighed]) -> Decided:
    number = weighing.people.number
    shape = (len(each), number)
    why, instead = np.zeros(shape, np.int8), np.full(shape, -1, np.int16)
    if not each:
        return Decided(weighing, each, why, instead, np.zeros(shape, np.int16))
    net, cost = np.full(shape, np.nan), np.zeros(shape)
    for at, one in enumerate(each):
        why[at], instead[at] = one.why, np.where(one.why > 0, one.other, -1)
        open_ = (one.why == OPEN) & (one.play.purpose != NOTICE)
        net[at, open_], cost[at, open_] = one.brings.net[open_], one.brings.cost[open_]
    priority = [one.play.priority for one in each]
    drawn = _Arms(weighing, each)
    limits = _bounds(weighing, each, cost)
    choice = choose(net, priority, limits, drawn.held)
    number_of = [weighing.every.index(one.play) for one in each]
    _tell(why, instead, choice, limits, drawn, np.array(number_of))
    _notices(why, each, drawn)
    return Decided(weighing, each, why, instead, places(net, priority))


def _tell(
    why: Codes,
    instead: Numbers,
    choice: Choice,
    limits: Sequence[Bound],
    drawn: "_Arms",
    number_of: Integers,
) -> None:
    """Turn a choice into reasons: chosen or held out, another play, or what was scarce."""
    for at in range(len(why)):
        open_ = why[at] == OPEN
        own = open_ & (choice.play == at)
        other = open_ & (choice.play >= 0) & ~own
        instead[at, other] = number_of[choice.play[other]]
        why[at, other] = CODE["other_play"]
        why[at, own] = np.where(
            choice.held[own], drawn.reason(at, np.flatnonzero(own)), CODE["chosen"]
        )
        for number, bound in enumerate(limits, 1):
            out = open_ & ~own & (choice.refused[at] == number)
            why[at, out] = CODE[bound.reason]


def _notices(why: Codes, each: Sequence[Weighed], drawn: "_Arms") -> None:
    """Give what customers must be told to all whose turn it is, but those held out of it."""
    for at, one in enumerate(each):
        own = np.flatnonzero(why[at] == OPEN)
        if one.play.purpose == NOTICE and len(own):
            out = drawn.of_play(at, own)
            why[at, own] = np.where(out, CODE["held_out"], CODE["chosen"])


class _Arms:
    """Who is held out, of a play and of everything; drawn for those who are asked for alone."""

    def __init__(self, weighing: Weighing, each: Sequence[Weighed]) -> None:
        self.plays = [one.play for one in each]
        data = weighing.seen.outlook.rule.data
        self.engine, self.all = data.engine, data.definitions.contact.holdout
        self.names = _drawn_by(weighing)
        self._global: Codes = np.full(weighing.people.number, -1, np.int8)

    def held(self, plays: Integers, units: Integers) -> Booleans:
        """Say who is held out of the play that is asked for, or of everything (m,)."""
        found = self.of_all(units)
        for at in np.unique(plays):
            own = plays == at
            found[own] |= self.of_play(int(at), units[own])
        return found

    def of_play(self, at: int, units: Integers) -> Booleans:
        """Say who is held out of a play (m,)."""
        one = self.plays[at]
        return held(self.engine, one.salt, one.holdout, self.names.take(units))

    def of_all(self, units: Integers) -> Booleans:
        """Say who is held out of every play (m,)."""
        new = units[self._global[units] < 0]
        self._global[new] = held(
            self.engine, self.all.salt, self.all.share, self.names.take(new)
        ).astype(np.int8)
        return np.asarray(self._global[units] == 1)

    def reason(self, at: int, units: Integers) -> Codes:
        """Return the reason of those held out: of everything before of the play."""
        told = np.where(self.of_all(units), CODE["held_out_of_all"], CODE["held_out"])
        return told.astype(np.int8)


def _drawn_by(weighing: Weighing) -> "pa.Array[Any]":
    """Return the names that arms are drawn by (n,): of a company of organisations the account."""
    import pyarrow.compute as pc

    units = weighing.people.units
    if weighing.seen.outlook.rule.data.definitions.company.kind != "b2b":
        return units
    return pc.coalesce(weighing.people.texts("account_id"), units)


def _bounds(weighing: Weighing, each: Sequence[Weighed], cost: Floats) -> list[Bound]:
    plays = [one.play for one in each]
    found = bounds([one.budget for one in plays], spent(weighing.seen, plays), cost)
    most = capacity.room(weighing.seen.outlook.rule.data.store)
    return found if most is None else [*found, capacity.bound(weighing.people, plays, most)]


def _with_those_there(found: Decided) -> "pa.Table":
    """Return the first assignments of the day, those that were written of it already among them.

    Whoever was assigned stays so, in the same arm: a day that is decided again after somebody
    refused, or after there was less room, would else lose those of one arm alone.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    new = assignment_rows(found, _assigned(found))
    path = place(found.weighing.seen.outlook.rule.data.store, ASSIGNMENTS, found.on)
    if not path.is_file():
        return new
    there = pq.read_table(path)
    for one in new.schema:
        if one.name not in there.column_names:  # written before that was
            there = there.append_column(one, pa.nulls(there.num_rows, one.type))
    both = pa.concat_tables([there.select(new.schema.names).cast(new.schema), new])
    return both.sort_by([("experiment", "ascending"), ("unit_id", "ascending")])


def _assigned(found: Decided) -> "Mapping[str, pa.Array[Any]]":
    """Return who is in each experiment up to the day, of those that matter."""
    import pyarrow as pa
    import pyarrow.compute as pc

    data = found.weighing.seen.outlook.rule.data
    paths = files(data.store, ASSIGNMENTS, before=found.on + timedelta(days=1))
    wanted = [EVERYTHING, *(one.play.id for one in found.each)]
    if not paths:
        return {name: pa.array([], pa.string()) for name in wanted}
    rows = data.engine.scan_parquet(paths, name=f"assigned_before_{found.on:%Y%m%d}")
    rows = rows.filter(rows.experiment.isin(wanted)).select("experiment", "unit_id").distinct()
    told = data.engine.execute(rows, metric="assigned before")
    return {
        name: told.filter(pc.equal(told["experiment"], pa.scalar(name)))["unit_id"]
        .combine_chunks()
        .cast(pa.string())
        for name in wanted
    }


def _write(path: Path, tables: "Iterator[pa.Table] | list[pa.Table]") -> None:
    """Write tables below one another; what nearly every row has of its own gets no dictionary."""
    import pyarrow.parquet as pq

    writer = None
    with writing(path) as stream:
        for table in tables:
            if writer is None:
                own: Any = [one for one in table.column_names if one not in _OF_EACH]
                writer = pq.ParquetWriter(
                    stream, table.schema, compression="zstd", compression_level=1,
                    use_dictionary=own,
                )  # fmt: skip
            writer.write_table(table, row_group_size=_GROUP)
        if writer is not None:
            writer.close()
