"""Logos, and their users as a leading indicator."""

from datetime import datetime
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import attrition_of, observed
from support.drawing import assert_drawn
from support.examples import some
from tenure.measure.logo_lead import (
    NO_LOSS,
    auc,
    auc_interval,
    by_share,
    finish_logo_lead,
    flags,
    logo_lead,
)
from tenure.measure.logos import WEEKLY, logo_contracts, warned
from tenure.measure.states import contract_spells
from tenure.periods import Calendar

UTC = Calendar("UTC")


def test_asking_weekly_warns_in_every_row(run, drawn):
    """
    | unit_id | from_local | to_local |
    | ana     | 2024-01-01 | –        |
    """
    found = run(
        warned(attrition_of(rows.table(drawn[0]), "2024-01-01 … 2024-01-09", period="week"))
    )
    assert [row["reason"] for row in found] == [WEEKLY, f"the period is not over; {WEEKLY}"]


def test_contracts_of_people_are_those_of_their_logo(run, drawn):
    """s1 is the logo's own, s2 that of one of its people, s3 of somebody without a logo.

    | subscription_id | customer_id | account_id | started_at | ended_at   |
    | s1              | –           | a1         | 2024-01-01 | 2024-02-10 |
    | s2              | ana         | –          | 2024-02-01 | 2024-03-10 |
    | s3              | 보라        | –          | 2024-01-01 | –          |
    | s4              | eve         | a2         | 2024-01-01 | –          |

    | customer_id | account_id |
    | ana         | a1         |
    | ana         | a1         |
    | 보라        | –          |
    | eve         | a1         |

    | unit_id | from_local | to_local   |
    | a1      | 2024-01-01 | 2024-03-10 |
    | a2      | 2024-01-01 | –          |
    """
    contracts = logo_contracts(rows.table(drawn[0]), rows.table(drawn[1]))
    spells = contract_spells(
        contracts, unit="account_id", calendar=UTC, observed=observed("2024-01-01 … 2024-03-31")
    ).order_by("unit_id", "from_local")
    from tenure.measure.states import merged

    assert_drawn(run(merged(spells).order_by("unit_id")), drawn[2])


def lead(engine, logos, users, seats, days, **options):
    expression = logo_lead(logos, users, seats, calendar=UTC, observed=observed(days), **options)
    return engine.execute(expression, metric="test")


def test_users_gone_in_january_and_the_logo_in_march(engine, drawn):
    """Of a1's four users two are gone by the end of January; a1 ends on 11 March, 39 days after
    1 February. a2 keeps its user. Users are seen from 1 December 2023 (28 days after 1 November).

    | unit_id | from_local | to_local   |
    | a1      | 2023-06-01 | 2024-03-11 |
    | 로고    | 2023-06-01 | –          |

    | unit_id | from_local | to_local   |
    | ana     | 2023-11-01 | 2024-01-10 |
    | ben     | 2023-11-01 | 2024-01-31 |
    | chidi   | 2023-11-01 | –          |
    | dörte   | 2023-11-01 | –          |
    | 보라    | 2023-11-01 | –          |

    | unit_id | account_id |
    | ana     | a1         |
    | ben     | a1         |
    | chidi   | a1         |
    | dörte   | a1         |
    | 보라    | 로고       |

    Lag 2 looks from March back at January, and from February back at December.

    | lag | users | users_lost | logos_lost | logos_kept | lead_days |
    | 2   | 1     | 0          | 0          | 2          | 0         |
    | 2   | 4     | 0          | 0          | 1          | 0         |
    | 2   | 4     | 2          | 1          | 0          | 39        |
    """
    tables = [rows.table(table) for table in drawn[:3]]
    found = lead(engine, *tables, "2023-11-01 … 2024-03-31", lags=2).to_pylist()
    assert_drawn([row for row in found if row["lag"] == 2], drawn[3])
    judged = finish_logo_lead(pa.Table.from_pylist(found)).to_pylist()[1]
    assert (judged["auc"], judged["logos_lost"], judged["logo_months"]) == (1.0, 1, 4)


def test_a_logo_whose_users_are_gone_already_is_counted_apart(engine, drawn):
    """ana is gone in December; the logo ends in March: at lag 1 there is nobody to lose, and
    looking back over three months (from 1 December to the end of February) there is.

    | unit_id | from_local | to_local   |
    | a1      | 2023-06-01 | 2024-03-11 |

    | unit_id | from_local | to_local   |
    | ana     | 2023-10-01 | 2023-12-10 |
    | 보라    | 2023-10-01 | –          |

    | unit_id | account_id |
    | ana     | a1         |
    | 보라    | –          |
    """
    tables = [rows.table(table) for table in drawn[:3]]
    days = "2023-11-01 … 2024-03-31"
    one = finish_logo_lead(lead(engine, *tables, days, lags=1)).to_pylist()[0]
    assert (one["no_users"], one["no_users_lost"], one["auc"], one["reason"]) == (
        2,
        1,
        None,
        NO_LOSS,
    )
    three = lead(engine, *tables, days, lags=1, over=3).to_pylist()
    gone = [(row["users"], row["users_lost"]) for row in three if row["logos_lost"]]
    assert gone == [(1, 1)]


@st.composite
def small_logos(draw):
    months = [datetime(2024, month, day) for month in range(1, 7) for day in (1, 15)]
    ends = st.sampled_from([None, *months])
    logos = {name: draw(ends) for name in ("a1", "로고", "a3")}
    users = {
        f"{logo}-{n}": (logo, draw(ends)) for logo in logos for n in range(draw(st.integers(0, 3)))
    }
    return logos, users


