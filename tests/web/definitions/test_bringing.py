"""Files brought in: of what kind, under which name, read as what; nothing else gets in."""

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.looking_again import until
from tenure.definitions import load
from tenure_web.definitions.models import Upload
from tenure_web.definitions.receiving import safe_name
from tenure_web.people.models import Written

pytestmark = pytest.mark.usefixtures("at_once")
_BASE = "/definitions/uploads/"
KOREAN = (
    "고객번호,구매일,상품코드,수량,금액\n"
    "c01,2024.03.05,빵,2,9000\nc02,2024.03.06,차,1,4500\n,2024.03.07,차,1,4500\n"
)


@pytest.fixture
def editor(tiny_company: Path, client_of: Any) -> Client:
    return client_of("analyst")


def bring(client: Client, name: str, content: bytes) -> Any:
    return client.post(_BASE, {"file": SimpleUploadedFile(name, content)})


def book(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def mapped(client: Client, place: str, **more: str) -> str:
    sent = {"table": "orders", "column-customer_id": "고객번호", "column-occurred_at": "구매일"}
    sent |= {"column-amount": "금액", "column-quantity": "수량", "column-product_id": "상품코드"}
    found = client.post(place, {**sent, **more})
    assert found.status_code == 302, found.content.decode()
    return found.headers["Location"]


def test_a_korean_file_in_cp949_becomes_a_source(editor: Client, tiny_company: Path) -> None:
    place = bring(editor, "주문 내역.csv", KOREAN.encode("cp949")).headers["Location"]
    text = until(editor, place).content.decode()
    assert "It looks like orders" in text
    for header in ("고객번호", "구매일", "상품코드"):
        assert f'<option value="{header}" selected>{header}</option>' in text
    check = mapped(editor, place)
    told = until(editor, check).content.decode()
    assert "2 would be kept in orders and 1 set aside." in told
    assert "customer_id is missing" in told
    change = editor.post(check.replace("check/", "add/")).headers["Location"]
    editor.post(f"{change}keep/")
    source = load(tiny_company).tables["orders"]
    assert source.columns["customer_id"] == "고객번호"
    assert source.from_[0].endswith("/주문_내역.csv")
    assert Written.objects.filter(action="upload.add", what="주문 내역.csv").exists()


def test_a_workbook_is_read_too(editor: Client) -> None:
    rows: list[list[object]] = [line.split(",") for line in KOREAN.strip().split("\n")]
    place = bring(editor, "주문.xlsx", book(rows)).headers["Location"]
    assert "구매일" in until(editor, place).content.decode()
    told = until(editor, mapped(editor, place, dates="%Y.%m.%d")).content.decode()
    assert "2 would be kept in orders and 1 set aside" in told


def test_a_table_that_is_there_is_replaced_or_added_to(editor: Client) -> None:
    content = b"customer_id,started_at\nneu,2024-05-01\nc01,2024-05-01\n"
    place = bring(editor, "mehr.csv", content).headers["Location"]
    until(editor, place)
    sent = {"table": "customers", "column-customer_id": "customer_id"}
    sent |= {"column-started_at": "started_at", "how": "add"}
    check = editor.post(place, sent).headers["Location"]
    told = until(editor, check).content.decode()
    assert "1 would be kept in customers and 1 set aside" in told
    assert "customer_id came before" in told


def test_korean_dates_and_formula_cells_are_read_as_text(editor: Client) -> None:
    content = (
        '고객번호,구매일,상품코드,수량,금액\nc01,2024년 3월 5일,=1+1,2,"9,000원"\n'
        "c02,2024-03-08 오후 2:30,차,1,100\nc03,3월 어느 날,차,1,100\n"
    )
    place = bring(editor, "주문.csv", content.encode("cp949")).headers["Location"]
    assert "=1+1" in until(editor, place).content.decode()
    told = until(editor, mapped(editor, place)).content.decode()
    assert "2 would be kept in orders and 1 set aside" in told
    assert "occurred_at cannot be read" in told


def test_a_file_that_says_nothing_of_its_table_is_no_guess(editor: Client) -> None:
    place = bring(editor, "x.csv", b"foo,bar\n1,2\n3,4\n").headers["Location"]
    text = until(editor, place).content.decode()
    assert "Nothing in it says which table it is" in text
    assert "It looks like" not in text


def test_a_file_without_rows_or_header_is_told_in_korean(
    tiny_company: Path, client_of: Any
) -> None:
    client = client_of("analyst", language="ko")
    place = bring(client, "빈.csv", b"\n\n\n").headers["Location"]
    text = until(client, place).content.decode()
    assert "이 파일은 읽을 수 없습니다" in text
    assert "빈 파일입니다. 머리글도 없습니다" in text


def test_a_required_column_is_asked_for(editor: Client) -> None:
    place = bring(editor, "x.csv", KOREAN.encode()).headers["Location"]
    until(editor, place)
    found = editor.post(place, {"table": "orders", "column-amount": "금액"})
    assert found.status_code == 400
    assert "column-customer_id_error" in found.content.decode()
    assert editor.get(f"{place}?table=nothing").status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.csv"),
        ("..\\..\\C:\\boot.ini", "boot.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a*b?[c].csv", "a_b_c.csv"),
        ("주문 내역 (최종).csv", "주문_내역_최종.csv"),
        ("한글.csv", "한글.csv"),
        ("\x00.csv", "table.csv"),
        ("x" * 300 + ".csv", "x" * 80 + ".csv"),
    ],
)
def test_names_are_one_part_of_a_path(name: str, kept: str) -> None:
    assert safe_name(name, ".csv") == kept


