"""The start page: figures that lead on, whom one may see, and nothing yet."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from tenure.company.predictions.days import ABOUT, CROSSED, Day
from tenure.prove.telling import ALL
from tenure.report.headline import primary
from tenure_web.home.alerts import alerts
from tenure_web.home.lines import lines
from tenure_web.home.standing import OLD, warnings
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.models import Portfolio, User
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Task
from tenure_web.work.models import Job
from tenure_web.work.schedule import zone


@pytest.mark.parametrize("language", ["en", "ko"])
def test_figures_lead_to_pages_that_open(
    workspace: Path, client_of: Callable[..., Client], language: str
) -> None:
    client = client_of("leader", language=language)
    found = client.get("/")
    text = found.content.decode()
    assert found.status_code == 200
    assert {"en": "Attrition in", "ko": "이탈률"}[language] in text
    for address in {part.split('"')[0] for part in text.split('<h3><a href="')[1:]}:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_everyone_may_open_it_and_sees_what_is_theirs(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    """An auditor sees figures and no customer; an account manager without customers none."""
    auditor = client_of("auditor").get("/").content.decode()
    assert "Attrition in" in auditor
    assert "Sentences that smell of leaving" not in auditor
    manager = client_of("account_manager").get("/").content.decode()
    assert "/customers/one/" not in manager
    stranger = client_of().get("/").content.decode()
    assert "Attrition in" not in stranger


def test_what_customers_wrote_is_for_who_may_read_it(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    run = company.latest()
    assert run is not None
    said = next(one for one in run.results if one.metric == "alerts").rows[0]["sentence"]
    assert said in client_of("service").get("/").content.decode()
    assert said not in client_of("marketer").get("/").content.decode()


def test_attrition_is_held_against_the_plan(
    workspace: Path, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = company.definitions()
    for plan, says in ((0.001, "Above the plan of 0.1"), (0.9, "Within the plan of 90")):
        aimed = told.model_copy(update={"plan": told.plan.model_copy(update={"attrition": plan})})
        monkeypatch.setattr(company, "definitions", lambda aimed=aimed: aimed)
        assert says in client_of("leader", name=f"leader {plan}").get("/").content.decode()


def test_before_the_first_run_it_says_what_to_do(
    workspace: Path, client_of: Callable[..., Client], settings: Any, tmp_path: Path
) -> None:
    place = tmp_path / "tenure.toml"
    place.write_text(workspace.read_text("utf-8"), "utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    found = client_of("admin").get("/")
    assert found.status_code == 200
    assert "There has been no run yet" in found.content.decode()


def test_counts_match_what_they_open(workspace: Path, client_of: Callable[..., Client]) -> None:
    """How many are at high risk is said of one's own customers, whom the line leads to."""
    leader, manager = client_of("leader"), client_of("account_manager", name="최지우")
    day = company.last_day()
    assert day is not None
    table = day.table(columns=["unit_id", "risk_band"])
    assert table is not None
    one_each = {row["risk_band"]: row["unit_id"] for row in table.to_pylist()}
    own = Portfolio.objects.create(name="own", customers=[one_each["high"], one_each["low"]])
    own.owners.add(User.objects.get(username="최지우"))
    told = []
    for client in (leader, manager):
        text = client.get("/").content.decode()
        tile = re.search(
            r'<a href="(/customers/\?where=[^"]*)">.*?"value">([\d,]+)<', text, re.DOTALL
        )
        assert tile is not None
        opened = client.get(tile[1].replace("&amp;", "&")).content.decode()
        assert f"{tile[2]} customer" in opened
        told.append(int(tile[2].replace(",", "")))
    assert told[1] == 1 < told[0]
    assert "of the whole company" in manager.get("/").content.decode()
    assert "of the whole company" not in leader.get("/").content.decode()


