"""Whom an action would change: uplift learned from randomised assignments, and judged."""

from tenure.predict.uplift.harmed import Harmed, harmed
from tenure.predict.uplift.held_out import HeldOut, held_out
from tenure.predict.uplift.meta import METHODS, Method, UpliftModel, fit_uplift, load_uplift
from tenure.predict.uplift.policy import (
    Money,
    Outcomes,
    Value,
    effect,
    first_share,
    policy_gain,
    policy_value,
)
from tenure.predict.uplift.randomised import Randomisation, check_randomisation
from tenure.predict.uplift.study import Policies, Study, judge, study_trial
from tenure.predict.uplift.trial import Trial, trial

__all__ = [
    "METHODS",
    "Harmed",
    "HeldOut",
    "Method",
    "Money",
    "Outcomes",
    "Policies",
    "Randomisation",
    "Study",
    "Trial",
    "UpliftModel",
    "Value",
    "check_randomisation",
    "effect",
    "first_share",
    "fit_uplift",
    "harmed",
    "held_out",
    "judge",
    "load_uplift",
    "policy_gain",
    "policy_value",
    "study_trial",
    "trial",
]
