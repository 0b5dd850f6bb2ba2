import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tenure.simulate import PRESETS, simulate

_ELSEWHERE = """
import sys
from pathlib import Path
from tenure.simulate import simulate
simulate(sys.argv[1], customers=300, months=7, seed=11, out=Path(sys.argv[2]))
"""


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("preset", ["saas", "ecommerce"])
def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path, preset: str) -> None:
    here = simulate(preset, customers=300, months=7, seed=11, out=tmp_path / "here")
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-c", _ELSEWHERE, preset, str(there)], check=True)
    assert fingerprints(here.path) == fingerprints(there)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, preset: str) -> None:
    one = simulate(preset, customers=150, months=7, seed=4, out=tmp_path / "one")
    two = simulate(preset, customers=150, months=7, seed=4, out=tmp_path / "two")
    assert fingerprints(one.path) == fingerprints(two.path)


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    one = simulate("saas", customers=150, months=4, seed=4, out=tmp_path / "one")
    two = simulate("saas", customers=150, months=4, seed=5, out=tmp_path / "two")
    same = {"tenure.toml", "data/changes.parquet", "data/competitors.parquet"}
    first, second = fingerprints(one.path), fingerprints(two.path)
    assert {name for name in first if first[name] == second[name]} <= same
