"""How good predictions are: outcomes (0 or 1), predictions and weights in, numbers out."""

from tenure.predict.evaluate.curve import Bin, Calibration, calibration
from tenure.predict.evaluate.doubt import Doubt
from tenure.predict.evaluate.resampled import Metric, bootstrap, bootstrap_each
from tenure.predict.evaluate.scores import Gains, auc, brier, gains, lift, log_loss
from tenure.predict.evaluate.slices import Slice, slices

__all__ = [
    "Bin",
    "Calibration",
    "Doubt",
    "Gains",
    "Metric",
    "Slice",
    "auc",
    "bootstrap",
    "bootstrap_each",
    "brier",
    "calibration",
    "gains",
    "lift",
    "log_loss",
    "slices",
]
