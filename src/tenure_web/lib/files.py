"""Files of the company that people change here: held by one process, replaced in one step."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tenure.errors import DefinitionError
from tenure.store import writing


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold what goes by a name against all other processes of this workspace."""
    home: Path = settings.ENVIRONMENT.home
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def replace(file: Path, content: bytes) -> None:
    """Write a file that is whole or as it was; DefinitionError where this server may not."""
    try:
        with writing(file) as stream:
            stream.write(content)
    except OSError as error:
        raise DefinitionError(
            f"cannot be written: {error.strerror}",
            where=file.name,
            hint="whoever runs this server can let it write to the company's folder",
        ) from None
