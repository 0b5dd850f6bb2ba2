"""What is kept by unit: every row once, in the files that its key names, found again."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support import tiny
from support.companies import CompanyOf
from tenure.company import Company, timelines
from tenure.company.timelines import Timelines


@pytest.fixture
def opened(company_of: CompanyOf, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setattr(timelines, "_ROWS", 3)  # several parts of a tiny table
    return Company.open(company_of("inactive"), today=tiny.NOW.date())


def kept_of(company: Company) -> Timelines:
    folder = timelines.keep(company.data)
    assert folder is not None
    found = timelines.kept_by(company.store.root, [f"timelines/{folder.name}"])
    assert found is not None
    return found


def read(files: list[Path]) -> pa.Table:
    return pa.concat_tables(pq.read_table(one, partitioning=None) for one in files)


def test_every_row_lies_in_the_files_that_its_key_names(opened: Company) -> None:
    with opened as company:
        kept, seen = kept_of(company), 0
        for name, keys in kept.parts.items():
            rows = company.engine.execute(company.data.tables[name], metric="t")
            for key in keys:
                shown = rows.select(kept.schemas[name].names).to_pylist()
                for value in {row[key] for row in shown} - {None}:
                    found = read(kept.files(name, key, [value])).to_pylist()
                    own = [row for row in shown if row[key] == value]
                    assert sorted(map(str, own)) == sorted(
                        str(row) for row in found if row[key] == value
                    )
                    seen += 1
        assert seen
        assert kept.parts["events"]["customer_id"] > 1


def test_few_files_are_named_and_an_unknown_value_gives_no_rows(opened: Company) -> None:
    with opened as company:
        kept = kept_of(company)
        every = list((kept.folder / "events" / "customer_id").rglob("*.parquet"))
        assert len(kept.files("events", "customer_id", ["C1"])) <= 2 < len(every)
        found = read(kept.files("events", "customer_id", ["없는 고객"]))
        assert "없는 고객" not in found["customer_id"].to_pylist()
        assert read(kept.files("events", "customer_id", [])).num_rows == 0


def test_it_is_kept_once_for_the_same_tables(opened: Company) -> None:
    with opened as company:
        first = timelines.keep(company.data)
        built = list(company.store.built)
        assert timelines.keep(company.data) == first
        assert company.store.built == built


def test_another_engines_hashes_are_not_taken(
    opened: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened as company:
        folder = timelines.keep(company.data)
        assert folder is not None
        entry = f"timelines/{folder.name}"
        monkeypatch.setattr(timelines, "hashes", lambda values: [7 for _ in values])
        assert timelines.kept_by(company.store.root, [entry]) is None
        assert timelines.kept_by(company.store.root, ["timelines/none", "check/x"]) is None
