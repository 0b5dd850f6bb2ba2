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
    """Return a play of the company by its id; DefinitionError for none of that name."""
    from tenure.act.reading import load
    from tenure.errors import suggest

    found = load(folder_of(definitions))
    if name not in found:
        near = suggest(name, found)
        hint = f"did you mean '{near}'?" if near else "`tenure plays list` names them"
        raise DefinitionError(f"there is no play '{name}'", hint=hint)
    return found[name]


def write_new(definitions: "Definitions", play: "Play") -> Path:
    """Write a play to a file of its own; DefinitionError where there is one of its id or name."""
    from tenure.act.reading import shelf
    from tenure.act.writing import dumps
    from tenure.store import write_text

    folder = folder_of(definitions)
    file = folder / f"{play.id}.toml"
    kept = shelf(folder).kept
    there = kept[play.id].file if play.id in kept else file
    if there.exists():
        raise DefinitionError(
            f"there is a play '{play.id}' already", where=str(there), hint="another id: --id NAME"
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
