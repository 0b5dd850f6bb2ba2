"""What the trials of a company say, as results: arms and verdicts, and what each rule is worth."""

from collections.abc import Sequence
from typing import Any

from tenure.company.predictions.acting.findings import Finding
from tenure.company.predictions.acting.trials import Experiment
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.offer import BY_TRIALS, POLICIES, TRIALS, spread
from tenure.measure.result import Result


def trials_told(
    outlook: Outlook, experiments: Sequence[Experiment], found: Sequence[Finding], wait: int
) -> Result:
    """List the arms of some trials, and of each treatment what was found."""
    told = {(one.experiment, one.treatment): one for one in found}
    rows = []
    for experiment in experiments:
        own = [one for one in found if one.experiment == experiment.name]
        control = next((one.control for one in own if one.control), None)
        for name, arm in experiment.arms.items():
            row: dict[str, Any] = {"experiment": experiment.name, "arm": name, **vars(arm)}
            row["role"] = _role(name, control)
            row |= _of_arm(told.get((experiment.name, name)), name, control, own)
            rows.append(row)
    return TRIALS.result(outlook, rows, BY_TRIALS, wait=wait)


def policies_told(outlook: Outlook, found: Sequence[Finding]) -> Result | None:
    """Return what each rule of whom to treat is worth; None where nothing was learnt."""
    rows = [
        {
            "experiment": one.experiment,
            "treatment": one.treatment,
            "share": policy["share"],
            **spread({name: ends for name, ends in policy.items() if name != "share"}),
        }
        for one in found
        for policy in one.policies
    ]
    return POLICIES.result(outlook, rows, BY_TRIALS) if rows else None


def _role(name: str, control: str | None) -> str | None:
    if control is None:
        return None
    return "control" if name == control else "treatment"


def _of_arm(
    found: Finding | None, name: str, control: str | None, own: Sequence[Finding]
) -> dict[str, Any]:
    """Return what is said of an arm: of the control, how many of its own left."""
    if found is None:
        held = next((one for one in own if one.held_left is not None), None)
        return {"judged": held.held, "left": held.held_left} if held and name == control else {}
    harmed = found.harmed or {}
    judged = found.verdict is not None
    return {
        "judged": found.treated if judged else None,
        "left": found.treated_left,
        "verdict": found.verdict,
        **spread(
            {
                "effect": found.effect,
                "qini": found.qini,
                "qini_risk": found.qini_risk,
                "over_risk": found.over_risk,
                "harm": harmed.get("gain"),
            }
        ),
        "harmed": harmed.get("share"),
        "says_en": found.says("en"),
        "says_ko": found.says("ko"),
    }
