"""Simulate a company from start to end, into a folder that appears whole or not at all."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from tenure.errors import SimulationError
from tenure.simulate import effects, flaws, plays_truth, truth
from tenure.simulate.clock import Clock, months_back
from tenure.simulate.company import Company, found
from tenure.simulate.contacts import assignments_table, touches_table
from tenure.simulate.contracts import draw_contracts, subscriptions_table
from tenure.simulate.definition import definition_text
from tenure.simulate.draws import Dice
from tenure.simulate.events import EventMaker
from tenure.simulate.market import changes_table, competitors_table
from tenure.simulate.outside import Contacts
from tenure.simulate.payments import payments_by_month
from tenure.simulate.people_tables import accounts_table, customers_table
from tenure.simulate.phrases import Phrases
from tenure.simulate.presets import preset_named
from tenure.simulate.purchases import OrderBook
from tenure.simulate.spec import Preset
from tenure.simulate.voice import feedback, tickets
from tenure.simulate.write import TableFile, write_whole
from tenure.tables.schema import TABLES

Progress = Callable[[str, int, int], None]
_THREADS = 2
_LONGEST_MONTHS = 240
_CONTRACT_EXTRA_MONTHS = 3


@dataclass(frozen=True)
class SimulatedCompany:
    """Where a simulated company was written, and how many rows each table has."""

    path: Path
    definition: Path
    data: Path
    truth: Path
    rows: dict[str, int] = field(default_factory=dict)
    truth_rows: dict[str, int] = field(default_factory=dict)


def simulate(
    preset: str | Preset,
    *,
    customers: int,
    months: int,
    seed: int,
    out: Path,
    start: date | None = None,
    contacts: Contacts | Path | None = None,
    plays_until: date | None = None,
    progress: Progress | None = None,
) -> SimulatedCompany:
    """Write a company of `customers` who join over `months` calendar months, with its truth.

    The same arguments give the same bytes. Without `start` (the first of a month) the data
    end on 2026-06-30. `contacts` from outside (customer_id, at, play) change the fate of those
    whom they reach from their time on, each by its own effect, and of nobody else; from
    `plays_until` (the first of a month) the company contacts nobody by itself. `progress` is
    told the step, how much of it is done, and of how much.
    Raises SimulationError for arguments that cannot be simulated or a folder that is
    something else than a simulated company.
    """
    chosen = preset_named(preset) if isinstance(preset, str) else preset
    _check(customers, months, seed, start)
    out = Path(out)
    _refuse_other_folder(out)
    extra = _CONTRACT_EXTRA_MONTHS if chosen.rule == "contract" else 0
    clock = Clock(start or months_back(months), months, chosen.zone, extra=extra)
    tell = progress or (lambda step, done, total: None)
    tell("people", 0, 1)
    asked = Contacts.read(contacts) if isinstance(contacts, Path) else contacts
    until = None if plays_until is None else _month_index(clock, plays_until)
    company = found(chosen, customers, clock, Dice(seed), contacts=asked, plays_until=until)
    tell("people", 1, 1)
    draft = out.parent / f".{out.name}.part"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(parents=True)
    try:
        rows, truth_rows = _write(company, seed, draft, tell)
        _swap(draft, out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return SimulatedCompany(out, out / "tenure.toml", out / "data", out / "truth", rows, truth_rows)


def _month_index(clock: Clock, first: date) -> int:
    if first.day != 1:
        raise SimulationError(f"plays_until must be the first of a month, not {first}")
    begin = clock.labels[0]
    return max(0, (first.year - begin.year) * 12 + first.month - begin.month)


def _check(customers: int, months: int, seed: int, start: date | None) -> None:
    if customers < 1:
        raise SimulationError(f"customers must be at least 1, not {customers}")
    if not 1 <= months <= _LONGEST_MONTHS:
        raise SimulationError(f"months must be from 1 to {_LONGEST_MONTHS}, not {months}")
    if seed < 0:
        raise SimulationError(f"seed must not be negative, not {seed}")
    if start is not None and start.day != 1:
        raise SimulationError(
            f"start must be the first day of a month, not {start.isoformat()}",
            hint=f"Say {start.replace(day=1).isoformat()}.",
        )


def _refuse_other_folder(out: Path) -> None:
    if not out.exists():
        return
    empty = out.is_dir() and not any(out.iterdir())
    if not empty and not (out / "truth" / effects.MARKER).is_file():
        raise SimulationError(
            "something else is there already",
            where=str(out),
            hint="Name a new folder, or one that holds a simulated company.",
        )


def _swap(draft: Path, out: Path) -> None:
    if out.exists():
        old = out.parent / f".{out.name}.old"
        if old.exists():
            shutil.rmtree(old)
        out.rename(old)
        draft.rename(out)
        shutil.rmtree(old)
    else:
        draft.rename(out)


def _write(
    company: Company, seed: int, draft: Path, tell: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    data, aside = draft / "data", draft / "truth"
    rows: dict[str, int] = {}
    truth_rows: dict[str, int] = {}
    said = {}
    phrases = Phrases(company.preset)
    said["tickets"], said["feedback"] = tickets(company, phrases), feedback(company, phrases)
    for name, table in _whole_tables(company):
        rows[name] = write_whole(data / f"{name}.parquet", table)
        tell(name, 1, 1)
    for name, one in said.items():
        table = flaws.with_orphans(company, one.table) if name == "tickets" else one.table
        rows[name] = write_whole(data / f"{name}.parquet", table)
        truth_rows[name] = write_whole(aside / f"{name}.parquet", one.truth)
        tell(name, 1, 1)
    for name, count, parts in _parted_tables(company):
        rows[name] = _write_parts(data / f"{name}.parquet", parts, name, count, tell)
    rows["events"] = _write_events(company, data / "events", tell)
    for name, table in _truth_tables(company):
        truth_rows[name] = write_whole(aside / f"{name}.parquet", table)
    truth_rows["hazard"] = _write_parts(
        aside / "hazard.parquet", truth.hazards(company), "truth", len(company.lives.months), tell
    )
    truth_rows["plays"] = _write_parts(
        aside / "plays.parquet", plays_truth.effects_by_unit(company), "truth",
        len(company.lives.plays.campaigns), tell,
    )  # fmt: skip
    effects.write_description(company, seed, aside / effects.MARKER)
    (draft / "tenure.toml").write_text(
        definition_text(company.preset, [t for t in TABLES if t in rows]), encoding="utf-8"
    )
    return rows, truth_rows


def _whole_tables(company: Company) -> Iterator[tuple[str, pa.Table]]:
    yield "customers", flaws.with_duplicate(company, customers_table(company))
    if company.accounts is not None:
        yield "accounts", accounts_table(company)
    yield "touches", touches_table(company)
    yield "assignments", assignments_table(company)
    yield "changes", changes_table(company)
    yield "competitors", competitors_table(company)


def _parted_tables(company: Company) -> Iterator[tuple[str, int, Iterable[pa.Table]]]:
    months = company.clock.months
    if company.preset.plans:
        contracts = draw_contracts(company)
        yield "subscriptions", 1, [subscriptions_table(company, contracts)]
        yield "payments", months, payments_by_month(company, contracts)
    if company.preset.orders is not None:
        yield "orders", months, OrderBook(company, company.preset.orders).by_month()


def _truth_tables(company: Company) -> Iterator[tuple[str, pa.Table]]:
    yield "spells", truth.spells(company)
    yield "individuals", truth.individuals(company)
    yield "touch_effects", truth.touch_effects(company)
    yield "enrolments", plays_truth.enrolments(company)
    yield "contacts", plays_truth.contacts(company)
    yield "brought", plays_truth.brought(company)
    yield "attrition_truth", truth.attrition(company)
    if company.accounts is not None:
        yield "logos", truth.logos(company)


def _write_parts(
    path: Path, parts: Iterable[pa.Table], step: str, count: int, tell: Progress
) -> int:
    with TableFile(path) as file:
        for done, table in enumerate(parts, start=1):
            file.add(table)
            tell(step, done, count)
    return file.rows


def _write_events(company: Company, folder: Path, tell: Progress) -> int:
    """Write the events, a folder a month, on two threads; each month is drawn on its own."""
    maker = EventMaker(company)
    months = company.clock.months

    def write(month: int) -> int:
        label = company.clock.labels[month]
        path = folder / f"month={label:%Y-%m}" / "part-0.parquet"
        with TableFile(path) as file:
            schema = None
            for table in maker.month(month, company.customer_ids):
                schema = table.schema
                file.add(table)
            if month == months - 1 and schema is not None and flaws.planted(company):
                file.add(flaws.stray_events(company, schema))
        return file.rows

    total = 0
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, rows in enumerate(pool.map(write, range(months)), start=1):
            total += rows
            tell("events", done, months)
    return total
