"""Whether the world still looks as it did when a model was trained."""

from tenure.predict.drift.labels import CalibrationDrift, calibration_drift
from tenure.predict.drift.psi import Drift, Shift, drift, noise_floor, psi
from tenure.predict.drift.reference import Bins, Reference, learn_reference

__all__ = [
    "Bins",
    "CalibrationDrift",
    "Drift",
    "Reference",
    "Shift",
    "calibration_drift",
    "drift",
    "learn_reference",
    "noise_floor",
    "psi",
]
