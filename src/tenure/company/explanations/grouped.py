"""Rows of units at a time (texts, features): of whom a condition holds, by their group then."""

from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.predictions.outlook import Outlook
from tenure.measure.moving import FITS, STRETCH
from tenure.measure.rates import UNKNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir


def with_groups(
    outlook: Outlook, rows: "ir.Table", by: str | None, where: str | None, at: str = "at"
) -> "ir.Table":
    """Leave the rows (unit_id, `at`, …) of who fits `where`, each with its unit's `group` then.

    `at` is local time, or a day.
    """
    if by is None and where is None:
        return rows
    question = Question("attrition", by=by, where=where, as_of=outlook.observed.last)
    asked = Asked(outlook.rule, question)
    chosen, groups = asked.only(rows), asked.groups
    if groups is None:
        return chosen
    own = groups.rename(_unit="unit_id")
    held = [chosen.unit_id == own["_unit"]]
    if STRETCH[0] in groups.columns:
        calendar, observed = outlook.rule.data.calendar, outlook.observed
        since, until = (calendar.local(own[name], observed) for name in STRETCH[:2])
        then = chosen[at].cast("timestamp")
        held += [since.isnull() | (since <= then), until.isnull() | (until > then)]
    outer = FITS not in groups.columns
    joined = chosen.left_join(own, held) if outer else chosen.inner_join(own, held)
    kept = joined.select(*rows.columns, "group")
    return kept.mutate(group=kept.group.fill_null(UNKNOWN)) if by else kept.drop("group")
