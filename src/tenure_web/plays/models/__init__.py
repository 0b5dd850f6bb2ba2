"""What this part keeps in the database."""

from tenure_web.plays.models.export import Export, Exported, Page
from tenure_web.plays.models.journey import Exposure, Journey
from tenure_web.plays.models.version import Version

__all__ = ["Export", "Exported", "Exposure", "Journey", "Page", "Version"]
