"""Who is held out, drawn in the engine where it knows the hash."""

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.arms import arm_of
from tenure.act.worth import Booleans

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.engines import Engine

_DIGITS = 13
_BITS = 4 * _DIGITS
_FEW = 2_000
"""Units that are drawn here: asking the engine takes as long."""


def held(engine: "Engine", salt: str, share: float, units: "pa.Array[Any]") -> Booleans:
    """Say which units (n,) are held out of what has a salt; equals `arms.arm_of` of each.

    In the engine the hash's first digits are compared as text with those of the share.
    """
    if share <= 0:
        return np.zeros(len(units), bool)
    if engine.name != "duckdb" or len(units) < _FEW:
        named = units.to_pylist()
        held = [arm_of(salt, str(one), share) == "holdout" for one in named]
        return np.array(held, np.bool_)
    return _asked(engine, salt, share, units)


def _asked(engine: "Engine", salt: str, share: float, units: "pa.Array[Any]") -> Booleans:
    import ibis
    import pyarrow as pa

    limit = f"{ceil(share * 2**_BITS):0{_DIGITS}x}"
    table = pa.table({"place": pa.array(np.arange(len(units))), "unit": units})
    rows = ibis.memtable(table)
    digest = (ibis.literal(f"{salt}:") + rows.unit).hexdigest("sha256").substr(0, _DIGITS)
    told = engine.execute(rows.filter(digest < limit).select("place"), metric="draw arms")
    found = np.zeros(len(units), bool)
    found[told["place"].to_numpy()] = True
    return found
