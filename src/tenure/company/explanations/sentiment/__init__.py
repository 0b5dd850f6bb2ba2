"""Sentiment of a company's texts: learnt from its own scores, kept beside the texts, told."""

from tenure.company.explanations.sentiment.scoring import scored
from tenure.company.explanations.sentiment.told import sentiment

__all__ = ["scored", "sentiment"]
