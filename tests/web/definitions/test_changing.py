"""Definitions changed in the browser: comments kept, looked at first, versions, two at a time."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.looking_again import until
from tenure.charts.formats import Formats
from tenure.company import Company, Question
from tenure.definitions import load
from tenure.report.headline import headline
from tenure_web.definitions.editing import with_file, with_only, with_source, with_values
from tenure_web.definitions.models import Draft, Version
from tenure_web.people.models import Written

HINTS = "# 고객이 누구인지는 영업팀과 함께 정했다."
CHURN = {"rule": "inactive", "after": "28 days", "convention": "cohort"}
_BASE = "/definitions/"


@pytest.fixture
def editor(tiny_company: Path, client_of: Any) -> Client:
    return client_of("analyst")


def change(client: Client, **values: str) -> str:
    """Send the form of [churn]; return where the change is looked at."""
    found = client.post(f"{_BASE}edit/churn/", {**CHURN, **values})
    assert found.status_code == 302, found.content.decode()
    return found.headers["Location"]


def numbers() -> list[int]:
    """Return the numbers of the versions: an emptied table goes on counting."""
    return sorted(Version.objects.values_list("pk", flat=True))


def test_a_change_is_looked_at_and_kept(editor: Client, tiny_company: Path, still: None) -> None:
    before = tiny_company.read_text("utf-8")
    place = change(editor, after="14 days")
    assert tiny_company.read_text("utf-8") == before
    page = editor.get(place).content.decode()
    assert "after = &#34;14 days&#34;" in page
    assert "after = &#34;28 days&#34;" in page
    found = editor.post(f"{place}keep/", {"note": "영업팀과 합의"}, follow=True)
    one, two = numbers()
    assert f"Kept as version {two}" in found.content.decode()
    assert tiny_company.read_text("utf-8") == before.replace("28 days", "14 days")
    last = Version.objects.first()
    assert (last.user.username, last.note, last.origin) == ("analyst", "영업팀과 합의", "here")
    line = Written.objects.first()
    assert (line.action, line.before, line.after["version"]) == (
        "definitions.change",
        {"version": one},
        two,
    )
    assert not Draft.objects.exists()


def test_what_is_wrong_is_tied_to_its_field(editor: Client, tiny_company: Path) -> None:
    before = tiny_company.read_bytes()
    found = editor.post(f"{_BASE}edit/churn/", {**CHURN, "after": "28"})
    text = found.content.decode()
    assert found.status_code == 400
    assert 'id="define-after_error"' in text
    assert "say the unit: &#39;28 days&#39;" in text
    assert 'value="28"' in text
    assert tiny_company.read_bytes() == before


def test_what_is_wrong_is_said_in_korean(tiny_company: Path, client_of: Any) -> None:
    client = client_of("analyst", language="ko")
    text = client.post(f"{_BASE}edit/churn/", {**CHURN, "after": "28"}).content.decode()
    assert "단위를 적으세요: &#39;28 days&#39;" in text
    whole = tiny_company.read_text("utf-8").replace("[churn]", "[churn", 1)
    text = client.post(f"{_BASE}edit/", {"text": whole}).content.decode()
    assert "TOML 형식이 아닙니다: 섹션 이름은 ]로 끝나야 합니다" in text


def test_a_wrong_condition_is_tied_to_its_row(editor: Client) -> None:
    sent = {"any-rows": "2", "any-0-event": "watch", "any-0-where": "seconds >= 60"}
    sent |= {"any-1-event": "login", "any-1-where": "seconds >=", "all-rows": "1", "none": ""}
    text = editor.post(f"{_BASE}edit/active/", sent).content.decode()
    assert 'id="define-any-1-where_error"' in text
    assert 'id="define-any-0-where_error"' not in text


def test_segments_may_be_named_in_korean(editor: Client, tiny_company: Path, still: None) -> None:
    sent = {"named-rows": "2", "named-0-name": "부산 고객", "named-0-condition": "region = '부산'"}
    place = editor.post(f"{_BASE}edit/segments/", sent).headers["Location"]
    editor.post(f"{place}keep/")
    assert list(load(tiny_company).segments) == ["부산 고객"]
    assert tiny_company.read_text("utf-8").startswith(HINTS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('after = "28 days"', 'after = "28 dayz"', "after"),
        ("[churn]", "[churn", "not TOML"),
        ("[churn]", "[churnn]", "churnn"),
    ],
)
def test_the_whole_text_is_checked_with_lines(
    editor: Client, tiny_company: Path, old: str, new: str, said: str
) -> None:
    text = tiny_company.read_text("utf-8").replace(old, new, 1)
    line = 1 + text[: text.index(new)].count("\n")
    found = editor.post(f"{_BASE}edit/", {"text": text})
    page = found.content.decode()
    assert found.status_code == 400
    assert f'href="#line-{line}"' in page
    assert said in page
    assert "<code>column" not in page
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("threads = 1", 'threads = 1\nurl = "postgres://h/x"'),
        ("[company]", '[store]\npath = "/srv/other"\n[company]'),
        ('from = "data/orders.csv"', "sql = \"select * from read_text('/etc/passwd')\""),
        ('from = "data/customers.csv"', 'from = "/etc/passwd"'),
        ('from = "data/customers.csv"', 'from = "../other/*.csv"'),
        ('from = "data/customers.csv"', 'from = "data/*/../../../x.csv"'),
        ('from = "data/customers.csv"', 'from = "workspace/secret"'),
        ('from = "data/customers.csv"', 'from = "store/entries/*.parquet"'),
        ('from = "data/customers.csv"', 'from = "data/linked.csv"'),
    ],
)
def test_nobody_reaches_beyond_the_company_from_a_browser(
    editor: Client, tiny_company: Path, old: str, new: str, tmp_path: Path
) -> None:
    (tmp_path / "private.csv").write_text("a\n1\n")
    (tiny_company.parent / "data" / "linked.csv").symlink_to(tmp_path / "private.csv")
    text = tiny_company.read_text("utf-8")
    old = old if old in text else 'from = "data/customers.csv"'
    found = editor.post(f"{_BASE}edit/", {"text": text.replace(old, new, 1)})
    assert found.status_code == 400, new
    assert not Draft.objects.exists()


def test_two_people_at_once_see_both_changes(
    editor: Client, client_of: Any, tiny_company: Path, still: None
) -> None:
    mine = change(editor, after="14 days")
    other = client_of("admin", name="박관리")
    other.post(f"{change(other, after='60 days')}keep/")
    refused = editor.post(f"{mine}keep/", follow=True)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "박관리 has changed the file meanwhile" in text
    assert "14 days" in text
    assert "60 days" in text
    assert 'after = "60 days"' in tiny_company.read_text("utf-8")
    editor.post(f"{mine}rebase/")
    assert editor.get(mine).status_code == 200
    editor.post(f"{mine}keep/")
    assert 'after = "14 days"' in tiny_company.read_text("utf-8")
    assert Version.objects.count() == 3


def test_an_old_form_does_not_undo_what_came_between(
    editor: Client, tiny_company: Path, still: None
) -> None:
    editor.get(f"{_BASE}edit/churn/")
    base = Version.objects.first().fingerprint
    editor.post(f"{change(editor, after='60 days')}keep/")
    place = change(editor, after="14 days", base=base)
    assert editor.get(place).status_code == 409


def test_a_change_from_outside_is_a_version_too(editor: Client, tiny_company: Path) -> None:
    editor.get(_BASE)
    tiny_company.write_text(tiny_company.read_text("utf-8") + "\n# 손으로 고침\n", "utf-8")
    text = editor.get(f"{_BASE}versions/").content.decode()
    assert "changed in the file itself" in text
    assert [one.origin for one in Version.objects.all()] == ["outside", "first"]
    page = editor.get(f"{_BASE}versions/{numbers()[1]}/")
    assert "손으로 고침" in page.content.decode()


def test_going_back_is_a_new_version(editor: Client, tiny_company: Path, still: None) -> None:
    first = tiny_company.read_text("utf-8")
    editor.post(f"{change(editor, after='14 days')}keep/")
    one, two = numbers()
    place = editor.post(f"{_BASE}versions/{one}/restore/").headers["Location"]
    assert f"goes back to version {one}" in editor.get(place).content.decode()
    editor.post(f"{place}keep/")
    assert tiny_company.read_text("utf-8") == first
    assert Version.objects.first().restored_id == one
    assert Written.objects.first().action == "definitions.restore"
    compared = editor.get(f"{_BASE}versions/compare/?from={one}&to={two}").content.decode()
    assert "14 days" in compared
    last = numbers()[2]
    same = editor.get(f"{_BASE}versions/compare/?from={one}&to={last}").content.decode()
    assert "Nothing differs" in same
    assert editor.get(f"{_BASE}versions/compare/?from={one}&to={last + 9}").status_code == 404
    assert editor.get(f"{_BASE}versions/compare/?from=x").status_code == 404


def test_line_ends_rights_and_secrets_stay(editor: Client, tiny_company: Path, still: None) -> None:
    text = tiny_company.read_text("utf-8").replace(
        "threads = 1", 'threads = 1\n# url = "postgres://u:geheim@h/d"'
    )
    tiny_company.write_bytes(text.replace("\n", "\r\n").encode())
    os.chmod(tiny_company, 0o640)
    editor.post(f"{change(editor, after='14 days')}keep/")
    content = tiny_company.read_bytes().decode()
    assert content == text.replace("28 days", "14 days").replace("\n", "\r\n")
    assert tiny_company.stat().st_mode & 0o777 == 0o640
    assert not any("geheim" in one.text for one in Version.objects.all())


def test_the_effect_is_what_the_library_says(
    editor: Client, tiny_company: Path, at_once: None
) -> None:
    place = change(editor, after="14 days")
    text = until(editor, place).content.decode()
    found = {}
    for after in ("28 days", "14 days"):
        tiny_company.write_text(
            tiny_company.read_text("utf-8").replace('"28 days"', f'"{after}"'), "utf-8"
        )
        with Company(load(tiny_company)) as company:
            row = headline([company.measure(Question("attrition", "month"))]).row
            found[after] = row
    assert found["14 days"].at_start != found["28 days"].at_start
    assert f"{found['14 days'].at_start} instead of {found['28 days'].at_start}" in text
    rates = [Formats("en").percent(found[after].rate, 1) for after in ("14 days", "28 days")]
    assert f"This would make attrition in May 2024 {rates[0]} instead of {rates[1]}." in text


def test_a_column_that_is_not_there_is_told_and_not_kept(
    editor: Client, tiny_company: Path, at_once: None
) -> None:
    sent = {"named-rows": "1", "named-0-name": "x", "named-0-condition": "regio = '부산'"}
    place = editor.post(f"{_BASE}edit/segments/", sent).headers["Location"]
    text = until(editor, place).content.decode()
    assert "region" in text
    before = tiny_company.read_bytes()
    editor.post(f"{place}keep/")
    assert tiny_company.read_bytes() == before


def test_comments_between_rows_stay() -> None:
    text = (
        '# oben\n[active] # 핵심\nany = [\n  # 영상\n  { event = "watch" }, # zuerst\n'
        '  { event = "lead" },\n]\n\n[churn]\nrule = "inactive" # warum\n'
    )
    rows = [{"event": "watch"}, {"event": "deal"}, {"event": "more"}]
    found = with_values(text, "active", {"any": rows})
    for comment in ("# oben", "# 핵심", "# 영상", "# zuerst", "# warum"):
        assert comment in found
    assert "deal" in found
    assert "lead" not in found
    same = {"any": [{"event": "watch"}, {"event": "lead"}]}
    assert with_values(text, "active", same) == text


def test_sections_and_sources_are_added_apart() -> None:
    text = '[tables.a]\nfrom = "a.csv"\n\n[company]\nname = "x"\n\n[tables.b]\nfrom = "b.csv"\n'
    found = with_source(text, "c", {"from": "c.csv", "columns": {"customer_id": "고객 번호"}})
    found = with_file(found, "b", "more.csv")
    found = with_only(found, "segments", {"큰 고객": "size > 1"})
    assert 'from = ["b.csv", "more.csv"]' in found
    assert '"고객 번호"' in found
    assert '"큰 고객" = "size > 1"' in found
    assert text.split("\n\n")[1] in found
