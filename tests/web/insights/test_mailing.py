"""Dashboards by mail: when they are due by the company's clock, what is in them, who gets them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.smtp import MailServer
from tenure.charts.formats import Formats
from tenure.company import Question
from tenure_web.insights import jobs, kept, mailing
from tenure_web.insights.mailing import next_after
from tenure_web.insights.models import Dashboard, Mailing, SavedView, Shown
from tenure_web.lib import company
from tenure_web.people.models import User, Written

NOW = datetime(2024, 11, 1, 0, 30, tzinfo=UTC)
"""Friday, half past nine in Seoul."""


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def mailed(person: Callable[..., User]) -> Callable[..., Mailing]:
    """Make a dashboard that is due to somebody."""

    def make(*addresses: str, group: str = "leader", language: str = "ko") -> Mailing:
        reader = person("김하나", group, email="hana@example.com", language=language)
        board = Dashboard.objects.create(name="아침 <보고>", owner=reader)
        for place, address in enumerate(addresses):
            view = SavedView.objects.create(name=f"보기 {place}", owner=reader, address=address)
            Shown.objects.create(dashboard=board, view=view, place=place)
        due = NOW - timedelta(minutes=30)
        return Mailing.objects.create(dashboard=board, to=reader, every="day", hour=9, next_at=due)

    return make


@pytest.mark.parametrize(
    ("now", "zone", "every", "day", "hour", "due"),
    [
        # Seoul is nine hours ahead: nine o'clock has passed today, or is still to come
        ("2024-11-01T00:30", "Asia/Seoul", "day", 0, 9, "2024-11-02T00:00"),
        ("2024-10-31T23:59", "Asia/Seoul", "day", 0, 9, "2024-11-01T00:00"),
        ("2024-11-01T00:00", "Asia/Seoul", "day", 0, 9, "2024-11-02T00:00"),
        ("2024-11-01T00:30", "Asia/Seoul", "week", 0, 9, "2024-11-04T00:00"),
        ("2024-11-01T00:30", "Asia/Seoul", "week", 4, 9, "2024-11-08T00:00"),
        ("2024-11-01T00:30", "Asia/Seoul", "month", 1, 9, "2024-12-01T00:00"),
        ("2024-11-01T00:30", "Asia/Seoul", "month", 28, 9, "2024-11-28T00:00"),
        # clocks in New York go back on 3 November and forward on 10 March
        ("2024-11-02T20:00", "America/New_York", "day", 0, 8, "2024-11-03T13:00"),
        ("2024-03-09T20:00", "America/New_York", "day", 0, 8, "2024-03-10T12:00"),
        ("2024-03-09T20:00", "America/New_York", "day", 0, 2, "2024-03-10T07:00"),
        ("2024-11-03T05:30", "America/New_York", "day", 0, 1, "2024-11-04T06:00"),
    ],
)
def test_when_it_is_due_next(
    now: str, zone: str, every: str, day: int, hour: int, due: str
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_after(at, zone, every=every, day=day, hour=hour)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def lately(language: str) -> str:
    """Return the attrition of the last whole month as the library's result says it."""
    run = company.latest()
    assert run is not None
    found = kept.of_run(Question("attrition"), run)
    assert found is not None
    whole = [row for row in found.rows if row["complete"]]
    return Formats(language).percent(whole[-1]["attrition"])


