"""What is true of a simulated company, kept apart from what its systems recorded."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from tenure.simulate import flaws
from tenure.simulate.columns import column, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.contacts import EXPERIMENT, enrolled_units
from tenure.simulate.contracts import optional_instants
from tenure.simulate.crowd import NEVER, SURE, UPLIFT_KINDS
from tenure.simulate.draws import Floats, Ints
from tenure.simulate.happenings import SHOCK_MONTHS, TOUCH_MONTHS, Happenings
from tenure.simulate.logos import USERS_LEAD_MONTHS
from tenure.simulate.walk import DRIVERS

MARKER = "truth.json"
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
    """Lay out both potential hazards, in the month of enrolment, of every unit enrolled."""
    lives, units = company.lives, enrolled_units(company)
    return table_of({
        "unit_id": labelled(units, company.unit_ids),
        "assigned_at": instants(company.clock.utc(company.clock.starts[lives.enrolled[units]])),
        "treated": column(lives.treated[units]),
        "uplift_kind": labelled(company.units.uplift[units], UPLIFT_KINDS),
        "hazard_if_touched": column(lives.touched_hazard[units]),
        "hazard_if_not": column(lives.untouched_hazard[units]),
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


def write_description(company: Company, seed: int, path: Path) -> None:
    """Write every planted effect with its size, in log hazard unless it says otherwise."""
    path.write_text(json.dumps(_description(company, seed), ensure_ascii=False, indent=2) + "\n")


def _description(company: Company, seed: int) -> dict[str, object]:
    preset, effects, clock = company.preset, company.preset.effects, company.clock
    kinds = np.bincount(company.units.uplift, minlength=len(UPLIFT_KINDS)) / company.units.size
    return {
        "preset": preset.kind,
        "seed": seed,
        "first_month": clock.labels[0].isoformat(),
        "end_exclusive": clock.labels[clock.months].isoformat(),
        "unit": unit_column(company),
        "rule": preset.rule,
        "hazard": (
            "rate of leaving a month = base * exp(tenure + onboarding + features + attributes + "
            "engagement + frailty + season + shocks) + payment failures; probability = 1 - "
            "exp(-rate * share of the month at risk)"
            + (", summed over the paid term and drawn at its end" if _by_term(company) else "")
        ),
        "base_monthly_rate": preset.monthly_hazard,
        "payment_failure_monthly_rate": preset.payment_hazard,
        "tenure_by_month": list(effects.tenure),
        "season_by_month_of_year": list(effects.season),
        "onboarding_per_step": effects.onboarding_step,
        "engagement_per_standard_deviation": effects.engagement,
        "frailty_standard_deviation": effects.frailty,
        "attributes": {
            a.name: dict(zip(a.values, a.effects, strict=True))
            for a in preset.attributes
            if a.effects
        },
        "features": _features(company),
        "shocks": _shocks(company),
        "slow_ticket_for_two_months": effects.slow_ticket,
        "experiment": {
            "name": EXPERIMENT,
            "from_month": clock.labels[
                min(Happenings.of(clock).experiment, clock.horizon)
            ].isoformat(),
            "holdout_share": effects.holdout,
            "months_of_effect": TOUCH_MONTHS,
            "effects": {
                "persuadable": effects.persuadable,
                "sleeping_dog": effects.sleeping_dog,
                UPLIFT_KINDS[SURE]: 0.0,
            },
            "shares": dict(zip(UPLIFT_KINDS, kinds.tolist(), strict=True)),
        },
        "logos": _logos(company),
        "imperfections": flaws.listing(company),
        "notes": list(_NOTES),
    }


_NOTES = (
    "The use of the three planted features does not fall before leaving, so what associates it "
    "with leaving is the planted effect; all other activity fades over the last 28 days.",
    "Under the rule `inactive`, left_at is the last qualifying activity, and while present nobody "
    "is silent for 28 days: the rule sees each leaving exactly 28 days later.",
    "Some who left still log in for 45 days: a log-in is no qualifying activity.",
)


def _by_term(company: Company) -> bool:
    return company.preset.rule == "contract"


def _features(company: Company) -> dict[str, object]:
    roles = ("protects", "harms", "neither")
    return {
        role: {"event": f.event, "effect_at_full_use": f.effect, "full_use_monthly": f.full_use}
        for role, f in zip(roles, company.preset.features, strict=True)
    }


def _shocks(company: Company) -> dict[str, object]:
    happenings, effects = Happenings.of(company.clock), company.preset.effects
    found: dict[str, object] = {}
    labels = company.clock.labels
    if happenings.price is not None:
        found["price_change"] = {
            "month": labels[happenings.price].isoformat(), "months": SHOCK_MONTHS,
            "plan": company.preset.affected_plan or None, "effect": effects.price_change,
            "rise": effects.price_rise,
        }  # fmt: skip
    if happenings.release is not None:
        found["bad_release"] = {
            "month": labels[happenings.release].isoformat(), "months": SHOCK_MONTHS,
            "effect": effects.bad_release,
        }  # fmt: skip
    return found


def _logos(company: Company) -> dict[str, object]:
    if company.accounts is None:
        return {}
    if company.preset.by_account:
        lead = {"users_leave_before_logo_months": list(USERS_LEAD_MONTHS)}
    else:
        lead = {"logo_ends_days_after_last_user": [15, 45]}
    rate = company.preset.effects.failing_logo
    return {**lead, "failing_adds_monthly_rate": 0.0 if company.preset.by_account else rate}
