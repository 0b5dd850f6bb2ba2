"""The ideal customer by an attribute that changes, from the index as from the events."""

import shutil
from datetime import date

import pytest

from tenure.company import Company, Question
from tenure.company.asked import Asked
from tenure.company.indexing import activity_index
from tenure.simulate import simulate


@pytest.fixture
def company(made_once, tmp_path):
    """A simulated company whose ideal customers are those of the plan `team`."""

    def make(folder):
        simulate("saas", customers=150, months=8, seed=4, out=folder, start=date(2024, 1, 1))

    folder = tmp_path / "lumen"
    shutil.copytree(made_once("indexed", make), folder)
    path = folder / "tenure.toml"
    lines = path.read_text("utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("[ideal_customer]"))
    lines[at + 1] = "where = \"plan = 'team'\""
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with Company.open(path, today=date(2024, 10, 1)) as opened:
        yield opened


@pytest.mark.parametrize("how", [{}, {"by": "channel"}, {"by": "plan"}])
def test_the_index_says_what_the_events_say(company, how):
    question = Question("regrettable", **how)
    activity_index(company.rule)
    both = [Asked(company.rule, question, quick) for quick in (True, False)]
    assert [asked.moving_counts is not None for asked in both] == [True, False]
    found, expected = (
        company.engine.execute(asked.metric.rows(asked), metric="test").to_pylist()
        for asked in both
    )
    assert found == expected
    assert sum(row["fit_at_start"] for row in found)
    for row in found:
        parts = [row[f"{part}_at_start"] for part in ("fit", "other", "unknown")]
        assert sum(parts) == row["at_start"]
        assert row["regrettable"] + row["other_lost"] + row["unknown_lost"] == row["lost"]
        if "by" in how and how["by"] == "plan":
            assert row["fit_at_start"] == (row["at_start"] if row["group"] == "team" else 0)