def test_what_is_due_is_sent_once(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    made = mailed("/insights/measure/attrition/", "/insights/measure/retention/")
    assert jobs.send_due(NOW) == 1
    assert jobs.send_due(NOW) == 0
    (got,) = server.received
    assert got.to == ["hana@example.com"]
    message = got.message
    assert message["Subject"].strip() == "아침 <보고> 대시보드 · 루멘 Lumen"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert lately("ko") in text.get_content()
    assert "아침 <보고>" in text.get_content()
    assert lately("ko") in html.get_content()
    assert "아침 &lt;보고&gt;" in html.get_content()
    assert "http://localhost:8000/insights/measure/attrition/" in text.get_content()
    assert message.get_content_type() == "multipart/related"
    pictures = [one for one in message.walk() if one.get_content_type() == "image/png"]
    for one in pictures:
        assert one["Content-ID"] == f"<{one.get_filename()}>"
        assert f'src="cid:{one.get_filename()}"' in html.get_content()
    assert [one.get_filename() for one in pictures] == ["1-attrition.png", "2-retention.png"]
    assert all(one.get_content().startswith(b"\x89PNG") for one in pictures)
    made.refresh_from_db()
    assert made.next_at == datetime(2024, 11, 2, 0, 0, tzinfo=UTC)
    assert made.sent_at == NOW
    assert Written.objects.get(action="mailing.send").who == "system"


def test_two_processes_send_it_once(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    made = mailed()
    Mailing.objects.filter(pk=made.pk).update(next_at=NOW + timedelta(days=1))
    assert not jobs._send(made, NOW)  # as another process saw it before
    assert not server.received


def test_what_fails_is_tried_again(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    made = mailed()
    server.refuse = True
    assert jobs.send_due(NOW) == 0
    made.refresh_from_db()
    assert made.next_at == NOW + jobs.LATER
    assert made.failed
    assert made.tries == 1
    server.refuse = False
    assert jobs.send_due(NOW + jobs.LATER) == 1
    made.refresh_from_db()
    assert (made.tries, made.failed) == (0, "")


def test_it_is_not_tried_for_ever(
    workspace: Path, mailed: Callable[..., Mailing], settings: Any
) -> None:
    made = mailed()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens
    at = NOW
    for _ in range(jobs.MOST_TRIES):
        jobs.send_due(at)
        at += jobs.LATER
    made.refresh_from_db()
    assert made.next_at == datetime(2024, 11, 2, 0, 0, tzinfo=UTC)
    assert made.tries == 0


def test_whoever_lost_the_right_gets_nothing(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    made = mailed("/insights/measure/attrition/")
    made.to.groups.clear()
    assert jobs.send_due(NOW) == 0
    assert not server.received


def test_mail_shows_no_more_than_the_page(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    mailed("/insights/predict/glance/", group="account_manager", language="en")
    assert jobs.send_due(NOW) == 1
    (got,) = server.received
    body = got.message.get_body(("plain",))
    assert body is not None
    assert "highest" not in body.get_content().lower()
    assert "risk" in body.get_content().lower()


def test_a_view_that_is_gone_takes_no_other_with_it(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer
) -> None:
    gone = "/insights/measure/nope/", "/nowhere/", "/insights/explain/why/?segment=nope"
    mailed(*gone, "/insights/measure/attrition/", language="en")
    assert jobs.send_due(NOW) == 1
    body = server.received[0].message.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("no longer") == len(gone)
    assert lately("en") in body.get_content()


def test_of_periods_the_last_are_mailed(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mailing, "MOST_ROWS", 3)
    mailed("/insights/measure/revenue-retention/", language="en")
    assert jobs.send_due(NOW) == 1
    body = server.received[0].message.get_body(("plain",))
    assert body is not None
    run = company.latest()
    assert run is not None
    rows = next(one for one in run.results if one.metric == "revenue-retention").rows
    assert Formats("en").date(rows[-1]["period_start"]) in body.get_content()
    assert Formats("en").date(rows[0]["period_start"]) not in body.get_content()
    assert f"{len(rows) - 3} more row" in body.get_content()


def test_what_goes_wrong_with_one_keeps_nobody_from_theirs(
    workspace: Path, mailed: Callable[..., Mailing], server: MailServer, person: Any
) -> None:
    broken = mailed("/insights/measure/attrition/")
    person_two = person("이둘", "leader", email="two@example.com")
    Mailing.objects.create(
        dashboard=Dashboard.objects.create(name="둘", owner=person_two),
        to=person_two,
        every="day",
        hour=9,
        next_at=NOW,
    )
    User.objects.filter(pk=broken.to_id).update(email="a@example.com\nBcc: b@example.com")
    assert jobs.send_due(NOW) == 1
    assert [one.to for one in server.received] == [["two@example.com"]]
    broken.refresh_from_db()
    assert broken.failed


def test_charts_are_drawn_ahead(own_workspace: Path, client_of: Any) -> None:
    assert jobs.draw_ahead() > 8
    drawn = own_workspace.parent / "store" / "entries" / "drawn"
    there = set(drawn.iterdir())
    client_of("leader").get("/insights/measure/attrition/")
    client_of("analyst", language="ko").get("/insights/measure/retention/")
    assert set(drawn.iterdir()) == there
