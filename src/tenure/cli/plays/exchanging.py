"""`tenure plays import | export | audience`: plays brought in, taken out, and whom they contact."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tenure.cli.outlook import outlook_of
from tenure.cli.parameters import Day, OneOf, definitions_option
from tenure.cli.plays.shared import folder_of, one_of, write_new
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


@click.command()
@click.argument("play", metavar="ID")
@definitions_option
@click.option("--on", type=Day(), help="A day with decisions; default: the last one.")
@click.option("--format", "form", type=OneOf(["csv", "parquet"]), help="Default: by the ending.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
def audience(play: str, definitions: Path, on: date | None, form: str | None, out: Path) -> None:
    """Write whom a play contacts to a file, to be reached by other means.

    By the decisions of a day: who is held out is not in it, nor who may not be contacted since,
    so that the play's effect can be proved whoever makes the contact. In CSV no text can run as
    a formula; the file appears whole or not at all.

    \b
    tenure plays audience win_back --out win_back.csv
    tenure plays audience win_back --on 2026-07-01 --out win_back.parquet
    """
    from pyarrow.parquet import ParquetFile

    from tenure.act.reading import load as load_plays
    from tenure.cli.printing import streamed
    from tenure.company.acts.audience import audience as found
    from tenure.definitions import load
    from tenure.errors import TenureError

    plays = load_plays(folder_of(load(definitions)))
    with outlook_of(definitions, None) as outlook, TemporaryDirectory() as folder:
        data, rows = outlook.rule.data, Path(folder) / "audience.parquet"
        data.engine.write_parquet(found(outlook, plays, play, on=on), rows, metric="audience")
        if not streamed(rows, form, out):
            raise TenureError(
                f"an audience cannot be written to {out.name!r}",
                hint="end the name in .csv or .parquet, or say --format",
            )
        number = ParquetFile(rows).metadata.num_rows
    click.echo(f"{out}: {number:,} to contact", err=True)
