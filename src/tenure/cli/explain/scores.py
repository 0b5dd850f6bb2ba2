"""`tenure explain nps`: scores crossed with what customers do."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of
from tenure.cli.parameters import as_of_option, definitions_option, format_options
from tenure.cli.saying import say


@click.command("nps")
@definitions_option
@as_of_option
@click.option("--source", default="nps", show_default=True, help="The source of the answers.")
@click.option("--play", help="Touches of plays with this in their name asked for it.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@format_options
def nps(
    definitions: Path,
    as_of: date | None,
    source: str,
    play: str | None,
    seed: int,
    form: str | None,
    out: Path | None,
) -> None:
    """Cross scores with behaviour: who stays, who may leave, who is silent, whom to ask.

    The score itself, by wave and segment, is a metric: tenure measure nps, tenure measure csat.

    \b
    tenure explain nps
    tenure measure nps --by plan
    """
    from tenure.company.explanations.scores import scores

    with outlook_of(definitions, as_of) as outlook:
        say(scores(outlook, source=source, play=play, seed=seed), form, out)
