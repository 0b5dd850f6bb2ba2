"""What changed: the score against that of some days before, component by component."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.predict.health.arrays import Flags, Floats, nullable, numbers
from tenure.predict.health.model import HealthScore
from tenure.predict.health.said import Language, component_said, say

if TYPE_CHECKING:
    import pyarrow as pa

MIDDLE = 50.0
"""A component counts by how far it is from the middle of its peers."""
SAME = 0.5
"""A change of fewer points is none."""


def changes(health: HealthScore, scores: "pa.Table", *, days: int = 28) -> "pa.Table":
    """Return how each score differs from that of the same unit some days before.

    Grain in: rows of `HealthScore.score`, of several dates. Grain out: the same rows, with
    score_before, change (points, above 0: healthier), change_… for each component, which add
    up to it, and `most`, the component that changed it most in its direction. Null where the
    score is not known on both days.

    With w a component's share of the weights that were known and s its own score, it changes
    the score by w (s − 50) now less w (s − 50) then: one that came to be known, or no longer
    is, counts by how far it is from the middle.
    """
    import pyarrow as pa

    keys = ["unit_id", "as_of"]
    names = [one.name for one in health.components]
    kept = scores.select([*keys, "score", *names])
    ahead = kept["as_of"].cast(pa.int32()).to_numpy() + days
    then = kept.set_column(1, "as_of", pa.array(ahead, pa.int32()).cast(pa.date32()))
    then = then.rename_columns([*keys, *(f"{name}_then" for name in ("score", *names))])
    both = kept.append_column("_row", pa.array(np.arange(kept.num_rows)))
    both = both.join(then, keys, join_type="left outer").sort_by("_row")
    weight = np.array([one.weight for one in health.components])
    now, before = (
        _parts(weight, np.stack([numbers(both, f"{name}{end}") for name in names]))
        for end in ("", "_then")
    )
    change = numbers(both, "score") - numbers(both, "score_then")
    own = np.where(np.isnan(change), np.nan, now - before)
    result = both.select([*keys, "score"])
    result = result.append_column("score_before", both["score_then"])
    result = result.append_column("change", nullable(change))
    for name, values in zip(names, own, strict=True):
        result = result.append_column(f"change_{name}", nullable(values))
    return result.append_column("most", pa.array(_most(names, own, change), pa.string()))


def change_said(row: Mapping[str, Any], *, days: int = 28, language: Language = "en") -> str:
    """Return a row of `changes` as a sentence."""
    change = row["change"]
    if change is None:
        return say("change", "unknown", language, days=days)
    if row["most"] is None:
        return say("change", "same", language, days=days)
    return say(
        "change",
        "rose" if change > 0 else "fell",
        language,
        points=abs(change),
        days=days,
        component=component_said(row["most"], language),
        own=row[f"change_{row['most']}"],
    )


def _parts(weight: Floats, each: Floats) -> Floats:
    """Return what each component (components, n) moves the score from the middle."""
    there: Flags = ~np.isnan(each)
    known = weight @ there
    share = weight[:, None] * there
    share = np.divide(share, known, out=np.zeros_like(share), where=known > 0)
    found: Floats = share * np.where(there, each - MIDDLE, 0.0)
    return found


def _most(names: list[str], own: Floats, change: Floats) -> list[str | None]:
    with np.errstate(invalid="ignore"):
        some = np.abs(change) >= SAME
    towards = np.nan_to_num(own) * np.sign(np.nan_to_num(change))
    place = towards.argmax(axis=0)
    return [names[at] if moved else None for at, moved in zip(place, some, strict=True)]
