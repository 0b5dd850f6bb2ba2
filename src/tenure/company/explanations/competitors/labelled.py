"""Whom the recorded reasons of those who left name: `end_reason` of contracts and customers."""

from typing import TYPE_CHECKING

from tenure.company.predictions.outlook import Outlook
from tenure.explain.competitors.names import Names

if TYPE_CHECKING:
    import ibis.expr.types as ir


def labelled(
    outlook: Outlook, names: Names, left: "ir.Table"
) -> "tuple[ir.Table, ir.Table] | None":
    """Return of whom a reason is recorded (unit_id), and whom it names (unit_id, competitor).

    Grain in: who left (unit_id, left_local). A label that says that nobody knows is none. None
    where no label names a competitor: a list of reasons to pick from that holds no names could
    not have told any.
    """
    import ibis
    import pyarrow as pa

    told = _labels(outlook, left)
    if told is None:
        return None
    asked = told.select("label").distinct().filter(lambda t: names_in(t.label, names))
    found = outlook.rule.data.engine.execute(asked, metric="competitors").to_pylist()
    pairs = [
        {"_label": row["label"], "competitor": one}
        for row in found
        for one in sorted(names.find(row["label"]))
    ]
    if not pairs:
        return None
    known = ibis.memtable(pa.Table.from_pylist(pairs))
    named = told.inner_join(known, told.label == known["_label"])
    return told.select("unit_id").distinct(), named.select("unit_id", "competitor").distinct()


def names_in(text: "ir.Value", names: Names) -> "ir.Value":
    """Say in the engine whether a name may stand in a text: only such ones are looked at."""
    import ibis

    squeezed = text.lower().re_replace(r"\s+", " ")
    return ibis.or_(*[squeezed.contains(one) for one in names.words])


def _labels(outlook: Outlook, left: "ir.Table") -> "ir.Table | None":
    """Return the recorded reason of each who left: unit_id, label."""
    from tenure.company.explanations.reasons.facts import LeaverFacts
    from tenure.company.explanations.reasons.leaving import Leaving
    from tenure.explain.reasons.taxonomy import unknown_labels

    told = LeaverFacts(Leaving(outlook)).labels(left)
    if told is None:
        return None
    plain = told.label.strip().lower()
    return told.filter(plain != "", plain.notin(sorted(unknown_labels())))
