"""A run as it lies in the store, read back without asking the engine anything."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tenure.measure.result import Result
from tenure.report import Change, ReportData, Skipped
from tenure.report import Finding as Shown
from tenure.report import TableSummary as ShownSummary
from tenure.store import MANIFEST, as_json, write_text
from tenure.tables.findings import Finding, TableSummary

QUALITY = "quality.json"
RESULT = "result.json"
ROWS = "rows.parquet"
SKIPPED = "skipped.json"
CHANGES = "changes.json"
REPORT = "report.html"
"""In the company's language; those in others have theirs in the name."""


@dataclass(frozen=True)
class SavedRun:
    """One finished run: its manifest, results, data-quality report and what was not computed."""

    folder: Path
    manifest: dict[str, Any]
    results: list[Result]
    summaries: list[TableSummary]
    findings: list[Finding]
    skipped: list[dict[str, str]]
    changes: list[Change]


def report_name(language: str) -> str:
    """Return what the report in another language than the company's is called."""
    return REPORT.replace(".", f".{language}.")


def load_run(folder: Path) -> SavedRun:
    """Read the folder of a run."""
    manifest = _json(folder / MANIFEST)
    quality = _json(folder / QUALITY)
    language = manifest["company"]["language"]
    return SavedRun(
        folder,
        manifest,
        [load_result(one, language) for one in sorted((folder / "results").glob("*"))],
        [TableSummary(**table["summary"]) for table in quality],
        [Finding(**finding) for table in quality for finding in table["findings"]],
        _json(folder / SKIPPED),
        [
            Change(date.fromisoformat(one["at"]), one["kind"], one["name"])
            for one in (_json(folder / CHANGES) if (folder / CHANGES).is_file() else [])
        ],
    )


def report_data(saved: SavedRun, language: str | None = None) -> ReportData:
    """Return what the report shows of a run, in the company's language or another."""
    company = saved.manifest["company"]
    words = language or company["language"]
    return ReportData(
        company=company["name"],
        as_of=date.fromisoformat(saved.manifest["as_of"]),
        results=[replace(one, definition=one.words[words]) for one in saved.results],
        kind=company["kind"],
        language=words,
        time_zone=company["time_zone"],
        currency=company["currency"] or "",
        generated_by=f"Tenure {saved.manifest['versions']['tenure']}",
        quality=[_shown(finding, words) for finding in saved.findings],
        tables=[_summary(table) for table in saved.summaries],
        skipped=[Skipped(one["what"], one["why"]) for one in saved.skipped],
        changes=saved.changes,
        small_cell=saved.manifest["definitions"]["retention"]["small_cell"],
    )


def save_result(result: Result, folder: Path, base: Path) -> None:
    """Write the rows of a result, and what it says of itself.

    Its SQL names files from the company's folder, `base`, on: it may move, and its report be
    handed on.
    """
    pq.write_table(result.table, folder / ROWS)
    about = {
        "metric": result.metric,
        "as_of": result.as_of,
        "options": result.options,
        "words": result.words,
        "title": result.title,
        "columns": result.columns,
        "names": result.names,
        "sql": result.sql.replace(f"{base.resolve()}/", ""),
    }
    write_text(folder / RESULT, as_json(about))


def load_result(folder: Path, language: str) -> Result:
    """Read a result back, its definition in a language."""
    about = _json(folder / RESULT)
    return Result(
        about["metric"],
        about["words"][language],
        date.fromisoformat(about["as_of"]),
        pq.read_table(folder / ROWS),
        about["sql"],
        about["options"],
        about["words"],
        about["title"],
        tuple(about["columns"]),
        about.get("names", {}),
    )


def _shown(finding: Finding, language: str) -> Shown:
    return Shown(
        table=finding.table,
        code=finding.code,
        severity=finding.severity,
        count=finding.count,
        share=finding.share,
        action=finding.action(language),
        message=finding.message(language),
        samples=finding.samples,
        unit=finding.unit,
    )


def _summary(table: TableSummary) -> ShownSummary:
    return ShownSummary(
        table.table,
        table.read,
        table.kept,
        table.quarantined,
        date.fromisoformat(table.first) if table.first else None,
        date.fromisoformat(table.last) if table.last else None,
        table.left_out,
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
