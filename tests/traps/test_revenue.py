"""Traps of money: what is a movement of MRR, and what only looks like one."""

from datetime import date

import pytest

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.attrition import UNFINISHED
from tenure.measure.revenue import NO_LOSS, NO_OPENING, UNPRICED, mrr
from tenure.measure.revenue_contracts import contract_revenue
from tenure.measure.revenue_renewals import NOTHING_DUE, renewals
from tenure.measure.revenue_retention import revenue_retention
from tenure.periods import Calendar

QUARTER = "2024-01-01 … 2024-03-31"
MONEY_DRAWN = ("opening", "new", "expansion", "contraction", "churn", "reactivation", "closing")


def held(drawn, days=QUARTER, zone="UTC", unit="customer_id", **options):
    """Return drawn contracts with their money; prices and terms as numbers."""
    table = rows.table(drawn, zone=zone)
    for name, kind in (("price", "float64"), ("term_months", "int64")):
        if name in table.columns:
            table = table.mutate(**{name: table[name].cast(kind)})
    place = {"calendar": Calendar(zone), "observed": observed(days)}
    return contract_revenue(table, unit=unit, **place, **options)


def asked(function, drawn, days=QUARTER, zone="UTC", period="month", asking=None, **options):
    place = {"calendar": Calendar(zone), "observed": observed(days)}
    return function(held(drawn, days, zone, **options), period=period, **place, **(asking or {}))


def test_each_movement_by_hand(run, drawn):
    """Opening 130 = 10 + 20 + 50 + 40 + 10; each customer moves in one way.

    | customer_id | started_at | ended_at   | mrr |
    | 그대로      | 2023-01-01 | –          | 10  |
    | more        | 2023-01-01 | 2024-01-10 | 20  |
    | more        | 2024-01-10 | –          | 35  |
    | less        | 2023-01-01 | 2024-01-10 | 50  |
    | less        | 2024-01-10 | –          | 45  |
    | gone        | 2023-01-01 | 2024-01-20 | 40  |
    | back        | 2023-01-01 | 2023-06-01 | 99  |
    | back        | 2024-01-05 | –          | 7   |
    | new         | 2024-01-31 | –          | 3   |
    | both        | 2024-01-02 | 2024-01-30 | 77  |
    | stays       | 2023-01-01 | –          | 10  |

    |           | opening | new | expanded | contracted | churned | reactivated | closing |
    | money     | 130     | 3   | 15       | 5          | 40      | 7           | 110     |
    | customers | 5       | 1   | 1        | 1          | 1       | 1           | 6       |
    """
    (found,) = run(asked(mrr, drawn[0], "2024-01-01 … 2024-01-31"))
    money, customers = ([int(v) for k, v in row.items() if k] for row in drawn[1])
    assert [found[name] for name in MONEY_DRAWN] == money
    assert [found[f"{name}_customers"] for name in drawn[1][0] if name] == customers
    assert found["quick_ratio"] == pytest.approx((3 + 7 + 15) / (5 + 40))


def test_cancelling_one_of_two_contracts_is_contraction(run, drawn):
    """
    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2023-02-01 | 2024-01-20 | 30  |
    | ana         | 2023-06-01 | 2024-03-10 | 12  |

    | period_start | contracted_customers | churned_customers | closing_customers |
    | 2024-01-01   | 1                    | 0                 | 1                 |
    | 2024-02-01   | 0                    | 0                 | 1                 |
    | 2024-03-01   | 0                    | 1                 | 0                 |
    """
    found = run(asked(mrr, drawn[0]))
    assert_drawn(found, drawn[1])
    assert [(r["contraction"], r["churn"]) for r in found] == [(30, 0), (0, 0), (0, 12)]


def test_overlapping_contracts_of_one_customer_add_up(run, drawn):
    """A second contract is expansion, not a new customer.

    | customer_id | started_at | ended_at | mrr |
    | ana         | 2023-02-01 | –        | 30  |
    | ana         | 2024-02-10 | –        | 12  |
    """
    found = run(asked(mrr, drawn[0]))
    assert [(r["new"], r["expansion"], r["closing"]) for r in found] == [
        (0, 0, 30),
        (0, 12, 42),
        (0, 0, 42),
    ]


def test_a_day_between_two_terms_is_no_gap_even_beside_another_contract(run, drawn):
    """The main contract's term is written as its last day; the add-on goes on meanwhile.

    Without the bridge, 30 would be lost in January and gained in February.

    | customer_id | started_at                 | ended_at                   | mrr |
    | ana         | 2023-02-01 00:00:00.000001 | 2024-01-31 00:00:00.000001 | 30  |
    | ana         | 2024-02-01 00:00:00.000001 | –                          | 33  |
    | ana         | 2023-05-01                 | –                          | 12  |
    """
    found = run(asked(mrr, drawn[0]))
    assert [(r["contraction"], r["expansion"], r["closing"]) for r in found] == [
        (0, 0, 42),
        (0, 3, 45),
        (0, 0, 45),
    ]


