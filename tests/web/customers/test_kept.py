"""What a run kept of each unit says what the company's tables say, and is asked without them."""

from pathlib import Path
from typing import Any

import pytest

from tenure_web.customers import kept, story
from tenure_web.customers.kept import Whom
from tenure_web.customers.scope import profiles
from tenure_web.lib import company

Told = tuple[Any, ...]


@pytest.fixture
def rows(workspace: Path) -> list[dict[str, Any]]:
    day = company.last_day()
    assert day is not None
    return profiles(day, None).rows(["unit_id", "account_id"], order="unit_id", limit=200)


def told(whom: Whom) -> Told:
    """Ask all that a page of a story asks, and the page that follows."""
    first = story._story.__wrapped__("", whom, story.KINDS, story.Place())
    place = story.Place.of(first.following)
    found: list[Any] = [first, story._story.__wrapped__("", whom, story.KINDS, place)]
    asks = (story._contracts, story._contacted, story._arms)
    found += [ask.__wrapped__("", whom) for ask in asks]
    if whom.kind == "account":
        found += [story._users.__wrapped__("", whom.id), story._about(whom.id)]
    return tuple(found)


def both(whom: Whom, patch: pytest.MonkeyPatch) -> tuple[Told, Told]:
    """Ask what was kept with the company shut, then the company with nothing kept."""
    with patch.context() as shut:
        shut.setattr(company, "asked", lambda *_: pytest.fail("the company was opened"))
        quick = told(whom)
    with patch.context() as nothing:
        nothing.setattr(kept, "latest", lambda: None)
        return quick, told(whom)


def test_customers_are_told_alike(
    rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in rows[:1]:
        quick, slow = both(Whom(row["unit_id"], "customer"), monkeypatch)
        assert quick == slow
        assert quick[0].rows


def test_accounts_are_told_alike_whole_and_in_part(
    rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [row["account_id"] for row in rows if row["account_id"]]
    account = max(accounts, key=accounts.count)
    some = tuple(row["unit_id"] for row in rows if row["account_id"] == account)[:2]
    for only in (None, some):
        quick, slow = both(Whom(account, "account", only), monkeypatch)
        assert quick == slow
        assert quick[0].rows
    assert len(quick[-2]) > 1  # its users
    assert quick[-1]["account_id"] == account


@pytest.mark.parametrize("id", ["x' OR '1'='1", "$unit", "없는 고객", kept._UNIT, "%"])
def test_an_id_is_a_value_and_nothing_else(id: str, workspace: Path) -> None:
    for kind in ("customer", "account"):
        found = told(Whom(id, kind))  # type: ignore[arg-type]
        assert not any(one.rows for one in found[:2])
        assert not any(found[2:])


def test_before_a_run_has_kept_it_the_tables_are_asked(
    rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = company.latest()
    assert run is not None
    monkeypatch.setitem(run.manifest, "entries", [])
    assert kept.latest() is None
    whom = Whom(rows[0]["unit_id"], "customer")
    assert story.story(whom, "all", story.Place()).rows
