"""By what customers are alike: how long they have been there, their currency, their attributes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.predict.worth.columns import Texts, numbers, table_of, texts
from tenure.predict.worth.spending import NO_MONEY
from tenure.predict.worth.traits import TENURE, Quarters, quarters, tenure_bands

if TYPE_CHECKING:
    import pyarrow as pa

AGE, CURRENCY = "tenure_days", "currency"


@dataclass(frozen=True)
class Traits:
    """What was learnt of attributes: the quarters of numbers; texts are as they are.

    `called`: what the company calls each attribute that tells customers apart. `currencies`:
    whether there are several.
    """

    called: Mapping[str, str]
    quarters: Mapping[str, Quarters]
    currencies: bool

    @classmethod
    def of(cls, rows: "pa.Table", called: Mapping[str, str]) -> "Traits":
        """Learn from rows of customers (unit_id, value, why, currency, tenure_days, attributes)."""
        there = [one for one in called if one in rows.column_names]
        kinds = {one: _is_text(rows, one) for one in there}
        learnt = {one: quarters(numbers(rows, one)) for one in there if not kinds[one]}
        found = {one: quarter for one, quarter in learnt.items() if quarter is not None}
        named = {one: called[one] for one in there if kinds[one] or one in found}
        money = texts(rows, CURRENCY) if CURRENCY in rows.column_names else ()
        return cls(named, found, len({one for one in money if one is not None}) > 1)

    def units(self, rows: "pa.Table") -> "pa.Table":
        """Return customers (unit_id, value, why, and each trait as text), in the same order."""
        value, why = numbers(rows, "value"), texts(rows, "why")
        why[~np.isfinite(value) & np.array([one is None for one in why], bool)] = NO_MONEY
        traits: dict[str, Texts] = {}
        if self.currencies:
            traits[CURRENCY] = texts(rows, CURRENCY)
        if AGE in rows.column_names:
            traits[TENURE] = tenure_bands(numbers(rows, AGE))
        for name, called in self.called.items():
            known = self.quarters.get(name)
            traits[called] = texts(rows, name) if known is None else known.of(numbers(rows, name))
        return table_of({"unit_id": texts(rows, "unit_id"), "value": value, "why": why, **traits})


def _is_text(rows: "pa.Table", name: str) -> bool:
    import pyarrow.types as types

    kind = rows.schema.field(name).type
    return bool(types.is_string(kind) or types.is_large_string(kind))