def test_a_gap_of_more_than_a_day_over_a_boundary_is_churn_and_reactivation(run, drawn):
    """
    | customer_id | started_at | ended_at         | mrr |
    | ana         | 2023-02-01 | 2024-01-30 23:00 | 30  |
    | ana         | 2024-02-01 | –                | 30  |
    | 보라        | 2023-02-01 | 2024-01-30 23:00 | 5   |
    | 보라        | 2024-02-01 00:00:00.000001 | – | 5   |
    """
    found = run(asked(mrr, drawn[0]))
    # ana is back at the very start of February, so she never was away at a period's end.
    assert [(r["churn"], r["reactivation"]) for r in found] == [(5, 0), (0, 5), (0, 0)]


def test_mid_month_starts_and_ends_count_as_they_stand_at_the_boundary(run, drawn):
    """No proration: MRR is the state at a period's ends, whatever was invoiced within it.

    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2024-01-17 | 2024-03-17 | 30  |
    """
    found = run(asked(mrr, drawn[0]))
    assert [r["closing"] for r in found] == [30, 30, 0]


def test_annual_price_is_a_twelfth_a_month(run, drawn):
    """MRR as given wins; else the price of a term over its months.

    | customer_id | started_at | mrr | price | term_months |
    | annual      | 2023-05-01 | –   | 1200  | 12          |
    | quarterly   | 2023-05-01 | –   | 75    | 3           |
    | given       | 2023-05-01 | 8   | 999   | 12          |
    """
    found = run(asked(mrr, drawn[0]))
    assert [r["closing"] for r in found] == [133, 133, 133]


def test_a_contract_without_mrr_is_a_customer_but_no_money_and_said_so(run, drawn):
    """
    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2023-05-01 | 2024-02-10 | –   |
    | 보라        | 2023-05-01 | –          | 5   |
    | cho         | 2023-05-01 | 2024-01-10 | 2   |

    | period_start | churned_customers | closing_customers | unpriced |
    | 2024-01-01   | 1                 | 2                 | 1        |
    | 2024-02-01   | 1                 | 1                 | 0        |
    | 2024-03-01   | 0                 | 1                 | 0        |
    """
    found = run(asked(mrr, drawn[0]))
    assert_drawn(found, drawn[1])
    assert [r["reason"] for r in found] == [UNPRICED, NO_LOSS, NO_LOSS]
    assert [r["quick_ratio"] for r in found] == [0, None, None]


def test_a_free_contract_is_no_revenue_and_no_customer(run, drawn):
    """From a trial of 0 to paying is new; back to 0 is churn.

    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2023-12-05 | 2024-01-05 | 0   |
    | ana         | 2024-01-05 | 2024-03-05 | 10  |
    | ana         | 2024-03-05 | –          | 0   |
    """
    found = run(asked(mrr, drawn[0]))
    assert [(r["new"], r["churn"], r["closing_customers"]) for r in found] == [
        (10, 0, 1),
        (0, 0, 1),
        (0, 10, 0),
    ]


def test_currencies_are_never_added_up(run, drawn):
    """ana moves from dollars to euros: contraction here, expansion there, lost to nobody.

    | customer_id | started_at | ended_at   | mrr   | currency |
    | ana         | 2023-05-01 | 2024-01-10 | 10    | USD      |
    | ana         | 2024-01-10 | –          | 9     | EUR      |
    | 보라        | 2023-05-01 | –          | 13000 | krw      |
    | cho         | 2023-05-01 | –          | 1     | –        |

    | currency | churned_customers | new_customers | switched_customers | closing_customers |
    | EUR      | 0                 | 0             | 1                  | 1                 |
    | KRW      | 0                 | 0             | 0                  | 1                 |
    | USD      | 0                 | 0             | -1                 | 1                 |
    """
    found = run(asked(mrr, drawn[0], "2024-01-01 … 2024-01-31", currency="USD"))
    assert_drawn(found, drawn[1])
    assert [(r["opening"], r["expansion"], r["contraction"], r["closing"]) for r in found] == [
        (0, 9, 0, 9),
        (13_000, 0, 0, 13_000),
        (11, 0, 10, 1),
    ]


