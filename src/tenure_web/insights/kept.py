"""Answers: of the last run at once, else kept ones, else asked of the company by a few threads."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tenure.company import Company, Question
from tenure.company.metrics import find
from tenure.errors import MetricError
from tenure.measure.result import Result
from tenure.pipeline.saved import SavedRun, load_result, save_result
from tenure.store import fingerprint_code
from tenure_web.lib import company

Told = TypeVar("Told")
_log = logging.getLogger("tenure_web.insights")
PATIENCE = 1.5
"""Seconds that a page waits for an answer before it says that it is being computed."""
KIND = "asked"
THREADS = 2
"""Questions that are worked out at once: a long one does not keep the others waiting."""
_OWN = ("period", "by", "where", "cohort")


class BeingComputedError(Exception):
    """The answer is not there yet; ask again."""


@dataclass
class _Desk:
    """The threads that ask, each a company of its own, and what they are asked for now."""

    pool: ThreadPoolExecutor
    lock: threading.Lock
    under_way: dict[str, Future[Any]]


_desk = _Desk(ThreadPoolExecutor(THREADS, thread_name_prefix="asked"), threading.Lock(), {})


def answer(question: Question, patience: float = PATIENCE) -> Result:
    """Return the answer to a question, from where it is soonest there.

    Raises TenureError as the library does, BeingComputedError when it takes longer than
    `patience` seconds: it goes on, and is kept.
    """
    metric = find(question.metric)
    metric.settings(question.options)
    run = company.latest()
    found = of_run(question, run) if run else None
    if found is not None:
        return found
    return asked(("measure", asdict(question)), lambda told: told.measure(question), patience)


def of_run(question: Question, run: SavedRun) -> Result | None:
    """Return what a run answered to the same question, if it was asked it."""
    if question.cohort is not None:
        return None
    return next((one for one in run.results if _answers(one, question)), None)


def _answers(result: Result, question: Question) -> bool:
    if result.metric != question.metric or question.as_of not in (None, result.as_of):
        return False
    told, metric = result.options, find(question.metric)
    settings = metric.settings(question.options)
    by = question.by
    return (
        told.get("period") in (None, question.period)
        and told.get("where") == question.where
        and told.get("by") in ((by, f"customer_{by}", f"account_{by}") if by else (None,))
        and _texts(settings) == _texts({k: v for k, v in told.items() if k not in _OWN})
    )


def _texts(settings: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in settings.items()}


def asked(
    what: tuple[object, ...], compute: Callable[[Company], Result], patience: float = PATIENCE
) -> Result:
    """Return what is kept of an answer, else have it computed and keep it; see `answer`."""
    return all_asked(what, lambda told: [compute(told)], patience)[0]


def all_asked(
    what: tuple[object, ...],
    compute: Callable[[Company], Sequence[Result]],
    patience: float = PATIENCE,
) -> list[Result]:
    """Return the same of a question that has several answers, in their order."""
    key = name_of(what)
    return _read(key) or soon(key, lambda told: _keep(told, what, compute), patience)


def soon(key: str, work: Callable[[Company], Told], patience: float = PATIENCE) -> Told:
    """Have the company asked by a thread; whoever asks the same waits for the same.

    Raises what the work raises, BeingComputedError after `patience` seconds: it goes on.
    """
    with _desk.lock:
        future = _desk.under_way.get(key)
        if future is None:
            future = _desk.under_way[key] = _desk.pool.submit(_ask, work)
    try:
        told: Told = future.result(patience)
    except NotYet:
        if not future.done():
            raise BeingComputedError from None
        told = future.result()  # it came while this was being noticed
    finally:
        if future.done():
            with _desk.lock:
                _desk.under_way.pop(key, None)
    return told


def is_under_way(key: str) -> bool:
    """Say whether work goes on; raises what it failed of, once, where nobody has been told."""
    with _desk.lock:
        future = _desk.under_way.get(key)
        if future is None or not future.done():
            return future is not None
        del _desk.under_way[key]
    future.result()
    return False


def _ask(work: Callable[[Company], Told]) -> Told:
    with company.asked(threading.current_thread().name) as opened:
        try:
            return work(opened)
        except (ArithmeticError, ValueError) as error:  # options that no calendar has room for
            _log.exception("a question could not be worked out")
            raise MetricError(
                f"this cannot be worked out with these options: {error}",
                hint="choose smaller numbers, or leave them empty",
            ) from error


def _keep(
    opened: Company, what: tuple[object, ...], compute: Callable[[Company], Sequence[Result]]
) -> list[Result]:
    """Keep what the company answers; its tables may be newer than those of the last run."""
    inputs = {name: found.fingerprint for name, found in opened.data.inputs.items()}

    def build(folder: Path) -> None:
        for number, result in enumerate(compute(opened)):
            (folder / f"{number:03}").mkdir()
            save_result(result, folder / f"{number:03}", opened.definitions.folder)

    with closing(company.store()) as store:
        return _load(store.entry(KIND, _key(what, inputs), build))


def name_of(what: object) -> str:
    """Name a question by all that its answer follows from, of the data of the last run."""
    return _key(what, _inputs_of_run())


def _read(key: str) -> list[Result]:
    with closing(company.store()) as store:
        found = store.find(KIND, key)
        return _load(found) if found else []


def _load(folder: Path) -> list[Result]:
    parts = sorted(one for one in folder.iterdir() if one.is_dir())
    return [load_result(one, company.language()) for one in parts]


def _inputs_of_run() -> dict[str, str]:
    run = company.latest()
    return {name: one["fingerprint"] for name, one in run.manifest["inputs"].items()} if run else {}


def _key(what: object, inputs: dict[str, Any]) -> str:
    """Name an answer by all that it follows from: code, definitions, data, the day, the question.

    Files of Parquet that are appended to have fingerprints of their own; the day moves what is
    observed.
    """
    told = company.definitions()
    today = datetime.now(ZoneInfo(told.company.time_zone)).date()
    shape = told.fingerprint()
    return company.store().key(KIND, fingerprint_code(), shape, sorted(inputs.items()), today, what)
