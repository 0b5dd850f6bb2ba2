"""A risk word that was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A phrase of the lexicon in a sentence, which is masked."""

    phrase: str
    kind: str
    sentence: str
