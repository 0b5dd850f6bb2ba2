"""Why each customer left, by whom that is said; shares of reasons, and whether sources agree."""

from tenure.company.explanations.reasons.answers import reasons
from tenure.company.explanations.reasons.said import taxonomy_of
from tenure.company.explanations.reasons.stating import Stated, stated

__all__ = ["Stated", "reasons", "stated", "taxonomy_of"]
