"""`tenure plays new | add`: a play begun from nothing, or taken from those that are ready."""

from pathlib import Path

import click

from tenure.cli.parameters import definitions_option
from tenure.cli.plays.shared import language_option, spoken, write_new


@click.command()
@click.argument("name", metavar="ID")
@definitions_option
def new(name: str, definitions: Path) -> None:
    """Begin a play: a draft with one message, to be written on.

    \b
    tenure plays new spring_letter
    """
    from tenure.act.drafting import draft
    from tenure.definitions import load

    file = write_new(load(definitions), draft(name))
    click.echo(f"{file} is begun: write it, then: tenure plays check {name}")


@click.command()
@click.argument("ready", metavar="[READY]", required=False)
@definitions_option
@click.option("--id", "name", help="Its id here; default: that of the ready-made play.")
@click.option("--all", "every", is_flag=True, help="List those for other kinds of company, too.")
@language_option
def add(
    ready: str | None, definitions: Path, name: str | None, every: bool, language: str | None
) -> None:
    """Take a ready-made play as a draft; without a name list what there is.

    \b
    tenure plays add
    tenure plays add win_back
    tenure plays add renewal_90 --id renewal_quarter
    """
    from tenure.act import ready as making
    from tenure.definitions import load

    company = load(definitions)
    if ready is None:
        words = spoken(company, language)
        found = making.ready() if every else making.fitting(company.company.kind)
        width = max(len(one) for one in found)
        for one in found.values():
            click.echo(f"{one.play.id:<{width}}  {one.play.name.of(words)}")
            click.echo(f"{'':<{width}}  {one.play.about.of(words)}")
        return
    play = making.take(ready, id=name, currency=company.company.currency)
    file = write_new(company, play)
    click.echo(f"{file} is written as a draft: read it, then: tenure plays check {play.id}")
