"""What is true of a simulated company, kept apart from what its systems recorded."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.contacts import enrolled
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER, UPLIFT_KINDS
from tenure.simulate.draws import Floats, Ints
from tenure.simulate.walk import DRIVERS

_CAUSES = ("voluntary", "involuntary")


def hazards(company: Company) -> Iterator[pa.Table]:
    """Yield, month by month, each unit at risk with its probability of leaving and the outcome."""
    months = column(company.clock.labels, kind=pa.date32())
    for part in company.lives.months:
        zero = np.full(len(part.who), part.month)
        yield table_of({
            unit_column(company): labelled(part.who, company.unit_ids),
            "month": months.take(column(zero)),
            "hazard": column(part.hazard),
            "hazard_involuntary": column(part.involuntary),
            "left": column(part.left),
        })  # fmt: skip


def spells(company: Company) -> pa.Table:
    """Lay out when each customer was really there: one row a spell."""
    people, clock, end = company.people, company.clock, company.clock.end
    own = not company.preset.by_account
    parts = []
    for spell in (0, 1):
        who = np.flatnonzero(people.start[spell] < end)
        left = people.left[spell][who]
        gone = left < end
        back = people.start[1][who] if spell == 0 else np.full(len(who), NEVER)
        cause = company.lives.involuntary[spell][who].astype(np.int64) if own else gone * 0
        driver = company.lives.driver[spell][who] if own else np.full(len(who), -1)
        parts.append(table_of({
            "customer_id": labelled(who, company.customer_ids),
            "spell": column(np.full(len(who), spell + 1)),
            "joined_at": instants(clock.utc(people.start[spell][who])),
            "left_at": optional_instants(clock, np.where(gone, left, NEVER)),
            "returned_at": optional_instants(clock, np.where(back < end, back, NEVER)),
            "cause": labelled(np.where(gone, cause, -1), _CAUSES),
            "driver": labelled(np.where(gone, driver, -1), DRIVERS),
        }))  # fmt: skip
    return pa.concat_tables(parts)


def individuals(company: Company) -> pa.Table:
    """Lay out what each unit is really like: habits, frailty, effect of a touch, log hazard."""
    crowd, effects = company.units, company.preset.effects
    touch = np.array([0.0, effects.persuadable, effects.sleeping_dog])[crowd.uplift]
    return table_of({
        unit_column(company): company.unit_ids,
        "onboarding_steps": column(crowd.steps),
        "protecting_use": column(crowd.intensity[0]),
        "harming_use": column(crowd.intensity[1]),
        "neutral_use": column(crowd.intensity[2]),
        "engagement": column(crowd.engagement),
        "frailty": column(crowd.frailty),
        "uplift_kind": labelled(crowd.uplift, UPLIFT_KINDS),
        "touch_log_hazard": column(touch),
        "log_hazard": column(crowd.log_hazard),
    })  # fmt: skip


def touch_effects(company: Company) -> pa.Table:
    """Lay out both potential hazards, in the month of enrolment, of who was in `save_offer`."""
    found = enrolled(company)
    return table_of({
        "unit_id": labelled(found.unit, company.unit_ids),
        "assigned_at": instants(company.clock.utc(found.at)),
        "treated": column(found.treated),
        "uplift_kind": labelled(company.units.uplift[found.unit], UPLIFT_KINDS),
        "hazard_if_touched": column(found.hazard_if),
        "hazard_if_not": column(found.hazard_if_not),
    })  # fmt: skip


def logos(company: Company) -> pa.Table:
    """Lay out each organisation's end beside the leaving of its users."""
    accounts, clock = company.accounts, company.clock
    assert accounts is not None
    members = np.flatnonzero(company.people.crowd.account >= 0)
    account = company.people.crowd.account[members]
    left = company.people.left[0][members]
    first, last = np.full(accounts.size, NEVER), np.zeros(accounts.size)
    np.minimum.at(first, account, left)
    np.maximum.at(last, account, left)
    ended = np.where(accounts.ended < clock.end, accounts.ended, NEVER)
    failing = accounts.failing_from < clock.months
    month = np.where(failing, accounts.failing_from, 0)
    return table_of({
        "account_id": company.account_ids,
        "started_at": instants(clock.utc(accounts.started)),
        "ended_at": optional_instants(clock, ended),
        "users": column(np.bincount(account, minlength=accounts.size)),
        "first_user_left_at": optional_instants(clock, np.where(first < clock.end, first, NEVER)),
        "last_user_left_at": optional_instants(clock, np.where(last < clock.end, last, NEVER)),
        "failing_from": optional_instants(clock, np.where(failing, clock.starts[month], NEVER)),
    })  # fmt: skip


def attrition(company: Company) -> pa.Table:
    """Count each month's attrition as it truly was and as the rule sees it, beside what to expect.

    One row a basis and month. Basis `true` ends a spell when the unit leaves; basis `rule`
    ends it once the silence of the rule is over. Expected is the sum of the hazards of those
    active at the start; lost is how many of them really were gone at the end.
    """
    bases = [("true", 0.0, _expected_truly(company))]
    if company.preset.silence:
        bases.append(("rule", company.preset.silence, company.lives.rule_expected))
    parts = []
    for basis, silence, expected in bases:
        counts = np.array([_count(company, m, silence) for m in range(company.clock.months)])
        lost, at_start = counts[:, 1], counts[:, 0]
        none = at_start == 0
        whole = np.maximum(at_start, 1)
        parts.append(table_of({
            "basis": column([basis] * len(counts)),
            "month": column(company.clock.labels[: len(counts)], kind=pa.date32()),
            **{name: column(counts[:, at]) for at, name in enumerate(_COUNTS)},
            "expected_lost": column(expected[: len(counts)]),
            "expected_attrition": column(expected[: len(counts)] / whole, none),
            "attrition": column(lost / whole, none),
        }))  # fmt: skip
    return pa.concat_tables(parts)


_COUNTS = ("at_start", "lost", "joined", "won_back", "at_end", "joined_and_lost")


def _count(company: Company, month: int, silence: float) -> tuple[int, ...]:
    lives = company.lives
    t0, t1 = company.clock.starts[month], company.clock.starts[month + 1]

    def active(at: float) -> Ints:
        inside = [(lives.start[s] <= at) & (lives.left[s] + silence > at) for s in (0, 1)]
        return (inside[0] | inside[1]).astype(np.int64)

    before, after = active(t0), active(t1)
    fresh = ((lives.start[0] > t0) & (lives.start[0] <= t1)).astype(np.int64)
    return tuple(
        int(n.sum())
        for n in (
            before,
            before * (1 - after),
            fresh * after,
            (1 - before) * after * (1 - fresh),
            after,
            fresh * (1 - after),
        )
    )


def _expected_truly(company: Company) -> Floats:
    expected = np.zeros(company.clock.months)
    lives, starts = company.lives, company.clock.starts
    seen: set[int] = set()
    for part in lives.months:
        spell = 1 if part.month in seen else 0
        seen.add(part.month)
        present = lives.start[spell][part.who] <= starts[part.month]
        expected[part.month] += float(part.hazard[present].sum())
    return expected


def unit_column(company: Company) -> str:
    """Name the column that identifies the units whose hazard is known."""
    return "account_id" if company.preset.by_account else "customer_id"
