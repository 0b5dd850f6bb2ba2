"""tenure.toml read from disk or text, with every problem of the file reported at once."""

import os
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from tenure.definitions.locate import Lines, Path
from tenure.definitions.model import Definitions, with_origin
from tenure.definitions.places import Places
from tenure.definitions.presets import with_preset
from tenure.definitions.problems import problems_of
from tenure.definitions.texts import decoded, toml, translated, with_conditions
from tenure.errors import DefinitionError

FILE_NAME = "tenure.toml"
_DRAFT = "`tenure init PATH…` drafts one from your files"


def load(path: FilePath | str) -> Definitions:
    """Read a tenure.toml, or the one in a folder.

    Raises DefinitionError: no such file, not UTF-8, not TOML, or values that cannot be used.
    """
    path = FilePath(path)
    path = path / FILE_NAME if path.is_dir() else path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DefinitionError("there is no such file", where=str(path), hint=_DRAFT) from None
    except OSError as error:
        raise DefinitionError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return loads(decoded(content, str(path)), source=str(path), folder=path.parent.resolve())


def loads(
    text: str,
    *,
    source: str = FILE_NAME,
    folder: FilePath | str = ".",
    environment: Mapping[str, str] | None = None,
) -> Definitions:
    """Read definitions from the text of a tenure.toml.

    `source` names the text in errors; `folder` is where its relative paths are meant;
    `environment` supplies ${NAME} in the engine's URL, os.environ by default.
    Raises DefinitionError as `load` does.
    """
    text = text.removeprefix("\ufeff")
    raw = toml(text, source)
    if not raw:
        raise DefinitionError("the file says nothing", where=source, hint=_DRAFT)
    return build(
        raw, Places(source, FilePath(folder).resolve(), Lines(text)), environment=environment
    )


def build(
    raw: Mapping[str, Any],
    places: Places | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> Definitions:
    """Make definitions from values as TOML would hold them, filled in by the preset.

    Raises DefinitionError; DefinitionErrors when there are several problems.
    """
    places = places or Places()
    merged, from_preset = with_preset(dict(raw))
    context = {"environment": os.environ if environment is None else environment}
    try:
        definitions = Definitions.model_validate(
            with_conditions(merged, places, _is_condition), context=context
        )
    except ValidationError as error:
        raise translated(list(problems_of(error, merged, Definitions)), places) from None
    return with_origin(definitions, places, from_preset)


def _is_condition(path: Path) -> bool:
    return path[-1] == "where" or (path[0] == "segments" and len(path) == 2)
