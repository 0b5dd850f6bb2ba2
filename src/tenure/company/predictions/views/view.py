"""A table about predictions with its words, and how the rows of a day are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.unsaid import words_of
from tenure.measure.result import Result

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NO_SQL = "-- worked out from rows that the models had not learnt from: tenure predict evaluate"


@dataclass(frozen=True)
class View:
    """A table about predictions: its name, titles, columns and definitions in both languages."""

    name: str
    title: dict[str, str]
    columns: tuple[Column, ...]
    words: dict[str, str]

    def result(
        self, outlook: Outlook, rows: Sequence[dict[str, Any]], sql: str = _NO_SQL, **said: object
    ) -> Result:
        """Return the rows as a result; `said` fills in the words."""
        names = [one.name for one in self.columns]
        table = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
        if not rows:
            table = pa.table({name: pa.nulls(0) for name in names})
        texts = words_of(outlook, self.name) or self.words
        words = {language: text.format(**said) for language, text in texts.items()}
        language = outlook.rule.data.definitions.company.language
        return Result(
            self.name,
            words[language],
            outlook.observed.last,
            table,
            sql,
            {},
            words,
            self.title,
            tuple(
                {"name": one.name, "unit": one.unit, "en": one.en, "ko": one.ko}
                for one in self.columns
            ),
        )


def rows_of(outlook: Outlook, day: Day) -> "ir.Table":
    """Return the profiles of a day, to be asked in the engine."""
    engine = outlook.rule.data.engine
    return engine.scan_parquet([day.folder / PROFILES], name=f"profiles_{day.as_of:%Y%m%d}")


def value_days(outlook: Outlook, profiles: "ir.Table") -> int:
    """Return over how many days values reach: those asked for, or as far as is known when."""
    asked = outlook.rule.data.definitions.value.horizon
    if "value_days" not in profiles.columns:
        return asked
    told, _ = run_of(outlook, profiles.agg(days=profiles["value_days"].max()))
    return int(told[0]["days"] or asked)


def run_of(outlook: Outlook, rows: "ir.Table") -> tuple[list[dict[str, Any]], str]:
    """Return the rows, and the SQL that gave them."""
    engine = outlook.rule.data.engine
    told = engine.execute(rows, metric="predictions").to_pylist()
    return list(told), engine.script(rows)
