"""A run of a lone snapshot whose columns know the outcome."""

from pathlib import Path

from support.snapshots import TOML, company, customers
from tenure.definitions import load
from tenure.pipeline import load_run, run
from tenure.report.chapters import PREDICTIONS

EXCLUDE = 'exclude = ["Goodbye reason", "CLTV"]'


def test_a_run_goes_on_without_predictions_and_says_what_to_write(tmp_path: Path) -> None:
    toml = TOML.replace(EXCLUDE, "enabled = true")
    company(tmp_path, customers(size=100)[0], toml).close()
    saved = load_run(run(load(tmp_path / "tenure.toml")).folder)
    metrics = {one.metric for one in saved.results}
    assert {"attrition", "reasons", "drivers"} <= metrics
    assert not metrics & set(PREDICTIONS)
    (why,) = (one["why"] for one in saved.skipped if one["what"] == "predictions: learning")
    assert why.startswith("some columns know the outcome; leave them out: ")
    assert '[prediction] exclude = ["CLTV", "Goodbye reason"]' in why
    assert "\n" not in why
