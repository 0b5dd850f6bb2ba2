"""Draw a chart to SVG, PNG or PDF, without a browser."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.errors import TenureError

if TYPE_CHECKING:
    import altair as alt


def to_svg(chart: "alt.TopLevelMixin", *, font: str | None = None) -> str:
    """Draw a chart as SVG text.

    `font` replaces the chart's own, where a page supplies its fonts anyway: measuring text
    in a large Korean font takes as long as all the rest.
    """
    import vl_convert

    spec = _spec(chart)
    if font:
        spec["config"]["font"] = font
    return str(vl_convert.vegalite_to_svg(spec))


def to_png(chart: "alt.TopLevelMixin", *, scale: float = 2.0) -> bytes:
    """Draw a chart as PNG; Korean text needs a Korean font on the machine."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(chart), scale=scale))


def to_pdf(chart: "alt.TopLevelMixin") -> bytes:
    """Draw a chart as PDF; Korean text needs a Korean font on the machine."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_pdf(_spec(chart)))


def save(chart: "alt.TopLevelMixin", path: str | Path, *, scale: float = 2.0) -> Path:
    """Write a chart to an .svg or .png file and return its path.

    Raises TenureError when the name ends in something else, and when it cannot be written.
    """
    target = Path(path)
    content = _drawn(chart, target, scale)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise TenureError(
            f"the chart cannot be written: {error.strerror}",
            where=str(target),
            hint="name a file in a folder that is there and may be written to",
        ) from error
    return target


def _drawn(chart: "alt.TopLevelMixin", target: Path, scale: float) -> bytes:
    """Draw a chart as the ending of its file says."""
    match target.suffix.lower():
        case ".svg":
            return to_svg(chart).encode()
        case ".png":
            return to_png(chart, scale=scale)
        case suffix:
            raise TenureError(
                f"a chart cannot be written as {suffix or 'a file without an ending'}",
                where=str(target),
                hint="end the name in .svg or .png",
            )


def _spec(chart: "alt.TopLevelMixin") -> dict[str, Any]:
    """Return the chart's specification, unchecked: its parts were checked when they were made."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec
