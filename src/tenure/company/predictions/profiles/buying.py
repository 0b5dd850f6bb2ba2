"""What a company's customers are worth by what they bought, when they buy next, and what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from tenure.company.asked import Asked, Question
from tenure.company.metrics.whose import of_units
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.batches import Batches
from tenure.errors import MetricError
from tenure.predict.worth.gaps import rhythms
from tenure.predict.worth.interactions import product_interactions
from tenure.predict.worth.next_purchase import fit_next_purchase
from tenure.predict.worth.purchases import summary
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.recommend import fit_recommender
from tenure.predict.worth.recommend_judged import Comparison, compare
from tenure.predict.worth.spending import spending
from tenure.predict.worth.value import fit_worth

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Made = TypeVar("Made")

_OFFERS = 3
"""How many products are recommended to a customer."""
_LEAST_TIMES = 3
"""Times that a customer bought a product before a date for the next is told."""
_JUDGED_DAYS = 60
"""The last days of the data, by which recommending is judged."""


@dataclass(frozen=True)
class Buying:
    """What orders tell of customers, as of the end of an outlook.

    What is learnt is learnt of all customers, or of `batches.MOST` of them; what is said is said
    of each, a part at a time. `without` says of each part that could not be learnt why.
    """

    outlook: Outlook
    without: dict[str, str]

    @classmethod
    def of(cls, outlook: Outlook) -> "Buying | None":
        """Return it for a company with orders, else None; of a lone snapshot nothing is dated."""
        dated = outlook.snapshot is None and "orders" in outlook.rule.data.tables
        return cls(outlook, {}) if dated else None

    @property
    def as_of(self) -> date:
        """The day before whose beginning purchases count."""
        return self.outlook.observed.end

    @property
    def reckoning(self) -> Reckoning:
        """How worth is reckoned, as the company says."""
        told = self.outlook.rule.data.definitions.value
        return Reckoning(float(told.horizon), told.margin, told.discount)

    def value(self) -> "Iterator[pa.Table] | None":
        """Return what each customer is worth; see `Worth.value`."""
        return self._tried("value", self._value)

    def next_purchases(self) -> "Iterator[pa.Table] | None":
        """Return when each customer buys next; see `NextPurchase.dates`."""
        return self._tried("next purchase", lambda: self._next(by_product=False))

    def replenishments(self) -> "Iterator[pa.Table] | None":
        """Return when each customer needs each product again that they bought several times."""
        return self._tried("replenishment", lambda: self._next(by_product=True))

    def offers(self) -> "Iterator[pa.Table] | None":
        """Return what to recommend each customer; None, too, where it is no better than popular."""
        return self._tried("recommended", self._offers)

    def spending(self, *, by_product: bool = False) -> "ir.Table | None":
        """Return what customers spend a month, or spend on each product; see `spending`."""
        return self._tried("growth", lambda: self._spending(by_product=by_product))

    @cached_property
    def judged(self) -> Comparison | None:
        """How good recommending is, by the last days of the data; None where nobody can tell."""
        return self._tried("recommended", self._judged)

    def _tried(self, what: str, make: "Callable[[], Made]") -> "Made | None":
        try:
            return make()
        except MetricError as error:
            self.without[what] = error.message
            return None

    @cached_property
    def _orders(self) -> "ir.Table":
        asked = Asked(self.outlook.rule, Question("rfm", as_of=self.outlook.observed.last))
        return of_units(asked, self.outlook.rule.table("orders"))

    def _batches(self, rows: "ir.Table") -> Batches:
        return Batches.of(self.outlook, rows, "purchases")

    def _value(self) -> "Iterator[pa.Table]":
        definitions, data = self.outlook.rule.data.definitions, self.outlook.rule.data
        rows = summary(
            self._orders,
            self.as_of,
            since=self.outlook.observed.first,
            calendar=data.calendar,
            currency=definitions.company.currency,
        )
        summaries = self._batches(rows)
        worth = fit_worth(summaries.some())
        return (worth.value(one, self.reckoning) for one in summaries)

    def _spending(self, *, by_product: bool) -> "ir.Table":
        data = self.outlook.rule.data
        return spending(
            self._orders,
            self.as_of,
            since=self.outlook.observed.first,
            calendar=data.calendar,
            currency=data.definitions.company.currency,
            by_product=by_product,
        )

    def _next(self, *, by_product: bool) -> "Iterator[pa.Table]":
        import pyarrow as pa
        import pyarrow.compute as pc

        told = self._batches(
            rhythms(
                self._orders,
                self.as_of,
                since=self.outlook.observed.first,
                calendar=self.outlook.rule.data.calendar,
                by_product=by_product,
            )
        )
        model = fit_next_purchase(told.some(), by_product=by_product)
        found = (model.dates(one, self.as_of) for one in told)
        if not by_product:
            return found
        least = pa.scalar(_LEAST_TIMES - 1)
        return (one.filter(pc.greater_equal(one["gaps"], least)) for one in found)

    def _taken(self, since: date, until: date) -> Batches:
        calendar = self.outlook.rule.data.calendar
        rows = product_interactions(self._orders, until, since=since, calendar=calendar)
        return self._batches(rows)

    def _judged(self) -> Comparison:
        first, split = self.outlook.observed.first, self.as_of - timedelta(days=_JUDGED_DAYS)
        before = self._taken(first, split).some()
        after = self._taken(split, self.as_of).of_units(before)
        return compare(fit_recommender(before, split), before, after, count=_OFFERS)

    def _offers(self) -> "Iterator[pa.Table]":
        bought = self._taken(self.outlook.observed.first, self.as_of)
        better = self.judged is not None and self.judged.verdict == "better"
        model = fit_recommender(bought.some(), self.as_of)
        return (model.top(one, _OFFERS, similar=better) for one in bought)
