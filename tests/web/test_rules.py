"""Default deny: every view has a rule; strangers, members and halves are sent where they belong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tenure_web.lib.rules import Rule, RuleMiddleware, needs, public
from tenure_web.people.models import User
from tenure_web.people.rights import GROUPS, Right, rights_of


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


VIEWS = dict(patterns(get_resolver().url_patterns))


@pytest.mark.parametrize("address", sorted(VIEWS))
def test_every_view_has_a_rule(address: str) -> None:
    assert isinstance(getattr(VIEWS[address].callback, "rule", None), Rule), address


def test_a_view_without_a_rule_is_refused(person: Callable[..., User]) -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/")
    request.user = person("root", is_superuser=True)
    middleware = RuleMiddleware(lambda _: HttpResponse())
    with pytest.raises(PermissionDenied, match="no rule"):
        middleware.process_view(request, forgotten, (), {})
    assert middleware.process_view(request, public(forgotten), (), {}) is None


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_rights_are_those_of_the_groups(group: str, person: Callable[..., User]) -> None:
    user = person("somebody", group)
    assert user.rights == GROUPS[group]
    for right in Right:
        assert user.may(right) == (right in GROUPS[group])


def test_rights_of_several_groups_add_up() -> None:
    assert rights_of(["service", "auditor"]) == GROUPS["service"] | GROUPS["auditor"]
    assert rights_of(["unheard of"]) == frozenset()


def test_who_is_locked_out_may_nothing(person: Callable[..., User]) -> None:
    assert person("gone", "admin", is_active=False).rights == frozenset()


def test_strangers_are_sent_to_the_login_and_back(workspace: Path, db: None) -> None:
    found = Client().get("/people/me/?a=1")
    assert found.status_code == 302
    assert found.headers["Location"] == "/people/sign-in/?next=%2Fpeople%2Fme%2F%3Fa%3D1"
    part = Client().get("/people/me/", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/people/sign-in/")


def test_missing_rights_are_said_in_a_page(workspace: Path, client_of: Any) -> None:
    client = client_of(language="ko")
    view = next(one for one in VIEWS.values() if one.name == "me").callback
    rule = view.rule
    try:
        needs(Right.MANAGE_PEOPLE)(view)
        found = client.get("/people/me/")
    finally:
        view.rule = rule
    assert found.status_code == 403
    assert "권한이 없습니다" in found.content.decode()
