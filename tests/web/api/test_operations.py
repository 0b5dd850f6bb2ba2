"""What programs are told is what the library says; what is wrong is said with a stable code."""

from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

from tenure.company import Question
from tenure.company.metrics import catalogue
from tenure.report import Change
from tenure_web.api import metrics, profiles
from tenure_web.api.values import plain
from tenure_web.customers.models import Segment
from tenure_web.insights import kept
from tenure_web.lib import company


def test_the_company(admin: Any) -> None:
    told = admin.told("company")
    assert (told["name"], told["time_zone"]) == ("루멘 Lumen", "Asia/Seoul")
    assert told["run"] == company.latest().folder.name


def test_the_catalogue_is_whole(admin: Any) -> None:
    told = admin.told("metrics")
    assert [one["name"] for one in told] == list(catalogue())
    seasonality = next(one for one in told if one["name"] == "seasonality")
    assert {"over", "smoothing"} <= {one["name"] for one in seasonality["options"]}


@pytest.mark.parametrize(
    ("metric", "given"),
    [
        ("attrition", {"period": "quarter", "by": "plan"}),
        ("attrition", {"where": "region = '서울'", "as_of": "2024-06-30"}),
        ("retention", {"period": "month", "mode": "on-or-after"}),
    ],
)
def test_a_metric_is_what_the_library_says(metric: str, given: dict[str, str], admin: Any) -> None:
    told = admin.told(f"metrics/{metric}", **given)
    options = {name: value for name, value in given.items() if name == "mode"}
    common: dict[str, Any] = {name: one for name, one in given.items() if name != "mode"}
    if "as_of" in common:
        common["as_of"] = date.fromisoformat(common["as_of"])
    question = Question(metric, options=options, **common)
    with company.asked() as own:
        found, sql = own.measure(question), own.sql(question)
    assert told["rows"] == [plain(row) for row in found.rows]
    assert told["rows"]
    assert told["definition"] == found.words
    assert admin.told(f"metrics/{metric}/sql", **given)["sql"] == sql


def test_results_of_the_last_run_have_keys_of_their_own(admin: Any) -> None:
    heads = admin.told("results")
    assert len({one["key"] for one in heads}) == len(heads) == len(company.latest().results)
    one = admin.told("results/attrition-2")
    assert one["metric"] == "attrition"
    assert one["options"]["period"] == "week"
    assert one["rows"]


def test_explanations_and_predictions_are_their_chapters(admin: Any) -> None:
    explained = {one["metric"] for one in admin.told("explanations")}
    predicted = {one["metric"] for one in admin.told("predictions")}
    assert {"themes", "reasons", "alerts"} <= explained
    assert {"risk", "highest-risk"} <= predicted
    assert not explained & predicted


def test_changes_and_quality(admin: Any) -> None:
    run = company.latest()
    change = Change(date(2024, 5, 1), "price", "가격 인상")
    with patch.object(company, "latest", lambda: replace(run, changes=[change])):
        (told,) = admin.told("changes")
    assert told == {
        "id": None,
        "at": "2024-05-01",
        "kind": "price",
        "name": "가격 인상",
        "segment": "",
    }
    quality = admin.told("quality")
    assert {one["table"] for one in quality["tables"]} >= {"customers", "events"}
    assert all(set(one["message"]) == {"en", "ko"} for one in quality["findings"])
    assert "samples" not in str(quality)


def test_runs(admin: Any) -> None:
    first, *_ = admin.told("runs")
    assert (first["state"], first["by"]) == ("done", None)
    assert first["begun"].startswith("20")


def test_profiles_come_in_parts_that_hold_everyone_once(admin: Any) -> None:
    seen, after, parts = [], "", 0
    while True:
        told = admin.told("profiles", limit=80, after=after)
        seen += [row["unit_id"] for row in told["rows"]]
        after, parts = told["next"], parts + 1
        if after is None:
            break
    assert parts == 3
    assert seen == sorted(set(seen))
    assert len(seen) == told["count"]


