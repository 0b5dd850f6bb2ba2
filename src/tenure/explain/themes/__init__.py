"""What texts are about: themes that recur, their names, what is typical of them, how they grow."""

from tenure.explain.themes.growth import MOST_BINS, Growth, growths
from tenure.explain.themes.kept import keep, kept, quoted
from tenure.explain.themes.learning import LEAST_TEXTS, MOST_TEXTS, Said, learn, moved_on
from tenure.explain.themes.model import Assigned, Theme, Themes

__all__ = [
    "LEAST_TEXTS",
    "MOST_BINS",
    "MOST_TEXTS",
    "Assigned",
    "Growth",
    "Said",
    "Theme",
    "Themes",
    "growths",
    "keep",
    "kept",
    "learn",
    "moved_on",
    "quoted",
]
