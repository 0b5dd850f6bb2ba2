"""Make a drawn SVG part of a page: its colours follow the page, its ids are its own."""

import re
import xml.etree.ElementTree as ET

from tenure.charts.theme import COLOURS

_DROPPED = {
    "aria-hidden",
    "aria-label",
    "aria-roledescription",
    "class",
    "font-family",
    "pointer-events",
    "role",
    "stroke-miterlimit",
    "style",
    "version",
}
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\([\"']?#([^\"')]+)[\"']?\)")
_ROLES = {value: f"var(--{role},{value})" for role, value in COLOURS.items()}


def themed(svg: str, *, prefix: str, label: str) -> str:
    """Return an SVG to stand inside HTML.

    Colours name their role (`var(--loss, …)`), ids begin with `prefix`, the size is the
    container's, and the whole is one image to a screen reader, called `label`. The same
    drawing gives the same text.
    """
    root = ET.fromstring(svg)
    view = root.get("viewBox", "")
    ids = _new_ids(root, prefix)
    for parent in list(root.iter()):
        parent.tag = parent.tag.rpartition("}")[2]
        parent.attrib = {
            name: _attribute(name, value, ids)
            for name, value in parent.attrib.items()
            if name not in _DROPPED
        }
        for child in list(parent):
            if _draws_nothing(child) or (parent is root and child.tag.endswith("}rect")):
                parent.remove(child)
    root.attrib = {"viewBox": view, "role": "img", "aria-label": label, "focusable": "false"}
    return ET.tostring(root, encoding="unicode")


def _new_ids(root: ET.Element, prefix: str) -> dict[str, str]:
    """Number the ids in order: the drawing library counts on from chart to chart."""
    found = [element.get("id", "") for element in root.iter() if element.get("id")]
    return {old: f"{prefix}-{number}" for number, old in enumerate(found)}


def _attribute(name: str, value: str, ids: dict[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name in ("fill", "stroke") and value in _ROLES:
        return _ROLES[value]
    value = _REFERENCE.sub(lambda match: f"url(#{ids[match[1]]})", value)
    return _LONG.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), value)


def _draws_nothing(element: ET.Element) -> bool:
    """Tell the placeholders that Vega leaves behind: paths without a line or without colour."""
    if not element.tag.endswith("path"):
        return False
    painted = any(element.get(name) not in (None, "none") for name in ("fill", "stroke"))
    return not element.get("d") or (element.get("class") == "background" and not painted)
