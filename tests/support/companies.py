"""Companies that many tests use: made once a test session, then copied for whoever changes one."""

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from support import tiny
from tenure.company import Company
from tenure.definitions import load
from tenure.pipeline import run
from tenure.simulate import simulate


class CompanyOf(Protocol):
    """Give a company of one's own: its tenure.toml."""

    def __call__(
        self, rule: str, *, convention: str = ..., language: str = ..., more: str = ...
    ) -> Path: ...


@pytest.fixture(scope="session")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], object]], Path]:
    """Make a folder once for all workers of the session."""
    base = tmp_path_factory.getbasetemp()
    usual = (base if worker_id == "master" else base.parent) / "companies"
    # Kept from one session to the next while one works on what only reads them.
    shelf = Path(os.environ.get("TENURE_TEST_COMPANIES", usual))
    shelf.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = shelf / name, shelf / f"{name}.done"
        with (shelf / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def prepared(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Callable[[str], Path]:
    """Give a tiny company by its rule, its tables read once; not to be changed."""

    def make(folder: Path, rule: str) -> None:
        with Company.open(tiny.write(folder, rule), today=tiny.NOW.date()):
            pass

    return lambda rule: made_once(rule, lambda folder: make(folder, rule)) / "tenure.toml"


@pytest.fixture
def company_of(prepared: Callable[[str], Path], tmp_path: Path) -> CompanyOf:
    """Give a tiny company of one's own, to be changed at will."""

    def own(rule: str, *, convention: str = "cohort", language: str = "en", more: str = "") -> Path:
        folder = tmp_path / rule
        if not folder.exists():
            others = shutil.ignore_patterns("scratch", "*.partial")  # of workers that read it now
            shutil.copytree(prepared(rule).parent, folder, symlinks=True, ignore=others)
        return tiny.write(folder, rule, convention=convention, language=language, more=more)

    return own


@pytest.fixture(scope="session")
def lumen(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A simulated company of 300 customers with one published run; not to be changed."""

    def make(folder: Path) -> None:
        simulate("saas", customers=300, months=8, seed=1, out=folder, start=date(2024, 1, 1))
        run(load(folder), now=tiny.NOW.replace(month=11))

    return made_once("lumen", make)
