"""A company in a notebook or behind the command line: open it, ask it, see the SQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from tenure.company.dataset import Dataset
from tenure.company.questions import Question, answer, ask
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
        self.store = Store(definitions.folder / definitions.store.path)
        self.engine = connect(
            definitions.engine.url,
            memory=definitions.engine.memory,
            threads=definitions.engine.threads,
            folder=definitions.folder,
            scratch=self.store.scratch,
        )
        self.data = Dataset(definitions, self.engine, self.store, today or date.today())
        self.data.read(progress)
        self.rule = Rule(self.data)

    @classmethod
    def open(cls, path: str | Path, *, today: date | None = None) -> Self:
        """Open the company that a tenure.toml describes; `today` defaults to the clock's day."""
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
        return answer(self.rule, Question("retention", period, by, where, mode, as_of))

    def measure(self, question: Question) -> Result:
        """Return the answer to a question."""
        return answer(self.rule, question)

    def sql(self, question: Question) -> str:
        """Return SQL that gives a metric's rows when it is run by itself."""
        return self.engine.script(ask(self.rule, question)[0])

    def quality(self) -> list[Quality]:
        """Return the data-quality report, one entry a table."""
        return [self.data.quality(name) for name in self.data.mapped]

    def close(self) -> None:
        """Release the engine."""
        self.engine.close()

    def __enter__(self) -> Self:
        """Return the company itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the engine."""
        self.close()
