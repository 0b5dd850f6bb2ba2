"""All arms of an experiment beside each other, by who left or by who did something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenure.company.predictions.acting.trials import Experiment, Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.aims import PLANNED
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.proof import HORIZONS, flags, groups_of, numbers_of
from tenure.company.proofs.reached import reached
from tenure.company.proofs.shares import coded, of_units, told_of
from tenure.errors import MetricError
from tenure.prove import (
    Compared,
    Judgement,
    Look,
    Split,
    check_split,
    check_splits,
    compare_arms,
    judge,
    look,
)
from tenure.stats import Estimate, wilson

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

Shares = tuple[float, ...]
_NEARLY = 1e-6
LEVEL = 0.95
GOAL_DAYS = 14
"""Days after an assignment in which something is done because of it, if it is not said."""


@dataclass(frozen=True)
class ArmSeen:
    """An arm: of `seen` units so many `did` it, and its share; of the control that is all.

    `compared`: with the control, corrected for all arms; `look`: valid at every look and for all
    arms together.
    """

    arm: str
    assigned: int
    seen: int
    did: int
    share: Estimate | None
    compared: Compared | None = None
    look: Look | None = None
    verdict: Judgement | None = None


@dataclass(frozen=True)
class Arms:
    """An experiment by one outcome: `event` done within `days`; None: who left by then.

    `split` is None where it is not said how large the arms were meant to be.
    """

    experiment: Experiment
    event: str | None
    days: int
    split: Split | None
    arms: tuple[ArmSeen, ...]


def compare(
    outlook: Outlook,
    experiment: Experiment,
    *,
    event: str | None = None,
    days: int | None = None,
    shares: Mapping[str, float] | None = None,
    planned: int = PLANNED,
    fewer: bool = False,
) -> Arms:
    """Compare every arm of an experiment with its control, as assigned.

    Without `event` the outcome is who left by the company's rule, of those who were there, as
    `prove` has it; with it, who did that within `days`, of all who were assigned, and more is
    better unless `fewer` is. `shares`: how large the arms were meant to be, checked before
    anything is believed. Intervals and verdicts hold for all arms together (Dunnett's; those of
    looks at level 1 − α / arms). Raises UnjudgedError where there is no control.
    """
    control, after = experiment.control, days or (GOAL_DAYS if event else HORIZONS[-1])
    counts = {name: arm.units for name, arm in experiment.arms.items()}
    told = _in_force(outlook, experiment)
    split = _in_draws(experiment, told) if shares is None else check_split(counts, _whole(shares))
    units, arm, did, before, groups = (
        _left(outlook, experiment, after)
        if event is None
        else _did(reached(outlook, experiment, event, after))
    )
    others = [name for name in experiment.arms if name in set(arm.tolist()) - {control}]
    compared: Mapping[str, Compared] = {}
    if others and (arm == control).any():
        strata = _strata([told[one] for one in units], groups) if told else None
        compared = compare_arms(
            did, arm, control=control, groups=groups, before=before, strata=strata
        )
    level = 1 - (1 - LEVEL) / max(len(others), 1)
    found = [_seen(name, counts[name], did[arm == name]) for name in experiment.arms]
    return Arms(
        experiment,
        event,
        after,
        split,
        tuple(
            one
            if one.arm == control
            else _judged(one, compared.get(one.arm), planned, level, split, fewer or event is None)
            for one in found
        ),
    )


def shares_of(text: str) -> dict[str, float]:
    """Read the shares of arms, "none=1, mail=2", as parts that add up to 1.

    >>> shares_of("none=1, mail=3")
    {'none': 0.25, 'mail': 0.75}
    """
    found = {}
    for part in text.split(","):
        name, _, number = part.rpartition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            found[""] = 0.0
    if any(not name or not value > 0 for name, value in found.items()):
        raise MetricError(
            f"these are no shares of arms: {text!r}",
            hint="name each arm with its part: none=1, mail=1",
        )
    return _whole(found)


def _whole(shares: Mapping[str, float]) -> dict[str, float]:
    whole = sum(shares.values())
    return {name: value / whole for name, value in shares.items()}


def _in_force(outlook: Outlook, experiment: Experiment) -> Mapping[str, tuple[str, Shares]]:
    """Return of each unit its arm, and the shares of all arms in force when it was drawn.

    Nothing where nobody wrote any down.
    """
    rows = outlook.rule.data.engine.execute(
        Trials(outlook).drawn(experiment).order_by("assigned_at", "unit_id"),
        metric="shares in force",
    )
    if rows["share"].null_count == rows.num_rows:
        return {}
    shares = of_units(rows, list(experiment.arms))
    whose = zip(rows["unit_id"].to_pylist(), rows["arm"].to_pylist(), strict=True)
    return {str(one): (str(arm), shares[str(one)]) for one, arm in whose}


def _in_draws(experiment: Experiment, told: Mapping[str, tuple[str, Shares]]) -> Split | None:
    """Hold the sizes of arms against the shares in force then; None where nobody wrote any down."""
    drawn: dict[Shares, dict[str, int]] = {}
    for arm, shares in told.values():
        if all(0 < one < 1 for one in shares) and abs(sum(shares) - 1) < _NEARLY:
            counts = drawn.setdefault(shares, dict.fromkeys(experiment.arms, 0))
            counts[arm] += 1
    if not drawn:
        return None
    draws = [
        (one, dict(zip(experiment.arms, shares, strict=True))) for shares, one in drawn.items()
    ]
    return told_of(check_splits(draws), len(draws), 0)


def _strata(
    told: Sequence[tuple[str, Shares]], groups: "NDArray[np.int64] | None"
) -> "NDArray[np.int64] | None":
    """Return the number of the shares by which each was drawn; of an account those of one unit."""
    import numpy as np

    found = coded(np.array([shares for _, shares in told]).reshape(len(told), -1))
    if found is None or groups is None:
        return found
    first = np.unique(groups, return_index=True)[1]
    return found[first][groups]


_Rows = tuple[
    list[str],
    "NDArray[np.str_]",
    "NDArray[np.float64]",
    "NDArray[np.float64] | None",
    "NDArray[np.int64] | None",
]


def _did(table: "pa.Table") -> _Rows:
    import numpy as np

    arm = np.asarray(table["arm"].to_pylist(), str)
    groups = groups_of(table, np.ones(len(arm), bool), "arm")
    units = [str(one) for one in table["unit_id"].to_pylist()]
    return units, arm, numbers_of(table, "did"), np.log1p(numbers_of(table, "before")), groups


def _left(outlook: Outlook, experiment: Experiment, days: int) -> _Rows:
    """Return who left, each treatment's units and once those of the control."""
    import numpy as np
    import pyarrow as pa

    parts = []
    for at, name in enumerate(experiment.treatments):
        table = Outcomes(outlook, experiment, name).rows(days)
        treated = numbers_of(table, "treated") > 0
        kept = flags(table, "there") & flags(table, "over") & (treated | (at == 0))
        named = pa.array(np.where(treated, name, experiment.control).tolist(), pa.string())
        rows = table.select(["unit_id", "group", "left"]).append_column("arm", named)
        parts.append(rows.filter(pa.array(kept)))
    every = pa.concat_tables(parts)
    left = flags(every, "left").astype(np.float64)
    groups = groups_of(every, np.ones(len(left), bool), "arm")
    units = [str(one) for one in every["unit_id"].to_pylist()]
    return units, np.asarray(every["arm"].to_pylist(), str), left, None, groups


def _seen(arm: str, assigned: int, did: "NDArray[np.float64]") -> ArmSeen:
    number, seen = int(did.sum()), len(did)
    bounds = wilson(number, seen)
    share = None if bounds is None else Estimate(number / seen, *bounds)
    return ArmSeen(arm, assigned, seen, number, share)


def _judged(
    one: ArmSeen,
    compared: Compared | None,
    planned: int,
    level: float,
    split: Split | None,
    fewer: bool,
) -> ArmSeen:
    if compared is None:
        return replace(one, verdict=judge(None, split=split))
    now = look(compared.effect, planned=planned, level=level)
    verdict = judge(
        now.interval, lower_is_better=fewer, split=split, units=now.units, needed=planned
    )
    return replace(one, compared=compared, look=now, verdict=verdict)
