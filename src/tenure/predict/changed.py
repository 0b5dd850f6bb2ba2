"""Why a risk is another than some days before: the difference of contributions, in words."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.predict.encoding import Floats
from tenure.predict.features.contract import Feature
from tenure.predict.reasons import LEAST, Families, sayable, spoken_by, values_of
from tenure.predict.risk.model import Learned, RiskModel
from tenure.predict.wording import LANGUAGES, said

if TYPE_CHECKING:
    import pyarrow as pa


def changed(
    model: RiskModel,
    now: "pa.Table",
    then: "pa.Table",
    features: Iterable[Feature] = (),
    *,
    languages: Sequence[str] = LANGUAGES,
) -> "pa.Table":
    """Return what moved each customer's risk most between two days, in its direction.

    Grain in: as `RiskModel.score`; who is in both, in any order. Grain out: such a customer
    (unit_id, risk_then, risk_now, family, feature, log_odds, says_en, says_ko). Contributions
    are exact on both days, so their differences add up to that of the log odds; those of one
    family are summed, and the feature of it that moved most speaks, with its value on both
    days. family and what follows are null where no family moved it by as much as is told of
    reasons, or none that can be said, and for who had no history on either day.

    Both days are scored by the same model: a change of the model is none of the customer.
    """
    import pyarrow as pa

    known = [one.filter(pa.array(~model.columns.without_history(one))) for one in (now, then)]
    first, second = (one["unit_id"].to_numpy().astype(str) for one in known)
    both = np.intersect1d(first, second)
    today, before = (_in_order(one, both) for one in known)
    columns: dict[str, Any] = {
        "unit_id": pa.array(both.tolist(), pa.string()),
        "risk_then": model.score(before)["risk"],
        "risk_now": model.score(today)["risk"],
        "family": pa.nulls(len(both), pa.string()),
        "feature": pa.nulls(len(both), pa.string()),
        "log_odds": pa.nulls(len(both), pa.float64()),
        **{f"says_{language}": pa.nulls(len(both), pa.string()) for language in languages},
    }
    if model.learned is not None and len(both):
        told = {one.name: one for one in features}
        columns |= _told(model.learned, today, before, spoken_by(model.learned, told), languages)
    return pa.table(columns)


def _in_order(table: "pa.Table", units: Any) -> "pa.Table":
    """Return the rows of some units, in their order."""
    names = table["unit_id"].to_numpy().astype(str)
    order = np.argsort(names)
    return table.take(order[np.searchsorted(names[order], units)])


def _told(
    learned: Learned,
    now: "pa.Table",
    then: "pa.Table",
    spoken: Sequence[Feature],
    languages: Sequence[str],
) -> dict[str, Any]:
    import pyarrow as pa

    designs = [learned.encoding.apply(one) for one in (now, then)]
    parts = [learned.model.contributions(one)[:, :-1] for one in designs]
    move, families = parts[0] - parts[1], Families.of(spoken)
    towards = np.sign(move.sum(axis=1))
    speaks = _speaking(move * towards[:, None], families, sayable(designs[0], spoken))
    rows = np.flatnonzero(speaks >= 0)
    place = speaks[rows]
    of = families.place[place]
    added = families.summed(move)[rows, of]
    values = [
        values_of(one, table, spoken, rows, place)
        for one, table in zip(designs, (now, then), strict=True)
    ]
    higher = designs[0].values[rows, place] > designs[1].values[rows, place]
    found: dict[str, Any] = {
        "family": [families.names[at] for at in of],
        "feature": [spoken[at].name for at in place],
        "log_odds": added.tolist(),
    }
    for language in languages:
        found[f"says_{language}"] = [
            _sentence(spoken[at], one, other, language, bool(above))
            for at, one, other, above in zip(place, *values, higher, strict=True)
        ]
    kinds = {"log_odds": pa.float64()}
    return {
        name: _spread(some, rows, now.num_rows, kinds.get(name, pa.string()))
        for name, some in found.items()
    }


def _speaking(towards: Floats, families: Families, can: Any) -> Any:
    """Return which feature (n,) tells what moved most: −1 where none does.

    Of the families that moved the risk in its direction, from the most, the first that has a
    feature which did so, too, and can be said.
    """
    sums = families.summed(towards)
    able = can & (towards > 0)
    voiced = families.summed(able.astype(float)) > 0
    sums = np.where(voiced & (sums >= LEAST), sums, -np.inf)
    best = sums.argmax(axis=1)
    own = (families.place[None, :] == best[:, None]) & able
    found = np.where(own, towards, -np.inf).argmax(axis=1)
    return np.where(np.isfinite(sums.max(axis=1)), found, -1)


def _sentence(feature: Feature, now: Any, then: Any, language: str, higher: bool) -> str:
    today = feature.says(now, language, higher)
    before = feature.says(then, language, not higher)
    if today == before:
        return today
    return said("reasons.before", language, now=today, then=before)


def _spread(values: list[Any], rows: Any, number: int, kind: "pa.DataType") -> "pa.Array[Any]":
    """Return values of some rows as a column of all, null elsewhere."""
    import pyarrow as pa

    found: list[Any] = [None] * number
    for at, value in zip(rows.tolist(), values, strict=True):
        found[at] = value
    return pa.array(found, kind)
