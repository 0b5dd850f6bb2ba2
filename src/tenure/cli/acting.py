"""`tenure predict trials | profit | contact`: whom an action changes, and what an offer brings."""

from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import as_of_option, definitions_option, format_options
from tenure.cli.saying import say

if TYPE_CHECKING:
    from tenure.company.predictions.acting.findings import Finding
    from tenure.company.predictions.learning.bundle import Bundle
    from tenure.company.predictions.outlook import Outlook
    from tenure.definitions import Offer


class _Finite(click.FloatRange):
    """A number within a range; neither nan nor inf, which Python reads as numbers, too."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the number."""
        found = float(super().convert(value, param, ctx))
        if not isfinite(found):
            self.fail(f"{value!r} is no amount", param, ctx)
        return found


_SHARE = _Finite(0, 1)
_MONEY = _Finite(0)


@click.command()
@click.argument("experiment", required=False)
@definitions_option
@as_of_option
@click.option("--control", metavar="ARM", help="The arm left alone, if its name does not say.")
@click.option(
    "--days",
    type=click.IntRange(1),
    help="Days after the assignment to look who left; default: the horizon.",
)
@format_options
def trials(
    experiment: str | None,
    definitions: Path,
    as_of: date | None,
    control: str | None,
    days: int | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Judge the randomised experiments in the table assignments, or one of them.

    Of each treatment against the control: whether it keeps customers, whom, and whether
    ranking by its effect is better than ranking by risk. Files hold the first table.

    \b
    tenure predict trials
    tenure predict trials save_offer --out save_offer.csv
    tenure predict trials "spring mail" --control "no mail" --days 60
    """
    from tenure.company.predictions.acting.findings import findings
    from tenure.company.predictions.acting.trials import Trials
    from tenure.company.predictions.views.trials import policies_told, trials_told

    if control is not None and experiment is None:
        raise click.UsageError("--control is of one experiment: name it")
    with outlook_of(definitions, as_of) as outlook:
        columns, names = _learnt_from(outlook)
        asked = Trials(outlook, columns, days)
        chosen = asked.every() if experiment is None else (asked.find(experiment, control),)
        found = findings(asked, chosen, names)
        results = [trials_told(outlook, chosen, found, asked.wait)]
        policies = policies_told(outlook, found)
        say([*results, *([policies] if policies else [])], form, out)
        if spoken(form, out):
            _say(found, outlook)


def _learnt_from(outlook: "Outlook") -> tuple[Any, tuple[str, ...]]:
    """Return the columns and features of the models in use, or those of the data as they are."""
    from tenure.company.predictions.learning.training import shelf_of
    from tenure.company.predictions.rows import Rows

    shelf = shelf_of(outlook)
    if shelf.champion is not None:
        bundle = shelf.load()
        return bundle.columns, bundle.risk.features
    rows = Rows.of(outlook)
    left_out = outlook.settings.exclude
    return rows.columns, tuple(one.name for one in rows.features if one.name not in left_out)


def _say(found: "list[Finding]", outlook: "Outlook") -> None:
    """Print each verdict as sentences, in the company's language."""
    language = outlook.rule.data.definitions.company.language
    for one in found:
        click.echo(f"{one.experiment}, {one.treatment}: {one.says(language)}")


def _offer_options(command: Any) -> Any:
    """Add what the offer costs and how often it works, where [offer] does not say so."""
    options = [
        click.option("--offer-cost", type=_MONEY, help="What the offer costs when it is taken."),
        click.option("--contact-cost", type=_MONEY, help="What contacting one customer costs."),
        click.option("--acceptance", type=_SHARE, help="Share of those leaving whom it keeps."),
        click.option("--taken-anyway", type=_SHARE, help="Share of the others who take it, too."),
        click.option("--value", type=_MONEY, help="What a customer is worth; default: their own."),
    ]
    for option in reversed(options):
        option(command)
    return command


@click.command()
@definitions_option
@_offer_options
@format_options
def profit(
    definitions: Path,
    value: float | None,
    form: str | None,
    out: Path | None,
    **offer: float | None,
) -> None:
    """Show what an offer would have brought, by customers whose outcome the model had not seen.

    The offer is that of [offer] in tenure.toml; options say it otherwise. Files hold the curve.

    \b
    tenure predict profit
    tenure predict profit --offer-cost 20 --acceptance 0.2 --out curve.csv
    """
    from tenure.company.predictions.learning.training import shelf_of
    from tenure.company.predictions.views.profit import maximum_told, profit_told

    with outlook_of(definitions, None) as outlook:
        terms = _terms(outlook, offer)
        bundle = shelf_of(outlook).load()
        curve = profit_told(outlook, bundle, terms, value)
        say([curve, maximum_told(outlook, bundle, terms, value)], form, out)


@click.command()
@definitions_option
@_offer_options
@click.option("--budget", type=_MONEY, help="What may be spent on it.")
@click.option("--trial", metavar="EXPERIMENT", help="Take whom it keeps from this experiment.")
@click.option("--treatment", metavar="ARM", help="Which treatment of --trial, if it has several.")
@format_options
def contact(
    definitions: Path,
    value: float | None,
    trial: str | None,
    treatment: str | None,
    form: str | None,
    out: Path | None,
    **offer: float | None,
) -> None:
    """List whom to make the offer: each by their own risk and value, within the budget.

    Shows the first 20 of the last day that was scored; a file, CSV or JSON holds all of them.

    \b
    tenure predict contact --budget 5000
    tenure predict contact --out contact.csv
    tenure predict contact --trial save_offer     by what it changes, not by risk
    """
    from tenure.cli.learnt import limits
    from tenure.company.predictions.days import latest
    from tenure.company.predictions.learning.training import shelf_of
    from tenure.company.predictions.views.profit import contact_told

    if treatment is not None and trial is None:
        raise click.UsageError("--treatment is of one experiment: name it, --trial EXPERIMENT")
    with outlook_of(definitions, None) as outlook:
        terms = _terms(outlook, offer)
        day = latest(outlook)
        bundle = shelf_of(outlook).load(day.about["model"])
        tried = None if trial is None else _of_trial(bundle, trial, treatment)
        most = 20 if spoken(form, out) else None
        found = contact_told(outlook, day, terms, value, tried, most=most)
        say([found], form, out)
        language = outlook.rule.data.definitions.company.language
        for line in limits(bundle, language) if bundle.backtest is None else ():
            click.echo(line, err=True)


def _terms(outlook: "Outlook", offer: dict[str, float | None]) -> "Offer":
    from tenure.company.predictions.acting.offer import terms_of

    named = {"offer_cost": "cost", "contact_cost": "contact"}
    given = {named.get(name, name): number for name, number in offer.items()}
    return terms_of(outlook.rule.data.definitions.offer, **given)


def _of_trial(bundle: "Bundle", experiment: str, treatment: str | None) -> "Finding":
    """Return what the models have learnt of a treatment; MetricError when there is none such."""
    from tenure.company.predictions.acting.findings import find

    return find(bundle.findings, experiment, treatment)
