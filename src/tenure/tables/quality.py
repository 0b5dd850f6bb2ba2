"""The data-quality report: what was read, what is wrong in it, and what is done about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime
from typing import TYPE_CHECKING, Any

from tenure.periods import Calendar
from tenure.tables import checks
from tenure.tables.checks import Check
from tenure.tables.coverage import gaps
from tenure.tables.findings import Finding, TableSummary
from tenure.tables.mapping import NO_DATE, Mapped
from tenure.tables.source import FILE_COLUMN, REASON, ROW_COLUMN, Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_SAMPLES = 3
_OWN = "code"


@dataclass(frozen=True)
class Quality:
    """What the report says of one table."""

    summary: TableSummary
    findings: tuple[Finding, ...]


def examine(
    mapped: Mapped,
    *,
    others: "Mapping[str, ir.Table]",
    malformed: "pa.Table | None",
    reader: Reader,
    calendar: Calendar,
    today: date,
) -> Quality:
    """Examine one mapped table beside the other tables it refers to.

    Rows are looked at in one aggregation a table, plus a look-up of three rows
    for each fault found. The counts add up: read = kept + quarantined.
    """
    rows = checks.joined(mapped, others)
    asked = checks.of(mapped, rows, others, today)
    seen = _measure(rows, asked, mapped, reader)
    lines = malformed.num_rows if malformed is not None else 0
    summary = _summary(mapped, seen, lines, calendar)
    summary = replace(summary, left_out=_left_out(mapped, seen["read"], reader))
    found = [
        _finding(check, rows, seen[f"check{n}"], summary.read, mapped, reader, calendar)
        for n, check in enumerate(asked)
        if seen[f"check{n}"]
    ]
    found += _columns(mapped, seen, calendar) + _ambiguous(mapped, seen, reader)
    found += _lines(mapped, malformed, summary.read)
    found += _currencies(mapped, reader) + _repeated(mapped, reader, summary.read, calendar)
    found += gaps(mapped, summary, reader, calendar)
    return Quality(summary, by_severity(found))


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in order: the worst first, of those the most frequent."""
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(findings, key=lambda one: (order[one.severity], -one.count, one.code)))


def _measure(
    rows: "ir.Table", asked: Sequence[Check], mapped: Mapped, reader: Reader
) -> dict[str, Any]:
    """Count everything about a table in one aggregation."""
    kept = rows[REASON].isnull()
    measures: dict[str, Any] = {"read": rows.count(), "kept": kept.sum()}
    measures |= {f"check{n}": check.fails.sum() for n, check in enumerate(asked)}
    for position, name in enumerate(mapped.columns):
        column = rows[name]
        if column.type().is_nested():
            continue
        measures[f"filled{position}"] = column.count()
        measures[f"same{position}"] = column.min() == column.max()
        measures[f"value{position}"] = column.min()
    if mapped.schema.instant in rows.columns:
        instant = rows[mapped.schema.instant]
        measures |= {"first": instant.min(where=kept), "last": instant.max(where=kept)}
    if "amount" in mapped.columns:
        measures |= {"amount": rows.amount.sum(), "amount_kept": rows.amount.sum(where=kept)}
    row = reader.execute(rows.agg(**measures), metric=f"check {mapped.schema.name}")
    return {name: value if value is not None else 0 for name, value in row.to_pylist()[0].items()}


def _summary(mapped: Mapped, seen: dict[str, Any], lines: int, calendar: Calendar) -> TableSummary:
    read, kept = seen["read"] + lines, seen["kept"]
    first, last = seen.get("first"), seen.get("last")
    amount, amount_kept = _sum(seen.get("amount")), _sum(seen.get("amount_kept"))
    return TableSummary(
        mapped.schema.name,
        read=read,
        kept=kept,
        quarantined=read - kept,
        first=_clock(first, calendar)[:10] if first else None,
        last=_clock(last, calendar)[:10] if last else None,
        amount_read=amount,
        amount_kept=amount_kept,
        amount_quarantined=None if amount is None else _sum(amount - (amount_kept or 0)),
    )


def _left_out(mapped: Mapped, read: int, reader: Reader) -> int:
    """Count the rows that the company does not ask for."""
    row = reader.execute(mapped.raw.agg(rows=mapped.raw.count()), metric="count the source")
    return int(row.to_pylist()[0]["rows"]) - read


def _sum(amount: float | None) -> float | None:
    """Round off what depends on the order in which floating numbers were added."""
    return None if amount is None else round(amount, 6)


def _finding(
    check: Check,
    rows: "ir.Table",
    count: int,
    read: int,
    mapped: Mapped,
    reader: Reader,
    calendar: Calendar,
) -> Finding:
    shown = [name for name in check.shows if name in rows.columns]
    few = rows.filter(check.fails).order_by([FILE_COLUMN, ROW_COLUMN]).limit(_SAMPLES)
    samples = few.select(FILE_COLUMN, ROW_COLUMN, *shown)
    if check.code in ("unreadable", "unreadable_required") and check.column:
        samples = _as_written(samples, mapped, check.column)
    return Finding(
        mapped.schema.name,
        check.code,
        check.severity,
        count,
        share=count / read if read else None,
        column=check.column,
        detail=check.detail,
        samples=_texts(reader.execute(samples, metric=f"check {mapped.schema.name}"), calendar),
    )


def _as_written(samples: "ir.Table", mapped: Mapped, column: str) -> "ir.Table":
    """Show the text that could not be read, as it stands in the source."""
    source = next(one.source for one in mapped.readings if one.name == column)
    place = [FILE_COLUMN, ROW_COLUMN]
    written = mapped.raw.select(*place, **{column: mapped.raw[source].cast("string")})
    beside = samples.drop(column) if column in samples.columns else samples
    found = beside.inner_join(written, place)
    return found.select(
        *samples.columns, *([] if column in samples.columns else [column])
    ).order_by(place)


def _texts(rows: "pa.Table", calendar: Calendar) -> tuple[dict[str, str], ...]:
    """Return rows as texts, places named for people; missing values as an empty text."""
    named = {FILE_COLUMN: "file", ROW_COLUMN: "row"}
    return tuple(
        {named.get(name, _shown(name)): _text(name, value, calendar) for name, value in row.items()}
        for row in rows.to_pylist()
    )


def _shown(name: str) -> str:
    """Name a column as people would, one of another table with the table: customers.started_at."""
    if name.startswith(NO_DATE):
        return name.removeprefix(NO_DATE)
    for part in ("started", "ended"):
        if name.startswith(f"_{part}_"):
            return f"{name.removeprefix(f'_{part}_')}.{part}_at"
    return name


def _text(name: str, value: object, calendar: Calendar) -> str:
    """Return a value as people read it: rows from 1, times as local ones."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _clock(value, calendar)
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value + 1) if name == ROW_COLUMN and isinstance(value, int) else str(value)


def _clock(instant: datetime, calendar: Calendar) -> str:
    """Return local time; the last day of the calendar, by which systems say never, as it is."""
    return str(calendar.clock(instant) if instant.year < MAXYEAR else instant)


def _columns(mapped: Mapped, seen: dict[str, Any], calendar: Calendar) -> list[Finding]:
    found, read = [], seen["read"]
    for position, name in enumerate(mapped.columns):
        if f"filled{position}" not in seen or read < 2 or name == "currency":
            continue
        filled, table = seen[f"filled{position}"], mapped.schema.name
        if not filled:
            found.append(Finding(table, "empty_column", "info", read, share=1.0, column=name))
        elif seen[f"same{position}"]:
            only = ({name: _text(name, seen[f"value{position}"], calendar)},)
            share = filled / read
            found.append(
                Finding(table, "constant_column", "info", filled, share, name, samples=only)
            )
    return found


def _ambiguous(mapped: Mapped, seen: dict[str, Any], reader: Reader) -> list[Finding]:
    found, table = [], mapped.schema.name
    for reading in mapped.readings:
        if not reading.ambiguous or not seen["read"]:
            continue
        values = mapped.raw.select(written=reading.source).drop_null().limit(_SAMPLES)
        few = reader.execute(values, metric=f"check {table}").to_pylist()
        filled = seen[f"filled{mapped.columns.index(reading.name)}"]
        one, other = reading.ambiguous
        found.append(
            Finding(
                table,
                "ambiguous_dates",
                "warning",
                filled,
                share=filled / seen["read"],
                column=reading.name,
                detail={"one": one, "other": other},
                samples=tuple({reading.source: row["written"]} for row in few),
            )
        )
    return found


def _lines(mapped: Mapped, malformed: "pa.Table | None", read: int) -> list[Finding]:
    if malformed is not None and _OWN in malformed.column_names:
        malformed = malformed.filter(malformed[_OWN].is_null())  # others have findings of their own
    if malformed is None or not malformed.num_rows:
        return []
    few = malformed.slice(0, _SAMPLES).select(["file", "line", "reason"]).to_pylist()
    samples = tuple({name: str(value) for name, value in row.items()} for row in few)
    name, count = mapped.schema.name, malformed.num_rows
    return [Finding(name, "malformed_line", "error", count, share=count / read, samples=samples)]


def _currencies(mapped: Mapped, reader: Reader) -> list[Finding]:
    if "currency" not in mapped.columns:
        return []
    told = mapped.kept.filter(lambda kept: kept.currency.notnull())
    counted = told.group_by("currency").agg(rows=told.count())
    found = reader.execute(counted.order_by("currency"), metric="check currencies").to_pylist()
    if len(found) < 2:
        return []
    words = ", ".join(f"{row['currency']} {row['rows']:,}" for row in found)
    rows = sum(row["rows"] for row in found)
    few = rows - max(row["rows"] for row in found)
    samples = tuple({"currency": row["currency"], "rows": str(row["rows"])} for row in found)
    return [
        Finding(
            mapped.schema.name,
            "mixed_currency",
            "warning",
            few,
            share=few / rows,
            detail={"found": words},
            samples=samples[:_SAMPLES],
        )
    ]


def _repeated(mapped: Mapped, reader: Reader, read: int, calendar: Calendar) -> list[Finding]:
    """Find purchase lines and payments that repeat another to the last column."""
    if mapped.schema.name not in ("orders", "payments") or mapped.schema.key in mapped.columns:
        return []
    kept = mapped.kept
    grouped = kept.group_by(kept.columns).agg(times=kept.count())
    several = grouped.filter(grouped.times > 1)
    row = reader.execute(
        several.agg(extra=several.times.sum() - several.count()), metric="check repeats"
    )
    extra = row.to_pylist()[0]["extra"] or 0
    if not extra:
        return []
    own = [column.name for column in mapped.schema.columns]
    first = [name for name in own if name in kept.columns]
    few = several.order_by([several.times.desc(), *first]).select(*first, "times").limit(_SAMPLES)
    samples = _texts(reader.execute(few, metric="check repeats"), calendar)
    name, share = mapped.schema.name, extra / read
    return [Finding(name, "duplicate_row", "warning", extra, share=share, samples=samples)]
