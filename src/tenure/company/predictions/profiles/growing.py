"""What customers could bring more: those like them who do, how many, and what these hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.buying import Buying
from tenure.company.predictions.profiles.scoring import MONEY, Scoring
from tenure.company.units import HOLDER
from tenure.errors import MetricError
from tenure.measure.recurring import monthly, paid_for
from tenure.measure.states import effective_end
from tenure.predict.worth.chances import fit_chances
from tenure.predict.worth.columns import Texts, numbers, table_of, texts
from tenure.predict.worth.peers import Peers, fit_peers
from tenure.predict.worth.spending import NO_MONEY
from tenure.predict.worth.traits import TENURE, bands, telling, tenure_bands
from tenure.predict.worth.types import Flags

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BEST_QUARTER = "best_quarter"
"""Why a customer has no potential that is told: nobody like them is far ahead."""
_CURRENCY, _AGE = "currency", "tenure_days"


@dataclass(frozen=True)
class Growing:
    """What customers like them bring more a month: by contracts where there are, else by orders.

    `features`: those who are there today, with what tells of their money and their attributes;
    `called`: what the company calls the attributes. Peers are found anew every day from those
    who are there that day, so nothing of them is kept with the models. `without` says of what
    could not be learnt why.
    """

    outlook: Outlook
    features: "pa.Table"
    called: Mapping[str, str]
    without: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, scoring: Scoring) -> "Growing":
        """Return it for everyone who is scored."""
        called = _attributes(scoring)
        features = _today(scoring, [MONEY, _AGE, *called])
        there = {one: name for one, name in called.items() if one in features.column_names}
        return cls(scoring.outlook, features, there)

    @property
    def by_contract(self) -> bool:
        """Whether contracts tell what customers bring; else purchases do, if anything."""
        return MONEY in self.features.column_names

    def standing(self) -> "pa.Table | None":
        """Return where each customer stands among those like them; None where nothing tells.

        Grain out: a customer (unit_id, growth, growth_now, growth_peers, growth_alike,
        growth_median, growth_best, growth_reason): growth is the money a month by which they are
        below growth_best, where the best quarter of their peers begins; null with a reason.
        """
        if self._units is None or self._peers is None:
            return None
        found = self._peers.standing(self._units)
        own, why = texts(self._units, "why"), texts(found, "reason")
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

    def chances(self) -> "pa.Table | None":
        """Return what the best of those like them hold and they do not, or for less.

        Grain out: as `Chances.of`; amounts are a month's. None where nobody holds anything.
        """
        if self._units is None or self._peers is None:
            return None
        held = self._held()
        if held is None or not held.num_rows:
            return None
        return fit_chances(self._peers, self._units, held).of(self._units, held)

    @cached_property
    def _units(self) -> "pa.Table | None":
        """Those there today (unit_id, value, why, traits): what they bring a month, or why not."""
        told = self._by_contract() if self.by_contract else self._by_orders()
        if told is None:
            return None
        value, why = numbers(told, "value"), texts(told, "why")
        why[~np.isfinite(value) & _none(why)] = NO_MONEY
        traits = {name: one for name, one in self._traits(told).items() if one is not None}
        return table_of({"unit_id": texts(told, "unit_id"), "value": value, "why": why, **traits})

    def _by_contract(self) -> "pa.Table":
        import pyarrow as pa

        brings = numbers(self.features, MONEY)
        value = pa.array(np.where(brings > 0, brings, np.nan), from_pandas=True)
        told = self.features.append_column("value", value)
        return told.append_column("why", pa.nulls(told.num_rows, pa.string()))

    def _by_orders(self) -> "pa.Table | None":
        """Put what customers spend beside their features; None without orders of any amount."""
        buying = Buying.of(self.outlook)
        spent = None if buying is None else buying.spending()
        if spent is None:
            return None
        named = spent.rename_columns(["unit_id", "value", _CURRENCY, "why"])
        return self.features.join(named, "unit_id", join_type="left outer").sort_by("unit_id")

    def _traits(self, told: "pa.Table") -> dict[str, Texts | None]:
        """Return the traits (n,) as texts; None of those that are the same for all."""
        import pyarrow.types as types

        found: dict[str, Texts | None] = {}
        if not self.by_contract:
            currency = texts(told, _CURRENCY)
            several = len({one for one in currency if one is not None}) > 1
            found[_CURRENCY] = currency if several else None
        if _AGE in told.column_names:
            found[TENURE] = tenure_bands(numbers(told, _AGE))
        for name, called in self.called.items():
            text = types.is_string(told[name].type)
            found[called] = texts(told, name) if text else bands(numbers(told, name))
        return found

    @cached_property
    def _peers(self) -> Peers | None:
        """Customers alike; by orders first of all in how long they have been there, and currency.

        For money of several currencies is not compared, nor are those who have bought for three
        months with those who have for years.
        """
        assert self._units is not None
        names = [one for one in self._units.column_names if one not in ("unit_id", "value", "why")]
        first = [one for one in (_CURRENCY, TENURE) if one in names and not self.by_contract]
        others = [one for one in names if one not in first]
        try:
            chosen = [*first, *telling(self._units, others)]
            return fit_peers(self._units, chosen or others[:1])
        except MetricError as error:
            self.without["growth"] = error.message
            return None

    def _held(self) -> "pa.Table | None":
        """Return what each customer holds (unit_id, product_id, amount: a month)."""
        if not self.by_contract:
            buying = Buying.of(self.outlook)
            found = None if buying is None else buying.spending(by_product=True)
            return (
                None if found is None else found.rename_columns(["unit_id", "product_id", "amount"])
            )
        rows = in_force(self.outlook)
        engine = self.outlook.rule.data.engine
        return None if rows is None else engine.execute(rows, metric="growth")


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


def _today(scoring: Scoring, wanted: list[str]) -> "pa.Table":
    """Return columns of everyone who is there today, those that there are."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = scoring.files()
    there = set(pq.read_schema(files[0]).names)
    columns = ["unit_id", "as_of", *[one for one in wanted if one in there]]
    table = pa.concat_tables([pq.read_table(file, columns=columns) for file in files])
    today = pa.scalar(scoring.outlook.grid.today.as_of, pa.date32())
    return table.filter(pc.equal(table["as_of"].cast(pa.date32()), today)).drop_columns(["as_of"])


def in_force(outlook: Outlook) -> "ir.Table | None":
    """Return the plans in force today and what each brings a month; None where none is named."""
    observed = outlook.observed
    held = paid_for(outlook.rule.held_contracts(observed))
    if "plan" not in held.columns:
        return None
    end = outlook.rule.data.calendar.midnight(observed.end)
    rows = held.mutate(_until=effective_end(held), _amount=monthly(held))
    lasts = rows["_until"].isnull() | (rows["_until"] > end)
    now = rows.filter(rows.started_at < end, lasts, rows.plan.notnull(), rows[HOLDER].notnull())
    each = now.group_by(unit_id=now[HOLDER], product_id=now.plan)
    return each.agg(amount=now["_amount"].sum())
