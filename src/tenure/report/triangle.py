"""The cohort triangle as a table: heat by class, incomplete cells hatched, small ones grey."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.charts.pooled import Pooled, pool
from tenure.charts.result import Result, RetentionRow, period_kind, retention_rows
from tenure.charts.words import Words
from tenure.report.reasons import UNSEEN, in_words
from tenure.report.tables import Cell, Head, Row, TableView, name

MOST_COHORTS = 18
STEPS = 10
_COLUMNS = {
    "day": (*range(15), 21, 28, 60, 90),
    "week": (*range(13), 16, 20, 26, 39, 52, 78),
    "month": (*range(13), 18, 24, 36, 48),
    "quarter": (*range(13), 16, 20),
    "year": tuple(range(16)),
}


@dataclass(frozen=True)
class Heat:
    """The scale of the colours: ten steps between two round shares."""

    low: float
    high: float

    def step(self, share: float) -> int:
        """Return the step of a share, 0 to 9; what lies beyond an end takes the end's."""
        place = (share - self.low) / (self.high - self.low) * STEPS
        return min(STEPS - 1, max(0, math.floor(place + 1e-9)))


@dataclass(frozen=True)
class Triangle:
    """The table, its colour scale and the columns and cohorts that are not shown."""

    table: TableView
    heat: Heat
    low: str
    high: str
    hidden_cohorts: int
    hidden_periods: bool
    shown: Sequence[RetentionRow]
    pooled: Sequence[Pooled]


def triangle(result: Result, words: Words, *, small_cell: int) -> Triangle:
    """Lay a retention result out as a triangle, all cohorts together first.

    Grain in: a cohort times a period. Columns beyond the twelfth period are thinned out,
    and of the cohorts the last eighteen are shown; the pooled row is over all of them.
    """
    rows, kind = retention_rows(result), period_kind(result)
    cohorts = sorted({row.cohort for row in rows})
    shown_cohorts = cohorts[-MOST_COHORTS:]
    pooled = pool(rows)
    periods = shown_periods((row.period for row in rows), kind)
    heat = heat_scale(rows, small_cell)
    painter = _Painter(words, kind, small_cell, heat)
    cells = {(row.cohort, row.period): row for row in rows}
    sizes = {row.cohort: row.size for row in rows}
    body = [painter.total({p.period: p for p in pooled}, periods, sum(sizes.values()))]
    body += [painter.cohort(cohort, cells, periods, sizes[cohort]) for cohort in shown_cohorts]
    return Triangle(
        table=TableView(
            caption=words("triangle.caption", periods=words(f"plural.{kind}")),
            heads=[
                Head(words("column.cohort"), numeric=False),
                Head(words("column.size")),
                *painter.heads(periods),
            ],
            rows=body,
            style="triangle full" if len(periods) > 7 else "triangle",
        ),
        heat=heat,
        low=words.formats.percent(heat.low, 0),
        high=words.formats.percent(heat.high, 0),
        hidden_cohorts=len(cohorts) - len(shown_cohorts),
        hidden_periods=len(periods) < len({row.period for row in rows}),
        shown=[row for row in rows if row.cohort in set(shown_cohorts) and row.period in periods],
        pooled=[p for p in pooled if p.period in periods],
    )


def shown_periods(found: Iterable[int], kind: str) -> list[int]:
    """Choose the columns: every one up to the twelfth, then wider and wider apart."""
    known = set(found)
    return [period for period in _COLUMNS.get(kind, _COLUMNS["month"]) if period in known]


def heat_scale(rows: Iterable[RetentionRow], small_cell: int) -> Heat:
    """Span the rates after period 0 between round tenths (round hundredths if all are low)."""
    rates = [
        row.rate
        for row in rows
        if row.complete
        and row.rate is not None
        and row.period > 0
        and (row.eligible or 0) >= small_cell
    ]
    if not rates:
        return Heat(0.0, 1.0)
    unit = 0.1 if max(rates) > 0.2 else 0.01
    low = math.floor(min(rates) / unit + 1e-9) * unit
    high = math.ceil(max(rates) / unit - 1e-9) * unit
    return Heat(low, max(high, low + unit))


