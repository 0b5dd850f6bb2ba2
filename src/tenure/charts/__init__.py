"""Charts of results: Altair draws them when asked to, and `save` writes SVG or PNG."""

from tenure.charts.attrition import attrition
from tenure.charts.before_after import before_after
from tenure.charts.calibration import calibration
from tenure.charts.changes import Change
from tenure.charts.draw import save, to_pdf, to_png, to_svg
from tenure.charts.effects import brought, effect_looks
from tenure.charts.gains import gains
from tenure.charts.profit import profit_curve
from tenure.charts.retention import retention_curves
from tenure.charts.retention_split import retention_split
from tenure.charts.risk_bands import risk_bands
from tenure.charts.split import attrition_split
from tenure.charts.svg import themed
from tenure.charts.totals import totals

__all__ = [
    "Change",
    "attrition",
    "attrition_split",
    "before_after",
    "brought",
    "calibration",
    "effect_looks",
    "gains",
    "profit_curve",
    "retention_curves",
    "retention_split",
    "risk_bands",
    "save",
    "themed",
    "to_pdf",
    "to_png",
    "to_svg",
    "totals",
]
