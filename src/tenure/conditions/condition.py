"""A parsed condition: what it mentions, whether it fits a table, and its expression there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import normalize

from tenure.conditions.parser import parse_tree
from tenure.conditions.syntax import Column, Node, columns_of, error_at
from tenure.errors import ConditionError, suggest

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class Condition:
    """A condition as written, and its tree; two are equal when text and tree are."""

    text: str
    tree: Node
    where: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return the text as written."""
        return self.text

    @property
    def columns(self) -> frozenset[str]:
        """The names of the columns that the condition mentions."""
        return frozenset(column.name for column in columns_of(self.tree))

    def check(self, columns: Iterable[str], table_name: str) -> None:
        """Raise ConditionError for a column that the table lacks; suggest the closest one."""
        self.bind(columns, table_name)

    def bind(self, columns: Iterable[str], table_name: str) -> dict[str, str]:
        """Map each column mentioned to the table's own spelling of it (Unicode forms differ).

        Raises ConditionError for a column that the table lacks.
        """
        spelling = {normalize("NFC", name): name for name in columns}
        bound = {}
        for column in columns_of(self.tree):
            if column.name not in spelling:
                raise self._unknown(column, list(spelling), table_name)
            bound[column.name] = spelling[column.name]
        return bound

    def apply(
        self, table: "ir.Table", *, time_zone: str = "UTC", table_name: str | None = None
    ) -> "ir.BooleanValue":
        """Build the expression over a table: true, false, or null where a value is missing.

        Times in the table are UTC; dates in the condition are days of `time_zone`.
        Raises ConditionError for an unknown column or a value of another type.
        """
        from tenure.conditions.expression import build

        return build(self, table, time_zone=time_zone, table_name=table_name or "the table")

    def _unknown(self, column: Column, known: list[str], table_name: str) -> ConditionError:
        shown = ", ".join(known[:_SHOWN_COLUMNS]) or "none"
        more = len(known) - _SHOWN_COLUMNS
        rest = f" and {more} more" if more > 0 else ""
        near = suggest(column.name, known)
        hint = f"did you mean '{near}'?" if near else None
        if column.quoted and not near:
            hint = f"text goes in single quotes: '{column.name}'"
        message = f"{table_name} has no column '{column.name}'; it has: {shown}{rest}"
        return error_at(self.text, column.at, message, where=self.where, hint=hint)


def parse(text: str, *, where: str | None = None) -> Condition:
    """Parse a condition; `where` names its place (file, line, key) in later errors.

    Raises ConditionError that points at the position, with what was found and expected.
    """
    text = normalize("NFC", text).strip()
    return Condition(text, parse_tree(text, where), where)
