"""A run: what it publishes, what the next one skips, and what it does again."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from support import tiny
from support.companies import CompanyOf
from tenure.company import Question
from tenure.definitions import load
from tenure.errors import SourceError, StoreError
from tenure.pipeline import load_run, run
from tenure.store import Store

NOW = tiny.NOW
WHOLE, BY_SIZE = Question("attrition"), Question("attrition", by="size")


def outcome(folder: Path) -> dict[str, bytes]:
    """Read all that a run gives but its manifest, which tells the time it took."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def unchanged(folder: Path) -> dict[str, bool]:
    """Say of each step of a run whether it was found done."""
    return {step["step"]: step["unchanged"] for step in load_run(folder).manifest["steps"]}


@pytest.fixture
def own_lumen(lumen: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lumen, tmp_path / "lumen", symlinks=True)) / "tenure.toml"


def test_a_run_publishes_results_quality_and_report(lumen: Path) -> None:
    folder = lumen / "store" / "latest"
    saved = load_run(folder)
    assert folder.is_symlink()
    assert not any(path.name == ".held" for path in folder.rglob("*"))
    asked = [(result.metric, result.options.get("period")) for result in saved.results]
    assert asked[:3] == [("attrition", cut) for cut in ("month", "week", "quarter")]
    assert {("retention", "month"), ("retention", "week")} <= set(asked)
    assert all(result.table.num_rows and result.sql and result.words for result in saved.results)
    assert [table.table for table in saved.summaries] == [*saved.manifest["inputs"]]
    assert all(one.read == one.kept + one.quarantined for one in saved.summaries)
    page = (folder / "report.html").read_text("utf-8")
    assert saved.manifest["company"]["name"] in page


def test_what_is_in_quarantine_tells_its_place_and_reason(lumen: Path) -> None:
    refused = pq.read_table(lumen / "store" / "latest" / "quarantine" / "customers.parquet")
    summary = next(one for one in load_run(lumen / "store" / "latest").summaries)
    assert summary.table == "accounts"
    assert refused.num_rows == 1
    row = refused.to_pylist()[0]
    assert row["reason"] == "customer_id came before"
    assert row["file"] == "customers.parquet"
    assert row["row"] >= 0
    assert {"customer_id", "email"} <= set(row)


def test_the_manifest_says_how_the_results_came_about(lumen: Path) -> None:
    told: dict[str, Any] = json.loads((lumen / "store/latest/manifest.json").read_text("utf-8"))
    definitions = load(lumen)
    assert told["started"] == "2024-11-01T03:00:00+00:00"
    assert told["as_of"] == "2024-08-31"
    assert told["definitions"]["churn"] == {**told["definitions"]["churn"], "after": "28 days"}
    assert told["definitions_fingerprint"] == definitions.fingerprint()
    assert set(told["versions"]) >= {"tenure", "duckdb", "ibis-framework", "pyarrow", "python"}
    inputs = told["inputs"]
    assert inputs["customers"]["files"] == ["data/customers.parquet"]
    assert inputs["customers"]["rows"] == 301
    assert len(inputs["events"]["files"]) == 8
    assert len({one["fingerprint"] for one in inputs.values()}) == len(inputs)
    assert [step["step"] for step in told["steps"]][:3] == ["read", "index", "check"]
    assert all(step["seconds"] >= 0 and not step["unchanged"] for step in told["steps"])
    assert {name.split("/")[0] for name in told["entries"]} >= {"tables", "measure", "report"}
    assert str(lumen) not in json.dumps(told)


def test_the_next_run_skips_every_step_and_gives_the_same_bytes(own_lumen: Path) -> None:
    first = Store(own_lumen.parent / "store").latest()
    done = run(load(own_lumen), now=NOW.replace(month=12))
    assert done.folder.resolve() != first
    assert all(unchanged(done.folder).values())
    assert outcome(done.folder) == outcome(first)