@given(small_logos(), st.integers(1, 3), st.integers(1, 2))
@settings(max_examples=some(12), phases=(Phase.generate,))  # shrinking runs the engine for minutes
def test_equals_the_definition_in_loops(engine, world, lags, over):
    logos, users = world
    begin = datetime(2023, 6, 1)
    told = [{"unit_id": u, "from_local": begin, "to_local": end} for u, end in logos.items()]
    active = [{"unit_id": u, "from_local": begin, "to_local": end} for u, (_, end) in users.items()]
    seats = [{"unit_id": u, "account_id": logo} for u, (logo, _) in users.items()]
    names = ("unit_id", "from_local", "to_local")
    found = lead(
        engine,
        rows.table(told, *names),
        rows.table(active, *names),
        rows.table(seats, "unit_id", "account_id"),
        "2023-07-01 … 2024-06-30",
        lags=lags,
        over=over,
    ).to_pylist()
    starts = [datetime(2023, month, 1) for month in range(7, 13)]
    starts += [datetime(2024, month, 1) for month in range(1, 8)]

    def there(end, at):
        return end is None or at < end

    expected = {}
    for lag, place, logo in product(range(1, lags + 1), range(12), logos):
        if not users or place - lag - over + 1 < 0 or not there(logos[logo], starts[place]):
            continue
        known = starts[place - lag + 1]
        mine = [
            e for a, e in users.values() if a == logo and there(e, starts[place - lag - over + 1])
        ]
        gone = [end for end in mine if not there(end, known)]
        cell = expected.setdefault((lag, len(mine), len(gone)), [0, 0, 0])
        lost = not there(logos[logo], starts[place + 1])
        cell[0 if lost else 1] += 1
        cell[2] += (logos[logo] - known).days if lost else 0
    measured = {
        (row["lag"], row["users"], row["users_lost"]): [
            row["logos_lost"], row["logos_kept"], row["lead_days"]
        ]
        for row in found
    }  # fmt: skip
    assert measured == expected


GROUPED = [
    {"users": 4, "users_lost": 2, "logos_lost": 3, "logos_kept": 1, "lead_days": 90},
    {"users": 2, "users_lost": 1, "logos_lost": 1, "logos_kept": 1, "lead_days": 10},
    {"users": 4, "users_lost": 0, "logos_lost": 1, "logos_kept": 3, "lead_days": 5},
    {"users": 0, "users_lost": 0, "logos_lost": 9, "logos_kept": 9, "lead_days": 0},
]


def test_the_area_by_hand():
    """Half of the users lost: 4 logos lost, 2 kept; none lost: 1 and 3. Of the 25 pairs the lost
    one is above in 4 · 3 = 12, equal in 4 · 2 + 1 · 3 = 11: (12 + 5.5) / 25 = 0.7.
    """
    groups = by_share(GROUPED)
    assert groups == [(0.5, 4, 2, 100), (0.0, 1, 3, 5)]
    assert auc(groups) == pytest.approx(0.7)


def test_the_area_is_that_of_scikit_learn():
    from sklearn.metrics import roc_auc_score

    grid = [(users, lost) for users in range(1, 6) for lost in range(users + 1)]
    told = [
        {"users": u, "users_lost": x, "logos_lost": (7 * u + 3 * x) % 4, "logos_kept": (u + x) % 5,
         "lead_days": 0}
        for u, x in grid
    ]  # fmt: skip
    truth, score = [], []
    for row in told:
        truth += [1] * row["logos_lost"] + [0] * row["logos_kept"]
        score += [row["users_lost"] / row["users"]] * (row["logos_lost"] + row["logos_kept"])
    assert auc(by_share(told)) == pytest.approx(roc_auc_score(truth, score))


def test_the_interval_of_the_area_holds_it_and_stays_within_0_and_1():
    """Of 50 and 50, V(0.3897) = 0.3897 · 0.6103 · (99 − 147 / 1.6103 / 1.3897) / 2500 = 0.003168,
    and 1.96 · √V = 0.1103 is how far 0.3897 lies from 0.5.
    """
    low, high = auc_interval(0.5, 50, 50)
    assert low + high == pytest.approx(1, abs=1e-9)
    assert (low, high) == pytest.approx((0.3897, 0.6103), abs=5e-5)
    certain = auc_interval(1.0, 5, 100)
    assert certain[1] == 1.0
    assert 0.5 < certain[0] < 1.0


def test_the_top_share_takes_ties_in_proportion():
    """The top half of ten: all six with half of their users lost would be too many; five of them,
    with 5/6 of the 4 lost and of the 100 days.
    """
    flagged, caught, days = flags(by_share(GROUPED), 0.5)
    assert (flagged, caught, days) == pytest.approx((5, 4 * 5 / 6, 100 * 5 / 6))
    judged = finish_logo_lead(
        pa.Table.from_pylist([{"lag": 1, **row} for row in GROUPED]), top=0.5
    ).to_pylist()[0]
    assert judged["precision"] == pytest.approx(2 / 3)
    assert judged["recall"] == pytest.approx(2 / 3)
    assert judged["lead_days"] == pytest.approx(25)
    assert (judged["no_users"], judged["no_users_lost"]) == (18, 9)
    assert judged["base_rate"] == 0.5
