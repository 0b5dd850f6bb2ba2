"""Backup and restore: what people made, the key, the definitions, and what no run makes again."""

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tenure.definitions import load
from tenure.errors import StoreError, TenureError
from tenure.store import Store
from tenure_web.people.audit import write
from tenure_web.people.models import User
from tenure_web.work.unpacking import ABOUT, DATA, DEFINED, FORMAT, KEY, in_the_way

_LEFT_OUT = (
    "contenttypes",
    "auth.permission",
    "sessions",
    "axes",
    "django_tasks_database",
    "people.visit",
)
"""What is made anew: sessions end, wrong passwords are forgotten, tasks are asked for again."""
_OF_STORE = ("profiles", "models", "cohorts")
"""Of the store what no run makes again, beside the last run: scores of days past, their models."""
_FOLDERS = ("files", "aside")


def back_up(target: Path, *, results: bool = True) -> dict[str, Any]:
    """Write everything into one file, readable by its owner alone; the server may be running.

    Returns what the file says of itself. Raises TenureError where the file is there already,
    StoreError while a run is writing to the store.
    """
    about = {"format": FORMAT, "at": timezone.now().isoformat(), "results": results}
    partial = target.with_name(f".{target.name}.partial")
    if target.exists():
        raise TenureError("there is a file already", where=str(target), hint="name another one")
    try:
        made = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(made, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
            _add(tar, ABOUT, json.dumps(about).encode())
            _add_home(tar)
            if results:
                _add_store(tar)
        partial.rename(target)
    except OSError as error:
        raise TenureError(f"cannot be written: {error.strerror}", where=str(target)) from error
    except (DatabaseError, CommandError) as error:
        hint = "bring it up to date by tenure serve, or back it up with the version that made it"
        raise TenureError(f"the database cannot be read: {error}", hint=hint) from error
    finally:
        partial.unlink(missing_ok=True)
    write("workspace.backup", target.name, after=about)
    return about


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(content), int(timezone.now().timestamp())
    tar.addfile(entry, io.BytesIO(content))


def _add_home(tar: tarfile.TarFile) -> None:
    """Add database, key, definitions and files, as they are at one moment each."""
    _add(tar, KEY, settings.SECRET_KEY.encode())
    place: Path = settings.ENVIRONMENT.definitions
    if place.is_file():
        _add(tar, DEFINED, place.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        dumped = Path(folder) / DATA
        with _at_one_moment():
            call_command(
                "dumpdata", format="jsonl", output=str(dumped), exclude=_LEFT_OUT, verbosity=0
            )
        tar.add(dumped, DATA)
    for name in _FOLDERS:
        if (settings.ENVIRONMENT.home / name).is_dir():
            tar.add(settings.ENVIRONMENT.home / name, f"home/{name}")


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Read the database as it is now, whoever writes meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _add_store(tar: tarfile.TarFile) -> None:
    """Add the last run and what no run makes again; a run may begin while they are packed."""
    told = load(settings.ENVIRONMENT.definitions)
    with closing(Store.at(told.folder, told.store.path)) as kept:
        if not kept.root.is_dir():
            return
        with kept.lock():
            copied = _linked(kept)
        tar.add(copied, "store")


def _linked(kept: Store) -> Path:
    """Lay out the same files under other names, which takes no time and no room."""
    copied = kept.scratch / "backup"
    copied.mkdir()
    for name in _OF_STORE:
        if (kept.root / name).is_dir():
            shutil.copytree(kept.root / name, copied / name, copy_function=os.link)
    try:
        latest = kept.latest()
    except StoreError:
        return copied
    shutil.copytree(latest, copied / "runs" / latest.name, copy_function=os.link)
    (copied / "latest").symlink_to(Path("runs") / latest.name)
    return copied


def put_back(folder: Path, name: str, *, replace: bool) -> None:
    """Put an unpacked backup back into database, home and store of this workspace.

    Raises TenureError where somebody has an account in this database, unless it may be replaced.
    """
    if not replace and User.objects.exists():
        raise in_the_way("the database")
    _refill(folder / DATA)
    for one in _FOLDERS:
        if (folder / "home" / one).is_dir():
            _replace(folder / "home" / one, settings.ENVIRONMENT.home / one)
    if (folder / "store").is_dir():
        told = load(settings.ENVIRONMENT.definitions)
        with closing(Store.at(told.folder, told.store.path)) as kept, kept.lock():
            for part in sorted((folder / "store").iterdir()):
                _replace(part, kept.root / part.name)
    write("workspace.restore", name, after=json.loads((folder / ABOUT).read_text("utf-8")))


def _refill(dumped: Path) -> None:
    """Empty the database and fill it anew, in one step; everybody signs in again."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic():
        flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True)
        connection.ops.execute_sql_flush(flush)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        call_command("loaddata", str(dumped), verbosity=0)


def _replace(source: Path, target: Path) -> None:
    """Put a file, a link or a folder in the place of what is there."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(os.readlink(source))
    else:
        shutil.move(source, target)
