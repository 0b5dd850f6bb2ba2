"""Pages of Measure: the question in the address, figures equal to the library's, and files."""

import csv
import re
from collections.abc import Callable
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure.charts.formats import Formats
from tenure.company import Question
from tenure.company.metrics import catalogue, find
from tenure.errors import MetricError
from tenure_web.insights import asking, kept, overview
from tenure_web.insights.downloads import rows_csv
from tenure_web.insights.forms import QuestionForm
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.models import Written
from tenure_web.people.rights import GROUPS, Right

HEAVY = 102_400
RETENTION = "/insights/measure/retention/"
ATTRITION = "/insights/measure/attrition/"


def test_the_overview_leads_to_every_metric(workspace: Path, client_of: Any) -> None:
    text = client_of("auditor").get("/insights/").content.decode()
    listed = [name for names in overview.GROUPS.values() for name in names]
    assert sorted(listed) == sorted(catalogue())
    for name in catalogue():
        assert f'href="/insights/measure/{name}/"' in text
    for verb in ("measure", "explain", "predict", "act", "prove"):
        assert f'<h2 id="{verb}">' in text
    assert 'href="/plays/"' in text
    assert 'href="/insights/prove/brought/"' in text
    assert "Needs tables that are not there: orders" in text


@pytest.mark.parametrize("group", [*GROUPS, ""])
@pytest.mark.parametrize(
    "address", ["/insights/", ATTRITION, f"{ATTRITION}sql/", f"{ATTRITION}csv/"]
)
def test_whoever_may_see_figures_may_open(
    group: str, address: str, workspace: Path, client_of: Any
) -> None:
    found = client_of(*filter(None, [group])).get(address)
    may = bool(group) and Right.SEE_FIGURES in GROUPS[group]
    assert found.status_code == (200 if may else 403)


def test_strangers_are_sent_to_the_login(workspace: Path, db: None) -> None:
    for address in (ATTRITION, f"{ATTRITION}csv/", RETENTION, "/insights/explain/why/"):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("language", ["en", "ko"])
