"""By what customers are alike: bands by hand, what tells most first, and never what does not."""

import numpy as np
import pyarrow as pa
import pytest

from tenure.predict.worth.traits import bands, telling, tenure_bands


def test_tenure_in_bands_of_months():
    """91.3 days are three months: who has been there for so long is in the next band."""
    days = np.array([0.0, 91.0, 92.0, 182.0, 183.0, 365.0, 366.0, 730.0, 731.0, np.nan])
    assert tenure_bands(days).tolist() == [
        *("0–3", "0–3", "3–6", "3–6", "6–12", "6–12", "12–24", "12–24", "24+", None),
    ]  # fmt: skip


def test_a_number_of_few_values_is_its_own_band():
    assert bands(np.array([2.0, 1.0, np.nan, 2.0])).tolist() == ["2", "1", None, "2"]
    assert bands(np.array([3.0, 3.0])) is None
    assert bands(np.array([np.nan])) is None


def test_quarters_are_named_by_their_ends():
    """Of 1 to 8 the quarters are 1–2, 3–4, 5–6 and 7–8."""
    found = bands(np.arange(1.0, 9.0))
    assert found.tolist() == ["1–2", "1–2", "3–4", "3–4", "5–6", "5–6", "7–8", "7–8"]
    skewed = bands(np.array([1.0] * 9 + [2.0, 3.0, 4.0, 5.0, 90.0]))
    assert skewed.tolist()[:9] == ["1"] * 9
    assert None not in skewed.tolist()
    full = bands(np.array([1.0, 2.0, 3.0, 4.0] + [9.0] * 9))
    assert full.tolist() == ["1–4"] * 4 + ["9"] * 9


def made(n=4_000, seed=0):
    rng = np.random.default_rng(seed)
    size = rng.choice(["small", "large"], n)
    plan = rng.choice(["a", "b", "c"], n)
    value = np.exp(rng.normal(3, 0.5, n) + 1.5 * (size == "large") + 0.4 * (plan == "c"))
    return pa.table(
        {
            "unit_id": [str(one) for one in range(n)],
            "value": value,
            "plan": plan,
            "size": size,
            "colour": rng.choice(["red", "blue"], n),
            "name": [f"name {one}" for one in range(n)],
            "same": ["x"] * n,
        }
    )


def test_the_most_telling_trait_comes_first_and_chance_is_none():
    """size explains most of the variance, plan some, colours nothing; a name is no group."""
    asked = ["colour", "name", "plan", "same", "size"]
    assert telling(made(), asked) == ["size", "plan"]
    assert telling(made(), asked, most=1) == ["size"]
    assert telling(made(), ["colour"]) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_trait_of_chance_is_taken_of_large_companies_never(seed):
    assert telling(made(seed=seed), ["colour"]) == []


def test_who_has_no_value_teaches_nothing():
    """Among those of known value the plan tells nothing."""
    table = pa.table(
        {
            "unit_id": [str(one) for one in range(100)],
            "value": pa.array([5.0, 6.0] * 40 + [None] * 20),
            "plan": ["a", "a", "b", "b"] * 20 + ["c"] * 20,
        }
    )
    assert telling(table, ["plan"]) == []
    assert telling(table.slice(80), ["plan"]) == []
