"""Contacts that somebody outside the simulation decided on, as rows of a file or of a program."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tenure.errors import SimulationError, suggest
from tenure.simulate.clock import Clock
from tenure.simulate.crowd import Crowd
from tenure.simulate.draws import Floats
from tenure.simulate.plays import Outside
from tenure.simulate.spec import Preset

COLUMNS = ("customer_id", "at", "play")


@dataclass(frozen=True)
class Contacts:
    """One entry a contact: the customer (or account) by its identifier, when (UTC), which play."""

    customer: tuple[str, ...]
    at: tuple[datetime, ...]
    play: tuple[str, ...]
    source: str = "contacts"

    @staticmethod
    def none() -> "Contacts":
        """Return no contacts."""
        return Contacts((), (), ())

    @staticmethod
    def read(path: Path) -> "Contacts":
        """Read a CSV or Parquet file with the columns customer_id, at and play.

        Raises SimulationError for a file that is not there or lacks a column.
        """
        import pyarrow as pa
        import pyarrow.csv as csv
        import pyarrow.parquet as parquet

        if not path.is_file():
            raise SimulationError("there is no such file of contacts", where=str(path))
        as_text = csv.ConvertOptions(column_types={"customer_id": pa.string(), "play": pa.string()})
        try:
            if path.suffix == ".parquet":
                table = parquet.read_table(path)
            else:
                table = csv.read_csv(path, convert_options=as_text)
        except pa.ArrowInvalid as error:
            raise SimulationError(f"cannot be read: {error}", where=str(path)) from None
        lacking = [name for name in COLUMNS if name not in table.column_names]
        if lacking:
            raise SimulationError(
                f"no column {', '.join(lacking)}", where=str(path),
                hint=f"Contacts have the columns {', '.join(COLUMNS)}.",
            )  # fmt: skip
        who, at, play = (table[name].to_pylist() for name in COLUMNS)
        moments = tuple(_moment(one, number, path) for number, one in enumerate(at, start=1))
        return Contacts(tuple(map(str, who)), moments, tuple(map(str, play)), str(path))


def _moment(value: object, row: int, path: Path) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise SimulationError(
            f"row {row}: {value!r} is no time", where=str(path), hint="Write 2026-03-01T09:30:00."
        ) from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def outside_of(contacts: Contacts, preset: Preset, clock: Clock, people: Crowd) -> Outside:
    """Find the units and days of contacts; SimulationError names what is unknown."""
    known = {one.name: place for place, one in enumerate(preset.campaigns)}
    for name in set(contacts.play) - set(known):
        near = suggest(name, known)
        meant = f"Did you mean '{near}'? " if near else ""
        raise SimulationError(
            f"unknown play '{name}'", where=contacts.source,
            hint=f"{meant}Plays: {', '.join(known)}",
        )  # fmt: skip
    unit = np.array([_unit(one, contacts, preset, people) for one in contacts.customer], np.int64)
    at = _days(contacts.at, clock)
    if len(at) and (at.min() < 0 or at.max() >= clock.end):
        raise SimulationError(
            "contacts lie outside the simulated months", where=contacts.source,
            hint=f"From {clock.labels[0]} to before {clock.labels[clock.months]}.",
        )  # fmt: skip
    play = np.array([known[name] for name in contacts.play], np.int64)
    order = np.lexsort((play, at, unit))
    return Outside(unit[order], at[order], play[order])


def _unit(name: str, contacts: Contacts, preset: Preset, people: Crowd) -> int:
    """Return the unit that is meant: an account also by any of its customers."""
    kind, digits = name[:1], name[1:]
    number = int(digits) - 1 if digits.isdecimal() else -1
    most = people.size if kind == "C" else int(people.account.max(initial=-1)) + 1
    if kind not in ("C", "A")[: 2 if preset.by_account else 1] or not 0 <= number < most:
        raise SimulationError(f"no customer '{name}'", where=contacts.source)
    return int(people.account[number]) if preset.by_account and kind == "C" else number


def _days(moments: tuple[datetime, ...], clock: Clock) -> Floats:
    """Turn UTC moments into local days of the simulation."""
    micro = np.array(moments, dtype="datetime64[us]").astype(np.int64)
    return clock.days_of(micro)
