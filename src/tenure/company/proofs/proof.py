"""One treatment against its control: sound or not, its effect at each horizon, money, a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.acting.trials import Experiment
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.aims import UNSAID, Aims
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.shares import split_in_force, strata, told_of
from tenure.errors import MetricError
from tenure.prove import (
    Brought,
    Effect,
    Judgement,
    Look,
    Margin,
    Split,
    SurvivalEffect,
    Trial,
    break_even,
    brought,
    check_split,
    effect_of,
    judge,
    look,
    survival_effect,
    trial,
)
from tenure.prove.telling import Note, note

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

HORIZONS = (30, 60, 90)
"""Days after an assignment at which it is looked who has left."""
_SKEWED = ("revenue_before", "tenure_days")


@dataclass(frozen=True)
class AtHorizon:
    """What came of those whose horizon is over: `seen` of `assigned`, who were there at first.

    `look`: valid however often one looks. `stayer`: what one of those left alone who stayed paid
    within the days. `complaints`: tickets of a unit, treated less control; `refused`: who
    unsubscribed or complained because of a contact, likewise. None where no table tells it.
    """

    days: int
    assigned: int
    seen: int
    effect: Effect
    look: Look
    complaints: Effect | None
    refused: Effect | None
    brought: Brought
    stayer: float | None


@dataclass(frozen=True)
class Proof:
    """What is known of one treatment of an experiment against its control.

    The verdict is of the longest horizon that anybody has reached, by its always-valid interval.
    `contacted`: of the treated, so many were contacted at all. `margin`: the smallest difference
    worth having, break-even where nobody said it; None where that is not known either.
    """

    experiment: Experiment
    treatment: str
    split: Split
    at: tuple[AtHorizon, ...]
    survival: SurvivalEffect | None
    contacted: int | None
    verdict: Judgement
    aims: Aims = UNSAID
    margin: Margin | None = None

    @property
    def main(self) -> AtHorizon | None:
        """The longest horizon that anybody has reached."""
        return self.at[-1] if self.at else None


def prove(
    outlook: Outlook,
    experiment: Experiment,
    treatment: str,
    *,
    aims: Aims = UNSAID,
    horizons: Sequence[int] = HORIZONS,
    value: float | None = None,
    asked: Outcomes | None = None,
) -> Proof:
    """Return what a treatment changed, as assigned.

    `aims`: what was declared before anybody looked; where it names no shares of the arms, their
    sizes are not checked, and where it names no margin, that is break-even: what treating one
    has cost, over what one left alone who stayed paid. `value`: what a customer is worth where
    no table has money; `asked`: what is looked at, where others ask for it, too. Raises MetricError
    for a snapshot, which has no days.
    """
    if outlook.snapshot:
        raise MetricError(
            "a lone snapshot has no days: nobody knows who left after an assignment",
            hint="supply events, orders, subscriptions, or the day of leaving",
        )
    asked = asked or Outcomes(outlook, experiment, treatment)
    asked.read(horizons)
    tables = {days: asked.rows(days) for days in horizons}
    split = _split(experiment, treatment, aims.meant, tables[max(horizons)])
    found = [_at(days, table, aims.planned, value) for days, table in tables.items()]
    at = tuple(one for one in found if one is not None)
    longest = tables[max(horizons)]
    margin = aims.margin or _break_even(at[-1] if at else None, value)
    return Proof(
        experiment,
        treatment,
        split,
        at,
        _survival(longest, max(horizons)),
        _contacted(longest),
        _verdict(at, split, margin, aims.planned, _waits(asked, tables[min(horizons)], horizons)),
        aims,
        margin,
    )


def _split(
    experiment: Experiment, treatment: str, meant: Mapping[str, float] | None, table: "pa.Table"
) -> Split:
    """Check the sizes by the shares in force then; where nobody wrote these down, by those now."""
    found = split_in_force(table, (experiment.control, treatment), meant)
    if found is not None:
        return found
    counts = {name: experiment.arms[name].units for name in (treatment, experiment.control)}
    told = {name: (meant or counts).get(name, 0) for name in counts}
    whole = sum(told.values())
    now = check_split(counts, {name: part / whole for name, part in told.items()})
    return now if now.sound else told_of(now, 1, sum(counts.values()))


def _at(days: int, table: "pa.Table", planned: int, value: float | None) -> AtHorizon | None:
    kept, tried = _tried(table)
    if not kept.any():
        return None
    effect = effect_of(tried)
    return AtHorizon(
        days,
        table.num_rows,
        int(kept.sum()),
        effect,
        look(effect, planned=planned),
        _annoyed("complaints", table, kept, tried),
        _annoyed("refused", table, kept, tried),
        _brought(table, kept, tried, value, effect),
        _stayer(table, kept),
    )


def _tried(table: "pa.Table") -> "tuple[NDArray[np.bool_], Trial]":
    """Return which rows count (there at first, horizon over), and these as a trial."""
    kept = flags(table, "there") & flags(table, "over")
    return kept, tried_of(table, kept)


def tried_of(table: "pa.Table", kept: "NDArray[np.bool_]") -> Trial:
    """Return the rows of a mask as a trial of who left, with what was known of them before."""
    return trial(
        flags(table, "left")[kept],
        numbers_of(table, "treated")[kept],
        groups=groups_of(table, kept),
        before=known_before(table, kept),
        strata=strata(table, kept),
    )


def known_before(table: "pa.Table", kept: "NDArray[np.bool_]") -> "NDArray[np.float64] | None":
    """Return what was known of each unit before its assignment (n, k), None where nothing was.

    The risk that it was decided by, which explains most of who leaves; and the logarithms of
    revenue and tenure, since money is skewed.
    """
    import numpy as np

    logs = [np.log1p(np.maximum(numbers_of(table, name)[kept], 0)) for name in _SKEWED]
    known = [one for one in (numbers_of(table, "risk")[kept], *logs) if np.isfinite(one).any()]
    return np.column_stack(known) if known else None


def groups_of(
    table: "pa.Table", kept: "NDArray[np.bool_]", arm: str = "treated"
) -> "NDArray[np.int64] | None":
    """Return the number of each unit's account where accounts were assigned as a whole, else None.

    Units without an account are one each.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if table["group"].null_count == table.num_rows:
        return None
    rows = table.select(["unit_id", "group", arm]).filter(pa.array(kept)).combine_chunks()
    names = pc.coalesce(rows["group"], rows["unit_id"]).combine_chunks().dictionary_encode()
    arms = np.asarray(rows[arm].combine_chunks().dictionary_encode().indices)
    number = np.asarray(names.indices, np.int64)
    of_group = np.zeros(len(names.dictionary), arms.dtype)
    of_group[number] = arms
    together = len(of_group) < len(number) and bool((of_group[number] == arms).all())
    return number if together else None


