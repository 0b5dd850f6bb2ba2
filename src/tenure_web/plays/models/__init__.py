"""What this part keeps in the database."""

from tenure_web.plays.models.journey import Exposure, Journey
from tenure_web.plays.models.version import Version

__all__ = ["Exposure", "Journey", "Version"]
