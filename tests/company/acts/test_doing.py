"""Turns by what customers do and say: events, silence, payments, scores, how often they come."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.deciding import DEFINITIONS, all_of, opened, play, rows
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook

MORE = """
[tables.events]
from = "events.csv"

[tables.payments]
from = "payments.csv"

[tables.feedback]
from = "feedback.csv"

[active]
any = [{ event = "watch" }]
"""
DAYS = {  # of February 2026, in Seoul: cn came on n days
    "c1": [3],
    "c2": [10, 20],
    "c3": [5, 15, 25],
    "c4": [1, 2, 14, 27],
    "c5": [4, 10, 16, 22, 28],
}
EVENTS = "customer_id,occurred_at,name\n" + "".join(
    # twice on a day is once
    f"{who},2026-02-{day:02} 01:00:00,watch\n{who},2026-02-{day:02} 02:00:00,watch\n"
    for who, days in DAYS.items()
    for day in days
) + "c1,2026-02-28 20:00:00,watch\nc2,2026-02-27 03:00:00,login\n"  # fmt: skip
PAYMENTS = (
    "customer_id,occurred_at,amount,status\n"
    "c1,2026-02-26 03:00:00,10,failed\n"
    "c1,2026-02-27 03:00:00,10,failed\n"
    "c2,2026-02-26 03:00:00,10,failed\n"
    "c2,2026-02-27 03:00:00,10,paid\n"
    "c3,2026-02-01 03:00:00,10,failed\n"  # too long ago
)
FEEDBACK = (
    "customer_id,given_at,source,score,text\n"
    "c1,2026-02-27 03:00:00,nps,9,\n"
    "c2,2026-02-27 03:00:00,NPS,3,\n"
    "c3,2026-02-27 03:00:00,csat,9,\n"
    "c4,2026-01-27 03:00:00,nps,10,\n"
)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Outlook]:
    for name, text in (("events", EVENTS), ("payments", PAYMENTS), ("feedback", FEEDBACK)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    yield from opened(tmp_path, DEFINITIONS + MORE)


def turns(outlook: Outlook, trigger: dict[str, Any]) -> dict[str, str]:
    one = play("one", trigger, goal={"what": "answers"}, worth={"effect": 0.5, "gain": 10.0})
    found = rows(decide(outlook, all_of(one)))
    return {unit: row["occasion"] for (unit, _), row in found.items()}


@pytest.mark.parametrize(
    ("trigger", "turn"),
    [
        ({"kind": "event", "event": "login", "within": "7 days"}, {"c2": "login:2026-02-27"}),
        ({"kind": "event", "event": "login", "within": "1 days"}, {}),
        ({"kind": "quiet", "after": "7 days", "until": "20 days"}, {"c2": "2026-02-20"}),
        ({"kind": "payment", "within": "7 days"}, {"c1": "2026-02-26"}),
        ({"kind": "score", "least": 9.0, "within": "7 days"}, {"c1": "nps:2026-02-27"}),
        ({"kind": "score", "most": 6.0, "within": "7 days"}, {"c2": "NPS:2026-02-27"}),
    ],
)
def test_whose_turn_it_is(busy: Outlook, trigger: dict[str, Any], turn: dict[str, str]) -> None:
    assert turns(busy, trigger) == turn


@pytest.mark.parametrize(
    ("side", "who"),
    [("low", {"c1", "c2"}), ("high", {"c4", "c5"}), ("regular", {"c5"})],
)
def test_who_comes_least_most_and_most_regularly(busy: Outlook, side: str, who: set[str]) -> None:
    """c1 came on one day: its evening of the 28th (UTC) is March 1st in Seoul, not before it."""
    share = 0.5 if side == "regular" else 0.4  # c4 and c5 alone came on four days
    found = turns(busy, {"kind": "frequency", "side": side, "share": share})
    assert found == dict.fromkeys(who, f"{side}:2026-03")


def test_what_is_counted_for_one_play_serves_the_other_side(busy: Outlook) -> None:
    both = {
        side: play(side, {"kind": "frequency", "side": side, "share": 0.2})
        for side in ("low", "high")
    }
    found = rows(decide(busy, both))
    assert set(found) == {("c1", "low"), ("c5", "high")}
