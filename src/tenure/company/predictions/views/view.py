"""A table about predictions with its words, and how the rows of a day are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.unsaid import words_of
from tenure.company.view import View as Table
from tenure.measure.result import Result

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NO_SQL = "-- worked out from rows that the models had not learnt from: tenure predict evaluate"


@dataclass(frozen=True)
class View(Table):
    """A table about predictions; of a lone snapshot some mean something else."""

    def texts(self, outlook: Outlook) -> Mapping[str, str]:
        """Return the definition by language, as it is meant for this company."""
        return words_of(outlook, self.name) or self.words

    def result(
        self,
        outlook: Outlook,
        rows: Sequence[dict[str, Any]],
        query: "str | Callable[[], str]" = _NO_SQL,
        **said: object,
    ) -> Result:
        """Return the rows as a result; `said` fills in the words."""
        return super().result(outlook, rows, query, **said)


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
