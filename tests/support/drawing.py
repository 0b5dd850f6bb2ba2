"""Read tables drawn with bars in a docstring, and compare what was measured with them.

| unit_id | from_local | to_local   |
| ana     | 2024-01-01 | 2024-02-10 |
| 보라    | 2024-01-15 | –          |

A dash is null. Rates are written with a percent sign and as many decimals as matter.
"""

from datetime import date, datetime
from typing import Any

Row = dict[str, str | None]


def tables_in(text: str | None) -> list[list[Row]]:
    """Return every table drawn in a text, each as a list of rows of texts."""
    blocks: list[list[list[str]]] = [[]]
    for line in (text or "").splitlines():
        if line.strip().startswith("|"):
            blocks[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif blocks[-1]:
            blocks.append([])
    return [_rows(block) for block in blocks if block]


def assert_drawn(measured: list[dict[str, Any]], expected: list[Row]) -> None:
    """Assert that rows equal a drawn table, in order, in the columns that it draws."""
    shown = [{name: row[name] for name in expected[0]} for row in measured]
    assert len(shown) == len(expected), f"{len(expected)} rows drawn, measured: {shown}"
    for found, wanted in zip(shown, expected, strict=True):
        parsed = {name: _like(found[name], text) for name, text in wanted.items()}
        rounded = {name: _rounded(found[name], wanted[name]) for name in wanted}
        assert rounded == parsed, f"measured: {shown}"


def _rows(block: list[list[str]]) -> list[Row]:
    header, *body = block
    return [
        {
            name: None if cell in ("–", "") else cell
            for name, cell in zip(header, cells, strict=True)
        }
        for cells in body
    ]


def _like(found: Any, text: str | None) -> Any:
    """Read a drawn cell as the type of what was measured there."""
    if text is None:
        return None
    if text.endswith("%"):
        return float(text.removesuffix("%"))
    if isinstance(found, bool):
        return {"yes": True, "no": False}[text]
    if isinstance(found, int):
        return int(text)
    if isinstance(found, datetime):
        return datetime.fromisoformat(text)
    if isinstance(found, date):
        return date.fromisoformat(text)
    return text


def _rounded(found: Any, text: str | None) -> Any:
    """Round a measured share to the percent decimals that were drawn."""
    if isinstance(found, float) and text is not None and text.endswith("%"):
        decimals = len(text.removesuffix("%").strip().partition(".")[2])
        return round(found * 100, decimals)
    return found
