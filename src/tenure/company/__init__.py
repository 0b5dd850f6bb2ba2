"""A company in a notebook or behind the command line: open it, ask it, see the SQL."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from tenure.company.asked import Question
from tenure.company.dataset import Dataset
from tenure.company.doubts import doubts, missing_table
from tenure.company.explanations import Explanations
from tenure.company.fitting import check_fit
from tenure.company.predictions import Predictions
from tenure.company.predictions.outlook import Outlook
from tenure.company.questions import answer, ask
from tenure.company.saved_cohorts import Cohort, save
from tenure.company.units import Rule
from tenure.definitions import Definitions, load
from tenure.engines import connect
from tenure.measure.result import Result
from tenure.measure.retention import Mode
from tenure.periods import Period
from tenure.store import Store
from tenure.tables.quality import Quality

__all__ = ["Company", "Question"]


class Company:
    """One company's tables and definitions, and the metrics over them.

    `today` is the company's own day, by its clock unless given.

    Opening it reads the tables; raises DefinitionError for conditions that do not
    fit their columns, all of them together, and SourceError for what cannot be read.

    >>> company = Company.open("tenure.toml")            # doctest: +SKIP
    >>> company.attrition(period="month").to_pandas()    # doctest: +SKIP
    """

    def __init__(
        self,
        definitions: Definitions,
        *,
        today: date | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.definitions = definitions
        self.store = Store.at(definitions.folder, definitions.store.path)
        self._open = ExitStack()
        self._open.callback(self.store.close)
        with self._open.pop_all() as opened:
            self.engine = connect(
                definitions.engine.url,
                memory=definitions.engine.memory,
                threads=definitions.engine.threads,
                folder=definitions.folder,
                scratch=self.store.scratch,
            )
            opened.callback(self.engine.close)
            today = today or datetime.now(ZoneInfo(definitions.company.time_zone)).date()
            self.data = Dataset(definitions, self.engine, self.store, today)
            self.data.read(progress)
            self.rule = Rule(self.data)
            check_fit(self.rule)
            self._open = opened.pop_all()

    @classmethod
    def open(cls, path: str | Path, *, today: date | None = None) -> Self:
        """Open the company that a tenure.toml describes."""
        return cls(load(Path(path)), today=today)

    def attrition(
        self,
        period: Period = "month",
        *,
        by: str | None = None,
        where: str | None = None,
        as_of: date | None = None,
    ) -> Result:
        """Return attrition by period; see `tenure.measure.attrition`."""
        return answer(self.rule, Question("attrition", period, by, where, as_of=as_of))

    def retention(
        self,
        period: Period = "month",
        *,
        mode: Mode = "exact",
        by: str | None = None,
        where: str | None = None,
        as_of: date | None = None,
    ) -> Result:
        """Return the cohort triangle; see `tenure.measure.retention`."""
        return answer(self.rule, Question("retention", period, by, where, as_of, {"mode": mode}))

    def measure(self, question: Question) -> Result:
        """Return the answer to a question."""
        return answer(self.rule, question)

    def predictions(self, as_of: date | None = None) -> Predictions:
        """Return what is to come: learn, score, explain, judge; as of today unless given."""
        return Predictions(Outlook(self.rule, as_of))

    def explanations(self, as_of: date | None = None) -> Explanations:
        """Return why customers leave: what they said, did and met; as of today unless given."""
        return Explanations(Outlook(self.rule, as_of))

    def save_cohort(
        self, question: Question, *, name: str, row: Mapping[str, object], count: str
    ) -> Cohort:
        """Keep the customers behind one count of one row; see `saved_cohorts.save`."""
        return save(self.rule, question, name=name, row=row, count=count)

    def sql(self, question: Question) -> str:
        """Return SQL that gives a metric's rows when it is run by itself."""
        return self.engine.script(ask(self.rule, question))

    def quality(self) -> list[Quality]:
        """Return the data-quality report, one entry a table."""
        return [self.quality_of(name) for name in self.data.mapped]

    def quality_of(self, table: str) -> Quality:
        """Return the data-quality report of a table, with what the definitions miss in it."""
        found = self.data.quality(table)
        more = doubts(self.rule, table, kept=found.summary.kept)
        if table == next(iter(self.data.mapped)):
            more += missing_table(self.rule)
        return replace(found, findings=(*more, *found.findings))

    def close(self) -> None:
        """Release the engine and what it read from the store."""
        self._open.close()

    def __enter__(self) -> Self:
        """Return the company itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the engine and what it read from the store."""
        self.close()
