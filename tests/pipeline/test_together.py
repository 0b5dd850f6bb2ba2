"""Several processes on one store: who reads never loses what they read."""

import json
import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from support import processes, tiny
from support.companies import CompanyOf
from tenure.company import Company, Question
from tenure.definitions import load
from tenure.pipeline import load_run, run
from tenure.store import Store

FORKS = multiprocessing.get_context("forkserver")


def test_processes_that_begin_together_share_what_they_build(tmp_path: Path) -> None:
    path = tiny.write(tmp_path / "fresh", "snapshot")
    told = [tmp_path / f"{number}.json" for number in range(2)]
    work = [FORKS.Process(target=processes.run_few, args=(path, tiny.NOW))]
    work += [FORKS.Process(target=processes.measure, args=(path, one)) for one in told]
    for process in work:
        process.start()
    for process in work:
        process.join(120)
    assert [process.exitcode for process in work] == [0, 0, 0]
    store = path.parent / "store"
    published = json.loads(load_run(Store(store).latest()).results[0].to_json())["rows"]
    assert [json.loads(one.read_text("utf-8"))["rows"] for one in told] == [published, published]
    tables = [one.name for one in store.glob("entries/tables/*")]
    assert len(tables) == 3
    assert list((store / "scratch").iterdir()) == []


def test_a_run_leaves_what_an_open_company_reads(
    company_of: CompanyOf, asking: Callable[..., None]
) -> None:
    path = company_of("contract")
    asking(Question("attrition"))
    with Company.open(path, today=tiny.NOW.date()) as reading:
        before = reading.attrition().rows
        source = path.parent / "data" / "subscriptions.csv"
        source.write_text(tiny.SUBSCRIPTIONS.replace("2024-05-03", "2024-04-03"), "utf-8")
        done = run(load(path), now=tiny.NOW)
        assert reading.attrition(period="month").rows == before
        assert reading.attrition(by="plan").rows != []
        assert load_run(done.folder).results[0].rows != before
        held = entries(path)
        assert set(reading.store.used) <= held
    run(load(path), now=tiny.NOW + timedelta(hours=1))
    assert entries(path) == held & set(load_run(done.folder).manifest["entries"])


def entries(path: Path) -> set[str]:
    """Name the entries that are there."""
    return {f"{one.parent.name}/{one.name}" for one in path.parent.glob("store/entries/*/*")}
