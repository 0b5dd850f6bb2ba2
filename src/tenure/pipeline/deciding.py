"""The decisions of a run: which play each customer gets, from the profiles that it has made."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from tenure.company import Company
from tenure.errors import TenureError

if TYPE_CHECKING:
    from tenure.act.play import Play

PLAYS = "plays"
Skip = Callable[[str, str], None]


def running(company: Company, skip: Skip) -> "Mapping[str, Play]":
    """Return the plays in the folder beside tenure.toml, where any is running.

    All of them, for those that are paused are still under way with somebody. Files that cannot
    be read are skipped with the reason: nothing is decided by some of the plays alone.
    """
    folder = company.definitions.folder / PLAYS
    if not folder.is_dir():
        return {}
    from tenure.act.reading import load

    try:
        plays = load(folder)
    except TenureError as error:
        skip("decisions", str(error))
        return {}
    return plays if any(one.state == "running" for one in plays.values()) else {}


def decide(company: Company, plays: "Mapping[str, Play]", as_of: date | None, skip: Skip) -> None:
    """Decide for everyone, and skip what cannot be decided, with the reason."""
    from tenure.company.acts.deciding import decide_all
    from tenure.company.predictions.outlook import Outlook

    try:
        outlook = Outlook(company.rule, as_of)
        done = decide_all(outlook, plays, on=outlook.grid.today.as_of)
    except TenureError as error:
        skip("decisions", error.message)
        return
    for play, why in done.refused.items():
        skip(f"decisions: {play}", why)
