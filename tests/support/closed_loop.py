"""A simulated company in which Tenure decides, month by month, whom to contact; then what is true.

The company makes no contacts by itself. On the first of each month the company is simulated with
the contacts so far, everyone there gets a profile, `decide` chooses, and whom it contacts is told
to the next simulation. In the end two more worlds are drawn from the same dice, in memory: all
who were assigned contacted, and none. They differ by the very effect that is to be proved.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from support.deciding import play
from tenure.act.play import Play
from tenure.company import Company
from tenure.company.acts.deciding import decide
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Proof, prove
from tenure.measure.states import merged
from tenure.simulate import Contacts, simulate
from tenure.simulate.clock import Clock
from tenure.simulate.company import found
from tenure.simulate.draws import Dice
from tenure.simulate.presets import preset_named
from tenure.simulate.presets.campaigns import EARLY_CALL, NEWSLETTER
from tenure.simulate.spec import Preset

START, SEED = date(2025, 1, 1), 11
HELPS, NOTHING = "early_call", "newsletter"
"""A play that keeps nearly everyone whom it reaches, and one that changes nobody."""
_NOON = timedelta(hours=12)


@dataclass(frozen=True)
class Loop:
    """How large a company, for how many months, and on the first of which of them it is decided."""

    customers: int
    months: int
    decided_in: Sequence[int]

    @property
    def preset(self) -> Preset:
        """The company: of all its plays, the two that are decided here."""
        helps = replace(EARLY_CALL, effect=-3.0, persuadable=0.95, dogs=0.0)
        usual = preset_named("saas")
        return replace(
            usual, campaigns=(helps, NEWSLETTER), effects=replace(usual.effects, fatigue=0.0)
        )

    @property
    def clock(self) -> Clock:
        """Its calendar."""
        return Clock(START, self.months, self.preset.zone)

    def simulated(self, folder: Path, contacts: Contacts) -> Path:
        """Write the company as it becomes with some contacts, with what was decided so far."""
        before = sorted(folder.glob("world-*/store/acts"))
        world = folder / f"world-{len(before)}"
        made = simulate(
            self.preset,
            customers=self.customers,
            months=self.months,
            seed=SEED,
            start=START,
            plays_until=START,
            contacts=contacts,
            out=world,
        )
        (world / "store").mkdir(exist_ok=True)
        if before:
            shutil.copytree(before[-1], world / "store/acts", dirs_exist_ok=True)
        return made.definition

    def played(self, folder: Path) -> tuple[Path, Contacts]:
        """Go through the months; return the company in the end, and every contact made."""
        contacts = Contacts.none()
        for month in self.decided_in:
            day = self.clock.labels[month]
            chosen = _decided(self.simulated(folder, contacts), day)
            contacts = Contacts(
                contacts.customer + tuple(unit for unit, _ in chosen),
                contacts.at + (_instant(day),) * len(chosen),
                contacts.play + tuple(name for _, name in chosen),
            )
        return self.simulated(folder, contacts), contacts

    def truth(self, assigned: Mapping[str, date], name: str, days: int) -> float:
        """Return how much more of those assigned leave within days if all are contacted."""
        all_of_them = Contacts(
            tuple(assigned),
            tuple(_instant(day) for day in assigned.values()),
            (name,) * len(assigned),
        )
        treated, alone = (
            found(self.preset, self.customers, self.clock, Dice(SEED), contacts=one, plays_until=0)
            for one in (all_of_them, Contacts.none())
        )
        unit = np.array([int(one[1:]) - 1 for one in assigned])
        at = np.array([(day - START).days for day in assigned.values()])
        left = [(one.lives.left[0][unit] <= at + days).mean() for one in (treated, alone)]
        return float(left[0] - left[1])


def plays() -> dict[str, Play]:
    """Return the two plays, each for one half of the customers, half of whom are left alone."""
    return {
        name: play(
            name, {"kind": "segment"}, audience=f"half = '{half}'", holdout=0.5,
            cooldown="999 days", salt=f"{at:016x}", worth={"effect": 0.5, "contact": 1.0},
        )
        for at, (name, half) in enumerate([(HELPS, "a"), (NOTHING, "b")], 1)
    }  # fmt: skip


def assigned_to(definition: Path, name: str) -> dict[str, tuple[date, str]]:
    """Return who was assigned to a play: on which day, to which arm."""
    told: dict[str, tuple[date, str]] = {}
    for file in sorted((definition.parent / "store/acts/assignments").glob("*.parquet")):
        for row in pq.read_table(file).to_pylist():
            if row["experiment"] == name:
                told[row["unit_id"]] = (date.fromisoformat(file.stem), row["arm"])
    return told


def proofs(definition: Path, horizons: Sequence[int]) -> dict[str, Proof]:
    """Prove each play from the company's tables, as `tenure prove` does."""
    with Company.open(definition) as company:
        outlook = Outlook(company.rule)
        return {
            one.name: prove(outlook, one, "treatment", horizons=horizons)
            for one in Trials(outlook).every()
        }


def _instant(day: date) -> datetime:
    """Return when those chosen on a day are contacted: its noon in Seoul, as UTC."""
    return datetime(day.year, day.month, day.day) + _NOON - timedelta(hours=9)


def _decided(definition: Path, day: date) -> list[tuple[str, str]]:
    """Give everyone there a profile, decide, and return who is contacted by which play."""
    with Company.open(definition, today=day) as company:
        outlook = Outlook(company.rule)
        _profiled(company, outlook, day)
        rows = pq.read_table(decide(outlook, plays())).to_pylist()
    return [(row["customer_id"], row["play"]) for row in rows if row["verdict"] == "contact"]


def _profiled(company: Company, outlook: Outlook, day: date) -> None:
    spells = merged(outlook.spells)
    now = ibis.literal(day).cast("timestamp")
    there = spells.filter(spells.to_local.isnull() | (spells.to_local > now))
    there = there.select("unit_id").distinct()
    units = company.engine.execute(there.order_by("unit_id"), metric="who is there")["unit_id"]
    names = units.to_pylist()
    folder = company.store.root / "profiles/customer" / day.isoformat()
    folder.mkdir(parents=True)
    told = {
        "unit_id": names,
        "risk": [0.1] * len(names),
        "value_kept": [100.0] * len(names),
        "half": ["ab"[int(one[1:]) % 2] for one in names],
    }
    pq.write_table(pa.table(told), folder / "profiles.parquet")
    about = {"key": "k", "unit": "customer", "model": "none", "before": None}
    (folder / "about.json").write_text(json.dumps(about))
