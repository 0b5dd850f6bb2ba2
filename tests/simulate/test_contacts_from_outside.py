"""Contacts from outside change those whom they reach, from their time on, and nobody else."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tenure.errors import SimulationError
from tenure.simulate import PRESETS, Contacts, simulate
from tenure.simulate.clock import Clock
from tenure.simulate.company import found
from tenure.simulate.draws import Dice

START = date(2025, 1, 1)
WHEN = datetime(2025, 6, 11, 3, 20)
SIZE = {"customers": 400, "months": 9, "seed": 8, "start": START}


def written(folder: Path, preset: str, contacts: Contacts | None) -> Path:
    return simulate(preset, out=folder, contacts=contacts, **SIZE).path


def reached(preset: str, play: str = "early_call") -> Contacts:
    kind = "A" if PRESETS[preset].by_account else "C"
    who = tuple(f"{kind}{number:07d}" for number in range(1, 30, 2))
    return Contacts(who, (WHEN,) * len(who), (play,) * len(who))


def differing(one: Path, other: Path, table: str, key: str) -> set[str]:
    """Name those of whom any row of a table differs, in whatever column."""
    files = [f"'{folder}/data/{table}'" for folder in (one, other)]
    left, right = (f"(from read_parquet({file}))" for file in files)
    sql = f"select distinct {key} from (({left} except all {right}) union all "
    with duckdb.connect() as connection:
        rows = connection.sql(f"{sql}({right} except all {left}))").fetchall()
    return {str(row[0]) for row in rows}


@pytest.mark.parametrize("preset", ["saas", "d2c", "bfsi"])
def test_nobody_else_is_changed_in_any_table(tmp_path: Path, preset: str) -> None:
    plain = written(tmp_path / "plain", preset, None)
    contacted = written(tmp_path / "contacted", preset, reached(preset))
    tables = {path.name for path in (plain / "data").glob("*.parquet")}
    mine = {"customers", "tickets", "feedback", "orders", "payments", "touches"}
    changed: set[str] = set()
    for name in [*sorted(tables & {f"{one}.parquet" for one in mine}), "events/*/*.parquet"]:
        changed |= differing(plain, contacted, name, "customer_id")
    assert len(changed) > 5
    assert changed <= set(reached(preset).customer) | flawed(plain) | colleagues(plain, preset)


def colleagues(folder: Path, preset: str) -> set[str]:
    """Name those who may pay for the organisation of somebody who was reached."""
    if preset != "saas":
        return set()
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""with c as (from read_parquet('{folder}/data/customers.parquet'))
            select customer_id from c where account_id in
                (select account_id from c where list_contains(?, customer_id))""",
            [list(reached(preset).customer)],
        ).fetchall()
    return {row[0] for row in rows}


def flawed(folder: Path) -> set[str]:
    """Name customers nobody knows: two tickets, the last ones, are given to them."""
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"""select distinct customer_id from read_parquet('{folder}/data/tickets.parquet')
            where customer_id not in
                (select customer_id from read_parquet('{folder}/data/customers.parquet'))"""
        ).fetchall()
    return {row[0] for row in rows}


@pytest.mark.parametrize("preset", ["saas", "gaming"])
def test_nothing_before_the_contact_changes(tmp_path: Path, preset: str) -> None:
    plain = written(tmp_path / "plain", preset, None)
    contacted = written(tmp_path / "contacted", preset, reached(preset))
    pick = "select * exclude (month) from read_parquet('{}/data/events/*/*.parquet') where {}"
    before = f"occurred_at < timestamp '{WHEN}'"
    with duckdb.connect() as connection:
        for one, other in ((plain, contacted), (contacted, plain)):
            asked = f"{pick.format(one, before)} except all {pick.format(other, before)}"
            assert connection.sql(asked).fetchall() == []


@pytest.mark.parametrize("preset", ["saas", "gaming"])
def test_an_effect_of_nothing_changes_no_life(preset: str) -> None:
    quiet = {"plays_until": 0}
    plain, contacted = (
        found(
            PRESETS[preset], 500, Clock(START, 9, PRESETS[preset].zone), Dice(3),
            contacts=contacts, **quiet,
        )
        for contacts in (None, reached(preset, "newsletter"))
    )  # fmt: skip
    assert len(contacted.lives.deeds.unit) > 5
    np.testing.assert_array_equal(plain.lives.left[0], contacted.lives.left[0])


@pytest.mark.parametrize("preset", ["saas", "gaming"])
def test_each_reacts_by_its_own_effect(preset: str) -> None:
    """With the same draws: the persuadable leave later or not at all, sleeping dogs sooner."""
    chosen, clock = PRESETS[preset], Clock(START, 9, PRESETS[preset].zone)
    everyone = tuple(f"C{number + 1:07d}" for number in range(3000))
    contacts = Contacts(everyone, (WHEN,) * 3000, ("early_call",) * 3000)
    plain = found(chosen, 3000, clock, Dice(3), plays_until=0)
    contacted = found(chosen, 3000, clock, Dice(3), contacts=contacts, plays_until=0)
    names = [one.name for one in chosen.campaigns]
    effect = plain.lives.plays.effects[names.index("early_call")]
    before, after = plain.lives.left[0], contacted.lives.left[0]
    window = (before < clock.starts[7]) | (after < clock.starts[7])
    there = np.isin(np.arange(3000), contacted.lives.deeds.unit) & window
    for signed, worse in ((effect < 0, False), (effect > 0, True)):
        one, other = before[there & signed], after[there & signed]
        assert len(one) > 8
        assert np.all(other <= one) if worse else np.all(other >= one)
        assert np.any(other != one)
    same = effect == 0
    np.testing.assert_array_equal(before[there & same], after[there & same])


def test_a_file_does_what_the_rows_do(tmp_path: Path) -> None:
    contacts = reached("saas")
    rows = zip(contacts.customer, contacts.at, contacts.play, strict=True)
    text = "".join(f"{who},{at.isoformat()},{play}\n" for who, at, play in rows)
    (tmp_path / "contacts.csv").write_text(f"customer_id,at,play\n{text}")
    by_rows = written(tmp_path / "rows", "saas", contacts)
    by_file = simulate("saas", out=tmp_path / "file", contacts=tmp_path / "contacts.csv", **SIZE)
    touches = [one / "data" / "touches.parquet" for one in (by_rows, by_file.path)]
    assert touches[0].read_bytes() == touches[1].read_bytes()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("customer_id,at\nC0000001,2025-06-01\n", "no column play"),
        ("customer_id,at,play\nC0000001,2025-06-01,newsleter\n", "unknown play 'newsleter'"),
        ("customer_id,at,play\nC9999999,2025-06-01,newsletter\n", "no customer 'C9999999'"),
        ("customer_id,at,play\nC0000001,2031-06-01,newsletter\n", "outside the simulated months"),
        ("customer_id,at,play\nC0000001,soon,newsletter\n", "row 1: 'soon' is no time"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "contacts.csv").write_text(text)
    with pytest.raises(SimulationError, match=words):
        simulate("saas", out=tmp_path / "x", contacts=tmp_path / "contacts.csv", **SIZE)
    assert not (tmp_path / "x").exists()