def test_fixed_rates_convert_and_show_no_exchange_gains(run, drawn):
    """10 USD and 9 EUR at 1.2 are 10.80 USD; won have no rate and stay apart.

    | customer_id | started_at | ended_at   | mrr   | currency |
    | ana         | 2023-05-01 | 2024-01-10 | 10    | USD      |
    | ana         | 2024-01-10 | –          | 9     | EUR      |
    | 보라        | 2023-05-01 | –          | 13000 | KRW      |
    """
    rates = {"USD": 1.0, "EUR": 1.2}
    found = run(asked(mrr, drawn[0], currency="USD", rates=rates))
    in_dollars = [r for r in found if r["currency"] == "USD"]
    assert [(r["expansion"], r["closing"]) for r in in_dollars] == [
        (0.8, 10.8),
        (0, 10.8),
        (0, 10.8),
    ]
    assert [r["closing"] for r in found if r["currency"] == "KRW"] == [13_000] * 3
    assert {r["currency"] for r in found} == {"USD", "KRW"}


@pytest.mark.parametrize(
    ("churn_date", "churned"),
    [("effective", [0, 1, 0]), ("notice", [1, 0, 0]), ("end_of_service", [0, 0, 1])],
)
def test_three_churn_dates(run, drawn, churn_date, churned):
    """Noticed in January, ended in February, paid for until March.

    | customer_id | started_at | cancelled_at | ended_at   | ends_at    | mrr |
    | ana         | 2023-03-10 | 2024-01-15   | 2024-02-10 | 2024-03-10 | 30  |
    | 보라        | 2023-03-10 | –            | –          | 2024-02-10 | 7   |
    | 보라        | 2024-02-10 | –            | –          | –          | 7   |
    """
    found = run(asked(mrr, drawn[0], churn_date=churn_date))
    assert [r["churned_customers"] for r in found] == churned
    assert [r["churn"] for r in found] == [30 * one for one in churned]
    assert all(r["contraction"] == r["expansion"] == 0 for r in found)


@pytest.mark.parametrize("churn_date", ["effective", "notice", "end_of_service"])
def test_a_swap_of_plans_is_no_churn_on_any_date(run, drawn, churn_date):
    """Notice of the old plan was a move to the new one; its term would have gone on.

    | customer_id | started_at | cancelled_at | ended_at   | ends_at    | mrr |
    | ana         | 2023-03-10 | 2024-01-15   | 2024-02-10 | 2024-06-10 | 30  |
    | ana         | 2024-02-10 | –            | –          | 2025-02-10 | 20  |
    """
    found = run(asked(mrr, drawn[0], churn_date=churn_date))
    assert [(r["contraction"], r["churn"], r["closing"]) for r in found] == [
        (0, 0, 30),
        (10, 0, 20),
        (0, 0, 20),
    ]


@pytest.mark.parametrize("churn_date", ["effective", "notice", "end_of_service"])
def test_a_contract_that_goes_on_does_not_end_with_its_term(run, drawn, churn_date):
    """
    | customer_id | started_at | cancelled_at | ended_at | ends_at    | mrr | auto_renew |
    | ana         | 2023-03-10 | –            | –        | 2024-02-10 | 30  | yes        |
    """
    assert [r["closing"] for r in run(asked(mrr, drawn[0], churn_date=churn_date))] == [30] * 3


@pytest.mark.parametrize(("zone", "churn"), [("Asia/Seoul", [0, 8]), ("America/New_York", [8, 0])])
def test_a_month_ends_at_local_midnight(run, drawn, zone, churn):
    """Ended a second after 15:00 UTC on 31 January: in Seoul February has begun.

    | customer_id | started_at                | ended_at                  | mrr |
    | ana         | 2023-01-01 12:00:00+00:00 | 2024-01-31 15:00:01+00:00 | 8   |
    """
    found = run(asked(mrr, drawn[0], zone=zone))[:2]
    assert [r["churn"] for r in found] == churn


def test_a_quarter_nets_what_its_months_show(run, drawn):
    """Up in January, down in February: of the quarter only the difference is left.

    | customer_id | started_at | ended_at   | mrr |
    | ana         | 2023-01-01 | 2024-01-10 | 10  |
    | ana         | 2024-01-10 | 2024-02-10 | 30  |
    | ana         | 2024-02-10 | –          | 25  |
    """
    months = run(asked(mrr, drawn[0]))
    assert [(r["expansion"], r["contraction"]) for r in months] == [(20, 0), (0, 5), (0, 0)]
    (quarter,) = run(asked(mrr, drawn[0], period="quarter"))
    assert (quarter["expansion"], quarter["contraction"]) == (15, 0)
    (year,) = run(asked(mrr, drawn[0], period="year"))
    assert (year["opening"], year["closing"], year["complete"]) == (10, 25, False)
    assert year["reason"] == UNFINISHED


