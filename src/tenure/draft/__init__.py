"""A first tenure.toml from the files themselves, for a person to read and correct."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenure.engines import Engine

__all__ = ["draft"]


def draft(
    paths: Sequence[Path],
    *,
    folder: Path,
    language: str = "en",
    engine: "Engine",
    scratch: Path,
) -> str:
    """Return the text of a commented tenure.toml for files and folders.

    `folder` is where the text will lie, so its paths are meant from there;
    `language` is that of the comments, "en" or "ko"; temporary files go to
    `scratch` and are removed. Nothing but the files decides what is written,
    so the same files give the same text.

    Raises SourceError when a path does not exist or nothing can be read; a
    single file that cannot be read is listed in the text with the reason.
    """
    from tenure.draft.compose import compose

    return compose(paths, folder, language, engine, scratch)
