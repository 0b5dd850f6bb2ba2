"""Who names which competitor: by month, by those who left and who stayed, and by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.counted import Counted
from tenure.company.explanations.competitors.labelled import labelled, names_in
from tenure.company.explanations.competitors.seen import Seen
from tenure.company.explanations.texts import Texts, texts
from tenure.company.predictions.outlook import Outlook
from tenure.stats import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

BEFORE, AFTER = 90, 30
"""Days before and after leaving in which a text counts as one of a leaver."""


@dataclass(frozen=True)
class Mentioned:
    """The texts that name a competitor, found by name, as of an outlook."""

    outlook: Outlook
    seen: Seen
    counted: Counted

    @cached_property
    def all(self) -> "ir.Table":
        """Every text of someone who is known: unit_id, at, digest."""
        return self._texts.said.select("unit_id", "at", "digest", "source")

    @cached_property
    def _texts(self) -> "Texts":
        """The kept texts, read once."""
        return texts(self.outlook)

    @cached_property
    def named(self) -> "ir.Table":
        """Every text with each competitor it names: unit_id, at, digest, competitor.

        Only the distinct texts in which a name stands at all come into Python, once.
        """
        import ibis
        import pyarrow as pa

        names, rows = self.seen.names, self._texts.rows
        some = rows.filter(names_in(rows.text, names)).select("digest", "text").distinct()
        found = self._run(some)
        pairs = [
            {"_digest": row["digest"], "competitor": one}
            for row in found
            for one in sorted(names.find(row["text"]))
        ]
        schema = pa.schema([("_digest", pa.string()), ("competitor", pa.string())])
        told = ibis.memtable(pa.Table.from_pylist(pairs, schema=schema))
        return self.all.inner_join(told, self.all.digest == told["_digest"]).drop("_digest")

    def by_month(self) -> list[dict[str, Any]]:
        """Return texts by month, and of them those that name each competitor."""
        calendar = self.outlook.rule.data.calendar
        month = calendar.numbers(self.all["at"], "month")
        every = {row["month"]: row["texts"] for row in self._run(self._count(self.all, month))}
        own = calendar.numbers(self.named["at"], "month")
        counted = self.named.group_by(month=own, competitor=self.named.competitor)
        known = {
            (row["month"], row["competitor"]): row["named"]
            for row in self._run(counted.agg(named=lambda t: t.count()))
        }
        last = calendar.number(self.outlook.observed.end, "month")
        return [
            {
                "period_start": calendar.start(one, "month"),
                "complete": one < last,
                "competitor": rival,
                **_share("named", known.get((one, rival), 0), "texts", every[one]),
            }
            for one in sorted(every)
            for rival in self.seen.rivals
        ]

    def by_outcome(self, days: int) -> list[dict[str, Any]]:
        """Return whom those who left in the last days named, beside those who stayed.

        One row a competitor, and one each for leavers who named none and who said nothing. Their
        recorded reasons count beside their texts, each leaver once.
        """
        last = self.counted.last
        first = last - timedelta(days=days - 1)
        left = self._left(first, last)
        leavers = self._number(left.select("unit_id").distinct())
        near, mine = self._of_leavers(left, first, last)
        said = self._number(near.distinct())
        stayed = self._stayed(self.all, first, last)
        theirs = self._stayed(self.named, first, last)
        stayers = self._number(stayed.select("unit_id").distinct())
        of_left, of_stayed = self._by_rival(mine), self._by_rival(theirs)
        some = self._number(mine.select("unit_id").distinct())
        rows = [
            {
                "competitor": rival,
                **_share("leavers", of_left.get(rival, 0), "leavers_said", said),
                **_share("stayers", of_stayed.get(rival, 0), "stayers_said", stayers, "stayed"),
            }
            for rival in self.seen.rivals
        ]
        rows.append(
            {"competitor": "none named", **_share("leavers", said - some, "leavers_said", said)}
        )
        silent = _share("leavers", leavers - said, "leavers_said", leavers)
        return [*rows, {"competitor": "not said", **silent}]

    def _of_leavers(self, left: "ir.Table", first: date, last: date) -> "tuple[ir.Table, ir.Table]":
        """Return who of those who left said something (unit_id), and whom (and competitor)."""
        near = self._near(self.all, first, last).select("unit_id")
        mine = self._near(self.named, first, last).select("unit_id", "competitor")
        recorded = labelled(self.outlook, self.seen.names, left)
        if recorded is None:
            return near, mine
        return near.union(recorded[0]), mine.union(recorded[1])

    def daily(self, competitor: str) -> "dict[str, dict[date, int]]":
        """Return texts a day, and those that name a competitor."""
        own = self.named.filter(self.named.competitor == competitor)
        return {
            name: {row["month"]: row["texts"] for row in self._run(self._count(t, t["at"].date()))}
            for name, t in (("texts", self.all), ("named", own))
        }

    def _count(self, rows: "ir.Table", by: "ir.Value") -> "ir.Table":
        return rows.group_by(month=by).agg(texts=lambda t: t.count())

    def _left(self, first: date, last: date) -> "ir.Table":
        """Return who left within some days, and the midnight after: spells are told by midnights.

        From the activity index they end on the midnight, from the events earlier that day.
        """
        import ibis

        lives, day = self.counted.lives.rows, ibis.interval(days=1)
        tick = ibis.interval(microseconds=1)
        over = (lives.left_local - tick).truncate("D") + day
        gone = lives.select("unit_id", left_local=over)
        low = ibis.literal(first).cast("timestamp")
        high = ibis.literal(last + timedelta(days=1)).cast("timestamp")
        return gone.filter(gone.left_local > low, gone.left_local <= high)

    def _near(self, rows: "ir.Table", first: date, last: date) -> "ir.Table":
        """Leave the texts that someone wrote shortly before or after leaving."""
        import ibis

        left = self._left(first, last).rename(who="unit_id")
        both = rows.inner_join(left, rows.unit_id == left.who)
        low = both.left_local - ibis.interval(days=BEFORE + 1)
        high = both.left_local + ibis.interval(days=AFTER)
        return both.filter(both["at"] >= low, both["at"] < high)

    def _stayed(self, rows: "ir.Table", first: date, last: date) -> "ir.Table":
        """Leave the texts of those days by people who did not leave in them."""
        import ibis

        low = ibis.literal(first).cast("timestamp")
        high = ibis.literal(last + timedelta(days=1)).cast("timestamp")
        then = rows.filter(rows["at"] >= low, rows["at"] < high)
        return then.anti_join(self._left(first, last), "unit_id")

    def _by_rival(self, rows: "ir.Table") -> dict[str, int]:
        counted = rows.group_by("competitor").agg(units=rows.unit_id.nunique())
        return {row["competitor"]: row["units"] for row in self._run(counted)}

    def _number(self, rows: "ir.Table") -> int:
        return int(self._run(rows.agg(n=rows.count()))[0]["n"])

    def _run(self, rows: "ir.Table") -> list[dict[str, Any]]:
        engine = self.outlook.rule.data.engine
        return list(engine.execute(rows, metric="competitors").to_pylist())


def _share(name: str, number: int, of: str, everyone: int, rate: str = "share") -> dict[str, Any]:
    """Return a share with its count, its denominator and its Wilson interval."""
    low, high = wilson(number, everyone) or (None, None)
    share = number / everyone if everyone else None
    return {
        name: number,
        of: everyone,
        rate: share,
        f"{rate}_low": low,
        f"{rate}_high": high,
        "reason": None if everyone else "nobody said anything",
    }
