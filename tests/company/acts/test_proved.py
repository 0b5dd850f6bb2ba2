"""A proved effect takes the place of the assumed one: by hand, and from the proof to the choice."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from company.proofs.test_proof import write
from support.deciding import DAY, all_of, play, rows
from tenure.company import Company
from tenure.company.acts.deciding import decide, decided
from tenure.company.acts.proved import proved
from tenure.company.acts.tables import PROVED, files, place
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Aims, prove
from tenure.company.proofs.kept import keep
from tenure.prove import Judgement, Note

EVERYONE = {"kind": "segment"}


def _proof(folder: Path, verdict: str):
    """Give the proof of the play 'spring', with a verdict: 24 of 40 held out left, 12 treated."""
    with Company.open(write(folder), today=date(2026, 7, 1)) as company:
        outlook = Outlook(company.rule)
        found = prove(outlook, Trials(outlook).find("spring"), "treatment", aims=Aims(planned=100))
    return type(found)(**{**vars(found), "verdict": Judgement(verdict, Note("too_few_yet"))})


def _keep(outlook: Outlook, found, on: date) -> None:
    """Keep a proof as if a run had done so on a day."""
    made = keep(outlook, [found])
    target = place(outlook.rule.data.store, PROVED, on)
    if made != target:
        made.rename(target)


@pytest.mark.parametrize(
    ("verdict", "net", "source"),
    [("works", 0.5 * 0.5 * 100 - 1, "average"), ("not_known", 0.5 * 0.1 * 100 - 1, "assumed")],
)
def test_a_proof_goes_before_the_assumption(
    outlook: Outlook, tmp_path: Path, verdict: str, net: float, source: str
) -> None:
    """Proved: 30 of 60 points, half of the leaving; assumed: a tenth of it. c1's risk is .5."""
    (tmp_path / "trial").mkdir()
    _keep(outlook, _proof(tmp_path / "trial", verdict), DAY)
    spring = play("spring", EVERYONE, worth={"effect": 0.1, "contact": 1.0})
    found = rows(decide(outlook, all_of(spring)))["c1", "spring"]
    assert found["net_value"] == pytest.approx(net)
    assert found["effect_from"] == source


def test_what_is_proved_to_harm_is_given_to_nobody(outlook: Outlook, tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    _keep(outlook, _proof(tmp_path / "trial", "works"), DAY)
    file = place(outlook.rule.data.store, PROVED, DAY)
    table = pq.read_table(file).to_pylist()[0]
    turned = {"effect": -0.1, "low": -0.15, "high": -0.05}
    harms = pq.read_table(file).from_pylist([{**table, **turned, "verdict": "harms"}])
    pq.write_table(harms, file)
    found = decided(outlook, all_of(play("spring", EVERYONE)))
    assert found.counts("spring") == {"would_harm": 5}


def test_only_what_was_proved_until_the_day_counts(outlook: Outlook, tmp_path: Path) -> None:
    """The same day decided again gives the same, whatever has been proved since."""
    (tmp_path / "trial").mkdir()
    store = outlook.rule.data.store
    _keep(outlook, _proof(tmp_path / "trial", "works"), DAY + timedelta(1))
    assert proved(store, DAY, "treatment") == {}
    assert set(proved(store, DAY + timedelta(1), "treatment")) == {"spring"}
    assert proved(store, DAY + timedelta(1), "mail") == {}
    spring = play("spring", EVERYONE)
    before = rows(decide(outlook, all_of(spring)))["c1", "spring"]
    assert before["effect_from"] == "assumed"


def test_the_kept_row_is_the_proof(outlook: Outlook, tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    found = _proof(tmp_path / "trial", "works")
    keep(outlook, [found])
    (file,) = files(outlook.rule.data.store, PROVED)
    assert file.stem == str(outlook.observed.end)
    (row,) = pq.read_table(file).to_pylist()
    assert (row["effect"], row["held_left"]) == (pytest.approx(0.3), pytest.approx(0.6))
    assert row["low"] < row["effect"] < row["high"]
    assert row["days"] == 90
    assert np.isclose(row["high"] - row["low"], found.main.look.interval.high * 2 + 0.6)
