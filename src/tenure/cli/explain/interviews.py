"""`tenure explain interviews`: whom to interview next, and what to ask."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    as_of_option,
    by_option,
    definitions_option,
    format_options,
    where_option,
)
from tenure.cli.saying import say


@click.command("interviews")
@definitions_option
@as_of_option
@click.option("--n", type=click.IntRange(1, 500), default=12, show_default=True, help="How many.")
@by_option
@where_option
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@format_options
def interviews(
    definitions: Path,
    as_of: date | None,
    n: int,
    by: str | None,
    where: str | None,
    seed: int,
    form: str | None,
    out: Path | None,
) -> None:
    """Say whom to interview next, so that the answers are informative, and what to ask.

    \b
    tenure explain interviews --n 8 --by plan
    tenure explain interviews --out interviews.csv        with every guide
    """
    from tenure.company.explanations.interviews import interviews as ask

    with outlook_of(definitions, as_of) as outlook:
        found = ask(outlook, n, seed, by=by, where=where)
        say(found, form, out)
        language = outlook.rule.data.definitions.company.language
    if spoken(form, out):
        for row in found[0].rows:
            click.echo(f"\n{row['unit_id']} ({row[f'about_{language}']})")
            click.echo(row[f"guide_{language}"])