def test_figures_are_those_of_the_last_run(
    language: str, workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    text = page_of(client_of("auditor", language=language), ATTRITION)
    run = company.latest()
    assert run is not None
    result = kept.of_run(Question("attrition"), run)
    assert result is not None
    formats = Formats(language)
    for row in result.rows:
        if row["complete"] and row["attrition"] is not None:
            assert formats.percent(row["attrition"]) in text
            interval = formats.interval(row["attrition_low"], row["attrition_high"])
            assert interval in unescape(text)
    assert result.words[language] in unescape(text)
    assert "<svg" in text
    assert len(text.encode()) < HEAVY


def test_another_question_is_asked_once_and_equals_the_library(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    client = client_of("analyst")
    address = f"{ATTRITION}?period=quarter&where=plan+%3D+%27team%27&convention=stripe"
    text = page_of(client, address)
    question = Question(
        "attrition", "quarter", where="plan = 'team'", options={"convention": "stripe"}
    )
    with company.asked() as told:
        expected = told.measure(question).rows
    rows = list(
        csv.DictReader(
            StringIO(client.get(address.replace("/?", "/csv/?")).content.decode("utf-8-sig"))
        )
    )
    assert [row["lost"] for row in rows] == [str(row["lost"]) for row in expected]
    assert [row["attrition"] for row in rows] == [
        "" if row["attrition"] is None else str(row["attrition"]) for row in expected
    ]
    assert {"at_start", "lost", "attrition_low", "attrition_high"} <= set(rows[0])
    assert "value=\"plan = 'team'\"" in unescape(text)
    found = kept.answer(question, patience=0)  # it is kept: nothing is computed
    assert found.rows == expected


def test_what_was_entered_stays_when_it_cannot_be_answered(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    text = page_of(client_of("analyst"), f"{ATTRITION}?where=nope+%3D+1&by=plan")
    assert 'role="alert"' in text
    assert "nope" in text
    assert 'value="nope = 1"' in text
    assert 'value="plan"' in text


@pytest.mark.parametrize(
    "query", ["period=eon", "as_of=yesterday", "convention=abacus", "where=" + "x" * 1001]
)
def test_wrong_fields_are_told_at_the_field(query: str, workspace: Path, client_of: Any) -> None:
    text = client_of("analyst").get(f"{ATTRITION}?{query}").content.decode()
    name = query.partition("=")[0]
    assert re.search(rf'<ul class="errors" id="id_{name}_error"', text)
    assert "<article" not in text


def test_options_are_read_as_their_kind(workspace: Path, client_of: Any) -> None:
    text = client_of("analyst").get("/insights/measure/seasonality/?over=none").content.decode()
    assert "a whole number from 1" in text
    assert 'value="none"' in text


def test_a_comparison_stands_beside(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    text = page_of(client_of("analyst"), f"{ATTRITION}?to_convention=stripe")
    assert text.count("<article") == 2
    assert 'id="a0"' in text
    assert 'id="a1"' in text
    assert "In the last whole period" in text or "beyond doubt" in text
    assert f'href="{ATTRITION}csv/?period=month&amp;convention=stripe"' in text


def test_markup_in_a_question_stays_text(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    text = page_of(client_of("analyst"), f"{ATTRITION}?by=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_no_metric_of_that_name(workspace: Path, client_of: Any) -> None:
    client = client_of("analyst")
    for address in ("/insights/measure/nope/", f"{ATTRITION}exe/", "/insights/explain/nope/"):
        assert client.get(address).status_code == 404


def test_single_people_are_not_told_apart_without_the_right(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    for query in ("by=email", "where=customer_id+%3D+%27c1%27", "to_where=name+%3D+%27x%27"):
        text = client_of("auditor", name=query).get(f"{ATTRITION}?{query}").content.decode()
        assert "tells single customers apart" in text
        assert "<article" not in text
    told = company.definitions()
    asking.check_rights(Question("attrition", by="email"), told, GROUPS["leader"])
    asking.check_rights(Question("attrition", by="plan"), told, GROUPS["auditor"])
    with pytest.raises(MetricError, match="single customers"):
        asking.check_rights(Question("attrition", by="plan, email"), told, GROUPS["marketer"])


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_pictures_of_a_chart(kind: str, begins: bytes, workspace: Path, client_of: Any) -> None:
    client = client_of("analyst")
    found = client.get(f"{ATTRITION}{kind}/")
    assert found.content.startswith(begins)
    assert f'attrition-2024-08-31.{kind}"' in found.headers["Content-Disposition"]
    assert client.get(f"/insights/measure/mrr/{kind}/").status_code == 404
    line = Written.objects.get(action="metric.export")
    assert (line.what, line.after["as"]) == ("attrition", kind)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        (["=1+1", "b"], "'=1+1; b"),
        (-1.5, "-1.5"),
        ("김하나", "김하나"),
    ],
)
def test_files_begin_no_formula(value: object, written: str) -> None:
    text = rows_csv([{"=head": value}]).decode("utf-8-sig")
    assert text.splitlines() == ["'=head", written]


def test_how_it_is_computed(workspace: Path, client_of: Any) -> None:
    text = unescape(client_of("auditor").get(f"{ATTRITION}sql/").content.decode())
    assert "SELECT" in text
    assert "definitions, “Attrition of customers”"[:11] in text
    assert "lost / at_start" in text


def test_the_triangle_has_its_numbers_by_keyboard(workspace: Path, client_of: Any) -> None:
    may = client_of("analyst").get(RETENTION).content.decode()
    buttons = re.findall(r'<button class="cell" form="open-a0"[^>]*data-tip="([^"]+)"', may)
    run = company.latest()
    assert run is not None
    kept_one = kept.of_run(Question("retention"), run)
    assert kept_one is not None
    row = next(row for row in kept_one.rows if row["period"] == 5 and row["returned"])
    assert any(f"{row['returned']} of {row['eligible']}" in one for one in buttons)
    assert len(may.encode()) < HEAVY
    may_not = client_of("auditor").get(RETENTION).content.decode()
    assert '<button class="cell"' not in may_not
    assert "<form id=" not in may_not
    assert '<span class="cell" tabindex="0" data-tip="' in may_not


def test_only_who_sees_customers_opens_them(workspace: Path, client_of: Any) -> None:
    told = {"query": "", "cell": "cohort=2024-03-01&period=5&=returned"}
    assert client_of("auditor").post(f"{RETENTION}open/", told).status_code == 403
    leader = client_of("leader")
    assert leader.post(f"{RETENTION}open/", {"query": "", "cell": "x"}).status_code == 400
    assert leader.get(f"{RETENTION}open/").status_code == 405


@pytest.mark.parametrize(("language", "usual"), [("en", "As usual: yes"), ("ko", "기본값: 예")])
def test_a_flag_is_chosen_in_the_words_of_the_page(language: str, usual: str) -> None:
    form = QuestionForm(find("rfm"), words_of(language), [], {"net": "no"})
    assert usual in str(form["net"])
    assert form.is_valid()
    assert form.cleaned_data["net"] is False
