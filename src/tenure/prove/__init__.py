"""Prove: what a treatment changed, from randomised assignments; numbers in, verdicts out.

Everything is analysed as assigned, whoever was contacted. A difference is treatment less control;
where the outcome is that they left, below 0 is good.
"""

from tenure.prove.adjusting import Adjusted
from tenure.prove.arms import Compared, compare_arms
from tenure.prove.dose import (
    Dose,
    DoseEffect,
    DoseGroup,
    DoseSeen,
    effect_of_dose,
    effect_on_contacted,
    seen_by_dose,
)
from tenure.prove.effect import Effect, Group, effect_of
from tenure.prove.matching import Balance, Matched, matched
from tenure.prove.money import Brought, Offers, brought, together
from tenure.prove.power import (
    Design,
    Duration,
    power_of,
    smallest_effect,
    units_needed,
    weeks_needed,
)
from tenure.prove.segments import Attribute, Segment, by_segment
from tenure.prove.sequential import Look, LookOn, always_valid, look, over_time
from tenure.prove.split import ALARM, ArmSize, Drawn, Split, check_split, check_splits
from tenure.prove.survival import Staying, SurvivalEffect, survival_effect
from tenure.prove.telling import Language, Note
from tenure.prove.trial import Trial, trial
from tenure.prove.verdict import Judgement, Margin, Verdict, break_even, judge
from tenure.prove.without_holdout import BeforeAfter, before_after

__all__ = [
    "ALARM",
    "Adjusted",
    "ArmSize",
    "Attribute",
    "Balance",
    "BeforeAfter",
    "Brought",
    "Compared",
    "Design",
    "Dose",
    "DoseEffect",
    "DoseGroup",
    "DoseSeen",
    "Drawn",
    "Duration",
    "Effect",
    "Group",
    "Judgement",
    "Language",
    "Look",
    "LookOn",
    "Margin",
    "Matched",
    "Note",
    "Offers",
    "Segment",
    "Split",
    "Staying",
    "SurvivalEffect",
    "Trial",
    "Verdict",
    "always_valid",
    "before_after",
    "break_even",
    "brought",
    "by_segment",
    "check_split",
    "check_splits",
    "compare_arms",
    "effect_of",
    "effect_of_dose",
    "effect_on_contacted",
    "judge",
    "look",
    "matched",
    "over_time",
    "power_of",
    "seen_by_dose",
    "smallest_effect",
    "survival_effect",
    "together",
    "trial",
    "units_needed",
    "weeks_needed",
]
