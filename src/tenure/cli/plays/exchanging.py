"""`tenure plays import | export`: plays brought in as copies of their own, and taken out."""

from pathlib import Path

import click

from tenure.cli.parameters import definitions_option
from tenure.cli.plays.shared import one_of, write_new
from tenure.errors import DefinitionError


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@definitions_option
@click.option("--id", "name", help="Its id here; default: that in the file.")
@click.option("--keep-salt", is_flag=True, help="It is the same play moved: hold out the same.")
def import_(file: Path, definitions: Path, name: str | None, keep_salt: bool) -> None:
    """Bring a play in: a draft with a salt of its own, so that it holds out others.

    \b
    tenure plays import win_back.toml
    tenure plays import win_back.toml --id win_back_spring
    """
    from tenure.act.editing import copy
    from tenure.act.reading import is_id, loads
    from tenure.definitions import load
    from tenure.definitions.texts import decoded

    play = loads(decoded(file.read_bytes(), str(file)), source=str(file))
    if name is not None and not is_id(name):
        raise DefinitionError(f"'{name}' cannot be a play's id", hint="such as: spring_letter")
    made = copy(play, id=name or play.id, salt=play.salt if keep_salt else None)
    click.echo(str(write_new(load(definitions), made)))


@click.command()
@click.argument("name", metavar="ID")
@definitions_option
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def export(name: str, definitions: Path, out: Path | None) -> None:
    """Take a play out as one file.

    \b
    tenure plays export win_back --out win_back.toml
    """
    from tenure.act.writing import dumps
    from tenure.definitions import load
    from tenure.store import write_text

    text = dumps(one_of(load(definitions), name))
    if out:
        write_text(out, text)
    else:
        click.echo(text, nl=False)
