"""The data-quality findings as the template prints them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.charts.words import Words
from tenure.report.data import Finding, ReportData
from tenure.report.tables import Cell, Head, Row, TableView, count, name, rate

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class FindingView:
    """One finding and its sample rows."""

    table: str
    code: str
    message: str
    action: str
    measured: str
    samples: TableView | None


@dataclass(frozen=True)
class Group:
    """The findings of one severity."""

    severity: str
    title: str
    findings: Sequence[FindingView]


def tables_view(data: ReportData, words: Words) -> TableView | None:
    """List the tables with what was read, kept and set aside."""
    if not data.tables:
        return None
    keys = ["read", "kept", "quarantined", "quarantined_share", "first", "last"]
    some_left = any(table.left_out for table in data.tables)
    if some_left:
        keys.insert(0, "left_out")
    rows = [
        Row(
            [
                name(table.table),
                *([count(table.left_out, words)] if some_left else []),
                count(table.read, words),
                count(table.kept, words),
                count(table.quarantined, words),
                rate(table.quarantined / table.read if table.read else None, words),
                Cell(words.formats.date(table.first)),
                Cell(words.formats.date(table.last)),
            ],
            style="" if table.quarantined == 0 else "some",
        )
        for table in data.tables
    ]
    heads = [Head(words("column.table"), numeric=False)]
    heads += [Head(words(f"column.{key}")) for key in keys]
    return TableView(words("quality.tables"), heads, rows, caption_shown=True)


def groups(data: ReportData, words: Words) -> list[Group]:
    """Group the findings by severity, the gravest and the most frequent first."""
    found = []
    for severity in SEVERITIES:
        some = [finding for finding in data.quality if finding.severity == severity]
        some.sort(key=lambda finding: (-finding.count, finding.table, finding.code))
        if some:
            title = words(f"quality.{severity}", count=len(some))
            found.append(Group(severity, title, [_view(finding, words) for finding in some]))
    return found


def _view(finding: Finding, words: Words) -> FindingView:
    counted = words(f"quality.{finding.unit}", count=finding.count)
    share = words.formats.percent(finding.share)
    return FindingView(
        table=finding.table,
        code=finding.code,
        message=finding.message,
        action=finding.action,
        measured=counted
        if finding.share is None
        else words("quality.measured", rows=counted, share=share),
        samples=_samples(finding, words) if finding.samples else None,
    )


_PLACES = ("file", "row", "rows", "since", "days")
"""What a sample tells beside columns of the company: where it lies, how many, since when."""


def _samples(finding: Finding, words: Words) -> TableView:
    columns = list(dict.fromkeys(key for sample in finding.samples for key in sample))
    rows = [Row([Cell(sample.get(column, "")) for column in columns]) for sample in finding.samples]
    heads = [
        Head(words(f"sample.{column}") if column in _PLACES else column, numeric=False)
        for column in columns
    ]
    return TableView(words("quality.samples", table=finding.table), heads, rows, style="samples")
