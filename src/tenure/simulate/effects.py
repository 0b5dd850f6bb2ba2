"""The planted effects of a simulated company, each with its size, as one JSON file."""

import json
from pathlib import Path

import numpy as np

from tenure.simulate import flaws
from tenure.simulate.approach import COMPLAINS, FATIGUE_DAYS, UNSUBSCRIBES
from tenure.simulate.company import Company
from tenure.simulate.crowd import SURE, UPLIFT_KINDS
from tenure.simulate.happenings import SHOCK_MONTHS, TOUCH_MONTHS, Happenings
from tenure.simulate.logos import USERS_LEAD_MONTHS
from tenure.simulate.plays import EXPERIMENT, QUIET_BELOW, SELDOM_BELOW
from tenure.simulate.plays_truth import WORTH_MONTHS
from tenure.simulate.rivals import rival_truth
from tenure.simulate.truth import unit_column

MARKER = "truth.json"


def write_description(company: Company, seed: int, path: Path) -> None:
    """Write every planted effect with its size, in log hazard unless it says otherwise."""
    text = json.dumps(_description(company, seed), ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8")


def _description(company: Company, seed: int) -> dict[str, object]:
    preset, clock = company.preset, company.clock
    return {
        "preset": preset.kind,
        "seed": seed,
        "first_month": clock.labels[0].isoformat(),
        "end_exclusive": clock.labels[clock.months].isoformat(),
        "unit": unit_column(company),
        "rule": preset.rule,
        **_hazard(company),
        "features": _features(company),
        "shocks": _shocks(company),
        "competitors": rival_truth(company),
        "experiment": _experiment(company),
        "plays": _plays(company),
        "logos": _logos(company),
        "files": _FILES,
        "imperfections": flaws.listing(company),
        "notes": list(_NOTES),
    }


def _hazard(company: Company) -> dict[str, object]:
    preset, effects = company.preset, company.preset.effects
    by_term = ", summed over the paid term and drawn at its end"
    return {
        "hazard": (
            "rate of leaving a month = base * exp(tenure + onboarding + features + attributes + "
            "engagement + frailty + season + shocks) + payment failures; probability = 1 - "
            "exp(-rate * share of the month at risk)" + (by_term if _by_term(company) else "")
        ),
        "base_monthly_rate": preset.monthly_hazard,
        "payment_failure_monthly_rate": preset.payment_hazard,
        "tenure_by_month": list(effects.tenure),
        "season_by_month_of_year": list(effects.season),
        "onboarding_per_step": effects.onboarding_step,
        "engagement_per_standard_deviation": effects.engagement,
        "frailty_standard_deviation": effects.frailty,
        "slow_ticket_for_two_months": effects.slow_ticket,
        "attributes": {
            a.name: dict(zip(a.values, a.effects, strict=True))
            for a in preset.attributes
            if a.effects
        },
    }


def _experiment(company: Company) -> dict[str, object]:
    effects, clock = company.preset.effects, company.clock
    kinds = np.bincount(company.units.uplift, minlength=len(UPLIFT_KINDS)) / company.units.size
    return {
        "name": EXPERIMENT,
        "from_month": clock.labels[Happenings.of(clock).experiment].isoformat(),
        "holdout_share": effects.holdout,
        "months_of_effect": TOUCH_MONTHS,
        "effects": {
            "persuadable": effects.persuadable,
            "sleeping_dog": effects.sleeping_dog,
            UPLIFT_KINDS[SURE]: 0.0,
        },
        "shares": dict(zip(UPLIFT_KINDS, kinds.tolist(), strict=True)),
    }


def _plays(company: Company) -> dict[str, object]:
    """Say of each play whose turn it is, what it costs and how many it changes."""
    plays = company.lives.plays
    listed = {
        one.name: {
            "about": one.about,
            "turn": one.turn,
            "chosen_monthly_of_those": one.monthly,
            "holdout_share": one.holdout,
            "salt": plays.salts[place],
            "channel": one.channel,
            "cost_in_dollars": one.cost,
            "cooldown_months": one.cooldown,
            "median_effects": {"persuadable": one.effect, "sleeping_dog": one.harm},
            "shares_changed": {
                "persuadable": float((plays.effects[place] < 0).mean()),
                "sleeping_dog": float((plays.effects[place] > 0).mean()),
            },
            "follows": {"habit": one.follows, "correlation": one.telling},
        }
        for place, one in enumerate(plays.campaigns)
    }
    return {
        "works": "from its time to the end of the following month",
        "third_within_days": FATIGUE_DAYS,
        "third_adds": company.preset.effects.fatigue,
        "unsubscribes": UNSUBSCRIBES,
        "complains": COMPLAINS,
        "seldom_below": SELDOM_BELOW,
        "quiet_below": QUIET_BELOW,
        "worth_months": WORTH_MONTHS,
        "list": listed,
    }


_FILES = {
    "plays": "what a contact of each play adds to each unit's log hazard, and what kind it is",
    "enrolments": "whose turn each play was: arm, both potential probabilities, what one is worth",
    "contacts": "every contact: effect, potential probabilities, the end with and without it",
    "brought": "what each play truly brought in each month: units kept, money, cost, annoyed",
    "spells": "when each customer was really there; left_at null: still there at the end",
    "hazard": "each unit and month at risk: probability of leaving in it, and whether it left",
    "individuals": "what each unit is like: habits, frailty, effect of a touch, log hazard",
    "touch_effects": "both potential hazards of every unit enrolled in the experiment",
    "attrition_truth": "each month's attrition, realised and expected, truly and as the rule sees",
    "logos": "each organisation's end beside the leaving of its users",
    "tickets": "theme and mood of each ticket, whom it names, and whether the answer was slow",
    "feedback": "theme and mood of each answer, and which competitor it names",
}

_NOTES = (
    "The use of the three planted features does not fall before leaving, so what associates it "
    "with leaving is the planted effect; all other activity fades over the last 28 days.",
    "Under the rule `inactive`, left_at is the last qualifying activity, and while present nobody "
    "is silent for 28 days: the rule sees each leaving exactly 28 days later.",
    "What someone does before a contact follows when they would have left without it, so that "
    "no arm differs before it; in companies whose contracts end by notice, and among users of "
    "an account, notice and silence do follow the real end.",
    "Some who left still log in for 45 days: a log-in is no qualifying activity.",
    "Texts hold harmless words with a risk word inside them (익숙해지는 has 해지 in it).",
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
