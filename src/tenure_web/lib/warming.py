"""What the first question would wait for, done before anybody asks: in a thread of the server."""

import logging
import threading
from collections.abc import Callable
from importlib import import_module, resources

from django.conf import settings
from django.db import close_old_connections
from django.template import engines

from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.lib.language import LANGUAGES, words_of

_log = logging.getLogger("tenure_web")
_EVERY = 5.0
"""Seconds between two looks at whether there is another run, or another day."""
_AFTER_FAILURE = 60.0
_warm = threading.Event()
_begun = threading.Event()


def is_warm() -> bool:
    """Say whether pages need not wait: also where nothing is warmed ahead, or cannot be."""
    return _warm.is_set() or not _begun.is_set()


def begin(stopped: threading.Event) -> threading.Thread:
    """Warm what pages need, and the company anew after each run, until it is to stop."""
    _warm.clear()
    _begun.set()
    thread = threading.Thread(target=_keep, args=(stopped,), daemon=True, name="warming")
    thread.start()
    return thread


def _keep(stopped: threading.Event) -> None:
    wait = _once(warm_pages, open_company)
    _warm.set()
    while not stopped.wait(wait):
        wait = _once(open_company)


def _once(*works: Callable[[], None]) -> float:
    """Do this; what fails is told by the pages that need it. Return how long to wait then."""
    wait = _EVERY
    for work in works:
        try:
            work()
        except TenureError:
            wait = _AFTER_FAILURE
        except Exception:
            _log.exception("warming failed")
            wait = _AFTER_FAILURE
    close_old_connections()
    return wait


def warm_pages() -> None:
    """Read words and templates, and what draws charts."""
    for language in LANGUAGES:
        words_of(language)
    for app in settings.APPS:
        folder = resources.files(f"tenure_web.{app}") / "jinja2" / app
        if folder.is_dir():
            for one in folder.iterdir():
                if one.name.endswith(".j2"):
                    engines["jinja2"].get_template(f"{app}/{one.name}")
    for library in ("altair", "vl_convert"):
        import_module(library)


def open_company() -> None:
    """Open the company, or open it anew after a run, a change of definitions or midnight."""
    company.latest()
    with company.asked() as told:
        for table in list(told.data.tables.values())[:1]:
            told.engine.execute(table.limit(1), metric="warming")