def test_files_stay_in_their_folder(editor: Client, settings: Any) -> None:
    bring(editor, "../../../evil.csv", KOREAN.encode())
    files = [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]
    assert [one.name for one in files] == ["evil.csv"]


def bomb(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


ZEROS = bytes(30 << 20)
LIES = bomb({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": ZEROS}).replace(
    len(ZEROS).to_bytes(4, "little"), (10).to_bytes(4, "little")
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.csv", b"", "empty"),
        ("bild.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "no CSV and no Excel"),
        ("paket.csv", b"PAR1" + b"\x00" * 99, "no CSV and no Excel"),
        ("alt.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "of the old kind"),
        ("muell.csv", bytes(range(256)) * 9, "no text in any encoding"),
        ("kaputt.xlsx", b"PK\x03\x04" + b"\x01" * 200, "damaged"),
        ("kein.xlsx", bomb({"word/document.xml": b"<a/>"}), "no CSV and no Excel"),
        ("bombe.xlsx", bomb({"xl/workbook.xml": b"<a/>", "b": ZEROS}), "far more"),
        ("luege.xlsx", LIES, "damaged|far more"),
    ],
    ids=lambda one: one if isinstance(one, str) else "content",
)
def test_what_is_no_table_is_refused(editor: Client, name: str, content: bytes, said: str) -> None:
    found = bring(editor, name, content)
    assert found.status_code == 400
    assert any(one in found.content.decode() for one in said.split("|"))
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_stopped(editor: Client, settings: Any) -> None:
    settings.MAX_UPLOAD = 1000
    found = bring(editor, "gross.csv", b"a,b\n" * 1000)
    assert found.status_code == 400
    assert "larger than is allowed" in found.content.decode()
    assert not Upload.objects.exists()


def test_broken_bytes_are_told_by_line(editor: Client) -> None:
    content = KOREAN.encode("cp949") + b"c03,2024.03.08,\xff\xff,1,100\n"
    place = bring(editor, "kaputt.csv", content).headers["Location"]
    until(editor, place)
    told = until(editor, mapped(editor, place)).content.decode()
    assert "2 would be kept in orders and 2 set aside" in told


def test_a_file_is_removed_with_its_folder(editor: Client, settings: Any, still: None) -> None:
    bring(editor, "weg.csv", KOREAN.encode())
    one = Upload.objects.get()
    assert editor.post(f"{_BASE}{one.pk}/forget/").status_code == 302
    assert not list((settings.MEDIA_ROOT / "uploads").iterdir())
    assert Written.objects.first().action == "upload.remove"


def test_no_file_at_all_is_told(editor: Client) -> None:
    found = editor.post(_BASE, {})
    assert found.status_code == 400
    assert "Choose a file first" in found.content.decode()
