"""One run: every step's result is an entry of the store, found again when nothing changed."""

import json
import platform
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tenure.company import Company, Question, timelines
from tenure.company.indexing import activity_index, refuses
from tenure.company.questions import answer
from tenure.company.wording import LANGUAGES
from tenure.definitions import Definitions
from tenure.errors import ConditionError, MetricError
from tenure.measure.result import Result
from tenure.pipeline import deciding, explaining, proving
from tenure.pipeline.asked import questions
from tenure.pipeline.predicting import predictions, wanted
from tenure.pipeline.saved import (
    CHANGES,
    QUALITY,
    REPORT,
    RESULT,
    SKIPPED,
    load_run,
    report_data,
    report_name,
    save_result,
)
from tenure.pipeline.writing import changes, copy, relative, write_quarantine, write_refused
from tenure.report import write as write_report
from tenure.store import (
    MANIFEST,
    Store,
    as_json,
    fingerprint_code,
    versions,
    write_text,
)


class Progress(Protocol):
    """Told what a run is doing: a step begins with its amount of work, then advances."""

    def begin(self, step: str, total: int, unit: str) -> None:
        """Begin a step of `total` units of work."""
        ...

    def advance(self, done: int, what: str) -> None:
        """Count work of the current step as done."""
        ...


class _Silent:
    def begin(self, step: str, total: int, unit: str) -> None:
        """Say nothing."""

    def advance(self, done: int, what: str) -> None:
        """Say nothing."""


@dataclass
class Run:
    """What a run did: its folder, and of each step its seconds and whether it was found done."""

    folder: Path
    as_of: date
    steps: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)


