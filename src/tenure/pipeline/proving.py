"""What a run proves: the effect of every play and trial that somebody was assigned to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company import Company
from tenure.errors import MetricError
from tenure.pipeline.explaining import Skip, Step, Write

if TYPE_CHECKING:
    from tenure.act.play import Play
    from tenure.company.predictions.acting.trials import Experiment
    from tenure.company.predictions.outlook import Outlook
    from tenure.company.proofs import Unproved
    from tenure.measure.result import Result


def wanted(company: Company) -> bool:
    """Say whether there is anything to prove: assignments, and days on which somebody leaves."""
    return "assignments" in company.data.tables and not company.rule.snapshot


def proved(
    company: Company,
    as_of: date | None,
    write: Write,
    step: Step,
    skip: Skip,
    begin: Callable[[int], None],
) -> list[Path]:
    """Judge every play and trial, and return the folders of what there is to tell.

    What was judged of the same data is found again; a trial that cannot be is skipped, with the
    reason. `begin` is told how many there are.
    """
    from tenure.company.predictions.outlook import Outlook
    from tenure.company.proofs import plays_of

    outlook = Outlook(company.rule, as_of)

    def build(folder: Path) -> None:
        for number, result in enumerate(_results(outlook, judged, unheld, plays)):
            (folder / f"{number:02d}").mkdir()
            write(result, folder / f"{number:02d}")

    try:
        with step("prove"):
            (judged, unheld), plays = _judged(outlook, skip), plays_of(company.definitions)
            begin(len(judged) + len(unheld))
            declared = {**company.definitions.experiments, **plays}
            told = [f"{name} {declared[name].model_dump_json()}" for name in sorted(declared)]
            place = company.store.entry("prove", outlook.key("prove", *told), build)
    except MetricError as error:
        skip("prove", error.message)
        return []
    return sorted(one for one in place.iterdir() if one.is_dir())


def _judged(outlook: "Outlook", skip: Skip) -> "tuple[list[Experiment], list[Unproved]]":
    """Return the trials that have somebody to compare with, and the arms of the others, with why.

    Of the others it is told in every run.
    """
    from tenure.company.predictions.acting.trials import Trials, UnjudgedError
    from tenure.company.proofs import without_control

    judged, unheld = [], []
    for one in Trials(outlook).every():
        try:
            judged += [one] if one.treatments else []
        except UnjudgedError as error:
            skip(f"prove: {one.name}", error.message)
            unheld += without_control(one, error)
    return judged, unheld


def _results(
    outlook: "Outlook",
    judged: "list[Experiment]",
    unheld: "list[Unproved]",
    plays: "Mapping[str, Play]",
) -> "list[Result]":
    from tenure.company.proofs import aims_of, board, comparisons, effects, experiments, prove
    from tenure.company.proofs.account import Account
    from tenure.company.proofs.accounts import tables
    from tenure.company.proofs.compared import not_sound, unproved
    from tenure.company.proofs.kept import keep
    from tenure.company.proofs.outcomes import Outcomes
    from tenure.company.proofs.parts import parts

    pairs = [(one, arm) for one in judged for arm in one.treatments]
    asked = [Outcomes(outlook, one, arm) for one, arm in pairs]
    found = [
        prove(
            outlook,
            one.experiment,
            one.treatment,
            aims=aims_of(outlook, one.experiment, plays),
            asked=one,
        )
        for one in asked
    ]
    if found:
        keep(outlook, found)
    names = {name: one.name.model_dump() for name, one in plays.items()}
    own = [
        result for one in found for result in effects(outlook, one, names.get(one.experiment.name))
    ]
    accounts = [Account(each, one) for each, one in zip(asked, found, strict=True)]
    told = [board(outlook, found, unheld), experiments(outlook, found), *own]
    told += [*tables(outlook, accounts), *parts(outlook, accounts)]
    told += [*comparisons(outlook, unheld), unproved(outlook, [*not_sound(found), *unheld])]
    return [replace(one, names={**one.names, **names}) for one in told if one.table.num_rows]
