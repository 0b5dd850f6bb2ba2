"""Results as people and programs want them: a table, CSV, JSON, Parquet."""

import sys
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure.pipeline import SavedRun
from tenure.store import as_json, write_text
from tenure.tables.findings import Finding
from tenure.tables.quality import Quality

_SHARES = ("attrition", "retention")
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def result(found: Result, form: str, out: Path | None) -> None:
    """Print a result, or write it to a file."""
    if form == "table" and out is None:
        _table(found)
    elif form == "json":
        _text(found.to_json() + "\n", out)
    elif form == "parquet":
        _parquet(found.table, out)
    else:
        _text(_csv(found.table), out)


def quality(report: Sequence[Quality], form: str, language: str) -> None:
    """Print the data-quality report."""
    if form == "json":
        click.echo(as_json([_as_dict(one, language) for one in report]), nl=False)
        return
    console = _console()
    console.print(_summaries(report))
    for one in report:
        for finding in one.findings:
            _finding(console, finding, language)


def _finding(console: Console, finding: Finding, language: str) -> None:
    level = f"[{_STYLES[finding.severity]}]{finding.severity:<7}[/]"
    share = f" ({finding.share:.2%})" if finding.share is not None else ""
    what = _safe(finding.message(language))
    console.print(f"{level} [bold]{finding.table}[/]  {finding.count:,}{share}  {what}")
    console.print(f"        {_safe(finding.action(language))}", style="dim")
    for sample in finding.samples:
        pairs = ", ".join(f"{name} {value or '–'}" for name, value in sample.items())
        console.print(f"        · {_safe(pairs)}", style="dim", highlight=False)


def summary(run: SavedRun) -> None:
    """Print what a run found: the last complete period, what was not computed, where it is."""
    console = Console()
    whole = [one for one in run.results if one.metric == "attrition" and not one.options["by"]]
    for one in whole[:1]:
        rows = [row for row in one.rows if row["complete"] and row["attrition"] is not None]
        if rows:
            console.print(_headline(rows[-1], one))
    rejected = sum(table.quarantined for table in run.summaries)
    if rejected:
        console.print(f"{rejected:,} rows are in quarantine: {run.folder / 'quarantine'}")
    for missing in run.skipped:
        what, why = _safe(missing["what"]), _safe(missing["why"])
        console.print(f"[yellow]not computed[/]  {what}: {why}")
    console.print(f"report: {run.folder.parents[1] / 'latest' / 'report.html'}", soft_wrap=True)


def _headline(row: dict[str, Any], one: Result) -> str:
    share = f"{row['attrition']:.1%}"
    if row["attrition_low"] is not None:
        share += f" ({row['attrition_low']:.1%} to {row['attrition_high']:.1%})"
    period = one.options["period"]
    when = f"{period} from {row['period_start']}" if row["period_start"] else "snapshot"
    return (
        f"{when}: [bold]{share}[/] of {row['at_start']:,} active at the start left"
        f" ({row['lost']:,}); active at the end: {row['at_end']:,}"
    )


def _summaries(report: Sequence[Quality]) -> Table:
    table = Table(title="read = kept + quarantined", title_justify="left", box=None)
    for name in ("table", "read", "kept", "quarantined", "from", "to", "amount read", "kept"):
        table.add_column(name, justify="left" if name in ("table", "from", "to") else "right")
    for one in report:
        said = one.summary
        money = [said.amount_read, said.amount_kept]
        table.add_row(
            said.table,
            *(f"{n:,}" for n in (said.read, said.kept, said.quarantined)),
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


def _table(found: Result) -> None:
    console = _console()
    console.print(f"[bold]{found.metric}[/] as of {found.as_of}")
    console.print(_safe(found.definition), style="dim")
    shown = Table(box=None, pad_edge=False)
    for name in found.table.column_names:
        shown.add_column(name, justify="left" if name == "reason" else "right")
    for row in found.rows:
        shown.add_row(*(_cell(name, value) for name, value in row.items()))
    console.print(shown)


def _cell(name: str, value: object) -> str:
    if value is None:
        return "–" if name != "reason" else ""
    if isinstance(value, float) and name.startswith(_SHARES):
        return f"{value:.2%}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and not isinstance(value, date):
        return f"{value:,}"
    return _safe(str(value))


def _csv(table: pa.Table) -> str:
    buffer = BytesIO()
    pc.write_csv(table, buffer)
    return buffer.getvalue().decode()


def _parquet(table: pa.Table, out: Path | None) -> None:
    if out is None and sys.stdout.isatty():
        raise TenureError("Parquet is not for a terminal", hint="write it to a file: --out FILE")
    if out is None:
        buffer = BytesIO()
        pq.write_table(table, buffer)
        click.get_binary_stream("stdout").write(buffer.getvalue())
    else:
        partial = out.with_name(f".{out.name}.partial")
        pq.write_table(table, partial)
        partial.replace(out)


def _text(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)


def _console() -> Console:
    """Return a console as wide as the terminal; wide enough for any table where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=200)


def _safe(text: str) -> str:
    """Keep brackets in data from being read as markup."""
    return text.replace("[", r"\[")
