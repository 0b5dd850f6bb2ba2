"""Tokens: none gets in without, none does more than its scopes, portfolios hold here, too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone

from tenure_web.api import access
from tenure_web.api.v1 import api, described
from tenure_web.insights.showing import seen_by
from tenure_web.lib import company
from tenure_web.people.models import Portfolio, Token
from tenure_web.people.rights import Right

FILLED = {
    "{name}": "attrition",
    "{key}": "attrition",
    "{table}": "customers",
    "{kind}": "customer",
    "{unit_id}": "C0000001",
    "{account_id}": "A1",
    "{id}": "1",
    "{job}": "1",
}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path.removeprefix("/api/v1/")


OPERATIONS = [
    (method, filled(path)) for path, told in described()["paths"].items() for method in told
]


def test_every_operation_asks_for_a_token() -> None:
    operations = [
        operation
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) == len(OPERATIONS) > 35
    for operation in operations:
        (bearer,) = operation.auth_callbacks
        assert isinstance(bearer, access.Bearer), operation.path
        assert bearer.rights, operation.path


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_strangers_are_refused(method: str, path: str, db: None, workspace: Any) -> None:
    for headers in (
        {},
        {"authorization": "Bearer tenure_nothing"},
        {"authorization": "Basic a2ltOng="},
        {"authorization": "Bearer "},
    ):
        found = getattr(Client(headers=headers), method)(f"/api/v1/{path}")
        assert (found.status_code, found.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert found.json()["code"] == "unauthenticated"


def test_a_session_is_no_token_and_a_token_without_scopes_may_nothing(
    client_of: Any, program_of: Callable[..., Any]
) -> None:
    session, program = client_of("admin"), program_of("admin", name="p", scopes={Right.USE_API})
    for method, path in OPERATIONS:
        assert getattr(session, method)(f"/api/v1/{path}").status_code == 401, path
        found = program.send(method, path)
        assert (found.status_code, found.json()["code"]) == (403, "forbidden"), path


def test_what_is_read_asks_for_no_right_to_write() -> None:
    writing = {Right.CARE, Right.SAVE_VIEWS, Right.ANNOTATE, Right.RUN}
    for path, operations in described()["paths"].items():
        for method, told in operations.items():
            assert bool(writing & set(told["x-rights"])) == (method != "get"), (method, path)


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
    assert program.get("profiles", where="name contains '김'").json()["code"] == "condition"
    unit = told["rows"][0]["unit_id"]
    assert "name" not in program.told(f"profiles/{unit}")["profile"]
    alerts = program.told("results/alerts")["rows"]
    assert all(row["sentence"] is None for row in alerts)
    assert all(row["phrase"] is None for row in alerts)
    found = program.get("metrics/attrition", where="name = '김하나'")
    assert found.json()["code"] == "metric"


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
    for path in (f"timelines/customer/{other}", f"notes/customer/{other}"):
        assert manager.get(path).status_code == 404, path
    assert manager.send("post", f"notes/customer/{other}", {"text": "안녕"}).status_code == 404
    assert [one["unit_id"] for one in manager.told("search", q=own[0])] == [own[0]]
    assert other not in [one["unit_id"] for one in manager.told("search", q=other)]
    assert {row["unit_id"] for row in manager.told("crossed", limit=500)["rows"]} <= set(own)


def test_who_may_not_see_everyone_asks_by_nothing_that_tells_one_apart(manager: Any) -> None:
    for given in ({"where": "customer_id = 'C0000001'"}, {"by": "name"}, {"cohort": "one"}):
        found = manager.get("metrics/attrition", **given)
        assert (found.status_code, found.json()["code"]) == (422, "metric"), given


def test_a_text_that_names_customers_is_for_who_sees_everyone(
    manager: Any, program_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pa.table({"offer_en": ["team"], "first": ["C0000001 (47,080)"]})
    run = company.latest()
    assert run is not None
    named = replace(run.results[0], metric="growth-potential", table=rows)
    monkeypatch.setattr(company, "latest", lambda: replace(run, results=[named]))
    told = manager.told("results/growth-potential")["rows"]
    assert told == [{"offer_en": "team", "first": None}]
    everyone = program_of("admin").told("results/growth-potential")["rows"]
    assert everyone[0]["first"] == "C0000001 (47,080)"
    seen = seen_by(named, frozenset({Right.SEE_FIGURES}))
    assert seen is not None
    assert seen.table.column_names == ["offer_en"]


def test_too_many_requests(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PER_MINUTE", 2)
    monkeypatch.setattr(access.time, "time", lambda: 1_000_000.0)
    assert [admin.get("company").status_code for _ in range(3)] == [200, 200, 429]
    refused = admin.get("company")
    assert refused.json()["code"] == "throttled"
    assert int(refused.headers["Retry-After"]) == 20
