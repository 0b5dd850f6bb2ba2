"""`tenure plays`: plays as files beside tenure.toml, begun, taken, checked, read, exchanged."""

import click

from tenure.cli.parameters import Group
from tenure.cli.plays.deciding import decide, preview, why
from tenure.cli.plays.exchanging import audience, export, import_
from tenure.cli.plays.looking import check, list_, schema, show
from tenure.cli.plays.making import add, new


@click.group(cls=Group)
def plays() -> None:
    """Write plays: who is contacted when, with what, and who is left alone to measure it.

    Plays are files plays/NAME.toml beside tenure.toml, made to be kept under version control.

    \b
    tenure plays add                       what is ready for a company of this kind
    tenure plays add win_back              take one
    tenure plays check                     what is wrong, and what the company lacks
    tenure plays show win_back             what it does, in words
    """


for command in (
    *(list_, new, add, check, show, import_, export, schema),
    *(decide, preview, why, audience),
):
    plays.add_command(command)