def test_a_changed_table_redoes_what_depends_on_it(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("inactive")
    asking(WHOLE, BY_SIZE)
    first = run(load(path), now=NOW)
    accounts = path.parent / "data" / "accounts.csv"
    accounts.write_text(tiny.ACCOUNTS.replace("600", "700"), "utf-8")
    second = run(load(path), now=NOW + timedelta(days=1))
    assert not any(unchanged(first.folder)[step] for step in ("check", "report"))
    assert unchanged(second.folder) == {
        "read": False,
        "index": True,
        "check": False,
        "attrition month": True,
        "attrition month by size": False,
        "timelines": False,
        "report": False,
    }
    sizes = [
        {row["size"] for row in load_run(one.folder).results[1].rows} for one in (first, second)
    ]
    assert sizes == [{"12", "40", "600", None}, {"12", "40", "700", None}]


@pytest.mark.long
def test_metrics_that_read_more_than_the_rule_are_done_again_when_that_changes(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    """MRR reads contracts, whatever the rule; regrettable attrition, who is ideal."""
    path = company_of("inactive")
    asking(WHOLE, Question("mrr"), Question("regrettable"))
    run(load(path), now=NOW)
    contracts = path.parent / "data" / "subscriptions.csv"
    contracts.write_text(tiny.SUBSCRIPTIONS.replace("pro,30", "pro,60"), "utf-8")
    found = unchanged(run(load(path), now=NOW + timedelta(hours=1)).folder)
    assert (found["attrition month"], found["mrr month"]) == (True, False)
    text = path.read_text("utf-8").replace('where = "size >= 500"', 'where = "size >= 40"')
    path.write_text(text, "utf-8")
    found = unchanged(run(load(path), now=NOW + timedelta(hours=2)).folder)
    assert (found["attrition month"], found["regrettable month"]) == (True, False)
    path.write_text(text + '[onboarding]\nsteps = [ { event = "wacth" } ]\n', "utf-8")
    third = run(load(path), now=NOW + timedelta(hours=3)).folder
    assert "unheard_step" in {one.code for one in load_run(third).findings}


def test_a_changed_definition_redoes_the_measures(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("inactive")
    asking(WHOLE)
    first = run(load(path), now=NOW)
    path.write_text(path.read_text("utf-8").replace('"28 days"', '"14 days"'), "utf-8")
    second = run(load(path), now=NOW + timedelta(hours=1))
    assert unchanged(second.folder) == {
        "read": True,
        "index": True,
        "check": True,
        "attrition month": False,
        "timelines": True,
        "report": False,
    }
    rows = [load_run(one.folder).results[0].rows for one in (first, second)]
    assert sum(row["lost"] for row in rows[1]) > sum(row["lost"] for row in rows[0])


def test_another_name_or_small_cell_draws_the_report_again(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("snapshot")
    asking()
    run(load(path), now=NOW)
    text = path.read_text("utf-8").replace("작은 가게", "큰 가게")
    path.write_text(text, "utf-8")
    second = run(load(path), now=NOW + timedelta(hours=1))
    assert unchanged(second.folder) == {
        "read": True,
        "check": True,
        "timelines": True,
        "report": False,
    }
    assert "큰 가게" in (second.folder / "report.html").read_text("utf-8")


def test_a_query_is_run_again_and_skipped_on_if_it_gives_the_same(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("contract")
    asking(WHOLE)
    query = "SELECT * FROM read_csv('data/subscriptions.csv', all_varchar = true)"
    text = path.read_text("utf-8")
    path.write_text(text.replace('from = "data/subscriptions.csv"', f'sql = "{query}"'), "utf-8")
    first = run(load(path), now=NOW)
    second = run(load(path), now=NOW + timedelta(hours=1))
    assert all(unchanged(second.folder).values())
    source = path.parent / "data" / "subscriptions.csv"
    source.write_text(tiny.SUBSCRIPTIONS.replace("2024-05-03", "2024-04-03"), "utf-8")
    third = run(load(path), now=NOW + timedelta(hours=2))
    assert not any(unchanged(third.folder).values())
    results = [load_run(one.folder).results[0] for one in (first, second, third)]
    assert results[0].rows == results[1].rows != results[2].rows


def test_what_the_data_do_not_allow_is_told_and_the_rest_published(company_of: CompanyOf) -> None:
    path = company_of("contract")
    text = path.read_text("utf-8")
    named = text.replace("[tables.subscriptions]", "[tables.touches]").replace(
        "subscriptions.csv", "touches.csv"
    )
    path.write_text(named, "utf-8")
    (path.parent / "data" / "touches.csv").write_text(
        "touch_id,customer_id,sent_at\nt1,c01,2024-03-01\n", "utf-8"
    )
    saved = load_run(run(load(path), now=NOW).folder)
    assert saved.results == []
    assert {one["why"] for one in saved.skipped} == {
        "there is no table subscriptions (their contracts)"
    }
    assert {"attrition month", "retention week"} <= {one["what"] for one in saved.skipped}
    assert [table.table for table in saved.summaries] == ["accounts", "customers", "touches"]
    assert "there is no table subscriptions" in (saved.folder / "report.html").read_text("utf-8")


def test_a_snapshot_gives_what_it_can_and_says_what_it_cannot(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("snapshot")
    asking(WHOLE, Question("retention"))
    saved = load_run(run(load(path), now=NOW).folder)
    assert [result.rows[0]["lost"] for result in saved.results] == [5]
    assert [one["what"] for one in saved.skipped] == ["retention month"]
    assert "snapshot" in saved.skipped[0]["why"]


def test_a_run_that_fails_leaves_the_last_one(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("contract")
    asking(WHOLE)
    first = run(load(path), now=NOW)
    good = outcome(first.folder)
    (path.parent / "data" / "subscriptions.csv").unlink()
    with pytest.raises(SourceError, match=r"subscriptions\.csv"):
        run(load(path), now=NOW + timedelta(hours=1))
    store = Store(path.parent / "store")
    assert store.latest() == first.folder.resolve()
    assert outcome(store.latest()) == good
    assert [one.name for one in (store.root / "scratch").iterdir()] == []


def test_two_runs_at_once_are_refused(company_of: CompanyOf) -> None:
    path = company_of("contract")
    with (
        Store(path.parent / "store").lock(),
        pytest.raises(StoreError, match="another run is writing to this store"),
    ):
        run(load(path), now=NOW)


def test_five_runs_are_kept_and_the_entries_they_name(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("column")
    asking()
    runs = [run(load(path), now=NOW + timedelta(minutes=n)).folder for n in range(6)]
    root = path.parent / "store"
    assert [one.is_dir() for one in runs] == [False, True, True, True, True, True]
    named = {name for one in runs[1:] for name in load_run(one).manifest["entries"]}
    there = {one.relative_to(root / "entries").as_posix() for one in root.glob("entries/*/*")}
    assert there == named
    assert Store(root).latest() == runs[-1].resolve()


def test_a_run_tells_its_progress(company_of: CompanyOf, asking: Callable[..., None]) -> None:
    path = company_of("snapshot")
    asking(WHOLE)
    told: list[tuple[str, int, str]] = []
    done: list[int] = []

    class Listener:
        def begin(self, step: str, total: int, unit: str) -> None:
            told.append((step, total, unit))
            done.append(0)

        def advance(self, work: int, what: str) -> None:
            assert what
            done[-1] += work

    run(load(path), now=NOW, progress=Listener())
    assert told == [
        ("read", 3, "tables"),
        ("check", 27, "rows"),
        ("measure", 1, "questions"),
        ("report", 2, "reports"),
    ]
    assert done == [total for _, total, _ in told]
