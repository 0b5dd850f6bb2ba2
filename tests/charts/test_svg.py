import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from support.reported_companies import company
from tenure import charts
from tenure.charts.theme import COLOURS
from tenure.errors import TenureError


@cache
def drawing() -> str:
    return charts.to_svg(charts.attrition_split(company().results[2], small_cell=30))


def test_the_same_chart_gives_the_same_text() -> None:
    again = charts.to_svg(charts.attrition_split(company().results[2], small_cell=30))
    first = charts.themed(drawing(), prefix="a", label="x")
    assert charts.themed(again, prefix="a", label="x") == first


def test_ids_begin_with_the_prefix_and_are_referred_to() -> None:
    root = ET.fromstring(charts.themed(drawing(), prefix="left", label="x"))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert ids
    assert len(ids) == len(set(ids))
    assert all(name.startswith("left-") for name in ids)
    used = {v for e in root.iter() for v in e.attrib.values() if v.startswith("url(")}
    assert used == {f"url(#{name})" for name in ids}


def test_colours_name_their_role_and_nothing_else_is_painted() -> None:
    root = ET.fromstring(charts.themed(drawing(), prefix="a", label="x"))
    painted = {
        element.attrib[name]
        for element in root.iter()
        for name in ("fill", "stroke")
        if element.get(name) not in (None, "none", "transparent")
    }
    assert f"var(--loss,{COLOURS['loss']})" in painted
    assert all(value.startswith("var(--") for value in painted)


def test_it_is_one_image_to_a_screen_reader_and_needs_no_style() -> None:
    root = ET.fromstring(charts.themed(drawing(), prefix="a", label='<b> & "쌍"'))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == '<b> & "쌍"'
    assert "width" not in root.attrib
    inner = {name for element in root.iter() if element is not root for name in element.attrib}
    assert not {name for name in inner if name.startswith("aria") or name in ("style", "class")}


def test_a_hostile_segment_is_text() -> None:
    themed = charts.themed(drawing(), prefix="a", label="x")
    assert "<script" not in themed
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in themed


def test_saving_by_suffix(tmp_path: Path) -> None:
    chart = charts.totals(company("ko").results[0], language="ko", width=360)
    svg = charts.save(chart, tmp_path / "합계.svg")
    png = charts.save(chart, tmp_path / "합계.PNG", scale=1)
    assert svg.read_text("utf-8").startswith("<svg")
    assert png.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(TenureError, match=r"\.svg or \.png"):
        charts.save(chart, tmp_path / "chart.jpg")
