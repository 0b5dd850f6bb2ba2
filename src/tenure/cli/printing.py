"""Results as people and programs want them: a table, CSV, JSON, Parquet."""

import re
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from tenure.charts.unsaid import unsaid
from tenure.cli import headings
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure.pipeline import SavedRun
from tenure.store import as_json, write_text, writing
from tenure.tables.findings import Finding
from tenure.tables.quality import Quality

_FORMS = {
    "share": "{:.2%}",
    "money": "{:,.2f}",
    "count": "{:,.0f}",
    "customers": "{:,.1f}",
    "days": "{:,.1f}",
    "hours": "{:,.1f}",
    "minutes": "{:,.0f}",
}
_WRITERS = {"csv": pv.CSVWriter, "parquet": pq.ParquetWriter}
_ENDINGS = {".csv": "csv", ".json": "json", ".parquet": "parquet"}
_FORMULA = "^([=+\\-@\t\r])"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_WIDEST = 10_000
_WORDS = {
    "en": {
        "quarantine": "{n:,} rows are in quarantine: {folder}",
        "missing": "not computed",
        "sum": "read = kept + quarantined",
        "report": "report",
        "interval": " ({low:.1%} to {high:.1%})",
        "period": "{period} from {start}",
        "snapshot": "snapshot",
        "headline": "{when}: [bold]{share}[/] of {at_start:,} active at the start left"
        " ({lost:,}); active at the end: {at_end:,}",
    },
    "ko": {
        "quarantine": "격리한 행 {n:,}개: {folder}",
        "missing": "계산하지 않음",
        "sum": "읽음 = 사용 + 격리",
        "table": "테이블",
        "left_out": "제외",
        "read": "읽음",
        "kept": "사용",
        "quarantined": "격리",
        "from": "시작",
        "to": "끝",
        "amount read": "읽은 금액",
        "error": "오류",
        "warning": "경고",
        "info": "참고",
        "days": "일",
        "report": "보고서",
        "interval": " ({low:.1%}~{high:.1%})",
        "period": "{start}부터 {period}",
        "day": "하루",
        "week": "한 주",
        "month": "한 달",
        "quarter": "한 분기",
        "year": "한 해",
        "snapshot": "스냅숏",
        "headline": "{when}: 이탈률 [bold]{share}[/]. 시작할 때 활성 {at_start:,}, 그중 이탈"
        " {lost:,}, 끝날 때 활성 {at_end:,}",
    },
}
"""What a check and a run say in the end, by language."""
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def result(found: Result, form: str | None, out: Path | None) -> None:
    """Print a result, or write it to a file, whose ending says how unless `form` does."""
    form = form or _form_of(out)
    if form == "table":
        _table(found, out)
    elif form == "json":
        _text(found.to_json() + "\n", out)
    elif form == "parquet":
        _parquet(found.table, out)
    else:
        _text(_csv(found.table), out)


def streamed(rows: Path, form: str | None, out: Path) -> bool:
    """Write the rows of a Parquet file to another one, or as CSV, a part at a time.

    The ending says how unless `form` does; nothing is written, and False said, for other forms.
    """
    form = form or _form_of(out)
    if form not in ("csv", "parquet"):
        return False
    with pq.ParquetFile(rows) as file, writing(out) as stream:
        schema = file.schema_arrow
        with _WRITERS[form](stream, schema) as writer:
            for batch in file.iter_batches():
                part = pa.Table.from_batches([batch], schema)
                writer.write_table(part if form == "parquet" else without_formulas(part))
    return True


def _form_of(out: Path | None) -> str:
    ending = out.suffix.lower() if out else ""
    if ending not in (*_ENDINGS, "", ".txt"):
        raise TenureError(
            f"a result cannot be written as {ending}",
            where=str(out),
            hint=f"end the name in {', '.join(_ENDINGS)}, or say --format",
        )
    return _ENDINGS.get(ending, "table")


def quality(report: Sequence[Quality], form: str, language: str) -> None:
    """Print the data-quality report."""
    if form == "json":
        click.echo(as_json([_as_dict(one, language) for one in report]), nl=False)
        return
    console = _console()
    _print_whole(console, _summaries(report, language))
    for one in report:
        for finding in one.findings:
            _finding(console, finding, language)


def _finding(console: Console, finding: Finding, language: str) -> None:
    words = _WORDS[language]
    named = words.get(finding.severity, finding.severity)
    level = f"[{_STYLES[finding.severity]}]{named:<7}[/]"
    days = f" {words.get(finding.unit, finding.unit)}" if finding.unit != "rows" else ""
    share = f"{days} ({finding.share:.2%})" if finding.share is not None else days
    what = _safe(finding.message(language))
    console.print(f"{level} [bold]{finding.table}[/]  {finding.count:,}{share}  {what}")
    console.print(f"        {_safe(finding.action(language))}", style="dim")
    for sample in finding.samples:
        pairs = ", ".join(f"{name} {value or '–'}" for name, value in sample.items())
        console.print(f"        · {_safe(pairs)}", style="dim", highlight=False)


