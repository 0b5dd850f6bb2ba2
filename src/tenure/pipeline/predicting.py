"""The predictions of a run: learnt when due, everyone scored, and what that says as results."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

from tenure.company import Company
from tenure.errors import MetricError

if TYPE_CHECKING:
    from tenure.measure.result import Result

Step = Callable[[str], AbstractContextManager[None]]
SCORES = "predictions"


def wanted(company: Company) -> bool:
    """Say whether a run predicts: where the company says so."""
    return company.definitions.prediction.enabled


def predictions(
    company: Company, as_of: date | None, step: Step, skip: Callable[[str, str], None]
) -> "list[Result]":
    """Learn if it is due, score everyone, and return what is to be reported.

    What cannot be learnt or scored is skipped, with the reason; a model that is there stays in
    use.
    """
    from tenure.company.predictions.learning.training import due, shelf_of, train
    from tenure.company.predictions.outlook import Outlook
    from tenure.company.predictions.profiles.keeping import score
    from tenure.company.predictions.views.acted import of_acting
    from tenure.company.predictions.views.risk import of_day

    outlook = Outlook(company.rule, as_of)
    try:
        if due(outlook) is not None:
            with step("learn"):
                train(outlook)
    except MetricError as error:
        skip("predictions: learning", _why(error))
    if shelf_of(outlook).champion is None:
        return []
    try:
        with step("score"):
            day = score(outlook)
        bundle = shelf_of(outlook).load(day.about["model"])
        return [*of_day(outlook, day, bundle), *of_acting(outlook, day, bundle, skip)]
    except MetricError as error:
        skip("predictions: scoring", _why(error))
        return []


def _why(error: MetricError) -> str:
    """Return what is wrong and what to do in one line; `tenure predict train` tells all of it."""
    wrong = error.message.partition("\n")[0]
    return f"{wrong}; {error.hint}" if error.hint else wrong
