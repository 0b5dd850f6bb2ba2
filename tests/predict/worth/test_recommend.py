"""Recommendations: a few customers by hand, planted tastes, and customers without any."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.drawing import assert_drawn
from tenure.errors import MetricError
from tenure.periods import Calendar
from tenure.predict.worth.interactions import content_interactions, product_interactions
from tenure.predict.worth.recommend import fit_recommender
from tenure.predict.worth.recommend_judged import _mean, compare

AS_OF = date(2024, 4, 1)


def taken(*triples):
    """Make interactions of (customer, items as letters, days ago); a letter twice is two times."""
    found = []
    for unit, items, ago in triples:
        found += [
            (unit, item, items.count(item), AS_OF - timedelta(days=ago)) for item in set(items)
        ]
    names = ("unit_id", "item", "times", "last_day")
    return pa.table(dict(zip(names, map(list, zip(*sorted(found), strict=True)), strict=True)))


SHOP = taken(
    ("ana", "aab", 10), ("보라", "ab", 10), ("chi", "abc", 10), ("dor", "a", 10),
    ("eve", "de", 100), ("fay", "de", 100), ("guy", "c", 100), ("hal", "dec", 100),
)  # fmt: skip


def test_by_hand():
    """a and b: both 3 of 4 and 3 customers, 3 / (√12 + 10) = 0.223. c and a: 1 / (√12 + 10).
    dor, who has a, is offered b because of a, which 3 of its 4 customers took, too; then c, of
    which the trend is lower; then what is popular, of late only a to c, then by all customers."""
    recommender = fit_recommender(SHOP, AS_OF)
    found = recommender.top(SHOP, 4).to_pylist()
    dor = [row for row in found if row["unit_id"] == "dor"]
    assert [(row["rank"], row["item"], row["why"]) for row in dor] == [
        (1, "b", "similar"),
        (2, "c", "similar"),
        (3, "d", "popular"),
        (4, "e", "popular"),
    ]
    assert (dor[0]["because"], dor[0]["together"], dor[0]["buyers"]) == ("a", 3, 4)
    assert (dor[2]["because"], dor[2]["together"], dor[2]["buyers"]) == (None, None, 0)
    a, b = (list(recommender.items).index(item) for item in "ab")
    place = list(recommender.neighbours[a]).index(b)
    assert recommender.likeness[a, place] == pytest.approx(3 / (np.sqrt(12) + 10))


def test_what_was_taken_comes_first_where_it_may_come_again():
    found = fit_recommender(SHOP, AS_OF).top(SHOP, 3, new=False).to_pylist()
    ana = [(row["item"], row["why"]) for row in found if row["unit_id"] == "ana"]
    assert ana == [("a", "again"), ("b", "again"), ("c", "similar")]


def test_popularity_alone():
    found = fit_recommender(SHOP, AS_OF).top(SHOP, 2, similar=False).to_pylist()
    eve = [(row["item"], row["why"], row["buyers"]) for row in found if row["unit_id"] == "eve"]
    assert eve == [("a", "popular", 4), ("b", "popular", 3)]


def test_a_customer_with_many_items_does_not_tie_them_all_together(monkeypatch):
    monkeypatch.setattr("tenure.predict.worth.recommend.MOST_ITEMS", 2)
    recommender = fit_recommender(SHOP, AS_OF)
    at = {item: number for number, item in enumerate(recommender.items)}
    near = recommender.neighbours[at["c"]][recommender.likeness[at["c"]] > 0]
    assert near.tolist() == [at["d"]]  # of chi's a, b and c, two count, and of hal's c, d and e


def test_items_never_seen_are_left_out():
    recommender = fit_recommender(SHOP, AS_OF)
    found = recommender.top(taken(("new", "az", 1)), 2).to_pylist()
    assert [row["item"] for row in found] == ["b", "c"]


def _company(tastes, seed, customers=400, items=30):
    """Draw customers who take six items before and four after; of their own taste, if any."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(2.0, items + 2)
    before, after = [], []
    for number in range(customers):
        own = weight * np.where(np.arange(items) % 3 == number % 3, 1.0, 0.05 if tastes else 1.0)
        picked = rng.choice(items, 10, replace=True, p=own / own.sum())
        for at, item in enumerate(picked):
            (before if at < 6 else after).append((f"c{number}", f"i{item:02}"))
    return _rows(before, AS_OF - timedelta(days=20)), _rows(after, AS_OF + timedelta(days=20))


def _rows(pairs, day):
    found = sorted(set(pairs))
    return pa.table({
        "unit_id": [unit for unit, _ in found],
        "item": [item for _, item in found],
        "times": [pairs.count(pair) for pair in found],
        "last_day": [day] * len(found),
    })  # fmt: skip


def test_planted_tastes_are_found():
    before, after = _company(tastes=True, seed=0)
    found = compare(fit_recommender(before, AS_OF), before, after, count=5)
    assert (found.verdict, found.against) == ("better", "popular")
    assert found.ahead.low > 0.1
    assert found.qualities["offered"].ndcg.value > 2 * found.qualities["popular"].ndcg.value


