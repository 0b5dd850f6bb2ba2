"""Risk: the calibrated probability that a customer leaves within the horizon, for everyone."""

from tenure.predict.risk.model import RiskModel
from tenure.predict.risk.options import Columns, RiskOptions
from tenure.predict.risk.scoring import TRUSTS, Trust
from tenure.predict.risk.training import train

__all__ = ["TRUSTS", "Columns", "RiskModel", "RiskOptions", "Trust", "train"]
