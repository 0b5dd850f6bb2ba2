"""What acting on a day's predictions brings: what a run reports of trials and of the offer."""

from collections.abc import Callable

from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.profit import contact_told, maximum_told, profit_told
from tenure.company.predictions.views.trials import policies_told, trials_told
from tenure.errors import MetricError
from tenure.measure.result import Result


def of_acting(
    outlook: Outlook, day: Day, bundle: Bundle, skip: Callable[[str, str], None]
) -> list[Result]:
    """Return what trials and the company's offer say; what cannot be said is skipped."""
    found: list[Result | None] = []
    if bundle.findings:
        trials = Trials(outlook, bundle.columns)
        wait = bundle.findings[0].wait
        found = [
            trials_told(outlook, trials.experiments, bundle.findings, wait),
            policies_told(outlook, bundle.findings),
        ]
    terms = outlook.rule.data.definitions.offer
    if terms is not None:
        try:
            found.append(profit_told(outlook, bundle, terms, None))
            found.append(maximum_told(outlook, bundle, terms, None))
            found.append(contact_told(outlook, day, terms))
        except MetricError as error:
            skip("predictions: profit", error.message)
    return [one for one in found if one is not None]
