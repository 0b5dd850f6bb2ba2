"""By what a company's customers are split where nobody says by what."""

from tenure.company.profiles import profiles
from tenure.company.units import Rule
from tenure.tables.personal import PERSONAL

MOST = 3
_MOST_VALUES = 8
_NO_ATTRIBUTES = PERSONAL | {"goals", "unit_id", "currency"}
_PREFERRED = ("plan", "channel", "region", "industry", "role", "language")


def split_columns(rule: Rule, most: int = MOST) -> list[str]:
    """Choose some things to split by: named segments, then attributes of few values."""
    known = profiles(rule)
    if known is None:
        return []
    definitions = rule.data.definitions
    segments = list(definitions.segments)[:most]
    without = {*_NO_ATTRIBUTES, definitions.churn.column}
    texts = [
        name
        for name in known.columns
        if name not in without
        and not name.endswith("_id")
        and (known[name].type().is_string() or known[name].type().is_boolean())
    ]
    if not texts:
        return segments
    counts = known.agg(**{f"n{n}": known[name].nunique() for n, name in enumerate(texts)})
    row = rule.data.engine.execute(counts, metric="choose splits").to_pylist()[0]
    few = [name for n, name in enumerate(texts) if 2 <= row[f"n{n}"] <= _MOST_VALUES]
    few.sort(key=lambda name: _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED))
    return [*segments, *few][:most]
