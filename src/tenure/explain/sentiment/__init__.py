"""Whether a text complains or praises: learnt from the company's own scores beside its texts."""

from tenure.explain.sentiment.held_out import Labelled
from tenure.explain.sentiment.judged import Judged
from tenure.explain.sentiment.kept import keep, kept
from tenure.explain.sentiment.model import NEGATIVE, POSITIVE, Sentiment, learn, moods
from tenure.explain.sentiment.scales import Scale, scale_of

__all__ = [
    "NEGATIVE",
    "POSITIVE",
    "Judged",
    "Labelled",
    "Scale",
    "Sentiment",
    "keep",
    "kept",
    "learn",
    "moods",
    "scale_of",
]
