"""Tokens: none gets in without, none does more than its scopes, portfolios hold here, too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenure_web.api import access
from tenure_web.api.v1 import api, described
from tenure_web.people.models import Portfolio, Token
from tenure_web.people.rights import Right

PATHS = [
    path.removeprefix("/api/v1/").replace("{name}", "attrition").replace("{key}", "attrition")
    for path in described()["paths"]
]


def test_every_operation_asks_for_a_token() -> None:
    operations = [
        operation
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) == len(PATHS) > 10
    for operation in operations:
        (bearer,) = operation.auth_callbacks
        assert isinstance(bearer, access.Bearer), operation.path
        assert bearer.rights, operation.path


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_refused(path: str, db: None, workspace: Any) -> None:
    for headers in (
        {},
        {"authorization": "Bearer tenure_nothing"},
        {"authorization": "Basic a2ltOng="},
        {"authorization": "Bearer "},
    ):
        found = Client(headers=headers).get(f"/api/v1/{path}")
        assert (found.status_code, found.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert found.json()["error"]["code"] == "unauthenticated"


@pytest.mark.parametrize("path", PATHS)
def test_a_session_is_no_token(path: str, client_of: Any, workspace: Any) -> None:
    assert client_of("admin").get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_a_token_without_scopes_may_nothing(path: str, program_of: Callable[..., Any]) -> None:
    found = program_of("admin", scopes={Right.USE_API}).get(path)
    assert (found.status_code, found.json()["error"]["code"]) == (403, "forbidden")


def test_tokens_that_are_over(admin: Any) -> None:
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert admin.get("company").status_code == 401


def test_tokens_of_who_is_locked_out(admin: Any) -> None:
    admin.user.is_active = False
    admin.user.save()
    assert admin.get("company").status_code == 401


def test_names_are_for_who_may_see_them(program_of: Callable[..., Any]) -> None:
    program = program_of("admin", scopes=set(Right) - {Right.SEE_PERSONAL})
    told = program.told("profiles", limit=500)
    assert told["rows"]
    assert all("name" not in row for row in told["rows"])
    assert (
        program.get("profiles", where="name contains '김'").json()["error"]["code"] == "condition"
    )
    unit = told["rows"][0]["unit_id"]
    assert "name" not in program.told(f"profiles/{unit}")["profile"]
    alerts = program.told("results/alerts")["rows"]
    assert all(row["sentence"] is None for row in alerts)
    found = program.get("metrics/attrition", where="name = '김하나'")
    assert found.json()["error"]["code"] == "metric"


@pytest.fixture
def manager(program_of: Callable[..., Any]) -> Any:
    """An account manager who may use the API; nobody is in their portfolios."""
    return program_of(
        "analyst", "account_manager", name="매니저", scopes=set(Right) - {Right.SEE_EVERYONE}
    )


def test_without_a_portfolio_there_is_nobody(manager: Any) -> None:
    assert manager.told("profiles")["count"] == 0
    for name in ("alerts", "highest-risk"):
        assert manager.told(f"results/{name}")["rows"] == []


def test_portfolios_hold_in_lists_single_profiles_exports_and_results(
    manager: Any, program_of: Callable[..., Any]
) -> None:
    everyone = program_of("admin").told("profiles", limit=500)["rows"]
    owned = Portfolio.objects.create(name="서울", condition="region = '서울'")
    owned.owners.add(manager.user)
    own = [row["unit_id"] for row in everyone if row["region"] == "서울"]
    other = next(row["unit_id"] for row in everyone if row["region"] != "서울")
    assert 0 < len(own) < len(everyone)
    assert [row["unit_id"] for row in manager.told("profiles", limit=500)["rows"]] == own
    assert manager.told("profiles", where="region != '서울' or region = '서울'")["count"] == len(
        own
    )
    assert manager.get(f"profiles/{other}").status_code == 404
    assert manager.told(f"profiles/{own[0]}")["profile"]["unit_id"] == own[0]
    lines = b"".join(manager.get("exports/profiles", format="csv").streaming_content).decode()
    assert len(lines.strip().splitlines()) == len(own) + 1
    assert other not in lines
    for name in ("alerts", "highest-risk"):
        assert {row["unit_id"] for row in manager.told(f"results/{name}")["rows"]} <= set(own)


def test_who_may_not_see_everyone_asks_by_nothing_that_tells_one_apart(manager: Any) -> None:
    for given in ({"where": "customer_id = 'C0000001'"}, {"by": "name"}, {"cohort": "one"}):
        found = manager.get("metrics/attrition", **given)
        assert (found.status_code, found.json()["error"]["code"]) == (422, "metric"), given


def test_too_many_requests(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PER_MINUTE", 2)
    monkeypatch.setattr(access.time, "time", lambda: 1_000_000.0)
    assert [admin.get("company").status_code for _ in range(3)] == [200, 200, 429]
    refused = admin.get("company")
    assert refused.json()["error"]["code"] == "throttled"
    assert int(refused.headers["Retry-After"]) == 20
