"""Views and dashboards: one's own, those that are shared, and nobody else's."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.insights.models import Dashboard, Mailing, SavedView, Shown
from tenure_web.insights.saving import own_address
from tenure_web.people.models import User, Written

ADDRESS = "/insights/measure/attrition/?period=quarter"


def keep(client: Client, name: str = "분기 이탈", address: str = ADDRESS, **more: str) -> SavedView:
    found = client.post("/insights/views/add/", {"name": name, "address": address, **more})
    assert found.status_code == 302
    return SavedView.objects.get(name=name)


def begin(client: Client, name: str = "아침", **more: str) -> str:
    found = client.post("/insights/dashboards/add/", {"name": name, **more})
    assert found.status_code == 302
    return str(found.headers["Location"])


def test_a_view_is_kept_opened_and_removed(workspace: Path, client_of: Any) -> None:
    client = client_of("analyst", language="ko")
    text = client.get(ADDRESS).content.decode()
    place = re.findall(r'href="(/insights/views/add/\?address=[^"]+)"', text)
    assert place
    assert "분기" in client.get(ADDRESS).content.decode()
    assert f'value="{ADDRESS}"' in client.get(place[0]).content.decode()
    made = keep(client)
    assert f'href="{ADDRESS}">분기 이탈<' in client.get("/insights/views/").content.decode()
    remove = f"/insights/views/{made.pk}/remove/"
    assert client.post(remove).status_code == 200  # it asks once
    assert SavedView.objects.exists()
    assert client.post(remove, {"sure": "1"}).status_code == 302
    assert not SavedView.objects.exists()
    assert [one.action for one in Written.objects.order_by("pk")] == ["view.add", "view.remove"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/insights/",
        "//evil.example/insights/measure/attrition/",
        "/\\evil.example/insights/measure/attrition/",
        "javascript:alert(1)",
        "/people/me/",
        "/insights/timeline/add/",
        "/insights/measure/attrition/csv/",
        "/nowhere/",
        "",
        ADDRESS + "&where=" + "x" * 4000,
    ],
)
def test_only_pages_of_insights_are_kept(address: str, workspace: Path, client_of: Any) -> None:
    client = client_of("analyst")
    told = {"name": "x", "address": address}
    assert client.post("/insights/views/add/", told).status_code == 400
    assert not SavedView.objects.exists()
    assert len(address) > 4000 or not own_address(address)


def test_views_are_shared_only_with_the_right(workspace: Path, client_of: Any) -> None:
    mine = client_of("analyst")
    keep(mine, "own")
    keep(mine, "shared", shared="on")
    other = client_of("account_manager")
    keep(other, "theirs", shared="on")  # without the right to share, it stays their own
    seen = other.get("/insights/views/").content.decode()
    assert "shared<" in seen
    assert ">own<" not in seen
    assert ">theirs<" not in mine.get("/insights/views/").content.decode()
    made = SavedView.objects.get(name="shared")
    remove = f"/insights/views/{made.pk}/remove/"
    assert other.post(remove, {"sure": "1"}).status_code == 404


def test_a_name_is_needed(workspace: Path, client_of: Any) -> None:
    found = client_of("analyst").post("/insights/views/add/", {"name": "", "address": ADDRESS})
    assert found.status_code == 400
    text = found.content.decode()
    assert 'id="id_name_error"' in text
    assert f'value="{ADDRESS}"' in text


def test_a_dashboard_is_put_in_order(workspace: Path, client_of: Any) -> None:
    client = client_of("leader")
    views = [keep(client, name) for name in ("one", "two", "three")]
    board = begin(client)
    assert "Nothing on it yet" in client.get(board).content.decode()
    for one in views:
        client.post(f"{board}arrange/", {"do": "put", "view": str(one.pk)})
    client.post(f"{board}arrange/", {"do": f"up:{views[2].pk}"})
    client.post(f"{board}arrange/", {"do": f"down:{views[0].pk}"})
    names = [one.view.name for one in Shown.objects.select_related("view")]
    assert names == ["three", "one", "two"]
    client.post(f"{board}arrange/", {"do": f"off:{views[1].pk}"})
    text = client.get(board).content.decode()
    assert text.count("<article") == 2
    assert text.index(">three<") < text.index(">one<")
    assert len(text.encode()) < 102_400
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for wrong in ("up", "up:x", "nope:1", "", "put:999999"):
        assert client.post(f"{board}arrange/", {"do": wrong}).status_code in (400, 404)


def test_dashboards_are_their_owners(workspace: Path, client_of: Any) -> None:
    owner = client_of("leader")
    hidden, shared = begin(owner, "hidden"), begin(owner, "open", shared="on")
    view = keep(owner)
    owner.post(f"{shared}arrange/", {"do": "put", "view": str(view.pk)})
    member = client_of("account_manager")
    assert member.get(hidden).status_code == 404
    text = member.get(shared).content.decode()
    assert "<article" in text
    assert "arrange/" not in text
    for place in ("arrange/", "remove/"):
        told = {"do": f"off:{view.pk}", "sure": "1"}
        assert member.post(f"{shared}{place}", told).status_code == 404
    assert member.post(f"{hidden}mail/", {"every": "day", "hour": "8"}).status_code == 404
    assert client_of("service").get(shared).status_code == 403
    assert Client().get(shared).status_code == 302
    owner.post(f"{shared}remove/", {"sure": "1"})
    assert [one.name for one in Dashboard.objects.all()] == ["hidden"]


def test_a_shared_dashboard_shows_nobody_more_than_they_may_see(
    workspace: Path, client_of: Any
) -> None:
    owner = client_of("leader")
    board = begin(owner, shared="on")
    view = keep(owner, "glance", "/insights/predict/glance/")
    bad = keep(owner, "mail", "/insights/measure/attrition/?by=email")
    for one in (view, bad):
        owner.post(f"{board}arrange/", {"do": "put", "view": str(one.pk)})
    member = client_of("account_manager").get(board).content.decode()
    assert "tells single customers apart" in member
    mine = owner.get(board).content.decode()
    assert mine.count("<article") > member.count("<article") > 0


def test_mailing_is_set_and_stopped(workspace: Path, client_of: Any) -> None:
    client = client_of("leader")
    board = begin(client)
    told = {"every": "week", "day": "1", "hour": "7"}
    client.post(f"{board}mail/", told)
    assert "no mail address" in client.get(board).content.decode()
    assert not Mailing.objects.exists()
    User.objects.filter(username="leader").update(email="leader@example.com")
    for wrong in ({"hour": "25"}, {"day": "0"}, {"every": "hour"}, {"day": "8"}):
        found = client.post(f"{board}mail/", told | wrong)
        assert found.status_code == 400
        assert 'class="errors"' in found.content.decode()
    assert not Mailing.objects.exists()
    client.post(f"{board}mail/", told)
    text = client.get(board).content.decode()
    assert "every week" in text
    assert "Asia/Seoul" in text
    client.post(f"{board}mail/", {"stop": "1"})
    assert "every week, " not in client.get(board).content.decode()
    actions = [one.action for one in Written.objects.filter(action__startswith="mailing")]
    assert sorted(actions) == ["mailing.set", "mailing.stop"]
