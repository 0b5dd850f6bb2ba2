"""A table with its words: name, titles, columns and definition in both languages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tenure.company.metrics.contract import Column
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result
from tenure.sentences import fill


@dataclass(frozen=True)
class View:
    """A table that is no metric: its name, titles, columns and definitions in both languages."""

    name: str
    title: dict[str, str]
    columns: tuple[Column, ...]
    words: dict[str, str]

    def texts(self, outlook: Outlook) -> Mapping[str, str]:
        """Return the definition by language, as it is meant for this company."""
        return self.words

    def result(
        self,
        outlook: Outlook,
        rows: Sequence[dict[str, Any]],
        query: "str | Callable[[], str]",
        **said: object,
    ) -> Result:
        """Return the rows as a result; `said` fills in the words."""
        names = [one.name for one in self.columns]
        table = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
        if not rows:
            table = pa.table({name: pa.nulls(0) for name in names})
        words = {language: fill(text, **said) for language, text in self.texts(outlook).items()}
        return Result(
            self.name,
            words[outlook.rule.data.definitions.company.language],
            outlook.observed.last,
            table,
            query,
            {},
            words,
            self.title,
            tuple(
                {"name": one.name, "unit": one.unit, "en": one.en, "ko": one.ko}
                for one in self.columns
            ),
        )
