"""Traps of logos: contracts of several holders, joins that fan out, users of nobody."""

import pyarrow as pa

from support import rows
from support.asking import attrition_of, observed
from support.drawing import assert_drawn
from tenure.measure.logo_lead import finish_logo_lead, logo_lead
from tenure.measure.logos import logo_contracts
from tenure.measure.states import contract_spells
from tenure.periods import Calendar

DAYS = "2024-01-01 … 2024-03-31"


def logos_of(contracts, customers, zone="UTC", **options):
    spells = contract_spells(
        logo_contracts(rows.table(contracts, zone=zone), rows.table(customers)),
        unit="account_id",
        calendar=Calendar(zone),
        observed=observed(DAYS),
    )
    return attrition_of(spells, DAYS, zone=zone, **options)


def test_a_logo_is_lost_once_when_the_last_of_its_people_goes(run, drawn):
    """Three people of one logo end their contracts in January, February and March.

    | customer_id | account_id | started_at | ended_at   | mrr |
    | ana         | –          | 2023-06-01 | 2024-01-10 | 5   |
    | 보라        | –          | 2023-06-01 | 2024-02-10 | 5   |
    | chidi       | –          | 2023-06-01 | 2024-03-10 | 5   |

    | customer_id | account_id |
    | ana         | 로고       |
    | 보라        | 로고       |
    | chidi       | 로고       |

    | period_start | at_start | lost | at_end |
    | 2024-01-01   | 1        | 0    | 1      |
    | 2024-02-01   | 1        | 0    | 1      |
    | 2024-03-01   | 1        | 1    | 0      |
    """
    assert_drawn(run(logos_of(drawn[0], drawn[1])), drawn[2])


def test_people_listed_twice_do_not_multiply_contracts(run, drawn):
    """ana is listed twice, once more under another logo: she counts for the first by name.

    | customer_id | account_id | started_at | ended_at   | mrr |
    | ana         | –          | 2023-06-01 | 2024-01-10 | 5   |

    | customer_id | account_id |
    | ana         | a1         |
    | ana         | a1         |
    | ana         | a2         |

    | period_start | at_start | lost |
    | 2024-01-01   | 1        | 1    |
    | 2024-02-01   | 0        | 0    |
    | 2024-03-01   | 0        | 0    |
    """
    assert_drawn(run(logos_of(drawn[0], drawn[1])), drawn[2])


def test_a_seat_that_is_free_of_charge_keeps_no_logo(run, drawn):
    """
    | customer_id | account_id | started_at | ended_at   | mrr |
    | –           | a1         | 2023-06-01 | 2024-01-10 | 5   |
    | ana         | –          | 2023-06-01 | –          | 0   |

    | customer_id | account_id |
    | ana         | a1         |

    | period_start | at_start | lost |
    | 2024-01-01   | 1        | 1    |
    | 2024-02-01   | 0        | 0    |
    | 2024-03-01   | 0        | 0    |
    """
    assert_drawn(run(logos_of(drawn[0], drawn[1])), drawn[2])


def test_the_month_of_a_logo_is_that_of_the_company(run, drawn):
    """15:30 UTC on 31 January is 00:30 on 1 February in Seoul: lost in February.

    | customer_id | account_id | started_at | ended_at                  | mrr |
    | –           | 가람       | 2023-06-01 | 2024-01-31 15:30:00+00:00 | 5   |

    | customer_id | account_id |
    | ana         | –          |

    | period_start | at_start | lost |
    | 2024-01-01   | 1        | 0    |
    | 2024-02-01   | 1        | 1    |
    | 2024-03-01   | 0        | 0    |
    """
    assert_drawn(run(logos_of(drawn[0], drawn[1], zone="Asia/Seoul")), drawn[2])


def lead(engine, drawn, days, **options):
    tables = [rows.table(table) for table in drawn[:3]]
    expression = logo_lead(*tables, calendar=Calendar("UTC"), observed=observed(days), **options)
    return engine.execute(expression, metric="test").to_pylist()


def test_months_in_which_users_cannot_be_seen_yet_say_nothing(engine, drawn):
    """Users are seen from 1 December 2023, a full window later from 29 December, so from January
    on: at lag 1 the first month that can be judged is February.

    | unit_id | from_local | to_local |
    | a1      | 2023-06-01 | –        |

    | unit_id | from_local | to_local |
    | ana     | 2023-12-01 | –        |

    | unit_id | account_id |
    | ana     | a1         |

    | lag | users | users_lost | logos_lost | logos_kept |
    | 1   | 1     | 0          | 0          | 2          |
    """
    found = lead(engine, drawn, "2023-10-01 … 2024-03-31", lags=1)
    assert_drawn(found, drawn[3])


def test_the_unfinished_month_is_not_judged(engine, drawn):
    """As of 20 March: a1 ends on 10 March, which is within a month that is not over.

    | unit_id | from_local | to_local   |
    | a1      | 2023-06-01 | 2024-03-10 |

    | unit_id | from_local | to_local |
    | ana     | 2023-10-01 | –        |

    | unit_id | account_id |
    | ana     | a1         |

    | lag | users | users_lost | logos_lost | logos_kept |
    | 1   | 1     | 0          | 0          | 1          |
    """
    found = lead(engine, drawn, "2024-01-01 … 2024-03-20", lags=1)
    assert_drawn(found, drawn[3])


def test_users_without_a_logo_and_logos_without_users(engine, drawn):
    """nobody's user is in no logo; a2 has no users: it is counted, with 0 of them.

    | unit_id | from_local | to_local   |
    | a1      | 2023-06-01 | –          |
    | a2      | 2023-06-01 | 2024-02-15 |

    | unit_id  | from_local | to_local   |
    | ana      | 2023-10-01 | –          |
    | nobody's | 2023-10-01 | 2024-01-10 |

    | unit_id  | account_id |
    | ana      | a1         |
    | ana      | a1         |
    | nobody's | –          |

    | lag | users | users_lost | logos_lost | logos_kept | lead_days |
    | 1   | 0     | 0          | 1          | 0          | 14        |
    | 1   | 1     | 0          | 0          | 2          | 0         |
    """
    found = lead(engine, drawn, "2024-01-01 … 2024-03-31", lags=1)
    assert_drawn(found, drawn[3])
    judged = finish_logo_lead(pa.Table.from_pylist(found)).to_pylist()[0]
    assert (judged["no_users"], judged["no_users_lost"], judged["auc"]) == (1, 1, None)
    assert judged["reason"] is not None


def test_a_logo_that_ends_and_begins_again_within_a_month_is_not_lost(engine, drawn):
    """
    | unit_id | from_local | to_local   |
    | a1      | 2023-06-01 | 2024-02-10 |
    | a1      | 2024-02-20 | –          |

    | unit_id | from_local | to_local |
    | ana     | 2023-10-01 | –        |

    | unit_id | account_id |
    | ana     | a1         |

    | lag | users | users_lost | logos_lost | logos_kept | lead_days |
    | 1   | 1     | 0          | 0          | 2          | 0         |
    """
    found = lead(engine, drawn, "2024-01-01 … 2024-03-31", lags=1)
    assert_drawn(found, drawn[3])