def summary(run: SavedRun, language: str) -> None:
    """Print what a run found: the last complete period, what was not computed, where it is."""
    console, words = _console(), _WORDS[language]
    whole = [one for one in run.results if one.metric == "attrition" and not one.options["by"]]
    for one in whole[:1]:
        rows = [row for row in one.rows if row["complete"] and row["attrition"] is not None]
        if rows:
            console.print(_headline(rows[-1], one, language))
    rejected = sum(table.quarantined for table in run.summaries)
    if rejected:
        console.print(words["quarantine"].format(n=rejected, folder=run.folder / "quarantine"))
    for missing in run.skipped:
        what, why = _safe(missing["what"]), _safe(unsaid(missing["why"], language))
        console.print(f"[yellow]{words['missing']}[/]  {what}: {why}")
    report = run.folder.parents[1] / "latest" / "report.html"
    console.print(f"{words['report']}: {report}", soft_wrap=True)


def _headline(row: dict[str, Any], one: Result, language: str) -> str:
    words = _WORDS[language]
    share = f"{row['attrition']:.1%}"
    if row["attrition_low"] is not None:
        share += words["interval"].format(low=row["attrition_low"], high=row["attrition_high"])
    when = words["snapshot"]
    if row["period_start"]:
        asked = str(one.options["period"])
        period = words.get(asked, asked)
        when = words["period"].format(period=period, start=row["period_start"])
    return words["headline"].format(when=when, share=share, **row)


def _summaries(report: Sequence[Quality], language: str) -> Table:
    words = _WORDS[language]
    table = Table(title=words["sum"], title_justify="left", box=None)
    left = any(one.summary.left_out for one in report)
    counts = ["left_out"] * left + ["read", "kept", "quarantined"]
    for name in ("table", *counts, "from", "to", "amount read", "kept"):
        place: JustifyMethod = "left" if name in ("table", "from", "to") else "right"
        table.add_column(words.get(name, name.replace("_", " ")), justify=place)
    for one in report:
        said = one.summary
        money = [said.amount_read, said.amount_kept]
        table.add_row(
            said.table,
            *(f"{getattr(said, name):,}" for name in counts),
            said.first or "–",
            said.last or "–",
            *("–" if amount is None else f"{amount:,.2f}" for amount in money),
        )
    return table


def _as_dict(one: Quality, language: str) -> dict[str, Any]:
    return {
        **vars(one.summary),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "column": finding.column,
                "count": finding.count,
                "share": finding.share,
                "message": finding.message(language),
                "action": finding.action(language),
                "samples": list(finding.samples),
            }
            for finding in one.findings
        ],
    }


def _table(found: Result, out: Path | None) -> None:
    page = StringIO()
    console = _console(page if out else None)
    console.print(f"[bold]{_safe(headings.title(found))}[/]")
    console.print(_safe(found.definition), style="dim")
    shown = Table(box=None, pad_edge=False, padding=(0, 1))
    between = "\n" if console.is_terminal else " "
    own, others = headings.sentences(found)
    names = [name for name in found.table.column_names if name not in others]
    for name in names:
        head = _safe(headings.heading(found, name, own.get(name, name))).replace(" ", between)
        justify: JustifyMethod = "left" if found.unit(name) == "text" else "right"
        shown.add_column(head, justify=justify, no_wrap=True)
    for row in found.rows:
        told = {name: headings.worded(found, name, row[name]) for name in names}
        shown.add_row(*(_cell(found.unit(name), told[name]) for name in names))
    _print_whole(console, shown)
    if out:
        write_text(out, page.getvalue())


def _print_whole(console: Console, table: Table) -> None:
    """Print a table with every value in full, even where the terminal is too narrow for it."""
    needed = Console(width=_WIDEST).measure(table).maximum
    console.width = max(console.width, needed)
    console.print(table)


def _cell(unit: str | None, value: object) -> str:
    if value is None:
        return "" if unit == "text" else "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return _FORMS.get(unit or "", "{:,.4g}").format(value)
    if isinstance(value, int) and not isinstance(value, date):
        return f"{value:,}"
    return _safe(str(value))


def _csv(table: pa.Table) -> str:
    """Return rows as CSV; text that a spreadsheet would run as a formula gets an apostrophe."""
    buffer = BytesIO()
    pv.write_csv(without_formulas(table), buffer)
    return buffer.getvalue().decode()


def without_formulas(table: pa.Table) -> pa.Table:
    """Return a table with an apostrophe before texts that a spreadsheet would run."""
    for position, column in enumerate(table.columns):
        if pa.types.is_string(column.type):
            safe = pc.replace_substring_regex(column, pattern=_FORMULA, replacement=r"'\1")
            table = table.set_column(position, table.column_names[position], safe)
    return table


def _parquet(table: pa.Table, out: Path | None) -> None:
    if out is None and sys.stdout.isatty():
        raise TenureError("Parquet is not for a terminal", hint="write it to a file: --out FILE")
    if out is None:
        buffer = BytesIO()
        pq.write_table(table, buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    else:
        with writing(out) as stream:
            pq.write_table(table, stream)


def _text(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)


class _Console(Console):
    """A console that leaves a closed pipe to the command line to deal with."""

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError that is being handled."""
        raise


def _console(page: IO[str] | None = None) -> Console:
    """Return a console as wide as the terminal; as wide as any table where there is none."""
    console = _Console(file=page, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = _WIDEST
    return console


def _safe(text: str) -> str:
    """Keep data from being read as markup, or by the terminal as commands."""
    return escape(_CONTROL.sub("\ufffd", text.replace("\n", " ")))
