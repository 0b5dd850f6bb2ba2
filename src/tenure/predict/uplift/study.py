"""The whole answer of a trial: is there a gain, does it differ, and is it worth ranking by it?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design
from tenure.predict.evaluate.doubt import Doubt, Language, doubt, sentence
from tenure.predict.evaluate.resampled import REPEATS
from tenure.predict.evaluate.rows import Floats
from tenure.predict.learners import Learner
from tenure.predict.qini import UpliftBin, qini_interval, uplift_by_bin
from tenure.predict.uplift.harmed import Harmed, harmed
from tenure.predict.uplift.held_out import HeldOut, held_out
from tenure.predict.uplift.meta import Method
from tenure.predict.uplift.policy import (
    SHARES,
    Money,
    Value,
    effect,
    first_share,
    policy_gain,
    policy_value,
)
from tenure.predict.uplift.randomised import Randomisation, check_randomisation
from tenure.predict.uplift.trial import Trial, doubts_of_trial
from tenure.stats import Estimate

Verdict = Literal[
    "use uplift",
    "no better than risk",
    "no evidence of different effects",
    "too few",
    "not randomised",
]

KEYS: dict[Verdict, str] = {
    "use uplift": "use_uplift",
    "no better than risk": "no_better",
    "no evidence of different effects": "no_evidence",
    "too few": "too_few",
    "not randomised": "not_randomised",
}


@dataclass(frozen=True)
class Policies:
    """What treating a `share` of customers is worth, by whom one takes first; a customer.

    `over_risk`: by uplift less by risk, the same number treated; `over_all`: less treating all.
    """

    share: float
    uplift: Value
    risk: Value
    all: Value
    none: Value
    over_risk: Value
    over_all: Value


@dataclass(frozen=True)
class Study:
    """What a trial says about whom to treat, on rows that each model did not see.

    `average`: the gain of treating all over none. `qini`: of the ranking by predicted gain;
    `qini_risk`: by risk. `over_risk`: how much more wanted outcomes the ranking by gain brings
    than that by risk, the mean over every share that could be treated. `rank_by` is what to
    rank by: risk unless the verdict is "use uplift".
    """

    verdict: Verdict
    randomisation: Randomisation
    average: Estimate | None
    qini: Estimate | None
    qini_risk: Estimate | None
    over_risk: Estimate | None
    bins: tuple[UpliftBin, ...]
    policies: tuple[Policies, ...]
    harmed: Harmed | None
    held_out: HeldOut | None
    doubts: tuple[Doubt, ...]

    @property
    def rank_by(self) -> Literal["uplift", "risk"]:
        """Return what the trial supports ranking customers by."""
        return "uplift" if self.verdict == "use uplift" else "risk"

    def says(self, language: Language = "en") -> str:
        """Return the verdict as a sentence."""
        return sentence("uplift", KEYS[self.verdict], language)


def study_trial(
    design: Design,
    tried: Trial,
    learner: Learner,
    method: Method = "two models",
    *,
    risk: Floats | None = None,
    meant: float | None = None,
    money: Money = SHARES,
    shares: tuple[float, ...] = (0.1, 0.2, 0.3, 0.5),
    folds: int = 5,
    seed: int = 0,
    repeats: int = REPEATS,
) -> Study:
    """Learn uplift from a trial by cross-fitting, and judge whether it is of use.

    Grain in: a row a customer, features known before the assignment. Declines ("too few",
    "not randomised") before it learns. Then: no evidence of different effects unless the
    Qini's interval lies above 0; no better than risk unless that of `over_risk` does too. Only
    then is there a use. `meant`: the share that was to be treated; `risk`, `folds` as in
    `held_out`; `money` values the policies, at `shares`.
    """
    if len(design) != len(tried):
        raise MetricError(f"{len(tried)} rows are needed, not {len(design)}", where="design")
    few = doubts_of_trial(tried)
    fair = check_randomisation(tried, design, meant=meant)
    if few or not fair.sound:
        verdict: Verdict = "too few" if few else "not randomised"
        return Study(
            verdict, fair, None, None, None, None, (), (), None, None, (*few, *fair.doubts)
        )
    held = held_out(design, tried, learner, method, risk=risk, folds=folds, seed=seed)
    return judge(tried, held, fair, money=money, shares=shares, seed=seed, repeats=repeats)


def judge(
    tried: Trial,
    held: HeldOut,
    fair: Randomisation,
    *,
    money: Money = SHARES,
    shares: tuple[float, ...] = (0.1, 0.2, 0.3, 0.5),
    seed: int = 0,
    repeats: int = REPEATS,
) -> Study:
    """Judge predictions of a trial's rows by models that did not see them; see `study_trial`."""

    def coefficient(rank: Floats) -> Estimate | None:
        return qini_interval(
            tried.wanted,
            tried.treated,
            rank,
            tried.balance,
            groups=tried.cluster,
            seed=seed,
            repeats=repeats,
        )

    ranked, by_risk = coefficient(held.rank), coefficient(held.risk_rank)
    gained = policy_gain(tried, held.rank, held.risk_rank, outcomes=held.outcomes).best
    average = effect(tried, outcomes=held.outcomes).best
    verdict = _verdict(ranked, gained)
    return Study(
        verdict=verdict,
        randomisation=fair,
        average=average,
        qini=ranked,
        qini_risk=by_risk,
        over_risk=gained,
        bins=uplift_by_bin(tried.wanted, tried.treated, held.rank, tried.balance),
        policies=tuple(_policies(tried, held, share, money) for share in shares),
        harmed=harmed(tried, held.rank, outcomes=held.outcomes),
        held_out=held,
        doubts=(*_doubts(average), *_misled(verdict, by_risk)),
    )


def _verdict(ranked: Estimate | None, gained: Estimate | None) -> Verdict:
    if ranked is None or ranked.low <= 0:
        return "no evidence of different effects"
    return "use uplift" if gained is not None and gained.low > 0 else "no better than risk"


def _doubts(average: Estimate | None) -> tuple[Doubt, ...]:
    if average is None or average.low > 0:
        return ()
    return (doubt("harms_on_average" if average.high < 0 else "no_average_effect"),)


def _misled(verdict: Verdict, by_risk: Estimate | None) -> tuple[Doubt, ...]:
    """Doubt the ranking by risk, where it is what is left, and those at most risk gain less."""
    if verdict == "use uplift" or by_risk is None or by_risk.high >= 0:
        return ()
    return (doubt("risk_misleads"),)


def _policies(tried: Trial, held: HeldOut, share: float, money: Money) -> Policies:
    best = first_share(held.rank, share, tried.weight)
    risky = first_share(held.risk_rank, share, tried.weight)
    everyone = np.ones(len(tried))

    def value(chosen: Floats) -> Value:
        return policy_value(tried, chosen, outcomes=held.outcomes, money=money)

    def over(other: Floats) -> Value:
        return policy_gain(tried, best, other, outcomes=held.outcomes, money=money)

    return Policies(
        share=share,
        uplift=value(best),
        risk=value(risky),
        all=value(everyone),
        none=value(0 * everyone),
        over_risk=over(risky),
        over_all=over(everyone),
    )
