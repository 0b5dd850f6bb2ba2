"""Runs, schedule and the API's page in a real browser: by keyboard, on a phone, in the dark."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from support.browsing import entered, sound
from tenure_web.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def phone(browser: Browser, live_server: Any, workspace: Path, client_of: Any) -> Iterator[Page]:
    """A narrow page in the dark, on which an analyst is signed in who reads Korean."""
    screen: Any = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
    client = client_of("analyst", language="ko")
    page = entered(browser, client, live_server, **screen).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    assert said == []


def test_a_run_is_started_by_keyboard_and_told_when_it_fails(
    phone: Page, command: Callable[[str], None]
) -> None:
    command("echo 'measure: 4 questions'; echo 'error: 표를 읽을 수 없습니다'; exit 3")
    phone.goto("/work/")
    sound(phone)
    phone.get_by_role("button", name="실행 시작").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_selector("text=지난 실행을 마치지 못했습니다")
    assert phone.locator("text=표를 읽을 수 없습니다").first.is_visible()
    sound(phone)
    phone.get_by_role("link", name="2", exact=False).and_(phone.locator("tbody a")).first.click()
    phone.wait_for_url("**/work/runs/*/")
    sound(phone)


def test_progress_is_renewed_and_the_end_is_seen(phone: Page) -> None:
    now = timezone.now()
    job = Job.objects.create(state="going", begun=now, heard=now, step="read")
    phone.goto("/work/")
    sound(phone)
    Job.objects.filter(pk=job.pk).update(step="measure")
    phone.wait_for_selector("text=현재 단계: 측정")
    Job.objects.filter(pk=job.pk).update(state="killed", open=None, ended=timezone.now())
    phone.wait_for_selector("text=외부에서 중단되었습니다")


def test_the_other_pages_are_sound(phone: Page) -> None:
    for path in ("/work/schedule/", "/api/"):
        phone.goto(path)
        sound(phone)
