"""Whole answers for small companies, worked out by hand; every column, every row."""

from support import rows
from support.asking import attrition_of, inactive_of, observed, retention_of
from support.drawing import assert_drawn
from tenure.measure.states import contract_spells, purchase_spells
from tenure.periods import Calendar


def test_learners_of_seoul_by_month(run, drawn):
    """Active: an event within 28 days. Instants are those of Seoul's clock; data to 25 April.

    | unit_id | occurred_at         |
    | 아나    | 2024-01-05 09:00:00 |
    | 아나    | 2024-02-03 09:00:00 |
    | 아나    | 2024-03-02 09:00:00 |
    | 아나    | 2024-03-30 09:00:00 |
    | 아나    | 2024-04-20 09:00:00 |
    | 보라    | 2024-01-10 21:00:00 |
    | 보라    | 2024-01-25 21:00:00 |
    | chidi   | 2024-01-03 00:30:00 |
    | dörte   | 2024-02-10 12:00:00 |
    | dörte   | 2024-04-10 12:00:00 |
    | eve     | 2024-03-31 23:59:00 |

    Active at the starts: 1 January nobody. 1 February (since 4 January) 아나, 보라.
    1 March (since 2 February) 아나, dörte. 1 April (since 4 March) 아나, eve.
    26 April, where the data end (since 29 March): 아나, dörte, eve.

    | period_start | period_end | at_start | retained | lost | joined | won_back | at_end |
    | 2024-01-01   | 2024-02-01 | 0        | 0        | 0    | 2      | 0        | 2      |
    | 2024-02-01   | 2024-03-01 | 2        | 1        | 1    | 1      | 0        | 2      |
    | 2024-03-01   | 2024-04-01 | 2        | 1        | 1    | 1      | 0        | 2      |
    | 2024-04-01   | 2024-05-01 | 2        | 2        | 0    | 0      | 1        | 3      |

    | period_start | complete | joined_and_lost | attrition | attrition_low | attrition_high |
    | 2024-01-01   | yes      | 1               | –         | –             | –              |
    | 2024-02-01   | yes      | 0               | 50 %      | 9.45 %        | 90.55 %        |
    | 2024-03-01   | yes      | 0               | 50 %      | 9.45 %        | 90.55 %        |
    | 2024-04-01   | no       | 0               | 0 %       | 0 %           | 65.76 %        |
    """
    events = rows.table(drawn[0], zone="Asia/Seoul")
    found = inactive_of(events, "2024-01-01 … 2024-04-25", after=28, zone="Asia/Seoul")
    measured = run(found)
    assert_drawn(measured, drawn[1])
    assert_drawn(measured, drawn[2])


def test_players_of_new_york_by_week_from_sunday(run, drawn):
    """Weeks from Sunday over the turn of the clock on 10 March; data to Wednesday 20 March.

    | unit_id | occurred_at         |
    | ana     | 2024-02-25 00:00:00 |
    | ana     | 2024-03-03 12:00:00 |
    | ana     | 2024-03-10 03:30:00 |
    | bo      | 2024-03-02 23:59:59 |
    | bo      | 2024-03-10 01:30:00 |
    | bo      | 2024-03-18 12:00:00 |
    | chidi   | 2024-03-03 00:00:00 |
    | chidi   | 2024-03-09 23:30:00 |
    | chidi   | 2024-03-16 23:30:00 |
    | dana    | 2024-03-17 00:30:00 |

    | cohort     | size | period | eligible | returned |
    | 2024-02-25 | 2    | 0      | 2        | 2        |
    | 2024-02-25 | 2    | 1      | 2        | 1        |
    | 2024-02-25 | 2    | 2      | 2        | 2        |
    | 2024-02-25 | 2    | 3      | 0        | 0        |
    | 2024-03-03 | 1    | 0      | 1        | 1        |
    | 2024-03-03 | 1    | 1      | 1        | 1        |
    | 2024-03-03 | 1    | 2      | 0        | 0        |
    | 2024-03-10 | 0    | 0      | 0        | 0        |
    | 2024-03-10 | 0    | 1      | 0        | 0        |
    | 2024-03-17 | 1    | 0      | 0        | 0        |

    | cohort     | period | retention | retention_low | retention_high | complete |
    | 2024-02-25 | 0      | 100 %     | 34.24 %       | 100 %          | yes      |
    | 2024-02-25 | 1      | 50 %      | 9.45 %        | 90.55 %        | yes      |
    | 2024-02-25 | 2      | 100 %     | 34.24 %       | 100 %          | yes      |
    | 2024-02-25 | 3      | –         | –             | –              | no       |
    | 2024-03-03 | 0      | 100 %     | 20.65 %       | 100 %          | yes      |
    | 2024-03-03 | 1      | 100 %     | 20.65 %       | 100 %          | yes      |
    | 2024-03-03 | 2      | –         | –             | –              | no       |
    | 2024-03-10 | 0      | –         | –             | –              | yes      |
    | 2024-03-10 | 1      | –         | –             | –              | no       |
    | 2024-03-17 | 0      | –         | –             | –              | no       |
    """
    zone = "America/New_York"
    events = rows.table(drawn[0], zone=zone)
    days = "2024-02-25 … 2024-03-20"
    found = retention_of(events, days, zone=zone, period="week", week_starts="sunday")
    measured = run(found)
    assert_drawn(measured, drawn[1])
    assert_drawn(measured, drawn[2])


