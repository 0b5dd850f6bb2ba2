"""Files that people bring in: how large, of what kind by their content, under which name kept."""

import re
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from tenure.errors import SourceError
from tenure.tables.encoding import detect
from tenure_web.definitions.models import Upload
from tenure_web.people.models import User

_LONGEST_NAME = 80
_UNPACKED = 4
_RATIO = 200
_BLOCK = 1 << 20
_PLAIN = 10 << 20
_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")


class RefusedError(Exception):
    """A file that is not taken in; its text is the key of the words that say why."""


class Quota(FileUploadHandler):
    """Stop reading an upload that is larger than is allowed, before it fills the disk."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what has come, in all files of the request."""
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def kept(file: UploadedFile[Any], user: User, **more: Any) -> Upload:
    """Keep an uploaded file under the folder of files; raises RefusedError for what is no table."""
    if not file.size:
        raise RefusedError("refused_empty")
    if file.size > settings.MAX_UPLOAD:
        raise RefusedError("refused_large")
    made = Upload.objects.create(
        user=user, name=_called(file.name or ""), path="", size=file.size, **more
    )
    target = settings.MEDIA_ROOT / "uploads" / f"{made.pk:06d}"
    try:
        made.path = str(_written(file, target, made.name).relative_to(settings.MEDIA_ROOT))
        made.save(update_fields=["path"])
    except RefusedError:
        remove(made, target)
        raise
    return made


def file_of(upload: Upload) -> Path:
    """Return where a file lies."""
    found: Path = settings.MEDIA_ROOT / upload.path
    return found


def remove(upload: Upload, folder: Path | None = None) -> None:
    """Forget an uploaded file, and remove it from the disk."""
    folder = folder or file_of(upload).parent
    for file in folder.glob("*"):
        file.unlink()
    if folder.is_dir():
        folder.rmdir()
    upload.delete()


def safe_name(name: str, ending: str) -> str:
    """Return a name that is one part of a path, means no pattern, and is not hidden."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = re.sub(r"[^\w-]+", "_", name.rpartition(".")[0] or name).strip("_-")
    return f"{stem[:_LONGEST_NAME] or 'table'}{ending}"


def _called(name: str) -> str:
    """Return a name as people know it, without signs that are no text."""
    told = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return "".join(sign for sign in told if sign.isprintable())[:200] or "table"


def _written(file: UploadedFile[Any], folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "received"
    with draft.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return draft.rename(folder / safe_name(name, _ending(draft, name)))


def _ending(path: Path, name: str) -> str:
    """Return the ending that a file's content asks for; raises RefusedError for no table."""
    with path.open("rb") as stream:
        start = stream.read(_BLOCK)
    if start.startswith(b"PK\x03\x04"):
        _refuse_bomb(path)
        return ".xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedError("refused_old_workbook")
    if start.startswith((b"\x1f\x8b", b"PAR1", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise RefusedError("refused_kind")
    _refuse_no_text(path)
    ending = Path(name).suffix.lower()
    return ending if ending in _TEXT_ENDINGS else ".csv"


def _refuse_no_text(path: Path) -> None:
    """Refuse what no encoding makes text of; single broken lines are told when it is read."""
    try:
        encoding = detect(path)
    except SourceError:
        raise RefusedError("refused_kind") from None
    with path.open("rb") as stream:
        sample = stream.read(_BLOCK)
    if encoding.startswith("utf-16"):
        text = sample.decode(encoding, errors="replace")
        broken = text.count("\ufffd") * 20 > len(text)
    else:
        broken = bool(_BINARY.search(sample))
    if broken:
        raise RefusedError("refused_text")


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that unpacks to far more than it is, by unpacking it to nowhere."""
    most = min(settings.MAX_UPLOAD * _UNPACKED, max(path.stat().st_size * _RATIO, _PLAIN))
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            if "xl/workbook.xml" not in {one.filename for one in parts}:
                raise RefusedError("refused_kind")
            if sum(one.file_size for one in parts) > most:
                raise RefusedError("refused_bomb")
            unpacked = 0
            for one in parts:
                with book.open(one) as stream:  # what a part says of its size may be untrue
                    while block := stream.read(_BLOCK):
                        unpacked += len(block)
                        if unpacked > most:
                            raise RefusedError("refused_bomb")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise RefusedError("refused_workbook") from None
