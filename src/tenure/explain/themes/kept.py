"""Themes as files: JSON for what they are, .npy for the numbers; never a pickle."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tenure.explain.themes.model import Theme, Themes
from tenure.explain.themes.vectors import Vocabulary

_ABOUT = "themes.json"
_PLAIN = ("texts", "without", "unknown", "ever")


def keep(found: Mapping[str, Themes], folder: Path) -> None:
    """Write the themes of some languages to a folder."""
    told: dict[str, Any] = {}
    for language, one in found.items():
        np.save(folder / f"{language}.terms.npy", one.terms, allow_pickle=False)
        np.save(folder / f"{language}.rarity.npy", one.vocabulary.rarity, allow_pickle=False)
        told[language] = {
            **{name: getattr(one, name) for name in _PLAIN},
            "words": list(one.vocabulary.words),
            "common": sorted(one.vocabulary.common),
            "formulas": sorted(map(list, one.formulas)),
            "themes": [vars(theme) for theme in one.themes],
        }
    (folder / _ABOUT).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def kept(folder: Path) -> dict[str, Themes]:
    """Return the themes that `keep` wrote."""
    told = json.loads((folder / _ABOUT).read_text("utf-8"))
    return {language: _themes(folder, language, one) for language, one in told.items()}


def _themes(folder: Path, language: str, told: dict[str, Any]) -> Themes:
    terms, rarity = (
        np.load(folder / f"{language}.{name}.npy", allow_pickle=False)
        for name in ("terms", "rarity")
    )
    return Themes(
        language,
        Vocabulary(tuple(told["words"]), rarity, frozenset(told["common"])),
        terms,
        tuple(Theme(**{**one, "typical": tuple(one["typical"])}) for one in told["themes"]),
        formulas=frozenset(map(tuple, told["formulas"])),
        **{name: told[name] for name in _PLAIN},
    )
