"""Scores of customers: from the model, from the rate of their age, or from their segment's."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tenure.predict.encoding import Floats
from tenure.predict.risk.bands import banded
from tenure.predict.risk.options import Columns
from tenure.predict.risk.rates import age_names, segment_names
from tenure.predict.sample import Rows
from tenure.predict.wording import said

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.predict.risk.model import RiskModel

Trust = Literal["trusted", "unlike", "few", "newcomer", "rate"]
"""unlike: many features outside the range of training; few: few leavers in the segment;
newcomer: no history, the rate of that age; rate: nothing was learned, the segment's rate."""
TRUSTS: tuple[Trust, ...] = ("trusted", "unlike", "few", "newcomer", "rate")


def scored(model: "RiskModel", table: "pa.Table", language: str) -> "pa.Table":
    """Return the scores of `RiskModel.score`."""
    import pyarrow as pa

    new = model.columns.without_history(table)
    risk, low, high = (np.empty(table.num_rows) for _ in range(3))
    trust = np.zeros(table.num_rows, np.int8)
    outside = np.zeros(table.num_rows, np.int64)
    if new.any():
        young = table.filter(pa.array(new))
        risk[new], low[new], high[new] = model.newcomers.of(ages_of(model.columns, young))
        trust[new] = TRUSTS.index("newcomer")
    if not new.all():
        known = table.filter(pa.array(~new)) if new.any() else table
        risk[~new], low[~new], high[~new], trust[~new], outside[~new] = _of_known(model, known)
    return pa.table(
        {
            "unit_id": table.column("unit_id"),
            "as_of": as_of(table),
            "risk": risk,
            "risk_low": low,
            "risk_high": high,
            "band": pa.array(banded(risk, model.bands).tolist(), pa.string()),
            "trust": _words(trust, TRUSTS),
            "reason": _reasons(model, trust, outside, language),
            "model": pa.repeat(model.version, table.num_rows),
        }
    )


def ages_of(columns: Columns, table: "pa.Table") -> list[str]:
    """Return the group by age of each row; all in one where no column says the age."""
    if columns.age is None:
        return [""] * table.num_rows
    return age_names(columns.numbers(table, columns.age))


def _of_known(model: "RiskModel", table: "pa.Table") -> tuple[Floats, Floats, Floats, Rows, Rows]:
    none = np.zeros(table.num_rows, np.int64)
    if model.learned is None:
        rates = model.rates.of(segment_names(table, model.columns.segment))
        return *rates, np.full(table.num_rows, TRUSTS.index("rate"), np.int8), none
    learned = model.learned
    design = learned.encoding.apply(table)
    risk = learned.risk_of(learned.model.margin(design))
    low, high = learned.spread.bounds(risk)
    trust, outside = np.zeros(table.num_rows, np.int8), learned.ranges.outside(design)
    if model.few:
        names = np.array(segment_names(table, model.columns.segment), object)
        trust[np.isin(names, model.few)] = TRUSTS.index("few")
    trust[outside > learned.ranges.most] = TRUSTS.index("unlike")
    return risk, np.minimum(low, risk), np.maximum(high, risk), trust, outside


def as_of(table: "pa.Table") -> "pa.ChunkedArray[Any]":
    """Return the dates of the rows; null in a lone snapshot."""
    import pyarrow as pa

    if "as_of" in table.column_names:
        return table.column("as_of").cast(pa.date32())
    return pa.chunked_array([pa.nulls(table.num_rows, pa.date32())])


def _words(codes: Rows, words: tuple[str, ...]) -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(codes, list(words)).cast(pa.string())


def _reasons(model: "RiskModel", trust: Rows, outside: Rows, language: str) -> "pa.Array[Any]":
    """Return a sentence where the score is not trusted as others are, else null."""
    import pyarrow as pa

    total = len(model.features)
    codes = np.zeros(len(trust), np.int64)
    words: list[str | None] = [None]
    for at, name in enumerate(TRUSTS):
        if name == "trusted":
            continue
        own = trust == at
        for number in np.unique(outside[own]) if name == "unlike" else (0,):
            which = own & (outside == number) if name == "unlike" else own
            codes[which] = len(words)
            words.append(said(f"trust.{name}", language, outside=int(number), features=total))
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string())).cast(pa.string())
