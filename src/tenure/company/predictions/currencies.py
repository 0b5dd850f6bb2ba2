"""Customers who pay in several currencies: sums are told in one, ranks of each apart."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.contracts import currencies
from tenure.predict.worth.purchases import SEVERAL
from tenure.predict.worth.types import Flags, Floats

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_METRIC = "currencies"


@dataclass(frozen=True)
class Currencies:
    """How many customers pay in each currency; `main` is the one that sums are told in.

    That is the company's where anyone pays in it, else the one that most pay in; None where
    nobody tells any.
    """

    customers: dict[str, int]
    main: str | None

    @classmethod
    def of(cls, outlook: Outlook, told: "ir.Table") -> "Currencies":
        """Count customers (currency, null where not told) by currency."""
        known = told.filter(told.currency.notnull())
        counted = known.group_by("currency").agg(n=known.count())
        rows = outlook.rule.data.engine.execute(counted, metric=_METRIC).to_pylist()
        usual = outlook.rule.data.definitions.company.currency
        return cls.counted({row["currency"]: row["n"] for row in rows}, usual)

    @classmethod
    def counted(cls, customers: dict[str, int], usual: str | None) -> "Currencies":
        """Return the currencies by how many customers pay in each; `usual` is the company's."""
        found = {name: n for name, n in customers.items() if name != SEVERAL}
        most = min(found, key=lambda name: (-found[name], name), default=None)
        return cls(found, usual if usual in found else most)

    @classmethod
    def of_profiles(cls, outlook: Outlook, profiles: "ir.Table") -> "Currencies":
        """Count the profiles whose value is known by the currency that it is in."""
        if not {"value", "value_currency"} <= set(profiles.columns):
            return cls({}, None)
        valued = profiles.filter(profiles["value"].notnull())
        return cls.of(outlook, valued.select(currency=valued.value_currency))

    @property
    def several(self) -> bool:
        """Say whether there is more than one."""
        return len(self.customers) > 1

    @property
    def others(self) -> int:
        """Return how many customers pay in another currency than the main one."""
        return sum(n for name, n in self.customers.items() if name != self.main)

    def only_main(self, rows: "ir.Table", amount: "ir.NumericValue") -> "ir.NumericValue":
        """Return an amount of profiles, null where it is in another currency than the main one."""
        import ibis

        if not self.several:
            return amount
        own = (rows.value_currency == self.main).fill_null(False)
        return ibis.ifelse(own, amount, ibis.null("float64"))

    def place(self, rows: "ir.Table", amount: str) -> "ir.NumericValue":
        """Return by what profiles are put in order: the least first is the highest amount.

        With several currencies, the share of those who pay in the same that have more.
        """
        import ibis

        if not self.several:
            return -rows[amount]
        alike = [rows.value_currency, rows[amount].notnull()]
        above = ibis.rank().over(ibis.window(group_by=alike, order_by=ibis.desc(rows[amount])))
        number = rows.count().over(ibis.window(group_by=alike))
        known = (rows[amount].notnull() & rows.value_currency.notnull()).fill_null(False)
        return ibis.ifelse(known, above / number, ibis.null("float64"))


def in_other(outlook: Outlook, units: "pa.ChunkedArray[pa.StringScalar]") -> Flags:
    """Say of each unit (n,) whether its contracts are in another currency than the main one."""
    import pyarrow.compute as pc

    told = currencies(outlook)
    if told is None:
        return np.zeros(len(units), bool)
    main = Currencies.of(outlook, told).main
    others = told.filter(told.currency != main).select("unit_id")
    names = outlook.rule.data.engine.execute(others, metric=_METRIC)["unit_id"]
    return np.asarray(pc.is_in(units, names.combine_chunks()))


def of_main(told: "pa.ChunkedArray[pa.StringScalar]", amount: Floats, usual: str | None) -> Floats:
    """Return amounts (n,) in the currencies told of them, NaN where that is not the main one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.table({"of": told}).filter(told.is_valid()).group_by("of")
    counted = {one["of"]: one["of_count"] for one in known.aggregate([("of", "count")]).to_pylist()}
    found = Currencies.counted(counted, usual)
    if not found.several:
        return amount
    own = pc.index_in(told, pa.array([found.main])).is_valid()
    return np.where(np.asarray(own), amount, np.nan)


def other_money(paid: Currencies) -> dict[str, str]:
    """Say whose money a sum leaves out, by language; nothing where all pay in one currency."""
    if not paid.several:
        return dict.fromkeys(("en", "ko"), "")
    return {
        "en": f" Money is in {paid.main}; {paid.others:,} who pay in another currency are not "
        "in it.",
        "ko": f" 금액은 {paid.main} 기준이며, 다른 통화로 결제하는 {paid.others:,}명의 금액은 "
        "포함하지 않습니다.",
    }
