"""When customers will leave, and for which cause: discrete-time hazards on the features."""

from tenure.predict.survival.curves import Curves
from tenure.predict.survival.followup import FollowUp, follow_up, known_by
from tenure.predict.survival.model import Survival
from tenure.predict.survival.notes import Note
from tenure.predict.survival.periods import Cut, cut, cut_at, person_periods

__all__ = [
    "Curves",
    "Cut",
    "FollowUp",
    "Note",
    "Survival",
    "cut",
    "cut_at",
    "follow_up",
    "known_by",
    "person_periods",
]
