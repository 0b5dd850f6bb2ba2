"""Who may import whom in the workspace, read from the source; how long files are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenure_web
from tenure_web.settings import APPS

ROOT = Path(tenure_web.__file__).parent
FILES = sorted(one for one in ROOT.rglob("*.py") if "migrations" not in one.parts)
TEMPLATES = sorted(ROOT.rglob("*.html.j2"))

LEVELS = [
    {"environment", "people.rights"},
    {"people.models"},
    {"lib"},
    {"people"},
    {"insights", "customers", "definitions", "work"},
    {"messages"},
    {"tasks"},
    {"plays"},
    {"proof"},
    {"home", "api", "demo"},
    {"settings", "urls", "wsgi"},
]
"""From the bottom up. A part imports itself and what lies below it, never what is beside it."""
EXCEPTIONS = {("work.serving", "wsgi"), ("work.serving", "demo")}
"""What begins the server calls what the server calls, and furnishes a demo first."""


def parts_of(file: Path) -> list[str]:
    return list(file.relative_to(ROOT).with_suffix("").parts)


def part_of(names: list[str]) -> str:
    """Return the part of a module: a file of its own level, else its app."""
    file = ".".join(names[:2])
    return file if any(file in level for level in LEVELS) else names[0]


def level_of(part: str) -> int:
    levels = [at for at, parts in enumerate(LEVELS) if part in parts]
    assert levels, f"{part} has no place in LEVELS"
    return levels[0]


def imports(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the path of each module of the workspace that a file imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for module in _modules(node):
            first, *rest = module.split(".")
            if first == "tenure_web" and rest:
                yield node.lineno, rest


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        assert node.level == 0, "relative import"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


OWN = [one for one in FILES if one != ROOT / "__init__.py"]


def test_the_source_was_read() -> None:
    assert len(OWN) > 100
    assert sum(1 for file in OWN for _ in imports(file)) > 300
    assert set(APPS) <= {part for level in LEVELS for part in level}


@pytest.mark.parametrize("file", OWN, ids=lambda one: ".".join(parts_of(one)))
def test_every_part_imports_only_itself_and_what_lies_below(file: Path) -> None:
    names = parts_of(file)
    own, wrong = part_of(names), []
    for line, target in imports(file):
        other = part_of(target)
        known = own == other or level_of(other) < level_of(own)
        if not known and (".".join(names), other) not in EXCEPTIONS:
            wrong.append(f"line {line} imports {'.'.join(target)}")
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_templates_take_from_their_own_part_and_from_lib(app: str) -> None:
    """But for the field in which one finds a customer, which stands on every page."""
    wrong = []
    for template in (ROOT / app / "jinja2").rglob("*.j2"):
        for name in _taken(template.read_text("utf-8")):
            if name.split("/")[0] not in ("lib", app) and "/" in name:
                wrong.append(f"{template.name} takes {name}")
    assert wrong == (["workspace.html.j2 takes customers/_search.html.j2"] if app == "lib" else [])


def _taken(text: str) -> list[str]:
    import re

    return re.findall(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""", text)


def test_no_file_is_longer_than_400_lines() -> None:
    own = [*FILES, *TEMPLATES, *ROOT.rglob("*.toml"), *ROOT.rglob("static/**/*.*")]
    lengths = {str(one.relative_to(ROOT)): len(one.read_text("utf-8").splitlines()) for one in own}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
