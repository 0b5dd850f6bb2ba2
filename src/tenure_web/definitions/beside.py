"""A process that answers one question of `aside`: the question as JSON in, the answer out.

It knows the library alone: neither settings nor the workspace's database.
"""

import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.definitions import Definitions, loads
from tenure.errors import TenureError

if TYPE_CHECKING:
    from tenure.company.dataset import Dataset

_SHOWN = 50
_FEW = 5
_FACTS = ("company", "tables", "active", "churn")
"""What decides who left when."""


def effect(said: dict[str, Any]) -> dict[str, Any]:
    """Return attrition of the last complete period by two texts; it also opens the company."""
    old = _meant(said["old"], said) if said["old"] else None
    new = _meant(said["new"], said)
    as_of = date.fromisoformat(said["as_of"]) if said["as_of"] else None
    after = _attrition(new, as_of)
    if old is not None and old.fingerprint(*_FACTS) == new.fingerprint(*_FACTS):
        return {"old": after, "new": after, "same": True}
    try:
        before = _attrition(old, as_of) if old else None
    except TenureError:  # the file as it is cannot be used; that is what is being mended
        before = None
    return {"old": before, "new": after, "same": False}


def _meant(text: str, said: dict[str, Any]) -> Definitions:
    return loads(text, source=said["source"], folder=said["folder"])


def _attrition(definitions: Definitions, as_of: date | None) -> dict[str, Any] | None:
    from tenure.company import Company, Question
    from tenure.report.headline import headline

    with Company(definitions) as company:
        found = headline([company.measure(Question("attrition", "month", as_of=as_of))])
    if found is None or found.row.rate is None:
        return None
    row = found.row
    return {
        "kind": found.kind,
        "start": row.start.isoformat(),
        "rate": row.rate,
        "low": row.low,
        "high": row.high,
        "at_start": row.at_start,
        "lost": row.lost,
        "at_end": row.at_end,
    }


def draft(said: dict[str, Any]) -> dict[str, Any]:
    """Return what the library makes of a file: the draft's text, its columns, a few rows."""
    from tenure.draft import draft as drafted
    from tenure.engines import connect

    file, folder = Path(said["file"]), Path(said["folder"])
    with tempfile.TemporaryDirectory(prefix="tenure-draft-") as scratch:
        around = Path(scratch)
        engine = connect("duckdb://", memory="2GB", threads=1, folder=folder, scratch=around)
        try:
            text = drafted(
                [file], folder=folder, language=said["language"], engine=engine, scratch=around
            )
            sheets = _sheets(file)
            shape = _shape(tomllib.loads(text))
            shape |= {name: said[name] for name in ("sheet", "skip_rows") if said.get(name)}
            columns, rows = _looked(engine, file, shape, around / "seen")
        finally:
            engine.close()
    return {"text": text, "sheets": sheets, "columns": columns, "rows": rows}


def _sheets(file: Path) -> list[str]:
    if file.suffix != ".xlsx":
        return []
    import fastexcel

    return list(fastexcel.read_excel(file).sheet_names)