def test_without_tastes_it_says_that_popularity_is_as_good():
    before, after = _company(tastes=False, seed=1)
    found = compare(fit_recommender(before, AS_OF), before, after, count=5)
    assert found.verdict in ("no_better", "worse")


def test_gains_by_hand():
    """ana is offered c, d, e, and takes c and e: (1 + 1/2) / (1 + 1/log₂3) = 0.920. guy is offered
    b, a, d, and takes e: 0. dor takes what he had, which counts for nothing new. On average 0.460,
    a hit for one of two."""
    after = taken(("ana", "ce", -9), ("guy", "e", -9), ("dor", "a", -9))
    found = compare(fit_recommender(SHOP, AS_OF), SHOP, after, count=3)
    assert found.customers == 2
    assert found.qualities["offered"].ndcg.value == pytest.approx(0.9197 / 2, abs=1e-4)
    assert found.qualities["offered"].hit.value == 0.5
    assert (found.verdict, found.ahead) == ("unknown", None)


def test_an_interval_of_many_customers_is_that_of_their_mean():
    """A tenth of a million hits: 1.96 · √(.1 · .9 / 10⁶) to either side."""
    hit = np.repeat([1.0, 0.0], [100_000, 900_000])
    found = _mean(hit, seed=0)
    assert found == _mean(hit[::-1], seed=0)
    assert found.value == pytest.approx(0.1)
    width = 1.96 * np.sqrt(0.1 * 0.9 / 1e6)
    assert found.low == pytest.approx(0.1 - width, abs=width / 10)
    assert found.high == pytest.approx(0.1 + width, abs=width / 10)
    assert _mean(np.ones(9), seed=0) is None


def test_products_bought(run, drawn):
    """
    | customer_id | occurred_at      | product_id | amount |
    | ana         | 2024-01-10 09:00 | tea        | 5      |
    | ana         | 2024-01-10 18:00 | tea        | 5      |
    | ana         | 2024-02-10 09:00 | tea        | 5      |
    | ana         | 2024-02-10 09:00 | cup        | -5     |
    | 보라        | 2024-03-31 09:00 | cup        | 5      |
    | 보라        | 2024-04-01 00:00 | tea        | 5      |

    | unit_id | item | times | last_day   |
    | ana     | tea  | 2     | 2024-02-10 |
    | 보라    | cup  | 1     | 2024-03-31 |
    """
    found = product_interactions(
        rows.table(drawn[0]), AS_OF, since=date(2024, 1, 1), calendar=Calendar()
    )
    assert_drawn(run(found.order_by("unit_id")), drawn[1])


def test_content_used(run, drawn):
    """
    | customer_id | occurred_at      | name  | topic |
    | ana         | 2024-01-10 09:00 | watch | jazz  |
    | ana         | 2024-01-10 18:00 | watch | jazz  |
    | ana         | 2024-01-12 18:00 | watch | jazz  |
    | ana         | 2024-01-12 18:00 | like  | folk  |
    | 보라        | 2024-01-12 18:00 | watch | –     |

    | unit_id | item | times | last_day   |
    | ana     | jazz | 2     | 2024-01-12 |
    """
    events = rows.table(drawn[0])
    options = {"since": date(2024, 1, 1), "calendar": Calendar()}
    found = content_interactions(events, AS_OF, item="topic", name="watch", **options)
    assert_drawn(run(found), drawn[1])
    with pytest.raises(MetricError, match="no property 'topik'\n  did you mean 'topic'"):
        content_interactions(events, AS_OF, item="topik", **options)


def test_where_nobody_took_two_items_nothing_is_learnt():
    with pytest.raises(MetricError, match="nobody took two items"):
        fit_recommender(taken(("ana", "a", 1), ("bo", "b", 1)), AS_OF)


@settings(max_examples=40)
@given(
    st.lists(st.text("abcdefg", min_size=1, max_size=6), min_size=2, max_size=9), st.integers(1, 5)
)
def test_what_always_holds(baskets, count):
    interactions = taken(*((f"u{at}", items, 5 * at) for at, items in enumerate(baskets)), (
        "both", "ab", 3,
    ))  # fmt: skip
    recommender = fit_recommender(interactions, AS_OF, neighbours=3)
    own = set(zip(*(interactions[name].to_pylist() for name in ("unit_id", "item")), strict=True))
    items = set(interactions["item"].to_pylist())
    for new in (True, False):
        found = recommender.top(interactions, count, new=new).to_pylist()
        for unit in {unit for unit, _ in own}:
            mine = [row for row in found if row["unit_id"] == unit]
            left = items - {item for who, item in own if who == unit} if new else items
            assert len(mine) == min(count, len(left))
            assert [row["rank"] for row in mine] == list(range(1, len(mine) + 1))
            assert len({row["item"] for row in mine}) == len(mine)
            assert {row["item"] for row in mine} <= left
            for row in mine:
                if row["why"] == "similar":
                    assert (unit, row["because"]) in own
                    assert 0 < row["together"] <= row["buyers"]
