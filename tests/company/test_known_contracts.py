"""Contracts as they were known: what a later notice wrote over is as it was before."""

from datetime import date
from pathlib import Path
from typing import Any

from support import tiny
from tenure.company import Company
from tenure.periods import Observation


def told(folder: Path, last: date) -> dict[str, dict[str, Any]]:
    """Return the contracts of c10, who gave notice on 20 June, and c01, who never did."""
    tiny.write(folder, "contract")
    [path] = folder.rglob("subscriptions.csv")
    path.write_text(path.read_text("utf-8").replace("pro,30,true\ns12", "pro,30,false\ns12"))
    with Company.open(folder, today=tiny.NOW.date()) as company:
        known = company.rule.known_contracts(Observation(date(2024, 1, 1), last))
        found = company.engine.execute(known, metric="contracts").to_pylist()
    return {row["customer_id"]: row for row in found if row["customer_id"] in ("c01", "c10")}


def test_a_contract_renews_itself_until_notice_is_given(tmp_path: Path) -> None:
    before, after = (told(tmp_path / str(day), date(2024, 6, day)) for day in (19, 30))
    assert (before["c10"]["cancelled_at"], before["c10"]["auto_renew"]) == (None, True)
    assert after["c10"]["cancelled_at"] is not None
    assert after["c10"]["auto_renew"] is False
    assert before["c01"] == after["c01"]
