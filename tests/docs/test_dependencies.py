"""Every dependency is pinned, explained in CONTRIBUTING.md, and used; nothing else is imported."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
INSTALLED = [*PROJECT["dependencies"], *EXTRAS["web"], *EXTRAS["postgres"], *EXTRAS["spark"]]
NOT_IMPORTED = {"tzdata", "whitenoise", "django-htmx", "pandas", "psycopg"}
"""Data, what settings name by their texts, and what Ibis imports."""


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")  # type: ignore[index]


NAMES = sorted({name_of(one) for one in INSTALLED})


def explained() -> set[str]:
    """Return the libraries of the tables under "Why each dependency is there"."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    part = text.split("## Why each dependency is there")[1].split("\n## ")[0]
    firsts = re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE)
    return {name_of(one.strip()) for first in firsts for one in first.split(",")}


def imported() -> set[str]:
    """Return the distributions of what the source imports."""
    modules = {
        name.split(".")[0]
        for file in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in _modules(node)
    }
    own = {*sys.stdlib_module_names, "tenure", "tenure_web"}
    known = packages_distributions()
    return {name_of(one) for module in modules - own for one in known.get(module, [module])}


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_each_is_explained_and_nothing_else() -> None:
    told = explained() - {"library", "---", "psycopg", "pyspark", "pandas"}
    assert told == set(NAMES) - {"psycopg", "pyspark", "pandas"}


def test_each_is_used_and_nothing_else_is_imported() -> None:
    """What is there because another brings it is a dependency of that other."""
    used = imported()
    assert set(NAMES) - NOT_IMPORTED - used == set()
    assert used - set(NAMES) <= {"markupsafe", "py4j", "pydantic-core"}


@pytest.mark.parametrize("name", NAMES)
def test_each_is_pinned(name: str) -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert name in {name_of(one) for one in pins if one and not one.startswith("#")}
