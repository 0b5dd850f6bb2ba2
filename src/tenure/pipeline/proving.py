"""What a run proves: the effect of every play and trial that somebody was assigned to."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company import Company
from tenure.errors import MetricError
from tenure.pipeline.explaining import Skip, Step, Write

if TYPE_CHECKING:
    from tenure.company.predictions.acting.trials import Experiment
    from tenure.company.predictions.outlook import Outlook
    from tenure.measure.result import Result


def wanted(company: Company) -> bool:
    """Say whether there is anything to prove: assignments, and days on which somebody leaves."""
    return "assignments" in company.data.tables and not company.rule.snapshot


def proved(
    company: Company, as_of: date | None, write: Write, step: Step, skip: Skip
) -> list[Path]:
    """Judge every play and trial, and return the folders of what there is to tell.

    What was judged of the same data is found again; a trial that cannot be is skipped, with the
    reason.
    """
    from tenure.company.predictions.outlook import Outlook

    outlook = Outlook(company.rule, as_of)

    def build(folder: Path) -> None:
        for number, result in enumerate(_results(outlook, judged)):
            (folder / f"{number:02d}").mkdir()
            write(result, folder / f"{number:02d}")

    try:
        with step("prove"):
            judged = _judged(outlook, skip)
            place = company.store.entry("prove", outlook.key("prove"), build)
    except MetricError as error:
        skip("prove", error.message)
        return []
    return sorted(one for one in place.iterdir() if one.is_dir())


def _judged(outlook: "Outlook", skip: Skip) -> "list[Experiment]":
    """Return the trials that have somebody to compare with; tell of the others in every run."""
    from tenure.company.predictions.acting.trials import Trials, UnjudgedError

    found = []
    for one in Trials(outlook).every():
        try:
            found += [one] if one.treatments else []
        except UnjudgedError as error:
            skip(f"prove: {one.name}", error.message)
    return found


def _results(outlook: "Outlook", judged: "list[Experiment]") -> "list[Result]":
    from tenure.company.proofs import board, effects, experiments, prove

    found = [prove(outlook, one, arm) for one in judged for arm in one.treatments]
    if not found:
        return []
    each = [result for one in found for result in effects(outlook, one)]
    told = [board(outlook, found), experiments(outlook, found), *each]
    return [one for one in told if one.table.num_rows]
