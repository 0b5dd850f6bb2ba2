"""What customers without contracts are worth over a stated horizon, with intervals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from tenure.predict.worth import gamma_gamma
from tenure.predict.worth.bgnbd import BgNbd, fit_bgnbd
from tenure.predict.worth.columns import NONE, currencies, numbers, table_of, texts
from tenure.predict.worth.delta import log_variance
from tenure.predict.worth.fate import Spending, drawn_intervals
from tenure.predict.worth.fit import Fit
from tenure.predict.worth.gamma_gamma import GammaGamma, fit_gamma_gamma
from tenure.predict.worth.histories import Histories, histories_of
from tenure.predict.worth.purchases import SEVERAL, SEVERAL_CURRENCIES
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.types import Floats
from tenure.stats import Estimate

NO_SPENDING = "no_spending"
HEAVY_TAIL = "heavy_tail"
"""Why a customer has no value; see `words`."""

_MONEY = ("spend", "value", "value_low", "value_high", "mean_low", "mean_high")


@dataclass(frozen=True)
class Worth:
    """What was learnt of a company's customers: how they buy, and for how much in each currency.

    `related` is the correlation of frequency and value, by currency, which the model takes for 0;
    `left_out` how many bought again for nothing, or for an amount that is not known.
    """

    purchases: Fit
    money: Mapping[str, Fit]
    related: Mapping[str, Estimate | None]
    left_out: Mapping[str, int]

    def value(
        self, summaries: pa.Table, reckoning: Reckoning, *, seed: int = 0, draws: int = 200
    ) -> pa.Table:
        """Return what each customer is worth over the horizon.

        Grain in: a customer, as `purchases.summary`; any part of them, so that millions can come
        in batches. Grain out: the same rows (unit_id, alive, purchases, spend, value, value_low,
        value_high, mean_low, mean_high, currency, reason).

        alive: probability of still buying; purchases: expected days with a purchase; spend: what
        one is expected to be worth; value = margin · (1 − returned) · spend · Σ expected
        purchases, each discounted to as_of.
        [value_low, value_high] holds what the customer will really bring: the customer's own luck
        and the doubt about the parameters, from `draws` futures (`fate`). [mean_low, mean_high]
        holds the expected value: the doubt about the parameters alone, by the delta method. Both
        null where a fit has no covariance. A customer in a currency without a fit has no value,
        and a reason.
        """
        rows = histories_of(*(numbers(summaries, one) for one in ("frequency", "recency", "age")))
        spent, currency = numbers(summaries, "value"), currencies(summaries)
        told = {name: np.full(len(rows), np.nan) for name in _MONEY}
        reason = np.full(len(rows), NO_SPENDING, dtype=object)
        reason[currency == SEVERAL] = SEVERAL_CURRENCIES
        for number, name in enumerate(sorted(self.money)):
            own = np.flatnonzero(currency == name)
            rng = np.random.default_rng([seed, number])
            asked = _Asked(self.purchases, self.money[name], rows.part(own), spent[own], reckoning)
            for column, values in asked.columns(draws, rng).items():
                told[column][own] = values
            reason[own] = None
            reason[own[np.isnan(told["value"][own])]] = HEAVY_TAIL
        model = BgNbd.of(self.purchases)
        currency[currency == NONE] = None
        return table_of({
            "unit_id": texts(summaries, "unit_id"),
            "alive": model.alive_of(rows),
            "purchases": model.ahead_of(rows, reckoning.days),
            **told,
            "currency": currency,
            "reason": reason,
        })  # fmt: skip

    def dump(self) -> str:
        """Return what was learnt as JSON."""
        return json.dumps({
            "purchases": self.purchases.dump(),
            "money": {name: fit.dump() for name, fit in self.money.items()},
            "related": {name: one and vars(one) for name, one in self.related.items()},
            "left_out": dict(self.left_out),
        })  # fmt: skip

    @staticmethod
    def load(text: str) -> "Worth":
        """Read back what `dump` wrote."""
        told = json.loads(text)
        return Worth(
            Fit.load(told["purchases"]),
            {name: Fit.load(one) for name, one in told["money"].items()},
            {name: Estimate(**one) if one else None for name, one in told["related"].items()},
            told["left_out"],
        )


def fit_worth(summaries: pa.Table) -> Worth:
    """Learn from customers how they buy, and for how much, each currency by itself.

    Grain in: a customer, as `purchases.summary`, in days. Currencies in which too few bought
    again have no fit. Raises MetricError when too few bought again at all.
    """
    x = numbers(summaries, "frequency")
    purchases = fit_bgnbd(x, numbers(summaries, "recency"), numbers(summaries, "age"))
    spent, currency = numbers(summaries, "value"), currencies(summaries)
    money, related, left_out = {}, {}, {}
    for name in sorted(set(currency.tolist()) - {SEVERAL}):
        own = currency == name
        rows = gamma_gamma.usable(x[own], spent[own])
        left_out[name] = rows.left_out
        if len(rows.value) >= gamma_gamma.LEAST_REPEATERS:
            money[name] = fit_gamma_gamma(x[own], spent[own])
            related[name] = gamma_gamma.related(x[own], spent[own])
    return Worth(purchases, money, related, left_out)


@dataclass(frozen=True)
class _Asked:
    """Customers of one currency, and what their worth is asked by."""

    purchases: Fit
    money: Fit
    rows: Histories
    spent: Floats
    reckoning: Reckoning

    def columns(self, draws: int, rng: np.random.Generator) -> dict[str, Floats]:
        """Return spend, value, and their intervals where the fits have covariances."""
        spend = self._spend(np.array(self.money.values))
        value = self.reckoning.share * spend * self._ahead(np.array(self.purchases.values))
        found = {"spend": spend, "value": value}
        if self.purchases.covariance is None or self.money.covariance is None or not len(spend):
            return found
        low, high = drawn_intervals(
            self.rows,
            Spending(*GammaGamma.seen(self.rows.frequency, self.spent)),
            self.purchases.draws(draws, rng),
            self.money.draws(draws, rng),
            reckoning=self.reckoning,
            rng=rng,
        )
        z = NormalDist().inv_cdf(0.5 + self.reckoning.level / 2)
        doubt = log_variance(self._ahead, self.purchases) + log_variance(self._spend, self.money)
        factor = np.exp(z * np.sqrt(doubt))
        return found | {
            "value_low": np.where(np.isnan(value), np.nan, low),
            "value_high": np.where(np.isnan(value), np.nan, high),
            "mean_low": value / factor,
            "mean_high": value * factor,
        }

    def _ahead(self, parameters: Floats) -> Floats:
        """Return the purchases of the horizon, discounted."""
        model = BgNbd(*parameters)
        return model.ahead_of(self.rows, self.reckoning.days, self.reckoning.rate)

    def _spend(self, parameters: Floats) -> Floats:
        return GammaGamma(*parameters).expected(self.rows.frequency, self.spent)
