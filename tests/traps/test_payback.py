"""Traps of payback: repaid to the instant, and costs that are 0 or not known."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.payback import payback
from tenure.measure.revenue_contracts import contract_revenue
from tenure.periods import Calendar


def test_repaid_at_its_last_instant_and_lost_a_second_before(run, drawn):
    """60 a month for a month of 30.4375 days is 60, a second less is not. What cost nothing is
    repaid at once; what it cost is not known of one, who is in no number, not one of 0.

    | customer_id | started_at | ended_at            | mrr | currency |
    | to the last | 2024-01-01 | 2024-01-31 10:30:00 | 60  | USD      |
    | 조금 전     | 2024-01-01 | 2024-01-31 10:29:59 | 60  | USD      |
    | gift        | 2024-01-01 | 2024-01-02          | 60  | USD      |
    | unknown     | 2024-01-01 | 2024-01-02          | 60  | USD      |

    | unit_id     | cost | started_at |
    | to the last | 60   | 2024-01-01 |
    | 조금 전     | 60   | 2024-01-01 |
    | gift        | 0    | 2024-01-01 |
    | unknown     | –    | 2024-01-01 |
    | –           | 10   | 2024-01-01 |

    | period_start | acquired | repaid | lost_before | pending | lost_before_payback |
    | 2024-01-01   | 3        | 2      | 1           | 0       | 33.3 %              |
    """
    how = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-12-31")}
    own = contract_revenue(rows.table(drawn[0]), unit="customer_id", currency="USD", **how)
    costs = rows.table(drawn[1])
    costs = costs.mutate(cost=costs.cost.cast("float64"))
    found = run(payback(own, costs, period="year", **how))
    assert_drawn(found, drawn[2])
    assert found[0]["cac"] == 40.0
