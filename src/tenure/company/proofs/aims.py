"""What a trial was to show, as it was declared: in its play, else under [experiments.NAME]."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.act.play import Play
from tenure.act.reading import FOLDER, shelf
from tenure.company.predictions.acting.trials import Experiment
from tenure.company.predictions.outlook import Outlook
from tenure.definitions import Definitions
from tenure.definitions.proving import Aim
from tenure.prove import Margin

PLANNED = 5_000
"""Units of both arms at which always-valid intervals are narrowest; fixed before anybody looks."""


@dataclass(frozen=True)
class Aims:
    """What was meant before anybody looked; what nobody said is None.

    `meant`: shares of the arms; `margin`: the smallest change of attrition worth having;
    `planned`: units at which one expects to decide; `run_for`: days of assigning; `assumed`: the
    share of the leaving that a play was expected to prevent.
    """

    meant: Mapping[str, float] | None = None
    margin: Margin | None = None
    planned: int = PLANNED
    run_for: int | None = None
    assumed: float | None = None


UNSAID = Aims()
"""Of a trial of which nobody has said anything."""


def plays_of(definitions: Definitions) -> Mapping[str, Play]:
    """Return the plays that can be read: what they are called, and what was planned."""
    return shelf(definitions.folder / FOLDER).plays


def aims_of(outlook: Outlook, experiment: Experiment, plays: Mapping[str, Play]) -> Aims:
    """Return what was declared of an experiment: by the play of its name, else in tenure.toml."""
    play = plays.get(experiment.name)
    if play is not None:
        return _aims(play.proof, _of_play(experiment, play), play.worth.effect)
    declared = outlook.rule.data.definitions.experiments.get(experiment.name)
    if declared is None:
        return UNSAID
    whole = sum(declared.shares.values())
    return _aims(declared, {name: part / whole for name, part in declared.shares.items()} or None)


def _aims(aim: Aim, meant: Mapping[str, float] | None, assumed: float | None = None) -> Aims:
    margin = None if aim.margin is None else Margin(aim.margin)
    return Aims(meant, margin, aim.planned or PLANNED, aim.run_for, assumed)


def _of_play(one: Experiment, play: Play) -> Mapping[str, float] | None:
    """Return the shares that a play gives its arms; None where the arms are not those of a play."""
    if not play.holdout or set(one.arms) != {one.control, "treatment"}:
        return None
    return {one.control: play.holdout, "treatment": 1 - play.holdout}
