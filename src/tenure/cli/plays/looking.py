"""`tenure plays list | check | show | schema`: which there are, what is wrong, what one does."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.parameters import definitions_option
from tenure.cli.plays.shared import folder_of, known_of, language_option, one_of, spoken

if TYPE_CHECKING:
    from tenure.act.checking import Finding
    from tenure.act.play import Play
    from tenure.act.words import Language

_FAILED_CHECK = 1


@click.command("list")
@definitions_option
@language_option
def list_(definitions: Path, language: str | None) -> None:
    """List the company's plays: id, state, version, name.

    Files that cannot be read are named after them, with exit code 1.

    \b
    tenure plays list
    """
    from tenure.act.reading import shelf
    from tenure.act.saying import said
    from tenure.definitions import load

    company = load(definitions)
    words = spoken(company, language)
    kept = shelf(folder_of(company))
    found = kept.plays
    if not found and not kept.problems:
        click.echo("no plays yet; what is ready to be taken: tenure plays add", err=True)
    width = max((len(one) for one in found), default=0)
    for one in found.values():
        state = said(f"state.{one.state}", words)
        click.echo(f"{one.id:<{width}}  {state}  v{one.version}  {one.name.of(words)}")
    for problem in kept.problems:
        click.echo(f"cannot be read: {problem}", err=True)
    if kept.problems:
        click.get_current_context().exit(_FAILED_CHECK)


@click.command()
@click.argument("names", metavar="[ID]…", nargs=-1)
@definitions_option
@language_option
def check(names: tuple[str, ...], definitions: Path, language: str | None) -> None:
    """Say what is wrong with plays, and what the company's tables lack for them.

    A play with something wrong or missing is switched off. Exit code 1 where a running one is.

    \b
    tenure plays check
    tenure plays check win_back
    """
    from tenure.act.checking import check as look
    from tenure.act.checking import runs
    from tenure.act.reading import load as load_plays
    from tenure.definitions import load

    company = load(definitions)
    words = spoken(company, language)
    wanted = [one_of(company, one) for one in names]
    wanted = wanted or list(load_plays(folder_of(company)).values())
    known, off = known_of(definitions), 0
    for play in wanted:
        found = look(play, known)
        for line in _checked(play, found, words):
            click.echo(line)
        off += play.state == "running" and not runs(found)
    if off:
        click.get_current_context().exit(_FAILED_CHECK)


def _checked(play: "Play", found: "list[Finding]", language: "Language") -> Iterator[str]:
    from tenure.act.saying import finding_said, said
    from tenure.charts.unsaid import unsaid

    yield f"{play.id}: {'✓' if not found else play.name.of(language)}"
    for one in found:
        severity = said(f"severity.{one.severity}", language)
        yield f"  {severity}  {one.key}: {unsaid(finding_said(one, 'en'), language)}"


@click.command()
@click.argument("name", metavar="ID")
@definitions_option
@language_option
def show(name: str, definitions: Path, language: str | None) -> None:
    """Say in words what a play does: for whom, what, to what end, and who is left alone.

    \b
    tenure plays show win_back
    tenure plays show win_back --language ko
    """
    from tenure.act import saying
    from tenure.definitions import load

    company = load(definitions)
    words, play = spoken(company, language), one_of(company, name)
    click.echo(f"{play.name.of(words)} ({play.id}, v{play.version})")
    for line in (play.about.of(words), *saying.whose_turn(play, words)):
        click.echo(line)
    for number, line in enumerate(saying.steps(play, words), 1):
        click.echo(f"{number}. {line}")
    click.echo(saying.goal(play, words))
    click.echo(saying.holdout(play, words))


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of a play's file, by which editors complete and check it.

    \b
    tenure plays schema --out plays.schema.json
    """
    from tenure.act.schema import json_schema
    from tenure.store import as_json, write_text

    text = as_json(json_schema())
    if out:
        write_text(out, text)
    else:
        click.echo(text, nl=False)
