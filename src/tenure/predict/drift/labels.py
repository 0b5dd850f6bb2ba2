"""Once labels have arrived: whether the model still says how often customers leave."""

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from tenure.predict.evaluate import Calibration, calibration
from tenure.predict.evaluate.doubt import Language, sentence
from tenure.stats import Z95, Estimate

LEVEL = 0.1
"""Observed against predicted, relative: from here on the level is off, when it is sure."""

SLOPES = (0.8, 1.25)
"""Outside these the slope is off, when that is sure."""

Z99 = 2.5758293035489004
"""The 99.5 % point of the standard normal: two-sided 99 %."""

Verdict = Literal["calibrated", "level off", "slope off", "too few"]


@dataclass(frozen=True)
class CalibrationDrift:
    """The calibration of rows whose labels have arrived, and whether the model must be mended.

    "slope off": predictions too extreme or too timid, or turned round: train again. "level
    off": more or fewer leave than predicted: calibrate again.
    """

    verdict: Verdict
    calibration: Calibration

    def says(self, language: Language = "en") -> str:
        """Return the verdict as a sentence."""
        slope = self.calibration.slope
        return sentence(
            "calibration",
            self.verdict.replace(" ", "_"),
            language,
            predicted=f"{self.calibration.predicted:.1%}",
            observed=f"{self.calibration.observed:.1%}",
            slope=f"{slope.value:.2f}" if slope else "–",
        )


def calibration_drift(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
) -> CalibrationDrift:
    """Judge the probabilities that were scored by what has happened since.

    Grain in: a row a prediction whose label is known. "slope off" when the 99 % interval
    of the slope leaves 1 out and its value lies outside 0.8 … 1.25; "level off" when that of
    the intercept at slope 1 leaves 0 out and observed differs from predicted by a tenth of it;
    "too few" below 100 customers with the event, or without, unless something is off.
    """
    found = calibration(y, p, weight, groups=groups)
    return CalibrationDrift(_verdict(found), found)


def _verdict(found: Calibration) -> Verdict:
    slope, level = found.slope, found.in_the_large
    if slope is None or level is None or any(one.code == "few" for one in found.doubts):
        return "too few"
    if not SLOPES[0] <= slope.value <= SLOPES[1] and _surely(slope, 1):
        return "slope off"
    far = abs(found.observed - found.predicted) >= LEVEL * found.predicted
    if far and _surely(level, 0):
        return "level off"
    return "too few" if found.doubts else "calibrated"


def _surely(found: Estimate, right: float) -> bool:
    """Return whether a 99 % interval leaves out what is right: few alarms, month after month."""
    error = (found.high - found.low) / (2 * Z95)
    return abs(found.value - right) > Z99 * error
