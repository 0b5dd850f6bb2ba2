"""Onboarding of a simulated company equals what its simulator says that each customer did."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from tenure.company import Company
from tenure.definitions import Activity
from tenure.measure.onboarding import choose_steps, early_events, first_times, step_events
from tenure.periods import Observation
from tenure.simulate import simulate
from tenure.simulate.presets.saas import SAAS


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Give, per customer, the steps of the truth and when they joined and left."""
    folder = tmp_path_factory.mktemp("lumen")
    simulate("saas", customers=300, months=8, seed=1, out=folder, start=date(2024, 1, 1))
    truth = folder / "truth"
    steps = {
        row["customer_id"]: row["onboarding_steps"]
        for row in pq.read_table(truth / "individuals.parquet").to_pylist()
    }
    spells = pq.read_table(truth / "spells.parquet").to_pylist()
    first = {row["customer_id"]: row for row in spells if row["spell"] == 1}
    with Company.open(folder / "tenure.toml") as company:
        observed = company.rule.observed(None)
        yield company, observed, steps, first


def starts_of(company, first):
    import ibis
    import pyarrow as pa

    rows = [{"unit_id": unit, "started_at": row["joined_at"]} for unit, row in first.items()]
    return ibis.memtable(pa.Table.from_pylist(rows))


def test_steps_are_those_of_the_truth(told):
    company, observed, steps, first = told
    done = step_events(
        company.data.tables["events"], [Activity(event=name) for name in SAAS.onboarding]
    )
    found = first_times(
        done,
        starts_of(company, first),
        15,
        calendar=company.data.calendar,
        observed=Observation(observed.first, observed.last),
    )
    reached: dict[str, int] = {}
    for row in company.engine.execute(found, metric="test").to_pylist():
        reached[row["unit_id"]] = reached.get(row["unit_id"], 0) + 1
    end = company.data.calendar.midnight(observed.end)
    stayed = [
        unit
        for unit, row in first.items()
        if (min(row["left_at"] or end, end) - row["joined_at"]).days >= 15
    ]
    assert len(stayed) > 150
    assert {unit: reached.get(unit, 0) for unit in stayed} == {unit: steps[unit] for unit in stayed}


def test_steps_are_guessed_right(told):
    company, observed, _, first = told
    early = early_events(
        company.data.tables["events"],
        starts_of(company, first),
        calendar=company.data.calendar,
        observed=observed,
    )
    assert choose_steps(company.engine.execute(early, metric="test")) == list(SAAS.onboarding)
