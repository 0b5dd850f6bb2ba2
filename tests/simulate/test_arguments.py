from datetime import date
from pathlib import Path

import pytest

from tenure.errors import SimulationError
from tenure.simulate import PRESETS, simulate


def test_misspelt_preset_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(SimulationError) as caught:
        simulate("sas", customers=10, months=2, seed=1, out=tmp_path / "x")
    assert "'saas'" in str(caught.value)
    assert all(name in str(caught.value) for name in PRESETS)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"customers": 0}, "customers"),
        ({"months": 0}, "months"),
        ({"months": 999}, "months"),
        ({"seed": -1}, "seed"),
        ({"start": date(2025, 3, 2)}, "2025-03-01"),
    ],
)
def test_impossible_arguments_are_named(
    tmp_path: Path, change: dict[str, object], word: str
) -> None:
    given: dict[str, object] = {"customers": 10, "months": 2, "seed": 1, **change}
    with pytest.raises(SimulationError, match=word):
        simulate("saas", out=tmp_path / "x", **given)  # type: ignore[arg-type]  # wrong on purpose
    assert not (tmp_path / "x").exists()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SimulationError, match="already"):
        simulate("saas", customers=10, months=2, seed=1, out=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_simulated_company_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "lumen"
    simulate("saas", customers=50, months=3, seed=1, out=out)
    (out / "store").mkdir()
    simulate("gaming", customers=40, months=2, seed=1, out=out)
    assert 'kind = "gaming"' in (out / "tenure.toml").read_text(encoding="utf-8")
    assert not (out / "store").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["lumen"]


def test_an_interrupted_simulation_leaves_the_old_company(tmp_path: Path) -> None:
    out = tmp_path / "lumen"
    simulate("saas", customers=50, months=3, seed=1, out=out)
    before = sorted(p.relative_to(out) for p in out.rglob("*"))

    def stop(step: str, done: int, total: int) -> None:
        if step == "events":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate("saas", customers=60, months=5, seed=1, out=out, progress=stop)
    assert sorted(p.relative_to(out) for p in out.rglob("*")) == before
    assert [p.name for p in tmp_path.iterdir()] == ["lumen"]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_smallest_company_is_possible(tmp_path: Path, preset: str) -> None:
    made = simulate(preset, customers=1, months=1, seed=3, out=tmp_path / "one")
    assert made.rows["customers"] == 1
    assert made.definition.is_file()


def test_progress_reaches_the_end_of_each_step(tmp_path: Path) -> None:
    last: dict[str, tuple[int, int]] = {}

    def note(step: str, done: int, total: int) -> None:
        last[step] = (done, total)

    simulate("saas", customers=50, months=4, seed=1, out=tmp_path / "x", progress=note)
    assert last["events"] == (4, 4)
    assert all(done == total for done, total in last.values())


def test_start_sets_the_first_month(tmp_path: Path) -> None:
    made = simulate(
        "saas", customers=20, months=2, seed=1, out=tmp_path / "x", start=date(2024, 2, 1)
    )
    months = sorted(p.name for p in (made.data / "events").iterdir())
    assert months == ["month=2024-02", "month=2024-03"]
