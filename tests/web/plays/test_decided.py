"""Why somebody was contacted and why not, on their page: as the command says it, word by word."""

from html import unescape
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from django.utils import timezone

from support.deciding import DAY
from tenure.cli.app import app
from tenure_web.messages import ruling
from tenure_web.messages.models import Delivery
from tenure_web.plays.models import Journey

HTMX = {"HX-Request": "true"}


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return unescape(answer.content.decode())


def test_the_page_says_what_the_command_says(decided_of: Path, client_of: Any) -> None:
    for language in ("en", "ko"):
        page = text(client_of("leader", name=language, language=language).get("/plays/of/c1"))
        command = ["plays", "why", "c1", "--language", language, "-d", str(decided_of)]
        lines = CliRunner().invoke(app, command).output.splitlines()
        assert len(lines) == 5
        for line in lines:
            verdict, _, says = line.partition("] ")
            assert says in page
            assert verdict.partition("[")[2] in page
    assert "2순위" in page


def test_the_block_has_what_was_decided_what_is_under_way_and_what_was_refused(
    decided_of: Path, client_of: Any
) -> None:
    now = timezone.now()
    told = {"play": "first", "version": 1, "occasion": "2026-03", "plan": "", "due": now}
    Journey.objects.create(unit="c3", arm="holdout", began=now, arrived=now, **told)
    Delivery.objects.create(
        unit="c3", customer="c3", play="first", version=1, step="0", occurrence="x", body="b",
        channel="email", purpose="service", language="en", state="skipped", reason="no_consent",
        put_at=now, due_at=now, changed_at=now,
    )  # fmt: skip
    ruling.ask(ruling.Asked("c3", "marketing", "email", "k", unit="c3", play="lottery"), now)
    client = client_of("account_manager", "service")
    page = text(client.get("/customers/one/c3"))
    assert 'hx-get="/plays/of/c3"' in page
    assert "left alone, to measure it" in page
    assert "No consent" in page
    assert "not contacted" in page
    part = text(client.get("/plays/of/c3", headers=HTMX))
    assert "<html" not in part
    assert "the lot has drawn it into the holdout" in part
    assert "drawn by lot, not judged" in part
    assert "rest" not in part, "whose turn it was not is worked out on the page alone"
    assert "drawn by lot" not in text(client.get("/plays/of/c1", headers=HTMX))


def test_who_may_not_see_names_learns_none_by_an_audience(decided_of: Path, client_of: Any) -> None:
    assert "name = Kim 1" in text(client_of("leader").get("/plays/of/c1"))
    seen = text(client_of("analyst").get("/plays/of/c1"))
    assert "name is personal" in seen
    assert "Kim 1" not in seen


def test_days_and_customers_of_others_are_not_there(decided_of: Path, client_of: Any) -> None:
    leader = client_of("leader")
    assert leader.get(f"/plays/of/c1?on={DAY}").status_code == 200
    for address in ("/plays/of/c1?on=2026-03-02", "/plays/of/c1?on=x", "/plays/of/c99"):
        assert leader.get(address).status_code == 404
    assert client_of("account_manager").get("/plays/of/c1").status_code == 404
    assert client_of("auditor").get("/plays/of/c1").status_code == 403