def test_accounts_by_quarter(run, drawn):
    """Logos and their contracts; data to 30 September 2024, so all three quarters are over.

    | account_id | started_at | ends_at    | cancelled_at | ended_at   | auto_renew | mrr  |
    | 한빛       | 2023-01-01 | 2024-01-01 | –            | –          | no         | 900  |
    | 한빛       | 2024-01-01 | 2025-01-01 | –            | –          | no         | 950  |
    | Lumen      | 2023-05-01 | 2024-05-01 | 2024-02-10   | –          | yes        | 400  |
    | Orbit      | 2023-02-01 | 2024-02-01 | –            | –          | no         | 500  |
    | Orbit      | 2024-08-01 | 2025-08-01 | –            | –          | no         | 450  |
    | Nova       | 2023-03-15 | 2024-03-15 | –            | –          | yes        | 100  |
    | Pico       | 2024-02-01 | 2024-03-01 | –            | –          | no         | 50   |
    | Quarz      | 2024-04-10 | –          | –            | 2024-09-30 | no         | 70   |
    | Trial      | 2024-04-10 | –          | –            | –          | no         | 0    |

    1 January: 한빛, Lumen, Orbit, Nova. 1 April: 한빛, Lumen, Nova (Orbit expired, Pico came
    and went). 1 July: 한빛, Nova (Lumen's notice took effect on 1 May), Quarz.
    1 October: 한빛, Nova, and Orbit again (Quarz ended on the day before).

    | period_start | period_end | at_start | retained | lost | joined | won_back | at_end |
    | 2024-01-01   | 2024-04-01 | 4        | 3        | 1    | 0      | 0        | 3      |
    | 2024-04-01   | 2024-07-01 | 3        | 2        | 1    | 1      | 0        | 3      |
    | 2024-07-01   | 2024-10-01 | 3        | 2        | 1    | 0      | 1        | 3      |

    | period_start | complete | joined_and_lost | attrition | attrition_low | attrition_high |
    | 2024-01-01   | yes      | 1               | 25 %      | 4.56 %        | 69.94 %        |
    | 2024-04-01   | yes      | 0               | 33.33 %   | 6.15 %        | 79.23 %        |
    | 2024-07-01   | yes      | 0               | 33.33 %   | 6.15 %        | 79.23 %        |
    """
    days = "2024-01-01 … 2024-09-30"
    spells = contract_spells(
        rows.table(drawn[0]), unit="account_id", calendar=Calendar(), observed=observed(days)
    )
    measured = run(attrition_of(spells, days, period="quarter"))
    assert_drawn(measured, drawn[1])
    assert_drawn(measured, drawn[2])


def test_a_shop_whose_customers_each_have_their_own_rhythm(run, drawn):
    """The company's gap is 20 days; 75 % of gaps: x = (20 + S) · (4^(1/(2 + n)) − 1) days.

    | unit_id | occurred_at |
    | often   | 2024-01-02  |
    | often   | 2024-01-07  |
    | often   | 2024-01-12  |
    | rarely  | 2024-01-02  |
    | rarely  | 2024-03-01  |
    | once    | 2024-01-25  |

    often, after 12 January: n = 2, S = 10, x = 30 · 0.41421 = 12.4 days, silent from 24 January.
    rarely, after 2 January: n = 0, S = 0, x = 20 · 1 = 20 days, silent from 22 January;
    after 1 March: n = 1, S = 59, x = 79 · 0.58740 = 46.4 days, silent from 16 April.
    once: 20 days, silent from 14 February.
    Active on 1 February: once. On 1 March: rarely, who buys that very instant. On 1 April: rarely.

    | period_start | at_start | retained | lost | joined | won_back | at_end | joined_and_lost |
    | 2024-01-01   | 0        | 0        | 0    | 1      | 0        | 1      | 2               |
    | 2024-02-01   | 1        | 0        | 1    | 0      | 1        | 1      | 0               |
    | 2024-03-01   | 1        | 1        | 0    | 0      | 0        | 1      | 0               |
    | 2024-04-01   | 1        | 0        | 1    | 0      | 0        | 0      | 0               |
    """
    days = "2024-01-01 … 2024-04-30"
    spells = purchase_spells(
        rows.table(drawn[0]),
        typical_days=20,
        share=0.75,
        calendar=Calendar(),
        observed=observed(days),
    )
    assert_drawn(run(attrition_of(spells, days)), drawn[1])
