"""A company scored on a Spark cluster has the scores that it has on the embedded engine."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company import Company
from tenure.company.predictions.views.risk import glance, money, risky
from tenure.company.predictions.views.worth import valuable
from tenure.simulate import simulate

CLOSE = 1e-9
ON = '\n[engine]\nurl = "{url}"\n'


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with models, learnt on the embedded engine; one contract in three is in dollars."""
    folder = tmp_path_factory.mktemp("learnt") / "lumen"
    simulate("saas", customers=250, months=12, seed=5, out=folder)
    held = pq.read_table(folder / "data" / "subscriptions.parquet")
    paid = pa.array(["USD" if at % 3 == 0 else "KRW" for at in range(held.num_rows)])
    held = held.set_column(held.column_names.index("currency"), "currency", paid)
    pq.write_table(held, folder / "data" / "subscriptions.parquet")
    with (folder / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write("\n[prediction]\ndates = 3\n")
    with Company.open(folder / "tenure.toml") as company:
        company.predictions().train()
    return folder


def scored(folder: Path, url: str | None, target: Path) -> tuple[pa.Table, list[Any]]:
    """Return the profiles, and the rows of what is said of them all."""
    shutil.copytree(folder, target, symlinks=True, ignore=shutil.ignore_patterns("scratch"))
    if url:
        with (target / "tenure.toml").open("a", encoding="utf-8") as definitions:
            definitions.write(ON.format(url=url))
    with Company.open(target / "tenure.toml") as company:
        predictions = company.predictions()
        day = predictions.score()
        table = day.table()
        told = [view(predictions.outlook, day) for view in (glance, money, risky, valuable)]
    assert table is not None
    return table.sort_by("unit_id"), [one.rows for one in told if one is not None]


def test_spark_gives_the_same_scores(learnt: Path, spark_url: str, tmp_path: Path) -> None:
    here, said_here = scored(learnt, None, tmp_path / "here")
    there, said_there = scored(learnt, spark_url, tmp_path / "there")
    assert here.num_rows > 50
    assert {"KRW", "USD"} <= set(here["value_currency"].to_pylist())
    assert len(said_here) == len(said_there) == 4
    for one, two in zip(said_there, said_here, strict=True):
        assert one == [pytest.approx(row, rel=CLOSE) for row in two]
    assert there.column_names == here.column_names
    for name in here.column_names:
        if pa.types.is_floating(here.schema.field(name).type):
            found, wanted = (one[name].to_numpy() for one in (there, here))
            np.testing.assert_allclose(found, wanted, rtol=CLOSE, err_msg=name)
        else:
            assert there[name].to_pylist() == here[name].to_pylist(), name
