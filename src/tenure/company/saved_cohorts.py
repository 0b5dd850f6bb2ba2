"""Saved cohorts: the customers behind a number, kept under a name as of its date."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.company.asked import Asked, Question
from tenure.company.members import FILE, FOLDER, folders
from tenure.company.questions import answer
from tenure.company.units import Rule
from tenure.errors import MetricError
from tenure.store import PARTIAL, as_json, write_text

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NAME = re.compile(r"[\w가-힣][\w가-힣.-]{0,99}")
_ABOUT = "cohort.json"


@dataclass(frozen=True)
class Cohort:
    """A named list of customers or accounts: where it comes from and how many are in it."""

    name: str
    size: int
    unit: str
    as_of: date
    metric: str
    count: str
    row: Mapping[str, Any]
    question: Mapping[str, Any]
    folder: Path

    @property
    def file(self) -> Path:
        """The Parquet file of its members: one column, customer_id or account_id."""
        return self.folder / FILE


def save(
    rule: Rule, question: Question, *, name: str, row: Mapping[str, object], count: str
) -> Cohort:
    """Keep the customers that one count of one row is made of, exactly as many as it says.

    `row` names the row by its first columns, such as {"period_start": "2026-05-01"}. A
    cohort of the same name is replaced. Raises MetricError for a name that cannot be one,
    a metric without members, and a row or a count that is not there.
    """
    if not _NAME.fullmatch(name) or name.endswith(PARTIAL):
        raise MetricError(
            f"a cohort cannot be called {name!r}", hint="use letters, digits, - _ and ."
        )
    asked = Asked(rule, question)
    if asked.metric.members is None:
        raise MetricError(
            f"no cohort can be saved from {question.metric}: its counts are of "
            f"{asked.metric.counts_of}"
        )
    result = answer(rule, question)
    found = _row(result.rows, row)
    said = _said(found, count)
    members = asked.metric.members(asked, _cell(found, result.options.get("by")), count)
    unit = asked.metric.unit or rule.unit
    about = {
        "name": name,
        "unit": unit,
        "as_of": result.as_of,
        "metric": question.metric,
        "count": count,
        "row": found,
        "question": asdict(question),
    }

    def build(folder: Path) -> None:
        size = _write(asked, members, folder / FILE, f"{unit}_id")
        if size != said and not (asked.metric.of_people and 0 < size < said):
            raise MetricError(f"{count} is {said:,} and its list has {size:,}")
        write_text(folder / _ABOUT, as_json(about | {"size": size}))

    place = rule.data.store.root / FOLDER / name
    rule.data.store.replace(place, build)
    return read(place)


def every(store: Path) -> list[Cohort]:
    """Return the saved cohorts of a store, by name."""
    return [read(folder) for folder in folders(store)]


def read(folder: Path) -> Cohort:
    """Return the saved cohort of a folder."""
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    return Cohort(**{**about, "as_of": date.fromisoformat(about["as_of"])}, folder=folder)


def _row(rows: list[dict[str, Any]], asked: Mapping[str, object]) -> dict[str, Any]:
    """Find the one row that is named."""
    unknown = [name for name in asked if rows and name not in rows[0]]
    if unknown:
        raise MetricError(f"the rows have no {unknown[0]}; they have: {', '.join(rows[0])}")
    found = [one for one in rows if all(_same(one[name], told) for name, told in asked.items())]
    if len(found) != 1:
        raise MetricError(
            f"{len(found):,} rows fit {_told(asked)}; one is needed",
            hint="name it by its first columns, for instance: --row period_start=2026-05-01",
        )
    return found[0]


def _same(value: object, told: object) -> bool:
    return value == told or ("" if value is None else str(value)) == str(told)


def _told(asked: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in asked.items()) or "nothing"


def _said(row: Mapping[str, Any], count: str) -> int:
    if count not in row or not isinstance(row[count], int) or isinstance(row[count], bool):
        allowed = [n for n, v in row.items() if isinstance(v, int) and not isinstance(v, bool)]
        raise MetricError(f"{count!r} is no count of this row; its counts: {', '.join(allowed)}")
    return int(row[count])


def _cell(row: Mapping[str, Any], by: object) -> dict[str, Any]:
    """Call the group of a split as the metrics do."""
    return {"group" if name == by else name: value for name, value in row.items()}


def _write(asked: Asked, members: "ir.Table", path: Path, called: str) -> int:
    """Write who is in it, in order; return how many they are."""
    import pyarrow.parquet as pq

    listed = members.select(**{called: members.unit_id}).distinct().order_by(called)
    asked.engine.write_parquet(listed, path, metric="save cohort")
    return int(pq.read_metadata(path).num_rows)
