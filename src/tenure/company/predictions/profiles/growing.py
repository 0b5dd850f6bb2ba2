"""What customers could bring more: those like them who do, how many, and what these hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np

from tenure.company.predictions.profiles.alike import AGE, CURRENCY, Traits
from tenure.company.predictions.profiles.batches import Batches
from tenure.company.predictions.profiles.buying import Buying
from tenure.company.predictions.profiles.contracts import currencies, plans
from tenure.company.predictions.profiles.scoring import MONEY, Scoring
from tenure.errors import MetricError
from tenure.predict.worth.chances import Chances, fit_chances
from tenure.predict.worth.columns import Texts, numbers, table_of, texts
from tenure.predict.worth.peers import Peers, fit_peers
from tenure.predict.worth.purchases import SEVERAL, SEVERAL_CURRENCIES
from tenure.predict.worth.traits import TENURE, telling
from tenure.predict.worth.types import Flags

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BEST_QUARTER = "best_quarter"
"""Why a customer has no potential that is told: nobody like them is far ahead."""


@dataclass(frozen=True)
class Growing:
    """What customers like them bring more a month: by contracts where there are, else by orders.

    `there`: everyone who is there today (unit_id, value: what they bring a month, currency, why
    not, the months they have been there, their attributes); None where nothing tells of money.
    `held`: what they hold. `called`: what the company calls the attributes. Peers are found anew
    every day from those who are there that day, or from `batches.MOST` of them, so nothing of
    them is kept with the models. `without` says of what could not be learnt why.
    """

    there: Batches | None
    held: Batches | None
    by_contract: bool
    called: Mapping[str, str]
    without: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, scoring: Scoring) -> "Growing":
        """Return it for everyone who is scored."""
        return cls(*_rows(scoring), _attributes(scoring))

    def standing(self) -> "Iterator[pa.Table] | None":
        """Return where each customer stands among those like them; None where nothing tells.

        Grain out: a customer (unit_id, growth, growth_now, growth_peers, growth_alike,
        growth_median, growth_best, growth_reason): growth is the money a month by which they are
        below growth_best, where the best quarter of their peers begins; null with a reason.
        """
        if self.there is None or self._learnt is None:
            return None
        return map(self._standing, self.there)

    def chances(self) -> "Iterator[pa.Table] | None":
        """Return what the best of those like them hold and they do not, or for less.

        Grain out: as `Chances.of`; amounts are a month's. None where nobody holds anything.
        """
        if self.there is None or self.held is None or self._learnt is None:
            return None
        some = self.held.of_units(self._some)
        if not some.num_rows:
            return None
        chances = fit_chances(self._learnt[1], self._learnt[0].units(self._some), some)
        return self._chances(chances)

    def _chances(self, chances: Chances) -> "Iterator[pa.Table]":
        assert self.there is not None
        assert self.held is not None
        assert self._learnt is not None
        for one in self.there:
            yield chances.of(self._learnt[0].units(one), self.held.between(one))

    def _standing(self, rows: "pa.Table") -> "pa.Table":
        assert self._learnt is not None
        traits, peers = self._learnt
        units = traits.units(rows)
        found = peers.standing(units)
        own, why = texts(units, "why"), texts(found, "reason")
        said = np.where(_none(own), why, own)
        said[_none(said) & ~np.isfinite(numbers(found, "gap"))] = BEST_QUARTER
        return table_of({
            "unit_id": texts(found, "unit_id"),
            "growth": numbers(found, "gap"),
            "growth_now": numbers(found, "value"),
            "growth_peers": numbers(found, "peers"),
            "growth_alike": texts(found, "common"),
            "growth_median": numbers(found, "median"),
            "growth_best": numbers(found, "q75"),
            "growth_reason": said,
        })  # fmt: skip

    @cached_property
    def _some(self) -> "pa.Table":
        assert self.there is not None
        return self.there.some()

    @cached_property
    def _learnt(self) -> "tuple[Traits, Peers] | None":
        """By what customers are alike, and the peers: alike first of all in currency.

        For money of several currencies is not compared; by orders, nor are those who have bought
        for three months with those who have for years.
        """
        traits = Traits.of(self._some, self.called)
        units = traits.units(self._some)
        names = [one for one in units.column_names if one not in ("unit_id", "value", "why")]
        always = (CURRENCY,) if self.by_contract else (CURRENCY, TENURE)
        first = [one for one in always if one in names]
        others = [one for one in names if one not in first]
        try:
            chosen = [*first, *telling(units, others)]
            return traits, fit_peers(units, chosen or others[:1])
        except MetricError as error:
            self.without["growth"] = error.message
            return None


def _none(values: Texts) -> Flags:
    """Say which texts (n,) are not there."""
    return np.array([one is None for one in values], bool)


def _attributes(scoring: Scoring) -> dict[str, str]:
    """Return the features that are attributes, and what the company calls them.

    What is said of contracts is none of them: it is what is sold.
    """
    sold = scoring.outlook.rule.data.tables.get("subscriptions")
    columns = set() if sold is None else set(sold.columns)
    told = [one for one in scoring.rows.features if one.family == "attribute"]
    return {one.name: one.about for one in told if one.about not in columns}


def _rows(scoring: Scoring) -> tuple[Batches | None, Batches | None, bool]:
    """Return what everyone who is there brings, what they hold, and whether contracts say so."""
    outlook, today = scoring.outlook, _today(scoring)
    if MONEY in today.columns:
        held = plans(outlook)
        rows, by_contract = _by_contract(scoring, today), True
    else:
        buying = Buying.of(outlook)
        spent = None if buying is None else buying.spending()
        if buying is None or spent is None:
            return None, None, False
        bought = buying.spending(by_product=True)
        held = None if bought is None else bought.rename(amount="a_month")
        rows, by_contract = _by_orders(today, spent), False
    there = Batches.of(outlook, rows, "growth")
    return there, None if held is None else Batches.of(outlook, held, "growth"), by_contract


def _today(scoring: Scoring) -> "ir.Table":
    """Return everyone who is there today, with what tells of their money and their attributes."""
    import ibis

    engine, today = scoring.outlook.rule.data.engine, scoring.outlook.grid.today.as_of
    table = engine.scan_parquet(scoring.files(), name=f"there_{uuid4().hex[:8]}")
    wanted = (MONEY, AGE, *_attributes(scoring))
    there = [one for one in wanted if one in table.columns]
    now = table.as_of.cast("date") == ibis.literal(today.isoformat()).cast("date")
    return table.filter(now).select("unit_id", *there)


def _by_orders(today: "ir.Table", spent: "ir.Table") -> "ir.Table":
    """Add what orders bring; who has no day of joining has been there since they first bought."""
    rows = _beside(today, spent.rename(value="a_month", why="reason"))
    if AGE not in rows.columns:
        rows = rows.mutate({AGE: rows.seen.cast("float64")})
    return rows.drop("seen")


def _by_contract(scoring: Scoring, today: "ir.Table") -> "ir.Table":
    """Add what contracts bring, and in which currency; what is paid in several is not told."""
    import ibis

    nothing = ibis.null("float64")
    brings = today[MONEY].cast("float64")
    rows = today.mutate(value=ibis.ifelse(brings > 0, brings, nothing), why=ibis.null("string"))
    told = currencies(scoring.outlook)
    if told is None:
        return rows
    rows = _beside(rows, told)
    several = (rows.currency == SEVERAL).fill_null(False)
    return rows.mutate(
        value=ibis.ifelse(several, nothing, rows["value"]),
        why=ibis.ifelse(several, ibis.literal(SEVERAL_CURRENCIES), ibis.null("string")),
    )


def _beside(rows: "ir.Table", told: "ir.Table") -> "ir.Table":
    """Add the columns of another table of customers."""
    own = told.rename(_whose="unit_id")
    return rows.left_join(own, rows.unit_id == own["_whose"]).drop("_whose")
