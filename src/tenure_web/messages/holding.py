"""Who is held out of a play or of all, by the plays and the section [contact] as they stand now."""

from pathlib import Path
from threading import Lock
from typing import Literal

from tenure.act.arms import arm_of
from tenure.act.play import Play
from tenure.act.reading import shelf
from tenure.definitions.contact import HeldOut
from tenure_web.lib import company

_FOLDER = "plays"
Stamp = tuple[tuple[str, int, int], ...]
_read = Lock()
_kept: dict[Path, tuple[Stamp, dict[str, Play]]] = {}


def held_out(
    found: Play | None, unit: str, everything: HeldOut
) -> Literal["held_out", "held_out_of_all"] | None:
    """Say whether a unit is left alone by a play, or by everything; one without a unit is not."""
    if not unit:
        return None
    if found is not None and arm_of(found.salt, unit, found.holdout) == "holdout":
        return "held_out"
    if arm_of(everything.salt, unit, everything.share) == "holdout":
        return "held_out_of_all"
    return None


def plays() -> dict[str, Play]:
    """Return the plays by id that can be read, read anew when a file has changed."""
    folder = company.definitions().folder / _FOLDER
    stamp = _stamp(folder)
    with _read:
        if folder not in _kept or _kept[folder][0] != stamp:
            _kept[folder] = (stamp, shelf(folder).plays)
        return _kept[folder][1]


def _stamp(folder: Path) -> Stamp:
    if not folder.is_dir():
        return ()
    files = sorted((one.name, one.stat()) for one in folder.glob("*.toml"))
    return tuple((name, told.st_mtime_ns, told.st_size) for name, told in files)
