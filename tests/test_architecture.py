"""Who may import whom, read from the source; what importing Tenure costs; how long files are."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import tenure

ROOT = Path(tenure.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

LEVELS = [
    {"errors", "stats", "sentences"},
    {"periods"},
    {"tables"},
    {"conditions"},
    {"definitions"},
    {"engines", "measure", "explain", "predict", "act", "prove", "simulate", "store", "profiles"},
    {"charts"},
    {"report", "company", "draft"},
    {"pipeline"},
    {"cli"},
    {"__init__", "__main__"},
]
"""From the bottom up. A part may import itself and what lies below it, never what is beside it."""

NARROWER = {
    "engines": {"errors", "tables"},
    "store": {"errors", "stats"},
}
"""Parts that may import less than everything below them."""

HEAVY = ("ibis", "altair", "pandas", "duckdb", "pyarrow", "numpy", "pydantic", "sqlglot")


@dataclass(frozen=True)
class Import:
    """One imported module, and where: file, line, and whether only for the type checker."""

    file: Path
    line: int
    module: str
    typing_only: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def level_of(part: str) -> int:
    levels = [at for at, parts in enumerate(LEVELS) if part in parts]
    assert levels, f"{part} has no place in LEVELS"
    return levels[0]


PARTS = {part_of(file) for file in FILES}


def imports() -> Iterator[Import]:
    for file in FILES:
        tree = ast.parse(file.read_text("utf-8"))
        guarded = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            for module in _modules(node, file):
                yield Import(file, node.lineno, module, id(node) in guarded)


def _modules(node: ast.AST, file: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    assert node.level == 0, f"{file}:{node.lineno}: relative import"
    if node.module == "tenure":
        return [f"tenure.{alias.name}" for alias in node.names]
    return [node.module or ""]


IMPORTS = list(imports())
OURS = [one for one in IMPORTS if one.module.split(".")[0] == "tenure"]


def target_of(one: Import) -> str:
    """Return the part that an import of ours reaches; a bare `tenure` is its __init__."""
    _, *rest = one.module.split(".")
    return rest[0] if rest and rest[0] in PARTS else "__init__"


def outside(name: str) -> list[Import]:
    return [one for one in IMPORTS if one.module.split(".")[0] == name]


def test_the_source_was_read():
    assert len(FILES) > 50
    assert len(OURS) > 100


def test_every_part_imports_only_itself_and_what_lies_below():
    wrong = []
    for one in OURS:
        source, target = part_of(one.file), target_of(one)
        if source != target and level_of(target) >= level_of(source):
            wrong.append(str(one))
    assert wrong == []


@pytest.mark.parametrize("part", NARROWER)
def test_a_part_that_must_know_little_imports_little(part):
    allowed = NARROWER[part] | {part}
    wrong = [str(o) for o in OURS if part_of(o.file) == part and target_of(o) not in allowed]
    assert wrong == []


def test_only_engines_know_the_engine():
    assert outside("duckdb"), "the engine is imported somewhere"
    assert [str(one) for one in outside("duckdb") if part_of(one.file) != "engines"] == []


def test_the_library_knows_no_web():
    """But for the commands that start it, which import it when they are called."""
    known = [one for name in ("django", "tenure_web", "waitress") for one in outside(name)]
    assert {str(one.file.relative_to(ROOT)) for one in known} == {"cli/serving.py"}
    assert {one.module for one in known} == {"tenure_web.work"}


def test_the_commands_start_without_the_web():
    code = "import sys, tenure.cli.app; print('tenure_web' in sys.modules, 'django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]


def test_data_frames_are_for_notebooks_only():
    assert [str(one) for one in outside("pandas") if not one.typing_only] == []


@pytest.mark.parametrize("name", ["ibis", "duckdb", "altair", "vl_convert"])
def test_numbers_know_no_table_and_no_engine(name):
    wrong = [str(o) for o in outside(name) if part_of(o.file) in ("stats", "errors", "definitions")]
    assert wrong == []


@pytest.mark.parametrize("module", ["tenure", "tenure.cli", "tenure.errors"])
def test_importing_costs_nothing_heavy(module):
    """Help and version appear at once: what takes long is imported when it is first needed."""
    code = f"import sys, {module}\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", tenure.__all__)
def test_every_public_name_is_there_each_time_it_is_asked_for(name):
    """A package of the same name must not take its place once it is imported."""
    first, second = getattr(tenure, name), getattr(tenure, name)
    assert first is second
    assert callable(first)


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tenure.nothing  # noqa: B018 - the access is what is tested


def test_no_file_is_longer_than_400_lines():
    lengths = {str(f.relative_to(ROOT)): len(f.read_text("utf-8").splitlines()) for f in FILES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
