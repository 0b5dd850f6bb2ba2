"""The definitions in a real browser: accessible, whole on a phone, and without JavaScript, too."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from support.browsing import entered
from tenure.definitions import load
from tenure_web.definitions.models import Version

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
KOREAN = (
    "고객번호,구매일,상품코드,수량\n"
    "C1,2024년 3월 5일,빵,2\nC2,2024년 3월 6일,차,1\n,2024년 3월 7일,차,1\n"
)
PAGES = (
    *(
        "",
        "file/",
        "sources/",
        "quality/",
        "quality/customers/",
        "versions/",
        "versions/{version}/",
    ),
    *("edit/", "edit/active/", "edit/segments/", "uploads/"),
)


@pytest.fixture
def enter(live_server: Any, client_of: Any, browser: Browser) -> Iterator[Any]:
    """Open a browser in which an analyst is signed in."""
    opened: list[BrowserContext] = []

    def make(language: str = "en", **more: Any) -> Page:
        client = client_of("analyst", name=f"분석가 {language} {len(opened)}", language=language)
        context = entered(browser, client, live_server, **more)
        opened.append(context)
        return context.new_page()

    yield make
    for one in opened:
        one.close()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pages_are_accessible_and_fit_a_phone(enter: Any, run_company: Path, language: str) -> None:
    page = enter(language, viewport={"width": 390, "height": 800}, color_scheme="dark")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in PAGES:
        version = Version.objects.first()
        page.goto("/definitions/" + address.format(version=version and version.pk))
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert [fault["id"] for fault in found.response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert said == []


def test_a_change_is_made_and_kept(enter: Any, tiny_company: Path) -> None:
    page = enter()
    page.goto("/definitions/")
    page.get_by_role("link", name="Change: Churned").click()
    page.get_by_label("Silent for").fill("14 days")
    page.get_by_role("button", name="See what this would change").click()
    page.get_by_text("This would make attrition in").wait_for(timeout=90_000)
    page.get_by_label("Why").fill("kürzer")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Kept as version").wait_for()
    assert load(tiny_company).churn.after == 14


def test_it_works_without_javascript(enter: Any, tiny_company: Path, unweighed: None) -> None:
    page = enter("ko", java_script_enabled=False)
    page.goto("/definitions/edit/churn/")
    page.get_by_label("활동이 없는 기간").fill("21")
    page.get_by_role("button", name="무엇이 달라지는지 보기").click()
    assert page.locator("#define-after_error").is_visible()
    page.get_by_label("활동이 없는 기간").fill("21 days")
    page.get_by_role("button", name="무엇이 달라지는지 보기").click()
    page.get_by_role("button", name="저장", exact=True).click()
    assert load(tiny_company).churn.after == 21


def test_a_file_is_brought_in_and_taken_back(
    enter: Any, tiny_company: Path, at_once: None, unweighed: None
) -> None:
    before = tiny_company.read_text("utf-8")
    page = enter("ko", viewport={"width": 390, "height": 800})
    page.goto("/definitions/uploads/")
    name, content = "주문 내역.csv", KOREAN.encode("cp949")
    page.get_by_label("파일", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="파일 가져오기").click()
    check = page.get_by_role("button", name="무엇을 쓸 수 있는지 보기")
    check.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check.click()
    page.get_by_text("orders: 이 파일에서 2행을 사용하고 1행을 제외합니다.").wait_for()
    page.get_by_role("button", name="데이터 출처로 추가").click()
    page.get_by_role("button", name="저장", exact=True).click()
    page.get_by_text("저장했습니다").wait_for()
    assert load(tiny_company).tables["orders"].columns["customer_id"] == "고객번호"
    first = Version.objects.last()
    page.get_by_role("link", name=f"버전 {first}", exact=True).click()
    page.get_by_role("button", name="이 버전으로 되돌리기").click()
    page.get_by_role("button", name="저장", exact=True).click()
    page.get_by_text("저장했습니다").wait_for()
    assert tiny_company.read_text("utf-8") == before


def test_rows_are_downloaded_mended_and_given_back(
    enter: Any, run_company: Path, at_once: None, unweighed: None
) -> None:
    page = enter(java_script_enabled=False)
    page.goto("/definitions/quality/")
    page.get_by_role("link", name="customers", exact=True).first.click()
    with page.expect_download() as told:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.DictReader(io.StringIO(told.value.path().read_text("utf-8-sig"))))
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, "customer_id": f"C-mended-{at}"} for at, row in enumerate(rows))
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "mended.csv", "mimeType": "text/csv", "buffer": target.getvalue().encode()}
    )
    page.get_by_role("button", name="Check the mended rows").click()
    button = page.get_by_role("button", name="Add it as a source")
    while not button.is_visible():
        page.get_by_role("link", name="Look again").click()
    assert page.get_by_text(f"{len(rows)} would be kept in customers and 0 set aside.").is_visible()
    button.click()
    page.get_by_role("button", name="Keep this").click()
    assert len(load(run_company).tables["customers"].from_) == 2
