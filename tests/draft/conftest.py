"""Drafts of small files that a test writes, and what Tenure measures with them unchanged."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.company import Company
from tenure.definitions import Definitions, load
from tenure.draft import draft
from tenure.engines import Engine
from tenure.periods import Period
from tenure.tables.mapping import REASON

TODAY = date(2024, 12, 1)


@dataclass(frozen=True)
class Draft:
    """A drafted file as it lies on disk."""

    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text("utf-8")

    @property
    def definitions(self) -> Definitions:
        return load(self.file)

    def columns(self, table: str) -> dict[str, str]:
        return dict(self.definitions.tables[table].columns)

    def patterns(self, table: str) -> tuple[str, ...]:
        return self.definitions.tables[table].from_ or ()

    def attrition(
        self, period: Period = "month", *, today: date = TODAY, unusable: bool = False
    ) -> list[dict[str, Any]]:
        """Measure the company as it was drafted; without `unusable`, every row has to be usable."""
        with Company.open(self.file, today=today) as company:
            for name, table in company.data.mapped.items():
                bad = table.rows.filter(table.rows[REASON].notnull())
                count = company.engine.execute(bad.count().as_table(), metric="bad").to_pylist()
                assert unusable or list(count[0].values()) == [0], name
            rows: list[dict[str, Any]] = company.attrition(period).table.to_pylist()
        return rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder that a test writes its files to."""
    folder = tmp_path / "mara" / "data"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def drafted(engine: Engine, tmp_path: Path) -> Callable[..., Draft]:
    """Draft a tenure.toml beside the data, for the data folder or for paths."""

    def make(*paths: Path, language: str = "en") -> Draft:
        home = tmp_path / "mara"
        home.mkdir(exist_ok=True)
        text = draft(
            paths or [home / "data"],
            folder=home,
            language=language,
            engine=engine,
            scratch=tmp_path / "scratch",
        )
        assert not list((tmp_path / "scratch").iterdir()), "copies are removed"
        (home / "tenure.toml").write_text(text, "utf-8")
        return Draft(home / "tenure.toml")

    return make


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    separator: str = ",",
) -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(header)
        writer.writerows(rows)


@pytest.fixture
def csv_file(data: Path) -> Callable[..., Path]:
    """Write a CSV file into the data folder."""

    def write(
        name: str, header: Sequence[str], rows: Iterable[Sequence[object]], **how: Any
    ) -> Path:
        write_csv(data / name, header, rows, **how)
        return data / name

    return write
