"""`tenure predict`: learn, score, explain one customer, judge the models, print their card."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.acting import contact, profit, trials
from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import Group, OneOf, as_of_option, definitions_option, format_options

if TYPE_CHECKING:
    from tenure.company.predictions.days import Day
    from tenure.company.predictions.outlook import Outlook

LANGUAGES = ("en", "ko")
_LAST_SEED = 2**31 - 1
"""LightGBM's seeds have no more."""


@click.group(cls=Group)
def predict() -> None:
    """Say who will leave, when, why, and what they are worth.

    \b
    tenure predict train                     learn; take over only when better
    tenure predict score                     everyone's profile, today
    tenure predict explain C0000270          one customer, in words
    tenure predict evaluate                  how good the models are
    tenure predict trials                    what experiments say: whom to treat
    tenure predict profit                    what an offer would have brought
    tenure predict contact --budget 5000     whom to make it
    """


@predict.command()
@definitions_option
@as_of_option
@click.option("--seed", type=click.IntRange(0, _LAST_SEED), default=0, show_default=True)
def train(definitions: Path, as_of: date | None, seed: int) -> None:
    """Learn from every date that the data allow, and compare with the model in use.

    Columns that know the outcome stop it: [prediction] exclude = [...] leaves them out,
    allow = [...] lets one through.
    """
    from tenure.cli.learnt import learnt, strangers
    from tenure.company.predictions import Predictions

    with outlook_of(definitions, as_of) as outlook:
        found = Predictions(outlook).train(seed=seed)
        words = outlook.rule.data.definitions.company.language
        unknown = list(strangers(outlook, found.bundle, words))
    for line in (*learnt(found, words), *unknown):
        click.echo(line)


@predict.command()
@definitions_option
@as_of_option
@format_options
def score(definitions: Path, as_of: date | None, form: str | None, out: Path | None) -> None:
    """Score everyone who is there, keep their profiles, and show them by risk.

    \b
    tenure predict score
    tenure predict score --out profiles.parquet      the profiles themselves
    """
    from tenure.cli import printing
    from tenure.company.predictions import Predictions
    from tenure.company.predictions.days import PROFILES
    from tenure.company.predictions.views.risk import glance, profiles_of
    from tenure.company.predictions.views.unsaid import sentences

    with outlook_of(definitions, as_of) as outlook:
        day = Predictions(outlook).score()
        if out is None:
            printing.result(glance(outlook, day), form, out)
        elif not printing.streamed(day.folder / PROFILES, form, out):
            printing.result(profiles_of(outlook, day), form, out)
        unsaid = sentences(outlook, outlook.rule.data.definitions.company.language)
        unsaid += _left_out(outlook, day)
    for line in (*unsaid, f"profiles: {day.folder}"):
        click.echo(line, err=True)


def _left_out(outlook: "Outlook", day: "Day") -> list[str]:
    """Say what today lacks beyond what its models do, which was said when they were learnt."""
    from tenure.cli.learnt import left_out
    from tenure.company.predictions.learning.training import shelf_of

    bundle, about = shelf_of(outlook).load(day.about["model"]), day.about["without"]
    own = {what: why for what, why in about.items() if what not in bundle.without}
    return list(left_out(own, bundle, outlook.rule.data.definitions.company.language))


@predict.command()
@click.argument("customer")
@definitions_option
@click.option("--language", type=OneOf(LANGUAGES), help="Default: the company's.")
def explain(customer: str, definitions: Path, language: str | None) -> None:
    """Say of one customer (or account) what is expected, and why."""
    from tenure.cli.explaining import lines
    from tenure.company.predictions.profiles.explaining import explain as find

    with outlook_of(definitions, None) as outlook:
        words = language or outlook.rule.data.definitions.company.language
        found = find(outlook, customer)
    for line in lines(found, words):
        click.echo(line)


@predict.command()
@definitions_option
@format_options
def evaluate(definitions: Path, form: str | None, out: Path | None) -> None:
    """Show how good the models in use are, and whether they still are.

    On later dates and other customers than they learnt from; whether today's customers look
    as they did then; whether past risks came true; how early health warned. Files, CSV and JSON
    hold the first table.
    """
    from tenure.cli import printing
    from tenure.cli.learnt import limits
    from tenure.company.predictions.learning.training import due, shelf_of
    from tenure.company.predictions.views.risk import judged
    from tenure.errors import MetricError

    with outlook_of(definitions, None) as outlook:
        bundle = shelf_of(outlook).load()
        found, why = judged(outlook, bundle), due(outlook)
        language = outlook.rule.data.definitions.company.language
    if not found:
        raise MetricError(
            "nothing could be judged: there was too little to learn from",
            hint="tenure predict train tells why",
        )
    for one in found if spoken(form, out) else found[:1]:
        printing.result(one, form, out)
    for line in limits(bundle, language) if bundle.backtest is None else ():
        click.echo(line, err=True)
    if why:
        click.echo(f"due to be learnt anew: {why}", err=True)


@predict.command("card")
@definitions_option
@click.option("--language", type=OneOf(LANGUAGES), help="Default: the company's.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def model_card(definitions: Path, language: str | None, out: Path | None) -> None:
    """Print the card of the model in use: what it learnt from, how good it is, its limits."""
    from tenure.company.predictions.learning.training import shelf_of
    from tenure.predict.model_card import card as card_of
    from tenure.predict.model_card import markdown
    from tenure.store import write_text

    with outlook_of(definitions, None) as outlook:
        words = language or outlook.rule.data.definitions.company.language
        text = markdown(card_of(shelf_of(outlook).load().risk), words)
    if out:
        write_text(out, text)
    else:
        click.echo(text)


for command in (trials, profit, contact):
    predict.add_command(command)
