"""Free or paid is one question: attrition, revenue and the save window give one answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import attrition_of, observed
from support.drawing import assert_drawn
from tenure.measure.recurring import monthly, paid_for
from tenure.measure.revenue import mrr
from tenure.measure.revenue_contracts import contract_revenue
from tenure.measure.states import contract_spells
from tenure.measure.window import contracts_at
from tenure.periods import Calendar

QUARTER = "2024-01-01 … 2024-03-31"
PLACE = {"calendar": Calendar("UTC"), "observed": observed(QUARTER)}
WHOSE = {"unit": "customer_id", **PLACE}


def contracts(drawn, *columns):
    table = rows.table(drawn, *columns)
    for name, kind in (("price", "float64"), ("term_months", "int64")):
        if name in table.columns:
            table = table.mutate(**{name: table[name].cast(kind)})
    return table


def test_a_contract_of_price_zero_is_nobodys(run, drawn):
    """A free year is not paid for, told by its price as by its MRR; where the MRR is given it wins.

    무료 pays from 10 February on, and joins then. Of `unknown` and of a term of no months
    nothing is known, so they count, without money.

    | customer_id | started_at | ended_at   | mrr | price | term_months |
    | paid        | 2023-06-01 | –          | –   | 120   | 12          |
    | free        | 2023-06-01 | 2024-02-10 | –   | 0     | 12          |
    | trial       | 2023-06-01 | 2024-02-10 | 0   | 120   | 12          |
    | 무료        | 2023-06-01 | 2024-02-10 | –   | 0     | 1           |
    | 무료        | 2024-02-10 | –          | –   | 30    | 1           |
    | unknown     | 2023-06-01 | 2024-03-05 | –   | –     | –           |
    | no term     | 2023-06-01 | –          | –   | 50    | 0           |

    | period_start | at_start | lost | joined | at_end |
    | 2024-01-01   | 3        | 0    | 0      | 3      |
    | 2024-02-01   | 3        | 0    | 1      | 4      |
    | 2024-03-01   | 4        | 1    | 0      | 3      |

    | period_start | opening_customers | churned_customers | new_customers | closing | unpriced |
    | 2024-01-01   | 3                 | 0                 | 0             | 10      | 2        |
    | 2024-02-01   | 3                 | 0                 | 1             | 40      | 2        |
    | 2024-03-01   | 4                 | 1                 | 0             | 40      | 1        |

    | unit_id | money |
    | no term | –     |
    | paid    | 10    |
    | unknown | –     |
    | 무료    | 30    |
    """
    told = contracts(drawn[0])
    assert_drawn(run(attrition_of(contract_spells(told, **WHOSE), QUARTER)), drawn[1])
    money = mrr(contract_revenue(told, **WHOSE), **PLACE)
    whole = {name: money[name].cast("int64") for name in ("closing", "unpriced")}
    assert_drawn(run(money.mutate(**whole)), drawn[2])
    listed = contracts_at(told, **WHOSE).order_by("unit_id")
    assert_drawn(run(listed.mutate(money=listed.mrr.cast("int64"))), drawn[3])


def test_a_price_in_words_is_an_attribute(run):
    told = rows.table([{"customer_id": "a", "price": "on request", "term_months": "12"}])
    (row,) = run(paid_for(told).mutate(worth=monthly(told)))
    assert row["worth"] is None


amounts = st.sampled_from([None, -5.0, 0.0, 3.0, 12.0])


@settings(max_examples=8)
@given(
    sold=st.lists(
        st.tuples(amounts, amounts, st.sampled_from([None, 0, 1, 12]), st.integers(0, 120)),
        min_size=1,
        max_size=6,
    )
)
def test_whoever_is_lost_in_one_is_lost_in_the_other(run, sold):
    """Attrition and MRR count the same customers at each boundary, whatever their contracts say."""
    days = [f"2024-{1 + day // 30:02d}-{1 + day % 28:02d}" for *_, day in sold]
    told = contracts(
        [
            {
                "customer_id": f"c{number % 3}",
                "started_at": "2023-12-01",
                "ended_at": day,
                "mrr": worth,
                "price": None if price is None else str(price),
                "term_months": None if term is None else str(term),
            }
            for number, ((worth, price, term, _), day) in enumerate(zip(sold, days, strict=True))
        ],
        "customer_id",
        "started_at",
        "ended_at",
        "mrr",
        "price",
        "term_months",
    )
    whole = run(attrition_of(contract_spells(told, **WHOSE), QUARTER))
    money = {row["period_start"]: row for row in run(mrr(contract_revenue(told, **WHOSE), **PLACE))}
    for row in whole:
        mine = money.get(row["period_start"])
        counts = (mine["opening_customers"], mine["churned_customers"]) if mine else (0, 0)
        assert counts == (row["at_start"], row["lost"])


@pytest.mark.parametrize("column", ["mrr", "price"])
def test_without_a_term_there_is_no_price(run, column):
    told = rows.table([{"customer_id": "a", column: None}, {"customer_id": "b", column: None}])
    assert len(run(paid_for(told))) == 2
