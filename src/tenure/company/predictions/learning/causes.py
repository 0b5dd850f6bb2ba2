"""Whether enough is known of why customers left to tell causes apart."""

from typing import TYPE_CHECKING

from tenure.predict.survival.notes import Note, note

if TYPE_CHECKING:
    import pyarrow as pa


def told_apart(table: "pa.Table") -> "tuple[pa.Table, Note | None]":
    """Return the rows without `cause` where it is not known of most who left, and a note of it.

    Grain in: the rows to learn from (unit_id, as_of, days_left, cause). There is no note where
    no cause is recorded at all: then there was nothing to leave out.
    """
    import pyarrow.compute as pc

    gone = table.filter(pc.is_valid(table["days_left"]))
    if gone["cause"].null_count == gone.num_rows:
        return table.drop_columns(["cause"]), None
    if gone["cause"].null_count <= gone.num_rows / 2:
        return table, None
    return table.drop_columns(["cause"]), _unsaid(gone)


def _unsaid(gone: "pa.Table") -> Note:
    """Count the customers who left, and of how many of them nobody says why."""
    import pyarrow.compute as pc

    said = gone.filter(pc.is_valid(gone["cause"]))
    left, known = (len(pc.unique(one["unit_id"])) for one in (gone, said))
    return note("causes_unknown", left=left, unsaid=left - known)
