"""Counts of themes in the engine: texts by period and group, and who wrote by stretch of time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tenure.company.explanations.grouped import with_groups
from tenure.company.explanations.themes.assigning import Found
from tenure.company.predictions.outlook import Outlook
from tenure.measure.rates import rate
from tenure.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.explanations.sentiment.scoring import Scored

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bins:
    """Stretches of time of equal length, the last of which ends with the last observed day."""

    first: date
    days: int
    number: int

    @classmethod
    def over(cls, first: date, last: date, most: int) -> "Bins":
        """Return weeks, or as many weeks together as leave `most` bins."""
        span = (last - first).days + 1
        days = 7 * max(1, -(-span // (7 * most)))
        number = max(1, -(-span // days))
        return cls(last + _DAY - timedelta(days=days * number), days, number)

    def of(self, rows: "ir.Table") -> "ir.IntegerValue":
        """Return the bin of each text; null for one before the first."""
        days = rows.at.cast("date").delta(self.first, unit="day").cast("int64")
        return (days >= 0).ifelse(days // self.days, None)

    def start(self, number: int) -> date:
        """Return the first day of a bin."""
        return self.first + timedelta(days=self.days * number)


def shares(
    outlook: Outlook, found: Found, by: str | None, period: Period, where: str | None
) -> "ir.Table":
    """Return how many texts have each theme: one row a period (group) and theme that it has.

    period_start, complete (whether the period is over), group, theme, texts (with the theme), of
    (all texts), share with its interval.
    """
    calendar = outlook.rule.data.calendar

    def numbered(rows: "ir.Table") -> "ir.Table":
        own = with_groups(outlook, rows, by, where)
        return own.mutate(_number=calendar.numbers(own.at, period))

    keys = ["_number", *(["group"] if by else [])]
    every, themed = numbered(found.rows), numbered(found.themed)
    whole = every.group_by(keys).agg(of=every.count())
    own = themed.group_by([*keys, "theme"]).agg(texts=themed.count())
    joined = own.inner_join(whole, keys)
    told = joined.mutate(
        period_start=calendar.starts(joined["_number"], period),
        complete=joined["_number"] < calendar.number(outlook.observed.end, period),
        **rate("share", joined.texts, joined["of"]),
    )
    return told.order_by([*keys, "theme"])


def about(outlook: Outlook, found: Found, scored: "Scored", where: str | None) -> "ir.Table":
    """Count the texts of each theme with their moods and scores; theme null: all texts.

    theme, texts, scored (those whose mood is known), negative, mean_score.
    """
    import ibis

    from tenure.explain.sentiment import NEGATIVE

    def counted(rows: "ir.Table") -> "ir.Table":
        own = with_groups(outlook, rows, None, where)
        marks = scored.marks.rename(_digest="digest")
        joined = own.left_join(marks, own.digest == marks["_digest"])
        joined = joined.mutate(_points=scored.labels.points(joined))
        known = joined.praise.notnull()
        return joined.group_by("theme").agg(
            texts=joined.count(),
            scored=known.sum(),
            negative=(known & (joined.praise < NEGATIVE)).sum(),
            mean_score=joined["_points"].mean(),
        )

    every = found.rows.mutate(theme=ibis.null("string"))
    return counted(found.themed).union(counted(every)).order_by("theme")


def writers(
    outlook: Outlook,
    found: Found,
    bin_of: "Callable[[ir.Table], ir.Value]",
    where: str | None,
    by: str | None = None,
) -> "ir.Table":
    """Count who wrote in each bin, a customer once: of each theme (theme, bin, n); null: of all.

    `bin_of` says in which bin a text is; null: in none. With `by`: in each group, too.
    """
    import ibis

    def counted(rows: "ir.Table") -> "ir.Table":
        own = with_groups(outlook, rows, by, where)
        own = own.mutate(bin=bin_of(own).cast("int64"))
        own = own.filter(own.bin.notnull())
        return own.group_by(keys).agg(n=own.customer_id.nunique())

    keys = ["theme", "bin", *(["group"] if by else [])]
    every = found.rows.mutate(theme=ibis.null("string"))
    return counted(found.themed).union(counted(every)).order_by(keys)
