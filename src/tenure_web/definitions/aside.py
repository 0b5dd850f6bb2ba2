"""What takes long is asked of the library in a process of its own, with a limit of time.

An answer lies in a file named after its question, so that a page that looks again finds it,
whichever process serves that page; nothing of it is kept for longer than a day.
"""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from tenure_web.definitions.models import fingerprint

LIMIT = 180.0
"""Seconds that an answer may take."""
_STALE = LIMIT + 60
_KEPT = 24 * 3600
_OWN = ("SECRET_KEY", "DATABASE_URL", "MAIL_URL", "METRICS_TOKEN")
_one = threading.Lock()

State = Literal["computing", "done", "wrong", "too_long"]


@dataclass(frozen=True)
class Answer:
    """What is known of a question: still computed, done, refused in words, or given up."""

    state: State
    said: dict[str, Any]


def ask(what: str, question: dict[str, Any], *, wait: float = 0.3) -> Answer:
    """Ask, or look what became of the same question; waits a moment for what is quick."""
    text = json.dumps([what, question], sort_keys=True, ensure_ascii=False, default=str)
    place = _folder() / f"{fingerprint(text)[:32]}.json"
    known = _read(place)
    if known is None and _begin(place):
        # Daemon: the process that serves may end; the answer is then asked for again.
        thread = threading.Thread(target=_answer, args=(text, place), daemon=True)
        thread.start()
        thread.join(wait)
        known = _read(place)
    return known or Answer("computing", {})


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.home / "aside"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _KEPT:
            old.unlink(missing_ok=True)
    return folder


def _read(place: Path) -> Answer | None:
    try:
        told = json.loads(place.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Answer(told["state"], told["said"])


def _begin(place: Path) -> bool:
    """Mark a question as asked; false where it is being answered already."""
    mark = place.with_suffix(".begun")
    if mark.exists() and time.time() - mark.stat().st_mtime > _STALE:
        mark.unlink(missing_ok=True)  # whoever answered it was killed
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _answer(text: str, place: Path) -> None:
    mark = place.with_suffix(".begun")
    with _one:  # the machine is others', too
        mark.touch()
        told = _asked(text)
        draft = place.with_suffix(".partial")
        draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        draft.replace(place)
    mark.unlink(missing_ok=True)


def _asked(text: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tenure_web.definitions.beside"]
    own = {f"TENURE_{name}" for name in _OWN}
    around = {name: value for name, value in os.environ.items() if name not in own}
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=LIMIT, env=around
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"state": "too_long", "said": {}}
    except json.JSONDecodeError:  # it was killed, for instance for want of memory
        return {"state": "wrong", "said": {"message": "", "where": "", "hint": ""}}
    return found
