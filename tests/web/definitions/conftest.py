"""A company of one's own, whose definitions tests may change."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.companies import company_of, prepared  # noqa: F401
from tenure_web.definitions import aside, beside
from tenure_web.lib import company

HINTS = "# 고객이 누구인지는 영업팀과 함께 정했다."


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Iterator[Callable[[Path], Path]]:
    """Make a company the workspace's, with a home of its own beside it."""

    def use(place: Path) -> Path:
        home = place.parent / "workspace"
        changed = replace(settings.ENVIRONMENT, definitions=place, home=home)
        settings.ENVIRONMENT, settings.MEDIA_ROOT = changed, home / "files"
        return place

    yield use
    company.forget()


@pytest.fixture
def run_company(lumen: Path, tmp_path: Path, here: Any) -> Path:
    """A simulated company with a run, whose file may be changed."""
    folder = tmp_path / "lumen"
    others = shutil.ignore_patterns("scratch", "*.partial", "entries", "models")
    shutil.copytree(lumen, folder, symlinks=True, ignore=others, copy_function=_linked)
    return here(folder / "tenure.toml")


def _linked(source: str, target: str) -> str:
    """Copy what tests write to; of the data, which nobody changes, another name is enough."""
    if source.endswith(".parquet"):
        try:
            os.link(source, target)
            return target
        except OSError:  # on another disk
            pass
    return shutil.copy2(source, target)


@pytest.fixture
def tiny_company(company_of: Any, here: Any) -> Path:
    """A hand-written company without a run, its file with a comment."""
    place: Path = company_of("inactive")
    place.write_text(f"{HINTS}\n{place.read_text('utf-8')}", "utf-8")
    return here(place)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer within this process, which has read the library already."""
    monkeypatch.setattr(aside, "_asked", lambda text: json.loads(beside.answer(text)))


@pytest.fixture
def unweighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the effect on attrition be computed for ever; all else is answered."""
    answer = aside.Answer("computing", {})
    monkeypatch.setattr("tenure_web.definitions.views.editing.ask", lambda *args, **more: answer)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be computed aside: what is asked is being computed for ever."""
    answer = aside.Answer("computing", {})
    for module in ("editing", "uploads"):
        monkeypatch.setattr(
            f"tenure_web.definitions.views.{module}.ask", lambda *args, **more: answer
        )
