"""Pages of Explain and Predict: what the last run found, as far as somebody may see it."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tenure_web.insights import why
from tenure_web.insights.card import parts
from tenure_web.insights.told import EXPLAIN, MOST, PREDICT
from tenure_web.lib import company

AREAS = [
    ("explain", "why"),
    *(("explain", one) for one in EXPLAIN),
    *(("predict", one) for one in PREDICT),
]
HEAVY = 102_400


@pytest.mark.parametrize(("verb", "area"), AREAS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_area_shows_what_the_run_has(
    verb: str,
    area: str,
    language: str,
    workspace: Path,
    client_of: Any,
    page_of: Callable[..., str],
) -> None:
    text = page_of(client_of("admin", language=language), f"/insights/{verb}/{area}/")
    run = company.latest()
    assert run is not None
    metrics = {"explain": {**EXPLAIN, "why": ("why",)}, "predict": PREDICT}[verb][area]
    there = [one for one in run.results if one.metric in metrics]
    assert text.count("<article") == min(len(there), MOST)
    for one in sorted(there, key=lambda one: metrics.index(one.metric))[:MOST]:
        assert one.title[language] in unescape(text)
    assert len(text.encode()) < HEAVY


def test_lists_of_customers_are_for_those_who_see_all(workspace: Path, client_of: Any) -> None:
    run = company.latest()
    assert run is not None
    named = next(one for one in run.results if one.metric == "highest-risk").rows[0]["unit_id"]
    assert named in client_of("leader").get("/insights/predict/glance/").content.decode()
    for group in ("auditor", "account_manager"):
        text = client_of(group).get("/insights/predict/glance/").content.decode()
        assert named not in text
        assert "lists single customers" in text


def test_what_was_written_is_for_those_who_see_personal_data(
    workspace: Path, client_of: Any
) -> None:
    run = company.latest()
    assert run is not None
    said = next(one for one in run.results if one.metric == "alerts").rows[0]["sentence"]
    address = "/insights/explain/alerts/"
    assert said in unescape(client_of("leader").get(address).content.decode())
    assert said not in unescape(client_of("marketer").get(address).content.decode())
    rows = client_of("marketer", name="m2").get("/insights/files/explain/alerts/0/csv/")
    assert rows.status_code == 200
    assert "sentence" not in rows.content.decode("utf-8-sig")


def test_rows_that_list_customers_leave_only_with_the_right_to_export(
    workspace: Path, client_of: Any
) -> None:
    run = company.latest()
    assert run is not None
    order = [one.metric for one in run.results if one.metric in PREDICT["glance"]]
    number = sorted(order, key=PREDICT["glance"].index).index("highest-risk")
    address = f"/insights/files/predict/glance/{number}/csv/"
    assert client_of("leader").get(address).content.decode("utf-8-sig").startswith("unit_id")
    for group in ("service", "auditor", "account_manager"):
        assert client_of(group).get(address).status_code == 404
    leader = client_of("leader", name="y")
    for other in ("x/glance/0/csv/", "predict/glance/99/csv/", f"predict/glance/{number}/exe/"):
        assert leader.get(f"/insights/files/{other}").status_code == 404


def test_why_is_that_of_the_run_unless_asked_otherwise(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    client = client_of("auditor")
    text = page_of(client, "/insights/explain/why/")
    assert "<article" in text
    assert text.count('class="told"') >= 1
    other = page_of(client, "/insights/explain/why/?period=2024-06&segment=enterprise")
    assert "<article" in other
    assert 'value="2024-06"' in other
    wrong = page_of(client, "/insights/explain/why/?period=someday")
    assert 'role="alert"' in wrong
    assert 'value="someday"' in wrong
    unknown = client.get("/insights/explain/why/?segment=nope").content.decode()
    assert 'id="id_segment_error"' in unknown


def test_why_offers_the_periods_that_are_over(workspace: Path, client_of: Any) -> None:
    found = why.periods()
    assert found[0] == "2024-08"
    assert {"2024-07", "2024-Q2"} <= set(found)
    assert "2024-Q3" not in found
    assert "2024" not in found
    text = client_of("auditor").get("/insights/explain/why/").content.decode()
    assert '<option value="2024-Q2">' in text
    assert 'href="/insights/explain/why/csv/"' in text


def test_why_is_not_asked_by_what_tells_people_apart(workspace: Path, client_of: Any) -> None:
    address = "/insights/explain/why/?where=email+%3D+%27x%27"
    assert "tells single customers apart" in client_of("auditor").get(address).content.decode()


def test_whom_to_interview(workspace: Path, client_of: Any, page_of: Callable[..., str]) -> None:
    address = "/insights/explain/interviews/?n=3"
    text = page_of(client_of("leader"), address)
    with company.asked() as told:
        people, questions = told.explanations().interviews(3)
    for row in people.rows:
        assert f'href="/customers/one/{row["unit_id"]}"' in text
        assert row["guide_en"].splitlines()[0] in unescape(text)
    assert questions.title["en"] in unescape(text)
    rows = client_of("leader", name="l2").get("/insights/explain/interviews/csv/?n=3")
    assert len(rows.content.decode("utf-8-sig").split("place")) > 1
    hidden = page_of(client_of("auditor"), address)
    assert "/customers/one/" not in hidden
    assert "lists single customers" in hidden
    assert client_of("service").get("/insights/explain/interviews/csv/?n=3").status_code == 404
    wrong = client_of("analyst").get("/insights/explain/interviews/?n=0").content.decode()
    assert 'id="id_n_error"' in wrong


@pytest.mark.parametrize(("language", "says"), [("en", "Model card"), ("ko", "모델 카드")])
def test_the_card_of_the_model(language: str, says: str, workspace: Path, client_of: Any) -> None:
    text = client_of("auditor", language=language).get("/insights/predict/card/").content.decode()
    day = company.last_day()
    assert day is not None
    assert says in text
    assert day.about["model"] in text


def test_a_card_is_taken_apart() -> None:
    found = parts("# A\n\ntext `b`\n\n## C\n\n- one\n- two\n\n|  |  |\n| --- | --- |\n| x | 1 |\n")
    assert [(one.title, one.level) for one in found] == [("A", 1), ("C", 2)]
    assert found[0].texts == ["text b"]
    assert (found[1].points, found[1].rows) == (["one", "two"], [["x", "1"]])