def test_a_list_is_stale_when_its_day_is_computed_anew(
    admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = admin.told("profiles", limit=80)
    assert admin.told("profiles", limit=80, after=first["next"])["rows"]
    monkeypatch.setattr(profiles, "_version", lambda day: 1)
    found = admin.get("profiles", limit=80, after=first["next"])
    assert (found.status_code, found.json()["code"]) == (409, "stale")


def test_profiles_fit_a_condition(admin: Any) -> None:
    everyone = admin.told("profiles", limit=500)["rows"]
    plan = next(row["plan"] for row in everyone if row["plan"])
    told = admin.told("profiles", where=f"plan = '{plan}' and risk is not null", limit=500)
    fit = [row for row in everyone if row["plan"] == plan and row["risk"] is not None]
    assert told["rows"] == fit
    assert told["count"] == len(fit) > 0


def test_one_profile_with_its_reasons(admin: Any) -> None:
    unit = admin.told("profiles", limit=1)["rows"][0]["unit_id"]
    told = admin.told(f"profiles/{unit}")
    assert told["profile"]["unit_id"] == unit
    assert isinstance(told["reasons"], list)


def test_segments_count_one_s_own_customers(admin: Any) -> None:
    Segment.objects.create(name="위험 고객", condition="risk is not null", owner=admin.user)
    told = {one["name"]: one for one in admin.told("segments")}
    assert told["위험 고객"]["size"] == admin.told("profiles", where="risk is not null")["count"]
    assert told["enterprise"]["owner"] is None


@pytest.mark.parametrize(
    ("path", "given", "status", "code"),
    [
        ("metrics/nothing", {}, 404, "not_found"),
        ("metrics/attrition", {"period": "fortnight"}, 422, "invalid"),
        ("metrics/attrition", {"where": "plan = "}, 422, "condition"),
        ("metrics/attrition", {"where": "plann = 'team'"}, 422, "condition"),
        ("metrics/attrition", {"colour": "red"}, 422, "metric"),
        ("metrics/attrition", {"as_of": "2024-02-31"}, 422, "metric"),
        ("metrics/attrition", {"as_of": "yesterday"}, 422, "invalid"),
        ("metrics/attrition", {"by": "'; DROP TABLE x; --"}, 422, "metric"),
        ("profiles", {"limit": "0"}, 422, "invalid"),
        ("profiles", {"limit": "501"}, 422, "invalid"),
        ("profiles", {"after": "bm90aGluZw=="}, 422, "condition"),
        ("profiles", {"after": "WyIuLi8uLiIsICJ4IiwgInkiXQ=="}, 422, "condition"),
        ("profiles", {"where": "x" * 5000}, 422, "invalid"),
        ("profiles", {"where": "risk = 'high'"}, 422, "condition"),
        ("profiles/없는 고객", {}, 404, "not_found"),
        ("results/nothing", {}, 404, "not_found"),
        ("exports/profiles", {"format": "xlsx"}, 422, "invalid"),
        ("nothing/at/all", {}, 404, "not_found"),
        ("timelines/company/x", {}, 422, "invalid"),
        ("timelines/customer/nobody", {}, 404, "not_found"),
        ("accounts/nothing", {}, 404, "not_found"),
        ("segments/99", {}, 404, "not_found"),
        ("runs/99", {}, 404, "not_found"),
        ("definitions/versions/99", {}, 404, "not_found"),
        ("quality/nothing/rows", {}, 404, "not_found"),
        ("profiles", {"cohort": "../../x"}, 404, "not_found"),
    ],
)
def test_what_is_wrong_has_a_stable_code(
    path: str, given: dict[str, str], status: int, code: str, admin: Any
) -> None:
    found = admin.get(path, **given)
    error = found.json()
    assert (found.status_code, error["code"], error["status"]) == (status, code, status), error
    assert set(error) == {"type", "title", "status", "detail", "code", "where", "hint"}
    assert error["type"] == f"/api/#{code}"
    assert found.headers["Content-Type"] == "application/problem+json"
    assert not any(word in str(error) for word in ("Traceback", "/work/", "/tmp/", "SELECT"))


def test_a_method_that_there_is_not(admin: Any) -> None:
    found = admin.client.post("/api/v1/company")
    assert (found.status_code, found.headers["Allow"]) == (405, "GET")
    assert found.json()["code"] == "method"


def test_an_error_tells_nothing_of_itself(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("password=hunter2 in /etc/secret")

    monkeypatch.setattr(company, "latest", broken)
    found = admin.get("changes")
    assert found.status_code == 500
    assert found.json()["code"] == "internal"
    assert "hunter2" not in found.content.decode()


def test_before_the_first_run(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "latest", lambda: None)
    assert admin.told("company")["as_of"] is None
    found = admin.get("results")
    assert (found.status_code, found.json()["code"]) == (404, "no_results")


def test_an_answer_that_takes_long_goes_on(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise kept.BeingComputedError

    monkeypatch.setattr(metrics, "answer_for", slow)
    found = admin.get("metrics/attrition", period="week", by="plan")
    assert (found.status_code, found.json()["code"]) == (503, "busy")
    assert found.headers["Retry-After"] == "10"


def test_what_is_known_is_not_sent_again(admin: Any) -> None:
    first = admin.get("company")
    assert "private" in first.headers["Cache-Control"]
    assert "Authorization" in first.headers["Vary"]
    again = admin.client.get("/api/v1/company", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "no-store" in admin.get("nothing").headers.get("Cache-Control", "no-store")