@dataclass(frozen=True)
class _Painter:
    words: Words
    kind: str
    small_cell: int
    heat: Heat

    def heads(self, periods: Sequence[int]) -> list[Head]:
        """Name the columns; one that skips periods is set apart by a gap."""
        return [
            Head(
                str(period),
                title=self.words(
                    "triangle.period_title", span=self.words(f"span.{self.kind}", count=period)
                ),
                style=self._gap(periods, index),
            )
            for index, period in enumerate(periods)
        ]

    def total(self, pooled: Mapping[int, Pooled], periods: Sequence[int], size: int) -> Row:
        """Lay out the row of all cohorts together."""
        cells = [name(self.words("triangle.pooled"), self.words("triangle.pooled_title"))]
        cells.append(Cell(self.words.formats.number(size), style="size"))
        for index, period in enumerate(periods):
            cell, gap = pooled.get(period), self._gap(periods, index)
            if cell is None or cell.rate is None:
                cells.append(Cell("", title=self.words("sign.nobody_over"), style=f"void {gap}"))
                continue
            title = self.words(
                "triangle.cell_title",
                cohort=self.words("triangle.pooled_of", count=cell.cohorts),
                period=period,
                **self._numbers(cell),
            )
            cells.append(self._known(cell.rate, cell.eligible, title, gap))
        return Row(cells, style="pooled")

    def cohort(
        self,
        cohort: date,
        cells: Mapping[tuple[date, int], RetentionRow],
        periods: Sequence[int],
        size: int,
    ) -> Row:
        """Lay out one cohort; its first cell that is not over is hatched, the later are blank."""
        formats = self.words.formats
        label = formats.row(cohort, self.kind)
        line = [name(label, formats.period(cohort, self.kind))]
        line.append(Cell(formats.number(size), style="size"))
        underway = True
        for index, period in enumerate(periods):
            cell, gap = cells.get((cohort, period)), self._gap(periods, index)
            if cell is not None and cell.complete:
                of = {"cohort": cohort, "period": period}
                line.append(replace(self._complete(cell, label, gap), count="returned", of=of))
            elif cell is not None and cell.reason == UNSEEN:
                why = self.words("reason.unseen")
                line.append(Cell("", title=why, said=why, style=f"hatch {gap}"))
            elif cell is not None and (underway or cell.rate is not None):
                line.append(self._incomplete(cell, gap))
                underway = False
            else:
                line.append(Cell("", title=self.words("sign.nobody_over"), style=f"void {gap}"))
        return Row(line)

    def _complete(self, cell: RetentionRow, label: str, gap: str) -> Cell:
        if cell.rate is None:
            why = in_words(cell.reason, self.words) or self.words("sign.null")
            return Cell("–", title=why, said=why, style=f"null {gap}")
        title = self.words(
            "triangle.cell_title", cohort=label, period=cell.period, **self._numbers(cell)
        )
        return self._known(cell.rate, cell.eligible or 0, title, gap)

    def _incomplete(self, cell: RetentionRow, gap: str) -> Cell:
        why = self.words("sign.incomplete")
        if cell.rate is None:
            return Cell("", title=why, said=why, style=f"hatch {gap}")
        so_far = self.words("sign.incomplete_so_far", **self._numbers(cell))
        return Cell(self._share(cell.rate), title=so_far, said=why, style=f"hatch {gap}")

    def _known(self, share: float, eligible: int, title: str, gap: str) -> Cell:
        if eligible < self.small_cell:
            why = self.words("sign.small", n=self.small_cell)
            return Cell(self._share(share), title=f"{title}. {why}", style=f"small {gap}")
        return Cell(self._share(share), title=title, style=f"h{self.heat.step(share)} {gap}")

    def _numbers(self, cell: RetentionRow | Pooled) -> dict[str, str]:
        formats = self.words.formats
        return {
            "rate": formats.percent(cell.rate),
            "interval": formats.interval(cell.low, cell.high),
            "returned": formats.number(cell.returned),
            "eligible": formats.number(cell.eligible),
        }

    def _share(self, share: float) -> str:
        """Write a rate without its sign, as whole as the scale allows."""
        digits = 0 if self.heat.high > 0.2 else 1
        text = f"{share * 100:.{digits}f}"
        return "100" if text == "100.0" else text

    @staticmethod
    def _gap(periods: Sequence[int], index: int) -> str:
        return "gap" if index and periods[index] != periods[index - 1] + 1 else ""
