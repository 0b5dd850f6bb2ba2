"""Traps of contracts: what ends one, and what only looks like an end."""

import pytest

from support import rows
from support.asking import attrition_of, observed
from support.drawing import assert_drawn
from tenure.measure.states import contract_spells
from tenure.periods import Calendar

QUARTER = "2024-01-01 … 2024-03-31"


def measured(drawn, unit="customer_id", zone="UTC", **options):
    spells = contract_spells(
        rows.table(drawn, zone=zone), unit=unit, calendar=Calendar(zone), observed=observed(QUARTER)
    )
    return attrition_of(spells, QUARTER, zone=zone, **options)


def test_a_notice_is_not_churn_until_it_takes_effect(run, drawn):
    """Noticed in January, paid until 10 March: lost in March.

    | customer_id | started_at | ends_at    | cancelled_at |
    | ana         | 2023-03-10 | 2024-03-10 | 2024-01-15   |

    | period_start | at_start | retained | lost |
    | 2024-01-01   | 1        | 1        | 0    |
    | 2024-02-01   | 1        | 1        | 0    |
    | 2024-03-01   | 1        | 0        | 1    |
    """
    assert_drawn(run(measured(drawn[0])), drawn[1])


def test_terms_as_last_days_on_the_last_day_that_is_observed(run, drawn):
    """Both terms end with 31 March, as a day without a time; one is renewed on 1 April.

    | customer_id | started_at                 | ended_at                   |
    | ana         | 2023-04-01 00:00:00.000001 | 2024-03-31 00:00:00.000001 |
    | ana         | 2024-04-01 00:00:00.000001 | –                          |
    | 보라        | 2023-04-01 00:00:00.000001 | 2024-03-31 00:00:00.000001 |
    | new         | 2024-04-01 00:00:00.000001 | –                          |

    | period_start | at_start | retained | lost | joined | at_end |
    | 2024-01-01   | 2        | 2        | 0    | 0      | 2      |
    | 2024-02-01   | 2        | 2        | 0    | 0      | 2      |
    | 2024-03-01   | 2        | 1        | 1    | 0      | 1      |
    """
    assert_drawn(run(measured(drawn[0])), drawn[1])


def test_a_renewal_back_to_back_loses_nobody(run, drawn):
    """One contract ends in the instant in which the next begins, on a boundary and off it.

    | customer_id | started_at | ends_at    |
    | ana         | 2023-02-01 | 2024-02-01 |
    | ana         | 2024-02-01 | 2025-02-01 |
    | 보라        | 2023-02-15 | 2024-02-15 |
    | 보라        | 2024-02-15 | 2025-02-15 |

    | period_start | at_start | retained | lost | joined | won_back | at_end |
    | 2024-01-01   | 2        | 2        | 0    | 0      | 0        | 2      |
    | 2024-02-01   | 2        | 2        | 0    | 0      | 0        | 2      |
    | 2024-03-01   | 2        | 2        | 0    | 0      | 0        | 2      |
    """
    assert_drawn(run(measured(drawn[0])), drawn[1])


def test_cancelling_one_of_two_contracts_is_no_churn(run, drawn):
    """The customer keeps the other one: contraction, not attrition.

    | customer_id | started_at | ended_at   |
    | ana         | 2023-02-01 | 2024-01-20 |
    | ana         | 2023-06-01 | –          |

    | period_start | at_start | lost | at_end |
    | 2024-01-01   | 1        | 0    | 1      |
    """
    assert_drawn(run(measured(drawn[0]))[:1], drawn[1])


def test_from_a_trial_of_0_to_paying_is_joining(run, drawn):
    """ana pays from February; 보라 never does.

    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2024-01-05 | 2024-02-05 | 0   |
    | ana         | 2024-02-05 | –          | 10  |
    | 보라        | 2024-01-05 | –          | 0   |

    | period_start | at_start | joined | won_back | at_end | joined_and_lost |
    | 2024-01-01   | 0        | 0      | 0        | 0      | 0               |
    | 2024-02-01   | 0        | 1      | 0        | 1      | 0               |
    | 2024-03-01   | 1        | 0      | 0        | 1      | 0               |
    """
    assert_drawn(run(measured(drawn[0])), drawn[1])


def test_a_term_that_renews_itself_goes_on_and_another_expires(run, drawn):
    """
    | customer_id | started_at | ends_at    | auto_renew |
    | renews      | 2023-01-20 | 2024-01-20 | yes        |
    | expires     | 2023-01-20 | 2024-01-20 | no         |
    | open end    | 2023-01-20 | –          | no         |

    | period_start | at_start | retained | lost | attrition |
    | 2024-01-01   | 3        | 2        | 1    | 33.33 %   |
    """
    assert_drawn(run(measured(drawn[0]))[:1], drawn[1])


def test_an_account_is_counted_once_whatever_the_number_of_its_contracts(run, drawn):
    """Logos: three contracts of two accounts; a contract without account is nobody's.

    | account_id | started_at | ended_at   |
    | 한빛       | 2023-01-01 | 2024-01-20 |
    | 한빛       | 2023-02-01 | 2024-01-25 |
    | Lumen      | 2023-03-01 | –          |
    | –          | 2023-03-01 | –          |

    | period_start | at_start | lost | attrition |
    | 2024-01-01   | 2        | 1    | 50 %      |
    """
    assert_drawn(run(measured(drawn[0], unit="account_id"))[:1], drawn[1])


@pytest.mark.parametrize(("zone", "expected"), [("Asia/Seoul", 1), ("America/New_York", 2)])
def test_a_contract_ends_on_the_local_day(run, drawn, zone, expected):
    """Ended at 15:00 UTC on 31 January: in Seoul that is midnight, the end of January itself.

    | customer_id | started_at                | ended_at                  |
    | ana         | 2023-01-01 12:00:00+00:00 | 2024-01-31 15:00:00+00:00 |
    | 보라        | 2023-01-01 12:00:00+00:00 | 2024-01-31 15:00:01+00:00 |

    | period_start | lost |
    | 2024-01-01   | 1    |
    | 2024-02-01   | 1    |

    | period_start | lost |
    | 2024-01-01   | 2    |
    | 2024-02-01   | 0    |
    """
    assert_drawn(run(measured(drawn[0], zone=zone))[:2], drawn[expected])


def test_a_gap_between_two_contracts_over_a_boundary_is_lost_and_won_back(run, drawn):
    """
    | customer_id | started_at | ended_at   |
    | ana         | 2023-01-01 | 2024-01-20 |
    | ana         | 2024-02-10 | –          |

    | period_start | at_start | lost | joined | won_back | at_end |
    | 2024-01-01   | 1        | 1    | 0      | 0        | 0      |
    | 2024-02-01   | 0        | 0    | 0      | 1        | 1      |
    """
    assert_drawn(run(measured(drawn[0]))[:2], drawn[1])
