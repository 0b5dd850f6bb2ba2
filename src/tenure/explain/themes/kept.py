"""Themes as files: JSON for what they are, .npy for the numbers; never a pickle.

What someone wrote is not in them: typical sentences are kept as digests, and said again only
while the text that they are from is there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from tenure.explain.themes.model import Theme, Themes
from tenure.explain.themes.typical import sentences
from tenure.explain.themes.vectors import Vocabulary

_ABOUT = "themes.json"
_PLAIN = ("texts", "without", "unknown", "ever")


def keep(found: Mapping[str, Themes], folder: Path, texts: Mapping[str, Sequence[str]]) -> None:
    """Write the themes of some languages to a folder; `texts` are those that they are from."""
    told: dict[str, Any] = {}
    for language, one in found.items():
        places = _places(one, texts[language])
        np.save(folder / f"{language}.terms.npy", one.terms, allow_pickle=False)
        np.save(folder / f"{language}.rarity.npy", one.vocabulary.rarity, allow_pickle=False)
        told[language] = {
            **{name: getattr(one, name) for name in _PLAIN},
            "words": list(one.vocabulary.words),
            "common": sorted(one.vocabulary.common),
            "formulas": sorted(map(list, one.formulas)),
            "themes": [
                {**vars(theme), "typical": [places[said] for said in theme.typical]}
                for theme in one.themes
            ],
        }
    (folder / _ABOUT).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def quoted(folder: Path) -> list[str]:
    """Return the digests of the texts that typical sentences are from."""
    told = json.loads((folder / _ABOUT).read_text("utf-8"))
    return sorted({
        text for one in told.values() for theme in one["themes"] for text, _ in theme["typical"]
    })  # fmt: skip


def kept(folder: Path, texts: Iterable[str] = ()) -> dict[str, Themes]:
    """Return the themes that `keep` wrote, with the typical sentences that are in `texts`."""
    told = json.loads((folder / _ABOUT).read_text("utf-8"))
    said = {_digest(one): one for text in texts for one in sentences(text)}
    return {language: _themes(folder, language, one, said) for language, one in told.items()}


def _places(found: Themes, texts: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return where each typical sentence is: the digest of the first text with it, and its own."""
    wanted = {said for theme in found.themes for said in theme.typical}
    places: dict[str, tuple[str, str]] = {}
    for text in texts:
        for said in wanted.intersection(sentences(text)).difference(places):
            places[said] = (_digest(text), _digest(said))
    return places


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def _themes(folder: Path, language: str, told: dict[str, Any], said: Mapping[str, str]) -> Themes:
    terms, rarity = (
        np.load(folder / f"{language}.{name}.npy", allow_pickle=False)
        for name in ("terms", "rarity")
    )
    return Themes(
        language,
        Vocabulary(tuple(told["words"]), rarity, frozenset(told["common"])),
        terms,
        tuple(
            Theme(**{**one, "typical": tuple(said[at] for _, at in one["typical"] if at in said)})
            for one in told["themes"]
        ),
        formulas=frozenset(map(tuple, told["formulas"])),
        **{name: told[name] for name in _PLAIN},
    )