def test_it_begins_with_what_matters_to_its_reader(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    """Who cares for customers reads of them first, who looks after the whole of its figures."""
    for group, first in (("service", "alerts"), ("leader", "figures"), ("auditor", "figures")):
        text = client_of(group).get("/").content.decode()
        assert re.findall(r'<h2 id="(\w+)"', text)[0] == first, group


def test_who_has_no_customers_is_told_so(workspace: Path, client_of: Callable[..., Client]) -> None:
    manager = client_of("account_manager").get("/").content.decode()
    assert "No customers are yours yet" in manager
    assert 'id="crossed"' not in manager
    stranger = client_of(language="ko").get("/").content.decode()
    assert "아직 소속된 그룹이 없습니다" in stranger


def test_what_plays_brought_is_the_sum_of_the_newest_quarter(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    run = company.latest()
    assert run is not None
    rows = next(one.rows for one in run.results if one.metric == "proof-quarters")
    known = [row for row in rows if row["experiment"] == ALL and row["kept"] is not None]
    newest = max(known, key=lambda one: one["quarter"])
    leader = client_of("leader")
    text = leader.get("/").content.decode()
    assert "Customers kept by plays" in text
    assert words_of("en").formats.number(newest["kept"]) in text
    name = f"{newest['quarter'].year}-Q{(newest['quarter'].month + 2) // 3}"
    assert f"/insights/prove/quarter/?quarter={name}" in text
    assert "Customers kept by plays" not in client_of().get("/").content.decode()


def test_tasks_that_are_due_stand_first_for_who_does_them(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    service = client_of("service", name="박상담")
    assert "Tasks due by today" not in service.get("/").content.decode()
    mine = {"owner": User.objects.get(username="박상담"), "title": {}, "guide": {}}
    for number, days in enumerate((-1, 0, 5)):
        due = today() + timedelta(days=days)
        Task.objects.create(unit=f"u{number}", kind="customer", what="call", due=due, **mine)
    text = service.get("/").content.decode()
    tile = text[text.index("Tasks due by today") :][:400]
    assert '<p class="value">2</p>' in tile
    assert "1 of them is late." in tile
    assert "Tasks due by today" not in client_of("analyst").get("/").content.decode()


def test_a_failed_run_is_told_until_one_ends_well(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    """Whoever may see runs is led to it; a run that ended well after it, by hand, too, ends it."""
    now = timezone.now()
    job = Job.objects.create(state=Job.State.FAILED, open=None, begun=now, ended=now)
    leader = client_of("leader").get("/").content.decode()
    assert words_of("en")("work.last_failed") in leader
    assert f"/work/runs/{job.pk}/" in leader
    manager = client_of("account_manager").get("/").content.decode()
    assert words_of("en")("work.last_failed") in manager
    assert f"/work/runs/{job.pk}/" not in manager
    Job.objects.filter(pk=job.pk).update(begun=now - timedelta(days=9_000))
    assert words_of("en")("work.last_failed") not in client_of("admin").get("/").content.decode()


def test_old_data_are_said_to_be_old(
    workspace: Path, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, run = person("reader", "leader"), company.latest()
    assert run is not None
    last = date.fromisoformat(run.manifest["as_of"])
    for days, said in ((OLD, False), (OLD + 1, True)):
        noon = datetime.combine(last + timedelta(days=days), time(12), zone())
        monkeypatch.setattr(timezone, "now", lambda noon=noon: noon)
        found = warnings(run, reader, words_of("en"))
        assert any(f"{days} days ago" in one.says for one in found) is said


def test_several_sentences_of_one_text_are_one_line(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    run = company.latest()
    assert run is not None
    rows = next(one for one in run.results if one.metric == "alerts").rows
    texts = {(row["at"], row["text_id"], row["unit_id"]) for row in rows}
    client_of("service")
    told = alerts(User.objects.get(username="service"), run, words_of("ko"))
    assert told is not None
    assert 0 < len(told) <= len(texts)
    assert len({(one.at, one.unit) for one in told}) == len(told)


def test_who_crossed_is_asked_of_those_one_may_see(
    workspace: Path,
    client_of: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Three moved, one of them is the manager's; those whose risk rose most come first."""
    day = company.last_day()
    assert day is not None
    folder = tmp_path / "customer" / day.as_of.isoformat()
    shutil.copytree(day.folder, folder)
    units = sorted(day.table(columns=["unit_id"])["unit_id"].to_pylist())[:3]  # type: ignore[index]
    moved = {
        "unit_id": units,
        "risk_band": ["high", "low", "high"],
        "risk_band_before": ["low", "high", "medium"],
        "risk": [0.5, 0.1, 0.9],
        "risk_before": [0.1, 0.6, 0.2],
    }
    pq.write_table(pa.table(moved), folder / CROSSED)
    about = json.loads((folder / ABOUT).read_text("utf-8")) | {"before": "2026-06-30"}
    (folder / ABOUT).write_text(json.dumps(about), "utf-8")
    monkeypatch.setattr(company, "last_day", lambda: Day(folder))
    leader = client_of("leader").get("/").content.decode()
    whose = re.findall(
        r"/customers/one/([^\"]+)", leader.split('id="crossed"')[1].split("<section")[0]
    )
    assert whose == [units[2], units[0], units[1]]
    manager = client_of("account_manager")
    owner = User.objects.get(username="account_manager")
    Portfolio.objects.create(name="own", customers=[units[1]]).owners.add(owner)
    text = manager.get("/").content.decode()
    assert units[1] in text
    assert units[2] not in text


def test_a_snapshot_is_not_called_a_period(workspace: Path) -> None:
    """Who had left is known, not when: no month is named."""
    run = company.latest()
    assert run is not None
    whole = next(one for one in run.results if one is primary(run.results))
    snapshot = replace(whole, options=whole.options | {"period": None})
    told = lines(replace(run, results=[snapshot]), words_of("ko"), None)
    assert told[0].title == "스냅샷 기준 이탈률"
