"""Files of consents and closed addresses: looked at line by line first, then kept, and noted."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tenure_web.messages import consents, suppressions
from tenure_web.messages.consents import Said
from tenure_web.messages.models import Consent, Person, Suppression
from tenure_web.people.models import Written

PLACE = "/messages/bring/"
CONSENTS = """customer_id,purpose,channel,given,at,wording
C1,marketing,email,yes,2026-05-01T09:00:00+09:00,소식을 받겠습니다
C2,marketing,email,yes,2026-05-01,
C1,marketing,fax,yes,2026-05-01,
,marketing,email,no,2026-05-01,
C1,service,sms,maybe,2026-05-01,c1@example.com
"""


@pytest.fixture
def care(bounded: Any, client_of: Any) -> Any:
    bounded()
    return client_of("service", language="ko")


def look(client: Any, kind: str, text: str | bytes) -> Any:
    raw = text if isinstance(text, bytes) else text.encode()
    return client.post(PLACE, {"kind": kind, "file": SimpleUploadedFile("f.csv", raw)})


def checked(page: Any) -> str:
    return str(page.content.decode().split('name="checked" value="')[1].split('"')[0])


def test_a_file_is_looked_at_before_anything_is_kept(care: Any) -> None:
    consents.write("C2", Said("marketing", "email", False, "page", timezone.now()))
    page = look(care, "consents", CONSENTS)
    text = page.content.decode()
    assert page.status_code == 200
    assert "거부한 고객을 다시 구독시키는 줄" in text
    assert "없는 채널" in text
    assert "customer_id 없음" in text
    assert "c1@example.com" not in text
    assert (Consent.objects.count(), Person.objects.count()) == (1, 1)
    assert care.post(PLACE, {"checked": checked(page)}).status_code == 302
    line = Consent.objects.exclude(source="page").get()
    assert (line.person.customer, line.given, line.by.username) == ("C1", True, "service")
    assert Written.objects.get(action="consents.import").after == {
        "kept": 1,
        "resubscribes": 1,
        "wrong": 3,
    }
    again = look(care, "consents", CONSENTS)
    assert "disabled" in again.content.decode()


def test_addresses_of_a_file_are_closed_and_of_korean_excel_too(care: Any) -> None:
    text = "address,reason,메모\nc1@example.com,legal,요청\nC1@Example.com,legal,\nx@y.z,fun,\n"
    page = look(care, "addresses", text.encode("cp949"))
    assert not Suppression.objects.exists()
    care.post(PLACE, {"checked": checked(page)})
    found = suppressions.suppressed("c1@example.com")
    assert found is not None
    assert (found.reason, Suppression.objects.count()) == ("legal", 1)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a,b\n1,2\n", "첫 줄에"),
        (b"\xff\xfe\xff", "텍스트 파일이 아닙니다"),
        (CONSENTS.encode() + b"\n" * 5_000, "파일이 너무 큽니다"),
        (b"", "첫 줄에"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(care: Any, raw: bytes, said: str) -> None:
    page = look(care, "consents", raw)
    assert page.status_code == 400
    assert said in page.content.decode()


def test_what_another_looked_at_or_nobody_is_not_kept(care: Any, client_of: Any) -> None:
    told = checked(look(care, "consents", CONSENTS))
    admin = client_of("admin")
    assert admin.post(PLACE, {"checked": told}).status_code == 400
    assert care.post(PLACE, {"checked": told + "x"}).status_code == 400
    assert care.post(PLACE, {"kind": "others"}).status_code == 404
    assert care.post(PLACE, {"kind": "consents"}).status_code == 400
    assert client_of("leader").get(PLACE).status_code == 403
    assert not Consent.objects.exists()
