"""Rows that were set aside: seen, taken out safely, mended and taken in again."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from support.looking_again import until
from tenure.definitions import load
from tenure_web.definitions.models import Upload
from tenure_web.definitions.spreadsheet import escaped, lines, unescaped
from tenure_web.people.models import Written

pytestmark = pytest.mark.usefixtures("at_once")
_BASE = "/definitions/quality/"


@given(st.text())
def test_no_cell_is_a_formula_and_all_come_back(text: str) -> None:
    safe = escaped(text)
    assert safe == text or safe == f"'{text}"
    if not text.startswith("'"):
        assert unescaped(safe) == text


@pytest.mark.parametrize("text", ["=1+1", "+82-2", "-cmd|'/C calc'!A0", "@SUM(A1)", "\t=1", " =1"])
def test_formulas_are_escaped(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.5", "-1,234.5", "12%", "김하나", ""])
def test_numbers_and_names_stay(text: str) -> None:
    assert escaped(text) == text


def test_a_file_is_csv_with_the_mark_of_utf_8() -> None:
    text = "".join(lines(["이름", "=a"], [["a,b", '"', None], ["=1", "-2", "x\ny"]]))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["이름", "'=a"], ["a,b", '"', ""], ["'=1", "-2", "x\ny"]]


def read(found: Any) -> list[dict[str, str]]:
    text = b"".join(found.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_page_is_that_of_the_last_run(run_company: Path, client_of: Any) -> None:
    text = client_of("analyst").get(_BASE).content.decode()
    assert "customer_id came before" in text
    assert "Rows read = rows kept + rows set aside" in text
    plain = client_of("auditor").get(_BASE).content.decode()
    assert "Sample rows of" not in plain
    assert "Sample rows of" in text


def test_rows_are_shown_with_reasons_in_korean(run_company: Path, client_of: Any) -> None:
    client = client_of("analyst", language="ko")
    text = client.get(f"{_BASE}customers/").content.decode()
    assert "customer_id 값이 앞에서 이미 나옴" in text
    assert client.get(f"{_BASE}orders/").status_code == 404
    assert client.get(f"{_BASE}../customers/").status_code == 404


def test_a_download_is_written_down(run_company: Path, client_of: Any) -> None:
    found = client_of("analyst").get(f"{_BASE}customers/rows.csv")
    rows = read(found)
    assert found.headers["Content-Disposition"].startswith("attachment; filename=")
    assert {row["reason"] for row in rows} == {"customer_id came before"}
    line = Written.objects.first()
    assert (line.action, line.what, line.after["rows"]) == (
        "quarantine.export",
        "customers",
        len(rows),
    )


def mended(rows: list[dict[str, str]], **changed: str) -> SimpleUploadedFile:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, **changed} for row in rows)
    return SimpleUploadedFile("고친 행.csv", target.getvalue().encode("cp949", errors="replace"))


def test_mended_rows_become_a_source(run_company: Path, client_of: Any) -> None:
    client: Client = client_of("analyst")
    rows = read(client.get(f"{_BASE}customers/rows.csv"))
    sent = {"file": mended(rows, customer_id="C-mended", name="=고친 이름")}
    place = client.post(f"{_BASE}customers/mend/", sent).headers["Location"]
    text = until(client, place).content.decode()
    assert "1 would be kept in customers and 0 set aside" in text
    change = client.post(place.replace("check/", "add/")).headers["Location"]
    assert "mended/" in client.get(change).content.decode()
    client.post(f"{change}keep/")
    source = load(run_company).tables["customers"]
    assert len(source.from_) == 2
    assert (run_company.parent / source.from_[1]).is_file()
    upload = Upload.objects.get()
    assert client.post(f"/definitions/uploads/{upload.pk}/forget/").status_code == 409


def test_rows_that_still_fail_are_told_with_reasons(run_company: Path, client_of: Any) -> None:
    client: Client = client_of("analyst")
    rows = read(client.get(f"{_BASE}customers/rows.csv"))
    sent = {"file": mended(rows, started_at="irgendwann")}
    place = client.post(f"{_BASE}customers/mend/", sent).headers["Location"]
    text = until(client, place).content.decode()
    assert "0 would be kept in customers and 1 set aside" in text
    assert "customer_id came before" in text
    assert "Row 1, started_at: irgendwann" in text


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", b"", b"\x00\x01\x02\x03" * 40], ids=["rows", "empty", "bytes"]
)
def test_other_files_are_not_taken_for_mended_rows(
    run_company: Path, client_of: Any, content: bytes
) -> None:
    sent = {"file": SimpleUploadedFile("x.csv", content)}
    found = client_of("analyst").post(f"{_BASE}customers/mend/", sent)
    assert found.status_code == 400
    assert not Upload.objects.exists()
