"""What the commands of plays have in common: where plays lie, in which language they are told."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenure.cli.parameters import OneOf
from tenure.errors import DefinitionError

if TYPE_CHECKING:
    from tenure.act.checking import Known
    from tenure.act.play import Play
    from tenure.act.words import Language
    from tenure.definitions import Definitions


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --language."""
    option = click.option("--language", type=OneOf(["en", "ko"]), help="Default: the company's.")
    return option(command)


def folder_of(definitions: "Definitions") -> Path:
    """Return the folder of a company's plays."""
    from tenure.act.reading import FOLDER

    return definitions.folder / FOLDER


def spoken(definitions: "Definitions", language: str | None) -> "Language":
    """Return the language that is asked for, else the company's."""
    return "ko" if (language or definitions.company.language) == "ko" else "en"


def one_of(definitions: "Definitions", name: str) -> "Play":
    """Return a play of the company by its id, whatever is wrong with the files of others.

    DefinitionError for none of that name, and for what is wrong with its own file.
    """
    from tenure.act.reading import load, shelf
    from tenure.errors import suggest

    folder = folder_of(definitions)
    found = shelf(folder).plays
    if name in found:
        return found[name]
    if (folder / f"{name}.toml").is_file():
        load(folder)  # tells what is wrong with it
    near = suggest(name, found)
    hint = f"did you mean '{near}'?" if near else "`tenure plays list` names them"
    raise DefinitionError(f"there is no play '{name}'", hint=hint)


def write_new(definitions: "Definitions", play: "Play") -> Path:
    """Write a play to a file of its own.

    DefinitionError where there is one of its id or name, or where the id is none.
    """
    from tenure.act.reading import is_id, shelf
    from tenure.act.writing import dumps
    from tenure.store import write_text

    if not is_id(play.id):
        raise DefinitionError(
            f"'{play.id}' cannot be a play's id",
            hint="2 to 41 of a-z, 0-9 and _, beginning with a letter: spring_letter",
        )
    folder = folder_of(definitions)
    file = folder / f"{play.id}.toml"
    kept = shelf(folder).kept
    there = kept[play.id].file if play.id in kept else file
    if there.exists():
        raise DefinitionError(
            f"there is a play '{play.id}' already", where=str(there), hint="choose another id"
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_text(file, dumps(play))
    return file


def known_of(definitions: Path) -> "Known":
    """Return what the company has for plays to go by."""
    from tenure.company import Company
    from tenure.company.acts.known import known

    with Company.open(definitions) as company:
        return known(company.rule)
