"""Themes of a company's texts: learnt, kept, told, and compared between two stretches of time."""

from tenure.company.explanations.themes.assigning import assigned
from tenure.company.explanations.themes.growing import Moved, moved
from tenure.company.explanations.themes.told import themes

__all__ = ["Moved", "assigned", "moved", "themes"]
