"""What is learnt beside the risk to act on it: rows to tell profit by, and what trials say."""

from dataclasses import replace

from tenure.company.predictions.acting.findings import MOST_STUDIED, Finding, findings
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.hindsight import backtest_of
from tenure.company.predictions.outlook import Outlook


def completed(outlook: Outlook, bundle: Bundle, *, seed: int = 0) -> Bundle:
    """Return models with the rows they were judged by, what the trials say, and a name.

    Whom a treatment changes is kept where its trial says that ranking by it is of use; why
    not is in `without` for every other.
    """
    trials = Trials(outlook, bundle.columns)
    experiments = () if outlook.snapshot else trials.experiments
    names = bundle.risk.features
    found = findings(trials, experiments, names, most=MOST_STUDIED, seed=seed)
    without = dict(bundle.without) | {
        _named(one): one.says("en") for one in found if one.uplift is None
    }
    whole = replace(
        bundle,
        without=without,
        backtest=backtest_of(outlook, bundle, seed=seed),
        findings=tuple(found),
    )
    return whole.named()


def _named(found: Finding) -> str:
    return f"uplift of {found.treatment!r} in {found.experiment!r}"
