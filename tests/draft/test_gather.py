from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.draft.gather import gather, written
from tenure.errors import SourceError


def touch(*files: Path, content: str = "customer_id,day\n1,2024-01-01\n") -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def patterns(folder: Path) -> list[tuple[str, ...]]:
    return sorted(found.patterns for found in gather([folder], folder)[0])


def test_files_that_a_number_tells_apart_become_a_glob(tmp_path):
    touch(tmp_path / "orders_2023.csv", tmp_path / "orders_2024.csv", tmp_path / "users.csv")
    assert patterns(tmp_path) == [("orders_*.csv",), ("users.csv",)]


def test_a_glob_that_would_mean_other_files_is_not_written(tmp_path):
    touch(tmp_path / "orders_1.csv", tmp_path / "orders_2.csv")
    touch(tmp_path / "orders_notes.csv", content="note\nx\n")
    assert ("orders_1.csv", "orders_2.csv") in patterns(tmp_path)


def test_other_columns_are_another_source(tmp_path):
    touch(tmp_path / "telco_21.csv")
    touch(tmp_path / "telco_33.csv", content="customer_id,day,plan\n1,2024-01-01,a\n")
    assert patterns(tmp_path) == [("telco_21.csv",), ("telco_33.csv",)]


def test_partitions_become_one_glob(tmp_path):
    for month in ("2024-01", "2024-02"):
        file = tmp_path / "events" / f"month={month}" / "part-0.parquet"
        file.parent.mkdir(parents=True)
        pq.write_table(pa.table({"user_id": ["a"]}), file)
    [found] = gather([tmp_path], tmp_path)[0]
    assert found.patterns == ("events/*/*.parquet",)
    assert len(found.files) == 2
    assert "events" in found.words


def test_hidden_files_a_store_and_a_simulated_truth_are_left_out(tmp_path):
    touch(tmp_path / "a.csv", tmp_path / ".secret" / "b.csv", tmp_path / "~$c.xlsx")
    touch(tmp_path / "store" / "entries" / "d.csv", tmp_path / "truth" / "e.csv")
    touch(tmp_path / "truth" / "truth.json", content="{}")
    assert patterns(tmp_path) == [("a.csv",)]


def test_a_path_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="no such file or folder"):
        gather([tmp_path / "nowhere"], tmp_path)


def test_nothing_to_read_is_an_error(tmp_path):
    (tmp_path / "notes.md").write_text("x")
    with pytest.raises(SourceError, match="nothing to read"):
        gather([tmp_path], tmp_path)


def test_a_file_of_another_kind_is_listed_when_it_was_named(tmp_path):
    touch(tmp_path / "a.csv", tmp_path / "b.pdf")
    found, skipped = gather([tmp_path / "a.csv", tmp_path / "b.pdf"], tmp_path)
    assert [one.label for one in found] == ["a.csv"]
    assert [(one.label, one.reason) for one in skipped] == [("b.pdf", "kind")]


def test_paths_are_relative_where_the_folder_is_near(tmp_path):
    home = tmp_path / "a" / "b"
    assert written(home / "x.csv", home) == "x.csv"
    assert written(tmp_path / "a" / "x.csv", home) == "../x.csv"
    assert written(Path("/elsewhere/x.csv"), home) == "/elsewhere/x.csv"
