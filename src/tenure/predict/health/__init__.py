"""How healthy each customer is: 0 to 100, higher is healthier, borne out by who left later."""

from tenure.predict.health.bands import BANDS, Bands, band_said
from tenure.predict.health.changes import change_said, changes
from tenure.predict.health.lead import LeadTime, lead_time
from tenure.predict.health.model import HealthScore, reason_said
from tenure.predict.health.overrides import Override, applied
from tenure.predict.health.signals import COMPONENTS, Wanted, wanted

__all__ = [
    "BANDS",
    "COMPONENTS",
    "Bands",
    "HealthScore",
    "LeadTime",
    "Override",
    "Wanted",
    "applied",
    "band_said",
    "change_said",
    "changes",
    "lead_time",
    "reason_said",
    "wanted",
]
