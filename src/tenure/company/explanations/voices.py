"""Texts as they are counted: by period, by group of their authors, of whom a condition holds."""

from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.predictions.outlook import Outlook
from tenure.measure.moving import FITS, STRETCH
from tenure.measure.rates import UNKNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir


def with_groups(
    outlook: Outlook, texts: "ir.Table", by: str | None, where: str | None
) -> "ir.Table":
    """Leave the texts (unit_id, at, …) of who fits `where`, each with its author's `group` then."""
    if by is None and where is None:
        return texts
    question = Question("attrition", by=by, where=where, as_of=outlook.observed.last)
    asked = Asked(outlook.rule, question)
    chosen, groups = asked.only(texts), asked.groups
    if groups is None:
        return chosen
    own = groups.rename(_unit="unit_id")
    held = [chosen.unit_id == own["_unit"]]
    if STRETCH[0] in groups.columns:
        calendar, observed = outlook.rule.data.calendar, outlook.observed
        since, until = (calendar.local(own[name], observed) for name in STRETCH[:2])
        held += [since.isnull() | (since <= chosen.at), until.isnull() | (until > chosen.at)]
    outer = FITS not in groups.columns
    joined = chosen.left_join(own, held) if outer else chosen.inner_join(own, held)
    kept = joined.select(*texts.columns, "group")
    return kept.mutate(group=kept.group.fill_null(UNKNOWN)) if by else kept.drop("group")
