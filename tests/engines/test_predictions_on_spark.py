"""A company scored on a Spark cluster has the scores that it has on the embedded engine."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tenure.company import Company
from tenure.simulate import simulate

CLOSE = 1e-9
ON = '\n[engine]\nurl = "{url}"\n'


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with models, learnt on the embedded engine."""
    folder = tmp_path_factory.mktemp("learnt") / "lumen"
    simulate("saas", customers=250, months=12, seed=5, out=folder)
    with (folder / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write("\n[prediction]\ndates = 3\n")
    with Company.open(folder / "tenure.toml") as company:
        company.predictions().train()
    return folder


def profiles(folder: Path, url: str | None, target: Path) -> pa.Table:
    shutil.copytree(folder, target, symlinks=True, ignore=shutil.ignore_patterns("scratch"))
    if url:
        with (target / "tenure.toml").open("a", encoding="utf-8") as definitions:
            definitions.write(ON.format(url=url))
    with Company.open(target / "tenure.toml") as company:
        table = company.predictions().score().table()
    assert table is not None
    return table.sort_by("unit_id")


def test_spark_gives_the_same_scores(learnt: Path, spark_url: str, tmp_path: Path) -> None:
    here = profiles(learnt, None, tmp_path / "here")
    there = profiles(learnt, spark_url, tmp_path / "there")
    assert here.num_rows > 50
    assert there.column_names == here.column_names
    for name in here.column_names:
        if pa.types.is_floating(here.schema.field(name).type):
            found, wanted = (one[name].to_numpy() for one in (there, here))
            np.testing.assert_allclose(found, wanted, rtol=CLOSE, err_msg=name)
        else:
            assert there[name].to_pylist() == here[name].to_pylist(), name
