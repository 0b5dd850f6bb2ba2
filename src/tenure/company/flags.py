"""Whether the column of the rule `column` says yes or no, where it holds no dates."""

from typing import TYPE_CHECKING

from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.units import Rule

_MOST, _LONGEST = 6, 40
"""Values that are shown, and their letters: more of them are no categories, but personal."""


def unreadable(rule: "Rule") -> MetricError | None:
    """Return the error of a flag whose values are neither yes nor no; None where all are read.

    Grain in: a customer. Text that is yes or no in all rows, in English or Korean, has been
    read as such before; missing values say nothing of a customer and are no error.
    """
    name = rule.snapshot
    if name is None:
        return None
    customers = rule.table("customers")
    strange = _strange(customers[name])
    if strange is None:
        return None
    values = customers.filter(strange).select(value=customers[name].cast("string")).distinct()
    found = rule.data.engine.execute(values.order_by("value").limit(_MOST + 1), metric="flag")
    told = [str(value) for value in found["value"].to_pylist()]
    return _error(name, told) if told else None


def _strange(flag: "ir.Value") -> "ir.BooleanValue | None":
    """Return which values say neither yes nor no; None of a column of flags."""
    from tenure.tables.parse import flag as read

    kind = flag.type()
    if kind.is_boolean():
        return None
    if kind.is_numeric():
        return flag.notnull() & ~flag.isin([0, 1])
    return flag.notnull() & read(flag.cast("string").strip()).isnull()


def _error(name: str, values: list[str]) -> MetricError:
    if len(values) > _MOST:
        told = f"it holds more than {_MOST} other values"
    else:
        told = "it holds " + ", ".join(repr(one[:_LONGEST]) for one in values)
    return MetricError(
        f"the column {name!r} does not say yes or no of everyone: {told}",
        hint="it must hold true and false, yes and no, or 1 and 0; empty where it is not known. "
        "Write it so, or put a query in place of from, WORD being what it says of those who left: "
        f'sql = """select * replace ("{name}" = \'WORD\' as "{name}") from \'FILE\'"""',
    )
