"""Owner, member and stranger on each address of people."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tenure_web.people.rights import GROUPS
from tenure_web.people.urls import urlpatterns

pytestmark = pytest.mark.usefixtures("workspace")
RULES = {one.name: one.callback.rule for one in urlpatterns}
GIVEN = {"pk": 99_999, "who": "MQ", "token": "x", "secret": "x"}


def address(name: str) -> str:
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    kwargs = {key: GIVEN[key] for key in re.findall(r"<\w+:(\w+)>", pattern)}
    return reverse(f"people:{name}", kwargs=kwargs or None)


CLOSED = sorted(name for name, rule in RULES.items() if not rule.public)
OPEN = {"login", "forgotten", "new_password", "join"}


def test_only_what_leads_in_is_public() -> None:
    assert {name for name, rule in RULES.items() if rule.public} == OPEN
    assert not any(rule.token for rule in RULES.values())


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_the_login(name: str, method: str, db: None) -> None:
    answer = getattr(Client(), method)(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/people/sign-in/")


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_groups_open_what_their_rights_say(group: str, client_of: Any) -> None:
    client = client_of(group)
    for name in CLOSED:
        if name != "sign_out":
            may = RULES[name].rights <= GROUPS[group]
            for method in ("get", "post"):
                status = getattr(client, method)(address(name)).status_code
                assert (status != 403) == may, (group, name, method)
                assert status < 500


def test_who_is_in_no_group_has_their_own_account_alone(client_of: Any) -> None:
    client = client_of()
    found = {name for name in CLOSED if client.get(address(name)).status_code == 200}
    assert found == {"me", "password", "set_up", "second_factor"}


@pytest.mark.parametrize(
    "name",
    [
        *("sign_out", "end_session", "end_other_sessions", "confirm", "spare_codes", "turn_off"),
        *("remove_token", "lock", "unlock", "reset_second_factor", "password_link"),
        "remove_invitation",
    ],
)
def test_what_changes_something_does_not_follow_a_link(name: str, client_of: Any) -> None:
    assert client_of("admin").get(address(name)).status_code == 405


def test_answers_are_kept_by_no_cache(client_of: Any) -> None:
    client = client_of("admin")
    for name in ("me", "tokens", "list", "invite", "portfolios", "audit", "audit_csv"):
        assert client.get(address(name)).headers["Cache-Control"] == "no-store", name
