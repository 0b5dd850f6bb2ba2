"""Models of sentiment as files: JSON for what they are, .npy for the weights; never a pickle."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tenure.explain.sentiment.judged import Judged
from tenure.explain.sentiment.learner import Linear
from tenure.explain.sentiment.model import Sentiment
from tenure.explain.sentiment.ngrams import BITS

_ABOUT = "sentiment.json"


def keep(models: Mapping[str, Sentiment], folder: Path) -> None:
    """Write the models of some languages to a folder."""
    told: dict[str, Any] = {}
    for language, model in models.items():
        told[language] = {
            **{name: getattr(model, name) for name in ("kind", "texts", "either", "why")},
            "worth": [one.dump() for one in model.worth],
            "shipped": [one.dump() for one in model.shipped],
        }
        if model.linear is not None:
            line = asdict(model.linear)
            weights = line.pop("weights")
            places = np.flatnonzero(weights).astype(np.int32)
            np.save(folder / f"{language}.places.npy", places, allow_pickle=False)
            np.save(folder / f"{language}.weights.npy", weights[places], allow_pickle=False)
            told[language]["line"] = line
    (folder / _ABOUT).write_text(json.dumps(told, indent=1), "utf-8")


def kept(folder: Path) -> dict[str, Sentiment]:
    """Return the models that `keep` wrote."""
    told = json.loads((folder / _ABOUT).read_text("utf-8"))
    return {language: _model(folder, language, one) for language, one in told.items()}


def _model(folder: Path, language: str, told: dict[str, Any]) -> Sentiment:
    line = told.pop("line", None)
    worth, shipped = (tuple(map(Judged.load, told.pop(name))) for name in ("worth", "shipped"))
    linear = None
    if line is not None:
        weights = np.zeros(1 << BITS, np.float32)
        places = np.load(folder / f"{language}.places.npy", allow_pickle=False)
        weights[places] = np.load(folder / f"{language}.weights.npy", allow_pickle=False)
        linear = Linear(weights, **line)
    return Sentiment(language, linear=linear, worth=worth, shipped=shipped, **told)
