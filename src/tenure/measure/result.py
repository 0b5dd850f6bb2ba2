"""A measured table together with the question it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Result:
    """The rows of a metric, what they mean in words, and the SQL that gave them.

    `as_of` is the last day observed, inclusive; `query` is the SQL, or what writes it out
    when it is asked for, the company being open; `options` is how it was asked;
    `words` is the definition, and `title` the name, by language; `columns` says of each
    column its name, its unit, and what it means by language; `names` what a company calls
    codes that stand in cells, by language.
    """

    metric: str
    definition: str
    as_of: date
    table: "pa.Table"
    query: "str | Callable[[], str]"
    options: dict[str, object] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)
    columns: tuple[dict[str, str], ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def unit(self, column: str) -> str | None:
        """Return the unit of a column: count, share, money, days and so on."""
        return next((one["unit"] for one in self.columns if one["name"] == column), None)

    @cached_property
    def sql(self) -> str:
        """SQL that gives these rows from the company's tables, when it is run by itself."""
        return self.query if isinstance(self.query, str) else self.query()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return list(self.table.to_pylist())

    def to_pandas(self) -> "pd.DataFrame":
        """Return the rows as a data frame; needs pandas."""
        return self.table.to_pandas()

    def to_json(self) -> str:
        """Return metric, definition, as-of date and rows as JSON; undefined values are null."""
        content = {
            "metric": self.metric,
            "definition": self.definition,
            "as_of": self.as_of.isoformat(),
            "rows": self.rows,
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=str, allow_nan=False)

    def _repr_html_(self) -> str:
        return str(self.to_pandas().to_html(index=False))