def test_reactivation_is_in_net_churn_but_never_in_nrr(run, drawn):
    """Opening 100: 20 lost, 10 gained, 40 came back from nothing.

    | customer_id | started_at | ended_at   | mrr |
    | gone        | 2023-01-01 | 2024-01-10 | 20  |
    | more        | 2023-01-01 | 2024-01-10 | 80  |
    | more        | 2024-01-10 | –          | 90  |
    | back        | 2022-01-01 | 2022-06-01 | 5   |
    | back        | 2024-01-10 | –          | 40  |

    | period_start | gross_churn | net_churn | grr  | nrr  |
    | 2024-01-01   | 20 %        | -30 %     | 80 % | 90 % |
    | 2024-02-01   | 0 %         | 0 %       | 100 % | 100 % |
    """
    found = run(asked(revenue_retention, drawn[0], "2024-01-01 … 2024-02-29"))
    assert_drawn(found, drawn[1])
    assert {r["denominator"] for r in found} == {"opening"}


def test_no_opening_has_no_rate_but_a_reason(run, drawn):
    """
    | customer_id | started_at | mrr |
    | ana         | 2024-01-10 | 20  |
    """
    first = run(asked(revenue_retention, drawn[0]))[0]
    assert first["reason"] == NO_OPENING
    assert [first[n] for n in ("gross_churn", "net_churn", "grr", "nrr", "nrr_high")] == [None] * 5


def test_annual_contracts_by_what_was_due(run, drawn):
    """Three of four annual contracts are due in the quarter; a monthly one never is.

    ana goes on by herself; 보라 renews a day later for less; cho leaves; dee is not due
    before May; eve stops in the middle of her term.

    | customer_id | started_at | ended_at   | term_months | mrr |
    | ana         | 2022-01-15 | –          | 12          | 10  |
    | 보라        | 2023-02-01 | 2024-01-31 | 12          | 20  |
    | 보라        | 2024-02-01 | –          | 12          | 15  |
    | cho         | 2023-03-10 | 2024-03-10 | 12          | 40  |
    | dee         | 2023-05-01 | –          | 12          | 99  |
    | eve         | 2023-09-01 | 2024-02-10 | 12          | 7   |
    | monthly     | 2023-09-01 | 2024-02-01 | 1           | 50  |

    | period_start | due | renewed | renewal_rate | grr     | nrr     | ended_early |
    | 2024-01-01   | 2   | 2       | 100 %        | 83.33 % | 83.33 % | 0           |
    | 2024-02-01   | 0   | 0       | –            | –       | –       | 1           |
    | 2024-03-01   | 1   | 0       | 0 %          | 0 %     | 0 %     | 0           |

    | period_start | due | renewed | renewal_rate | grr     | ended_early |
    | 2024-01-01   | 3   | 2       | 66.67 %      | 35.71 % | 1           |
    """
    found = run(asked(renewals, drawn[0]))
    assert_drawn(found, drawn[1])
    assert [r["reason"] for r in found] == [None, NOTHING_DUE, None]
    assert [(r["due_mrr"], r["kept_mrr"]) for r in found] == [(30, 25), (0, 0), (40, 0)]
    assert_drawn(run(asked(renewals, drawn[0], period="quarter")), drawn[2])
    by_money = run(
        asked(revenue_retention, drawn[0], period="quarter", asking={"denominator": "renewals_due"})
    )
    assert [(r["denominator"], r["base"], r["lost"], r["gained"]) for r in by_money] == [
        ("renewals_due", 70, 45, 0)
    ]
    assert by_money[0]["grr"] == pytest.approx(25 / 70)


def test_terms_end_on_the_day_of_the_month_they_began_or_its_last(run, drawn):
    """From 31 January, terms of a month end on 29 February and 31 March.

    | customer_id | started_at | term_months | mrr |
    | ana         | 2024-01-31 | 1           | 10  |
    """
    found = run(asked(renewals, drawn[0], asking={"at_least_months": 1}))
    assert [(str(r["period_start"]), r["due"], r["renewed"]) for r in found] == [
        ("2024-01-01", 0, 0),
        ("2024-02-01", 1, 1),
        ("2024-03-01", 1, 1),
    ]


def test_an_account_with_many_contracts_is_one_logo(run, drawn):
    """
    | account_id | started_at | ended_at   | mrr |
    | 한빛       | 2023-01-01 | 2024-01-20 | 10  |
    | 한빛       | 2023-02-01 | 2024-01-25 | 20  |
    | Lumen      | 2023-03-01 | –          | 30  |
    | –          | 2023-03-01 | –          | 40  |
    """
    first = run(asked(mrr, drawn[0], unit="account_id"))[0]
    assert (first["opening"], first["churn"], first["churned_customers"]) == (60, 30, 1)
    assert first["period_start"] == date(2024, 1, 1)
