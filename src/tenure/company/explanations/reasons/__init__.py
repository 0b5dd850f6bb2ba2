"""Why each customer left, by whom that is said; shares of reasons, and whether sources agree."""

from tenure.company.explanations.reasons.answers import reasons, reasons_of

__all__ = ["reasons", "reasons_of"]
