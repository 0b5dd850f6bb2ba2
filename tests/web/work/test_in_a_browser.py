"""Runs, schedule and the API's page in a real browser: by keyboard, on a phone, in the dark."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from browser.test_report import ARGUMENTS, CHROMIUM
from tenure_web.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(
    live_server: Any, workspace: Path, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """A narrow page in the dark, on which an analyst is signed in who reads Korean."""
    if CHROMIUM is None:
        message = "no chromium on this machine; install it with the system's packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright has a loop of its own
    session = client_of("analyst", language="ko").cookies["sessionid"].value
    said: list[str] = []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        screen: Any = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
        context = opened.new_context(base_url=live_server.url, **screen)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        yield page
        opened.close()
    assert said == []


def sound(page: Page) -> None:
    """Hold a page to what every page must be: accessible, and no wider than the screen."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [fault["id"] for fault in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").count() == 1


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
