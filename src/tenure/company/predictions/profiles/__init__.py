"""Profiles: one row a customer (or a logo) as of a day, everything known, kept a folder a day."""

from tenure.company.predictions.days import (
    ABOUT,
    CHANCES,
    CROSSED,
    OFFERS,
    PROFILES,
    REASONS,
    REPLENISH,
    Day,
    days,
    latest,
)
from tenure.company.predictions.profiles.keeping import score

__all__ = [
    "ABOUT",
    "CHANCES",
    "CROSSED",
    "OFFERS",
    "PROFILES",
    "REASONS",
    "REPLENISH",
    "Day",
    "days",
    "latest",
    "score",
]
