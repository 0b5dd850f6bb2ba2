"""Decide, contact, prove: what is claimed in the end is what the contacts truly changed.

Nothing is told from one step to the next but files: decisions to the simulation as contacts, the
simulated company to the next decision, its tables and the store's assignments to the proof.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from support.closed_loop import HELPS, NOTHING, Loop, assigned_to, proofs
from tenure.cli.app import app
from tenure.company.proofs import Proof
from tenure.simulate import Contacts
from tenure.stats import Estimate


@dataclass(frozen=True)
class Played:
    """A loop that was gone through: the company in the end, the contacts, and what is proved."""

    loop: Loop
    definition: Path
    contacts: Contacts
    proofs: dict[str, Proof]

    def truth(self, name: str, days: int) -> float:
        assigned = {one: day for one, (day, _) in assigned_to(self.definition, name).items()}
        return self.loop.truth(assigned, name, days)


def gone_through(loop: Loop, folder: Path, horizons: tuple[int, ...]) -> Played:
    definition, contacts = loop.played(folder)
    return Played(loop, definition, contacts, proofs(definition, horizons))


def holds(interval: Estimate | None, truth: float) -> bool:
    return interval is not None and interval.low <= truth <= interval.high


def test_who_is_chosen_is_contacted_and_who_is_held_out_is_not(tmp_path: Path) -> None:
    played = gone_through(Loop(customers=700, months=8, decided_in=(5,)), tmp_path, (30,))
    for name, proof in played.proofs.items():
        arms = assigned_to(played.definition, name)
        treated = {unit for unit, (_, arm) in arms.items() if arm == "treatment"}
        own = {
            unit
            for unit, play in zip(played.contacts.customer, played.contacts.play, strict=True)
            if play == name
        }
        assert own == treated
        sizes = {one.arm: one.units for one in proof.split.arms}
        assert sizes == {"treatment": len(treated), "holdout": len(arms) - len(treated)}
        assert min(sizes.values()) > 20
        assert 0.8 * len(treated) < (proof.contacted or 0) <= len(treated)  # some left by noon
        claimed = proof.at[0].effect.best  # none where too few have left to tell
        assert claimed is None or holds(claimed, played.truth(name, 30))


@pytest.mark.long
def test_what_helps_is_proved_to_and_what_changes_nobody_is_not(tmp_path: Path) -> None:
    loop = Loop(customers=8_000, months=13, decided_in=(6, 7, 8, 9))
    played = gone_through(loop, tmp_path, (30, 60, 90))
    helps, nothing = played.proofs[HELPS], played.proofs[NOTHING]
    assert helps.verdict.verdict == "works"
    assert nothing.verdict.verdict == "not_known"
    for name, proof in played.proofs.items():
        assert [at.days for at in proof.at] == [30, 60, 90]
        for at in proof.at:
            truth = played.truth(name, at.days)
            assert holds(at.effect.best, truth)
            assert holds(at.look.interval, truth)
            assert (truth < -0.04) if name == HELPS else truth == 0.0
    asked = ["prove", "effects", "-d", str(played.definition), "--format", "csv"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0
    assert all(name in told.output for name in (HELPS, NOTHING))
