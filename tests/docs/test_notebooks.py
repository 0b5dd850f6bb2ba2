"""The notebooks run from the first cell to the last, on a company such as `make demo` makes."""

from pathlib import Path

import pytest

from tenure.simulate import simulate

NOTEBOOKS = Path(__file__).parents[2] / "docs" / "notebooks"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    simulate("saas", customers=1500, months=15, seed=11, out=tmp_path / "demo")
    with (tmp_path / "demo" / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write("\n[prediction]\ndates = 5\n")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=200, resources={"metadata": {"path": tmp_path}}).execute()
    said = [cell for cell in notebook.cells if cell.get("outputs")]
    assert len(said) >= 5
