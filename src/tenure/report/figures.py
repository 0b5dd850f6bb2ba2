"""Charts as parts of the page: one drawing for wide screens and paper, one for telephones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.charts import themed, to_svg
from tenure.charts.theme import NARROW, WIDE

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Figure:
    """A drawn chart with its caption."""

    wide: str
    narrow: str
    caption: Sequence[str]


def figure(
    draw: "Callable[[int], alt.TopLevelMixin]", *, key: str, label: str, caption: Sequence[str]
) -> Figure:
    """Draw a chart at both widths; `label` says to a screen reader what it shows."""
    from altair.utils.schemapi import debug_mode

    # Checking each part against the schema takes as long as drawing; tests of the charts do it.
    with debug_mode(False):
        drawings = {
            size: themed(
                to_svg(draw(width), font="sans-serif"), prefix=f"{key}-{size}", label=label
            )
            for size, width in (("wide", WIDE), ("narrow", NARROW))
        }
    return Figure(wide=drawings["wide"], narrow=drawings["narrow"], caption=caption)