def _shape(drafted: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = next(iter(drafted.get("tables", {}).values()), {})
    return {name: table[name] for name in ("sheet", "skip_rows", "fixed") if name in table}


def _looked(
    engine: Any, file: Path, shape: dict[str, Any], folder: Path
) -> tuple[list[str], list[list[str]]]:
    import pyarrow.parquet as pq

    from tenure.tables.files import format_of
    from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Scan

    if "fixed" in shape:
        return list(shape["fixed"]), []
    kind = format_of([file], table=file.name)
    if kind == "parquet":
        seen = pq.ParquetFile(file)
    else:
        scan = Scan((file,), kind, **shape)
        seen = pq.ParquetFile(engine.convert(scan, folder, table=file.name).paths[0])
    names = [one for one in seen.schema_arrow.names if one not in (FILE_COLUMN, ROW_COLUMN)]
    first = next(seen.iter_batches(batch_size=_FEW, columns=names), None)
    rows = first.to_pylist() if first is not None else []
    return names, [["" if row[name] is None else str(row[name]) for name in names] for row in rows]


def check(said: dict[str, Any]) -> dict[str, Any]:
    """Return what would be kept of a file, and what not, with reasons."""
    with tempfile.TemporaryDirectory(prefix="tenure-check-") as scratch:
        data, close = _read(said, Path(scratch))
        try:
            return _judged(data, said["table"], said["label"])
        finally:
            close()


def _judged(data: "Dataset", name: str, label: str) -> dict[str, Any]:
    """Return what became of the rows of the file that a label names; of all, if there is one."""
    from tenure.tables.source import FILE_COLUMN, REASON

    label = label if len(data.inputs[name].files) > 1 else ""
    rows, refused = data.mapped[name].rows, data.quarantine(name)
    own = rows.filter(rows[FILE_COLUMN].contains(label))
    counted = own.group_by(REASON).agg(rows=own.count())
    reasons = data.engine.execute(counted, metric="check a file").to_pylist()
    few = refused.filter(refused.file.contains(label)).limit(_SHOWN)
    shown = data.engine.execute(few, metric="check a file")
    malformed = data.inputs[name].malformed
    lines = malformed.to_pylist() if malformed is not None else []
    broken = [one for one in lines if label in str(one["file"])]
    return {
        "kept": sum(one["rows"] for one in reasons if one[REASON] is None),
        "reasons": {one[REASON]: one["rows"] for one in reasons if one[REASON]},
        "broken": len(broken),
        "lines": broken[:_SHOWN],
        "columns": shown.column_names,
        "rows": [[_text(value) for value in row.values()] for row in shown.to_pylist()],
        "findings": [] if label else _findings(data, name),
    }


def _findings(data: "Dataset", name: str) -> list[dict[str, Any]]:
    return [
        {"severity": one.severity}
        | {language: [one.message(language), one.action(language)] for language in ("en", "ko")}
        for one in data.quality(name).findings
        if one.severity != "info"
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _read(said: dict[str, Any], scratch: Path) -> "tuple[Dataset, Callable[[], None]]":
    """Read the table and those that it refers to, into a store that is thrown away."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from tenure.company.dataset import Dataset
    from tenure.engines import connect
    from tenure.store import Store

    meant = _meant(said["text"], said)
    wanted = {said["table"], "customers", "accounts", meant.tables[said["table"]].via}
    if "subscriptions" in wanted:
        wanted.add(meant.tables["subscriptions"].via)
    tables = {name: one for name, one in meant.tables.items() if name in wanted}
    store = Store.at(scratch, "store")
    url = meant.engine.url if meant.engine.url.startswith("duckdb") else "duckdb://"
    engine = connect(url, memory="2GB", threads=1, folder=meant.folder, scratch=store.scratch)

    def close() -> None:
        engine.close()
        store.close()

    today = datetime.now(ZoneInfo(meant.company.time_zone)).date()
    fewer = meant.model_copy(update={"tables": tables})
    return Dataset(fewer, engine, store, today).read(), close


_ANSWERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "effect": effect,
    "draft": draft,
    "check": check,
}


def answer(text: str) -> str:
    """Answer a question; what the library refuses is an answer, too."""
    what, said = json.loads(text)
    try:
        told: dict[str, Any] = {"state": "done", "said": _ANSWERS[what](said)}
    except TenureError as error:
        about = {"message": error.message, "where": error.where or "", "hint": error.hint or ""}
        told = {"state": "wrong", "said": about}
    return json.dumps(told, ensure_ascii=False, default=str)


def main() -> None:
    """Answer the question on the standard input."""
    os.nice(5)  # who waits for a page comes first
    sys.stdout.write(answer(sys.stdin.read()))


if __name__ == "__main__":
    main()