def _annoyed(
    name: str, table: "pa.Table", kept: "NDArray[np.bool_]", tried: Trial
) -> Effect | None:
    import numpy as np

    number = numbers_of(table, name)[kept]
    return effect_of(tried.of(number)) if len(number) and np.isfinite(number).all() else None


def _brought(
    table: "pa.Table", kept: "NDArray[np.bool_]", tried: Trial, value: float | None, left: Effect
) -> Brought:
    import numpy as np

    revenue = numbers_of(table, "revenue")[kept]
    return brought(
        tried,
        cost=np.nan_to_num(numbers_of(table, "cost")[kept]),
        revenue=revenue if np.isfinite(revenue).all() else None,
        value=value,
        left=left,
    )


def _stayer(table: "pa.Table", kept: "NDArray[np.bool_]") -> float | None:
    """Return what one of those left alone who stayed paid (a mean); None where no table has it."""
    import numpy as np

    stayed = kept & (numbers_of(table, "treated") == 0) & ~flags(table, "left")
    revenue = numbers_of(table, "revenue")[stayed]
    return float(revenue.mean()) if len(revenue) and np.isfinite(revenue).all() else None


def _break_even(main: AtHorizon | None, value: float | None) -> Margin | None:
    """Return the difference that pays for its cost; None before anything is known."""
    if main is None or not main.brought.units:
        return None
    each = main.brought.cost / main.brought.units
    return break_even(each, value if main.stayer is None else main.stayer)


def _survival(table: "pa.Table", horizon: int) -> SurvivalEffect | None:
    import numpy as np

    there = flags(table, "there")
    days = numbers_of(table, "days")
    there &= np.isfinite(days) & (days >= 0)
    if not there.any():
        return None
    return survival_effect(
        days[there],
        flags(table, "ended")[there],
        numbers_of(table, "treated")[there],
        horizon=horizon,
        at=HORIZONS,
        groups=groups_of(table, there),
        strata=strata(table, there),
    )


def _contacted(table: "pa.Table") -> int | None:
    import numpy as np

    contacts = numbers_of(table, "contacts")[numbers_of(table, "treated") > 0]
    return int((contacts > 0).sum()) if np.isfinite(contacts).any() else None


def _verdict(
    at: Sequence[AtHorizon],
    split: Split,
    margin: Margin | None,
    planned: int,
    waits: Note | None,
) -> Judgement:
    main = at[-1] if at else None
    return judge(
        main.look.interval if main else None,
        margin=margin,
        split=split,
        units=main.seen if main else None,
        needed=planned,
        waits=waits,
    )


def _waits(asked: Outcomes, table: "pa.Table", horizons: Sequence[int]) -> Note | None:
    """Say from when on anything is known, where nobody's days are over; None where they are."""
    if flags(table, "over").any():
        return None
    days, since = min(horizons), min(arm.since for arm in asked.experiment.arms.values())
    known = since + timedelta(days=days + asked.lag)
    told: dict[str, int | str] = {
        "days": days,
        "since": since.isoformat(),
        "known": known.isoformat(),
    }
    if asked.lag:
        return note("not_over_silence", lag=asked.lag, **told)
    return note("not_over", **told)


def numbers_of(table: "pa.Table", name: str) -> "NDArray[np.float64]":
    """Return a column of numbers (n,), NaN where it is null."""
    import numpy as np
    import pyarrow as pa

    found: Any = table[name].cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.float64)


def flags(table: "pa.Table", name: str) -> "NDArray[np.bool_]":
    """Return a column of yes or no (n,), no where it is null."""
    import numpy as np
    import pyarrow as pa

    found: Any = table[name].fill_null(pa.scalar(False)).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.bool_)