def run(
    definitions: Definitions,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Run:
    """Read the sources, check them, measure, report, and publish all of it in one step.

    `now` is the clock (UTC). Only one run at a time may write to a store. A run
    that is killed leaves the last results as they were; the next one goes on
    from the steps that were done. Raises MetricError when nothing is known as of
    the day asked for, StoreError while another run is going on.
    """
    now = datetime.now(UTC) if now is None else _utc(now)
    store = Store.at(definitions.folder, definitions.store.path)
    with store.lock():
        store.sweep()
        work = _Work(definitions, as_of, now, progress or _Silent())
        try:
            done = work.do()
        finally:
            work.close()
        store.clean()
    return done


class _Work:
    """The steps of one run, in order."""

    def __init__(
        self, definitions: Definitions, as_of: date | None, now: datetime, progress: Progress
    ) -> None:
        self.definitions, self.as_of, self.now, self.progress = definitions, as_of, now, progress
        self.today = now.astimezone(ZoneInfo(definitions.company.time_zone)).date()
        self.steps: list[dict[str, Any]] = []
        self.skipped: list[dict[str, str]] = []
        self.company: Company | None = None
        self.sizes: dict[str, int] = {}

    def do(self) -> Run:
        """Do every step and publish the results."""
        company = self._read()
        self._index(company)
        quality = self._check(company)
        results = [*self._measure(company), *self._predict(company), *self._explain(company)]
        results += self._prove(company)
        self._decide(company)
        with self._step("timelines"):
            timelines.keep(company.data)
        last = self._last_day(results)
        name = f"{self.now:%Y%m%dT%H%M%S%f}"
        folder = company.store.publish(
            name, lambda to: self._assemble(to, company, quality, results, last)
        )
        return Run(folder, last, self.steps, self.skipped)

    def close(self) -> None:
        """Release the engine and its temporary files."""
        if self.company is not None:
            self.company.close()

    def _read(self) -> Company:
        tables = len(self.definitions.tables)
        self.progress.begin("read", tables, "tables")
        with self._step("read"):
            self.company = Company(
                self.definitions,
                today=self.today,
                progress=lambda name, _done, _of: self.progress.advance(1, name),
            )
        self.sizes = {name: _size(self.company, name) for name in self.company.data.inputs}
        return self.company

    def _index(self, company: Company) -> None:
        """Bring the activity index up to date; tell of a day that cannot be asked about."""
        if refuses(company.rule) is None:
            with self._step("index"):
                activity_index(company.rule)
        if self.as_of is not None and not company.rule.snapshot:
            company.rule.observed(self.as_of)

    def _check(self, company: Company) -> Path:
        self.progress.begin("check", sum(self.sizes.values()), "rows")
        rule = (self.definitions.fingerprint("active", "onboarding"), self.definitions.churn.rule)
        key = company.store.key("check", fingerprint_code(), company.data.fingerprint(), *rule)

        def build(folder: Path) -> None:
            report = []
            for name, number in self.sizes.items():
                found = company.quality_of(name)
                report.append(asdict(found))
                if found.summary.quarantined:
                    write_quarantine(company, name, folder / "quarantine")
                self.progress.advance(number, name)
            write_refused(company, folder / "quarantine")
            write_text(folder / QUALITY, as_json(report))
            write_text(folder / CHANGES, as_json(changes(company)))

        with self._step("check"):
            return company.store.entry("check", key, build)

    def _measure(self, company: Company) -> list[Path]:
        asked = questions(company.rule, self.as_of)
        self.progress.begin("measure", len(asked), "questions")
        folders = []
        for question in asked:
            folder = self._answer(company, question)
            if folder is not None:
                folders.append(folder)
            self.progress.advance(1, _label(question))
        return folders

    def _predict(self, company: Company) -> list[Path]:
        """Learn when it is due, score everyone, and keep what there is to report."""
        if not wanted(company):
            return []
        self.progress.begin("predict", 1, "days")
        found = predictions(company, self.as_of, self._step, self._skip)
        self.progress.advance(1, "profiles")
        return [self._reported(company, one) for one in found]

    def _explain(self, company: Company) -> list[Path]:
        """Explain every area that the tables allow; what was explained of the same is found."""
        if not explaining.wanted(company):
            return []
        return explaining.explained(
            company, self.as_of, self._write, self._step, self._skip, self.progress
        )

    def _prove(self, company: Company) -> list[Path]:
        """Judge what plays and trials changed, where anybody was assigned to one."""
        if not proving.wanted(company):
            return []
        begun: list[int] = []

        def begin(trials: int) -> None:
            begun.append(trials)
            self.progress.begin("prove", trials, "trials")

        found = proving.proved(company, self.as_of, self._write, self._step, self._skip, begin)
        for trials in begun:
            self.progress.advance(trials, "effects")
        return found

    def _decide(self, company: Company) -> None:
        """Decide which play each customer gets, where there are profiles and running plays."""
        plays = deciding.running(company, self._skip)
        if plays:
            self.progress.begin("decide", len(plays), "plays")
            with self._step("decide"):
                deciding.decide(company, plays, self.as_of, self._skip)
            self.progress.advance(len(plays), "plays")

    def _reported(self, company: Company, result: Result) -> Path:
        """Keep a result that no question gave, under its own rows."""
        key = company.store.key(
            "predict", fingerprint_code(), result.metric, result.words, result.table.to_pylist()
        )
        return company.store.entry("predict", key, lambda folder: self._write(result, folder))

    def _skip(self, what: str, why: str) -> None:
        self.skipped.append({"what": what, "why": why})

    def _answer(self, company: Company, question: Question) -> Path | None:
        try:
            return self._entry(company, question)
        except (ConditionError, MetricError) as error:
            self._skip(_label(question), error.message)
            return None

    def _entry(self, company: Company, question: Question) -> Path:
        tables, sections = self._read_by(company, question)
        key = company.store.key(
            "measure",
            fingerprint_code(),
            asdict(question),
            self._reach(company),
            company.data.fingerprint(*tables),
            self.definitions.fingerprint(*sections),
        )

        def build(folder: Path) -> None:
            self._write(answer(company.rule, question), folder)

        with self._step(_label(question)):
            return company.store.entry("measure", key, build)

    def _write(self, result: Result, folder: Path) -> None:
        save_result(result, folder, self.definitions.folder)

    def _read_by(
        self, company: Company, question: Question
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name the tables and the sections of tenure.toml that an answer can depend on.

        Empty: all of them, as for the metrics that read tables of their own.
        """
        if question.metric not in ("attrition", "retention"):
            return (), ()
        profiled = bool(question.by or question.where)
        return company.rule.reads(profiled=profiled), (
            "company",
            "active",
            "churn",
            "retention",
            "segments",
        )

    def _reach(self, company: Company) -> str:
        """Return the days that are observed, which move with the clock while data come in."""
        return "" if company.rule.snapshot else str(company.rule.observed(self.as_of))

    def _last_day(self, results: list[Path]) -> date:
        days = [json.loads((folder / RESULT).read_text("utf-8"))["as_of"] for folder in results]
        return date.fromisoformat(max(days)) if days else self.as_of or self.today

    def _assemble(
        self, folder: Path, company: Company, quality: Path, results: list[Path], last: date
    ) -> None:
        """Copy the results into the folder of the run, draw the report, write the manifest."""
        copy(quality, folder)
        for number, result in enumerate(results):
            copy(result, folder / "results" / f"{number:02d}")
        write_text(folder / SKIPPED, as_json(self.skipped))
        write_text(folder / MANIFEST, as_json(self._manifest(company, last)))
        self.progress.begin("report", len(LANGUAGES), "reports")
        data = report_data(load_run(folder))
        key = company.store.key(
            "report",
            fingerprint_code(),
            self.definitions.fingerprint(),
            quality.name,
            [one.name for one in results],
            self.skipped,
            last,
        )

        others = [one for one in LANGUAGES if one != data.language]

        def build(entry: Path) -> None:
            write_report(data, entry / REPORT)
            for language in others:
                other = report_data(load_run(folder), language)
                write_report(other, entry / report_name(language))

        with self._step("report"):
            made = company.store.entry("report", key, build)
            for name in (REPORT, *map(report_name, others)):
                shutil.copy(made / name, folder / name)
                self.progress.advance(1, name)
        write_text(folder / MANIFEST, as_json(self._manifest(company, last)))

    def _manifest(self, company: Company, last: date) -> dict[str, Any]:
        definitions = self.definitions
        return {
            "started": self.now.isoformat(),
            "as_of": last,
            "today": self.today,
            "company": definitions.company.model_dump(mode="json"),
            "definitions": definitions.model_dump(
                mode="json", by_alias=True, exclude={"engine", "store"}
            ),
            "definitions_fingerprint": definitions.fingerprint(),
            "from_preset": sorted(definitions.from_preset),
            "inputs": {
                name: {
                    "files": [relative(path, definitions.folder) for path in found.files],
                    "fingerprint": found.fingerprint,
                    "rows": self.sizes[name],
                }
                for name, found in company.data.inputs.items()
            },
            "versions": versions() | {"python": platform.python_version()},
            "steps": self.steps,
            "skipped": self.skipped,
            "entries": sorted(set(company.store.used)),
        }

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        """Note how long a step took, and whether all that it needs was found done."""
        used, built = self._entries()
        started = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - started, 3)
        now_used, now_built = self._entries()
        done = now_used > used and now_built == built
        self.steps.append({"step": name, "seconds": seconds, "unchanged": done})

    def _entries(self) -> tuple[int, int]:
        if self.company is None:
            return 0, 0
        return len(self.company.store.used), len(self.company.store.built)


def _utc(now: datetime) -> datetime:
    return now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)


def _label(question: Question) -> str:
    parts = [question.metric, question.period]
    parts += [str(value) for value in question.options.values()]
    return " ".join([*parts, *([f"by {question.by}"] if question.by else [])])


def _size(company: Company, name: str) -> int:
    rows = company.data.inputs[name].raw
    counted = company.engine.execute(rows.agg(n=rows.count()), metric=f"count {name}")
    return int(counted.to_pylist()[0]["n"])


__all__ = ["Progress", "Run", "run"]
