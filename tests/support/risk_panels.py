"""Companies whose true chance of leaving is known for every customer at every date."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from scipy.special import expit

from tenure.predict.learners import Boosting, Logistic, Tree
from tenure.predict.risk import Columns, RiskOptions
from tenure.predict.sample import sample_of

FEATURES = ["use", "change", "failed", "plan", "score", "age"]
LOGISTIC = Logistic(penalty=3.0)
ALL = (LOGISTIC, Tree(threads=1), Boosting(rounds=60, learning_rate=0.1, threads=1))
COLUMNS = Columns(segment="plan", age="age", history="use", young=14)
OPTIONS = RiskOptions(0, 30, learners=(LOGISTIC,), columns=COLUMNS, dates=2, parts=3)
START = date(2025, 1, 1)


def company(customers=1500, dates=8, seed=0, shift=(), twist=0.0, base=-3.0):
    """Return rows (unit_id, as_of, left, features, truth); who left is gone at the next date.

    log odds = base + shift of the date − .9 use (standardised log) + .8 failed + .6 solo
    − 1.2 change, and `twist` for those who use little and failed. A quarter joins late: young,
    without use, leaving at 12 %.
    """
    rng = np.random.default_rng(seed)
    plan = rng.choice(["solo", "team", "firm"], customers, p=[0.5, 0.3, 0.2])
    habit = rng.normal(size=customers)
    late = 30 * dates * rng.random(customers)
    joins = np.where(rng.random(customers) < 0.25, late, -rng.uniform(20, 900, customers))
    here, parts = np.ones(customers, bool), []
    for number in range(dates):
        day = START + timedelta(30 * number)
        age = np.floor(30 * number - joins)
        new = age < 14
        use = np.where(new, 0.0, np.exp(2 + 0.8 * habit + 0.3 * rng.normal(size=customers)))
        change = rng.normal(0, 0.4, customers)
        failed = rng.poisson(0.3, customers).astype(float)
        margin = base - 0.9 * (np.log(np.maximum(use, 0.1)) - 2) + 0.8 * failed
        margin += 0.6 * (plan == "solo") - 1.2 * change + twist * (habit < -0.3) * (failed > 0)
        margin += shift[number] if number < len(shift) else 0.0
        truth = np.where(new, 0.12, expit(margin))
        left = rng.random(customers) < truth
        seen = here & (age >= 0)
        score = np.where(rng.random(customers) < 0.4, np.nan, rng.normal(7, 2, customers))
        parts.append(
            {
                "unit_id": np.flatnonzero(seen).astype(str),
                "as_of": [day] * int(seen.sum()),
                "left": left[seen].astype(int),
                "use": use[seen],
                "change": change[seen],
                "failed": failed[seen],
                "plan": plan[seen],
                "score": pa.array(score[seen], from_pandas=True),
                "age": age[seen],
                "truth": truth[seen],
            }
        )
        here &= ~(left & seen)
    return pa.concat_tables([pa.table(part) for part in parts])


def at(table, *numbers):
    """Return the rows of some dates, by number."""
    days = [START + timedelta(30 * number) for number in numbers]
    keep = np.isin(
        np.array(table["as_of"].to_pylist(), "datetime64[D]"), np.array(days, "datetime64[D]")
    )
    return table.filter(pa.array(keep))


def sampled(table, features=FEATURES):
    return sample_of(table, features)


def column(table, name):
    return np.asarray(table.column(name).to_numpy(), float)
