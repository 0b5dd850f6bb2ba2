"""All that can be said: every opener, sentence and closer of a preset's themes, composed once."""

from itertools import product

import numpy as np
import pyarrow as pa

from tenure.simulate import words_en, words_ko
from tenure.simulate.columns import Array, column
from tenure.simulate.draws import Bools, Each, Ints
from tenure.simulate.spec import Preset

MOODS = ("negative", "neutral", "positive")


class Phrases:
    """Texts of a preset, addressed by language, theme and mood."""

    def __init__(self, preset: Preset) -> None:
        texts: list[str] = []
        begin: list[int] = []
        for words in (words_en, words_ko):
            for theme in preset.themes:
                for mood in MOODS:
                    begin.append(len(texts))
                    parts = (words.OPENERS[mood], words.THEMES[theme][mood], words.CLOSERS[mood])
                    for chosen in product(*parts):
                        text = " ".join(part for part in chosen if part)
                        texts.append(text.format(noun=preset.noun, doing=preset.doing))
        self._begin: Ints = np.array([*begin, len(texts)], dtype=np.int64)
        self._themes = len(preset.themes)
        self.texts = column(texts, kind=pa.string())

    def draw(self, korean: Bools, theme: Ints, mood: Ints, draws: Each) -> Array:
        """Draw one text for each row that fits its language, theme and mood."""
        slot = (korean * self._themes + theme) * len(MOODS) + mood
        width = self._begin[slot + 1] - self._begin[slot]
        code = self._begin[slot] + (draws.random() * width).astype(np.int64)
        return pa.DictionaryArray.from_arrays(column(code.astype(np.int32)), self.texts)
