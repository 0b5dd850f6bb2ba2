"""Cross-selling in large: what it costs goes with what is held, not with what there is to hold."""

import tracemalloc

import numpy as np
import pyarrow as pa

from tenure.predict.worth.chances import _holdings

GROUPS, PRODUCTS, MEMBERS = 1_000, 10_000, 5


def test_a_large_assortment_costs_no_more_than_what_is_held():
    """Ten million pairs of group and product, of which 10,000 are held."""
    size = GROUPS * MEMBERS
    group = np.repeat(np.arange(GROUPS), MEMBERS)
    best = np.arange(size) % MEMBERS == 0
    ids = np.array([f"c{number:05}" for number in range(size)], dtype=object)
    own = (7 * np.arange(size)) % PRODUCTS
    held = pa.table(
        {
            "unit_id": [*ids, *ids],
            "product_id": [f"p{number:05}" for number in (*own, *(own + 1) % PRODUCTS)],
            "amount": np.ones(2 * size),
        }
    )
    tracemalloc.start()
    found = _holdings(ids, group, best, held)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30e6
    # The best of each group holds two products that none of the four others has.
    assert np.array_equal(found.group, np.repeat(np.arange(GROUPS), 2))
    assert (found.holders == 1).all()
    assert (found.best == 1).all()
    assert (found.others == 0).all()
    assert found.product[:2].tolist() == ["p00000", "p00001"]
