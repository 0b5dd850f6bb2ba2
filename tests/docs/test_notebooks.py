"""The notebooks run from the first cell to the last, on a company such as `make demo` makes."""

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

import tenure
from tenure.company.predictions import Predictions
from tenure.simulate import simulate

NOTEBOOKS = sorted((Path(__file__).parents[2] / "docs" / "notebooks").glob("*.ipynb"))
KINDS: dict[str, Any] = {
    "tenure": tenure, "company": tenure.Company, "then": Predictions, "now": Predictions
}  # fmt: skip
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


@each
def test_what_a_notebook_asks_of_the_library_is_there(path: Path) -> None:
    cells = [one.source for one in read(path).cells if one.cell_type == "code"]
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell))]
    asked = {
        (node.value.id, node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    known = {(name, attr) for name, attr in asked if name in KINDS}
    assert len(known) > 5
    assert {one for one in known if not hasattr(KINDS[one[0]], one[1])} == set()


@pytest.mark.long
@pytest.mark.timeout(300)
@each
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    from nbclient import NotebookClient

    simulate("saas", customers=1500, months=15, seed=11, out=tmp_path / "demo")
    with (tmp_path / "demo" / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write("\n[prediction]\ndates = 5\n")
    notebook = read(path)
    NotebookClient(notebook, timeout=200, resources={"metadata": {"path": tmp_path}}).execute()
    said = [cell for cell in notebook.cells if cell.get("outputs")]
    assert len(said) >= 5
