"""CAC payback: months of margin by hand, and who counts in which number."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from tenure.measure.payback import NO_FATE, PENDING, customer_payback, payback
from tenure.measure.revenue_contracts import contract_revenue
from tenure.periods import Calendar

MONTH = timedelta(days=365.25 / 12)
DAYS = "2024-01-01 … 2024-12-31"


def asked(function, contracts, costs, days=DAYS, period=None, groups=None, **options):
    place = {"calendar": Calendar("UTC"), "observed": observed(days)}
    own = contract_revenue(contracts, unit="customer_id", currency="USD", **place)
    cut = {} if period is None else {"period": period, "groups": groups}
    return function(own, costs, **place, **cut, **options)


def costs_of(drawn):
    table = rows.table(drawn)
    return table.mutate(cost=table.cost.cast("float64"))


def test_what_becomes_of_each_customer(run, drawn):
    """Of 2024, with a margin of one half.

    quick pays 60, so 30 a month come back: 45 in a month and a half. more pays 20 and, a
    month of 30.4375 days later, 60: 10 in the first month, then 30 a month.

    | customer_id | started_at          | ended_at            | mrr | currency |
    | quick       | 2024-01-01          | 2024-06-01          | 60  | USD      |
    | more        | 2024-01-01          | 2024-01-31 10:30:00 | 20  | USD      |
    | more        | 2024-01-31 10:30:00 | –                   | 60  | USD      |
    | 떠남        | 2024-01-01          | 2024-02-01          | 60  | USD      |
    | slow        | 2024-02-01          | –                   | 10  | USD      |
    | euro        | 2024-02-01          | –                   | 10  | EUR      |
    | free gift   | 2024-02-01          | 2024-02-02          | 10  | USD      |

    | unit_id   | cost | started_at |
    | quick     | 45   | 2024-01-01 |
    | more      | 70   | 2024-01-01 |
    | 떠남      | 45   | 2024-01-01 |
    | slow      | 500  | 2024-02-01 |
    | euro      | 5    | –          |
    | free gift | 0    | –          |
    | nobody    | 50   | 2024-01-05 |
    | later     | 50   | 2025-01-05 |
    | unknown   | –    | 2024-01-05 |

    | unit_id   | fate             |
    | euro      | other_currency   |
    | free gift | repaid           |
    | more      | repaid           |
    | nobody    | without_contract |
    | quick     | repaid           |
    | slow      | pending          |
    | 떠남      | lost_before      |
    """
    contracts, costs = rows.table(drawn[0]), costs_of(drawn[1])
    each = asked(customer_payback, contracts, costs, margin=0.5, currency="USD")
    found = run(each.order_by("unit_id"))
    assert_drawn(found, drawn[2])
    months = {one["unit_id"]: one["months"] for one in found}
    assert months["quick"] == pytest.approx(1.5)
    assert months["more"] == pytest.approx(3.0)
    assert months["free gift"] == 0
    assert {months[name] for name in ("slow", "떠남", "euro", "nobody")} == {None}


def test_cohorts_by_hand(run, drawn):
    """The example of the page: four of January cost 400, one left before it was repaid.

    | customer_id | started_at | ended_at   | mrr |
    | a           | 2024-01-03 | –          | 50  |
    | 나          | 2024-01-10 | 2024-09-01 | 50  |
    | c           | 2024-01-12 | 2024-02-12 | 50  |
    | d           | 2024-01-20 | –          | 10  |
    | e           | 2024-03-01 | –          | 10  |

    | unit_id | cost | started_at |
    | a       | 100  | 2024-01-03 |
    | 나      | 100  | 2024-01-10 |
    | c       | 100  | 2024-01-12 |
    | d       | 100  | 2024-01-20 |
    | e       | 900  | 2024-03-01 |

    | period_start | complete | acquired | repaid | lost_before | pending | lost_before_payback |
    | 2024-01-01   | yes      | 4        | 3      | 1           | 0       | 25 %                |
    | 2024-03-01   | no       | 1        | 0      | 0           | 1       | –                   |

    | period_start | acquired | lost_before_payback | at_least | at_most |
    | 2024-01-01   | 5        | 25 %                | 20 %     | 40 %    |
    """
    contracts, costs = rows.table(drawn[0]), costs_of(drawn[1])
    found = run(asked(payback, contracts, costs, period="month"))
    assert_drawn(found, drawn[2])
    january, march = found
    assert (january["cost"], january["cac"], january["first_mrr"]) == (400, 100, 40)
    assert january["payback_months"] == pytest.approx(400 / 160)
    assert (january["reason"], march["reason"]) == (None, NO_FATE)
    (year,) = run(asked(payback, contracts, costs, period="year"))
    assert_drawn([year], drawn[3])
    assert year["reason"] == PENDING
    halved = run(asked(payback, contracts, costs, period="month", margin=0.5))
    assert halved[0]["payback_months"] == pytest.approx(5)
    assert (halved[0]["repaid"], halved[0]["lost_before"], halved[0]["pending"]) == (2, 1, 1)


def test_a_split_adds_up(run, drawn):
    """
    | customer_id | started_at | ended_at   | mrr |
    | a           | 2024-01-03 | –          | 50  |
    | b           | 2024-01-12 | 2024-02-12 | 50  |

    | unit_id | cost | started_at |
    | a       | 100  | –          |
    | b       | 100  | –          |

    | group     | acquired | repaid | lost_before |
    | (unknown) | 1        | 0      | 1           |
    | 서울      | 1        | 1      | 0           |
    """
    contracts, costs = rows.table(drawn[0]), costs_of(drawn[1])
    split = asked(payback, contracts, costs, period="month", groups=rows.groups({"a": "서울"}))
    assert_drawn(run(split), drawn[2])


STARTS = st.integers(0, 300)
TERMS = st.lists(
    st.tuples(STARTS, st.none() | st.integers(2, 200), st.integers(1, 40)), min_size=1, max_size=4
)


@given(TERMS, st.integers(1, 300), st.sampled_from((1.0, 0.4)))
@settings(max_examples=some(25))
def test_equals_day_by_day(run, terms, cost, margin):
    """Margin added up a day at a time, contracts that overlap together."""
    first = datetime(2024, 1, 1)
    told = [
        {
            "customer_id": "ana",
            "started_at": first + timedelta(days=start),
            "ended_at": None if length is None else first + timedelta(days=start + length),
            "mrr": float(price),
        }
        for start, length, price in terms
    ]
    table = rows.table([{"unit_id": "ana", "cost": "1", "started_at": None}])
    costs = table.mutate(cost=table.cost.cast("float64") * cost)
    (found,) = run(asked(customer_payback, rows.table(told), costs, margin=margin))
    so_far, months, repaid = 0.0, 0.0, None
    for day in range(366):
        going = _on(terms, day)
        daily = sum(going) * margin / (MONTH / timedelta(days=1))
        if going and so_far < cost <= so_far + daily + 1e-9:
            repaid = months + (cost - so_far) / (sum(going) * margin)
            break
        so_far += daily
        months += bool(going) * (timedelta(days=1) / MONTH)
    last = bool(_on(terms, 366))
    if repaid is None:
        assert found["fate"] == ("pending" if last else "lost_before")
    else:
        assert found["fate"] == "repaid"
        assert found["months"] == pytest.approx(repaid, abs=1e-6)


def _on(terms, day):
    """Return the prices in force on a day; up to a day between two contracts is no gap."""
    ends = []
    for start, length, price in terms:
        end = None if length is None else start + length
        nearby = [s for s, _, _ in terms if end is not None and end <= s <= end + 1]
        ends.append((start, min(nearby, default=end) if end is not None else None, price))
    return [p for start, end, p in ends if start <= day and (end is None or day < end)]
