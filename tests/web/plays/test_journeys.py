"""Journeys begin once, go on when it is time, do each step once, and leave the held out alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from tenure.act.play import Play
from tenure.store import Store
from tenure_web.lib import company
from tenure_web.messages.jobs import write_touches
from tenure_web.messages.models import Offer
from tenure_web.people.models import User
from tenure_web.plays import journeys
from tenure_web.plays.models import Exposure, Journey
from tenure_web.tasks import changing
from tenure_web.tasks.models import Task

pytestmark = [pytest.mark.usefixtures("workspace"), pytest.mark.django_db]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Seoul")
SAID = {"en": "Call {{ name }}", "ko": "{{ name }}님께 전화"}
CALL = {"do": "task", "title": SAID, "due": "1 day"}
PLAY = Play.model_validate(
    {
        "id": "early_call",
        "salt": "0123456789abcdef",
        "state": "running",
        "name": SAID,
        "about": SAID,
        "trigger": {"kind": "segment"},
        "steps": [
            {"name": "first", **CALL},
            {"do": "wait", "days": "7 days"},
            {"do": "branch", "happened": "answered", "otherwise": "again"},
            {"name": "again", **CALL},
        ],
    },
    context={},
)


def decided(unit: str, verdict: str = "contact", **more: Any) -> dict[str, Any]:
    told = {"play": "early_call", "version": 1, "occasion": "2026-11", "owner": None}
    return {"unit_id": unit, "customer_id": unit, "verdict": verdict, **told, **more}


def begin(*rows: dict[str, Any]) -> None:
    journeys.begin(rows, {PLAY.id: PLAY}, NOW)


def test_a_decision_begins_one_journey_however_often_it_is_read(unit: str) -> None:
    begin(decided(unit), decided(unit, "skip", occasion="skipped"), decided(unit, play="unknown"))
    begin(decided(unit))
    journey = Journey.objects.get()
    assert (journey.unit, journey.arm, journey.step) == (unit, "treatment", 0)


def test_a_call_a_week_and_another_call_for_who_was_not_reached(
    unit: str, person: Callable[..., User]
) -> None:
    begin(decided(unit))
    assert journeys.advance(NOW, ZONE) == 1
    first = Task.objects.get()
    assert (first.step, first.play, first.occasion) == (0, "early_call", "2026-11")
    assert journeys.advance(NOW + timedelta(days=6), ZONE) == 0
    changing.close(task=first, user=person("박상담", "service"), outcome="not_reached")
    journeys.advance(NOW + timedelta(days=7), ZONE)
    assert Task.objects.exclude(pk=first.pk).get().step == 3
    assert Journey.objects.get().ended == "all_done"


def test_who_was_reached_is_not_called_again(unit: str, person: Callable[..., User]) -> None:
    begin(decided(unit))
    journeys.advance(NOW, ZONE)
    told = {"user": person("박상담", "service"), "outcome": "reached", "happened": True}
    changing.close(task=Task.objects.get(), **told)  # at whatever hour this is run
    journeys.advance(NOW + timedelta(days=7), ZONE)
    assert Task.objects.count() == 1
    assert Journey.objects.get().ended == "all_done"


def test_who_is_held_out_is_left_alone_and_what_would_have_been_is_kept(unit: str) -> None:
    begin(decided(unit, "hold_out"))
    journeys.advance(NOW, ZONE)
    assert Task.objects.count() == 0
    journeys.advance(NOW + timedelta(days=7), ZONE)
    told = list(Exposure.objects.values_list("step", "what"))
    assert told == [(0, "would_have_been"), (3, "would_have_been")]


def test_whom_it_would_have_reached_is_told_to_the_store_once(
    unit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(decided(unit, "hold_out"))
    journeys.advance(NOW, ZONE)
    journeys.advance(NOW + timedelta(days=7), ZONE)
    monkeypatch.setattr(company, "store", lambda: Store(tmp_path))
    days = [NOW.astimezone(ZONE).date() + timedelta(days=at) for at in (0, 7)]
    assert write_touches() == days
    assert write_touches() == [], "all of it is written"
    folder = tmp_path / "acts" / "exposures"
    rows = [pq.read_table(folder / f"{day}.parquet").to_pylist() for day in days]
    assert [[(one["unit_id"], one["arm"], one["what"]) for one in told] for told in rows] == [
        [(unit, "holdout", "would_have_been")],
        [(unit, "holdout", "would_have_been")],
    ]
    Exposure.objects.update(told_at=None)
    write_touches()
    assert [pq.read_table(folder / f"{day}.parquet").num_rows for day in days] == [1, 1]


def test_a_call_that_took_place_is_an_exposure_and_one_taken_back_is_none(
    unit: str, person: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(decided(unit))
    journeys.advance(NOW, ZONE)
    monkeypatch.setattr(company, "store", lambda: Store(tmp_path))
    assert write_touches() == [], "a call that is still to be made reached nobody"
    call, caller = Task.objects.get(), person("박상담", "service")
    changing.close(task=call, user=caller, outcome="reached", happened=True)
    (day,) = write_touches()
    file = tmp_path / "acts" / "exposures" / f"{day}.parquet"
    (row,) = pq.read_table(file).to_pylist()
    told = (row["unit_id"], row["play"], row["occasion"], row["arm"], row["what"])
    assert told == (unit, "early_call", "2026-11", "treatment", "contacted")
    Task.objects.update(state=Task.State.OPEN, outcome="", closed_at=None)
    assert write_touches() == [day]
    assert pq.read_table(file).num_rows == 0


def test_a_worker_that_dies_holds_nobody_for_long(unit: str) -> None:
    begin(decided(unit))
    assert len(journeys._take(NOW)) == 1, "and now the worker is gone"
    assert journeys.advance(NOW, ZONE) == 0
    assert journeys.advance(NOW + journeys.LEASE + timedelta(seconds=1), ZONE) == 1
    assert Task.objects.count() == 1


def test_who_lost_the_lease_does_nothing(unit: str) -> None:
    begin(decided(unit))
    (mine,) = journeys._take(NOW)
    late = NOW + journeys.LEASE + timedelta(seconds=1)
    journeys.advance(late, ZONE)
    journeys._go_on(mine, journeys.gather([mine])[mine.pk], late, ZONE)
    assert Task.objects.count() == 1


def test_two_journeys_of_one_customer_each_know_what_happened_since_they_began(unit: str) -> None:
    long_ago = datetime(2024, 1, 2, tzinfo=UTC)
    journeys.begin([decided(unit)], {PLAY.id: PLAY}, long_ago)
    begin(decided(unit, occasion="2026-12"))
    both = list(Journey.objects.order_by("began"))
    for order in (both, both[::-1]):
        news = journeys.gather(order)
        assert "active" in news[both[0].pk].happened
        assert not news[both[1].pk].happened


def test_branches_of_many_are_asked_at_once_and_each_fits_its_own(
    workspace: Path, django_assert_max_num_queries: Any
) -> None:
    """Whoever has a risk above the median goes one way, others the other; nobody costs a query."""
    day = company.last_day()
    assert day is not None
    table = day.table()
    assert table is not None
    found = sorted(
        (risk, str(unit))
        for unit, risk in zip(table["unit_id"].to_pylist(), table["risk"].to_pylist(), strict=True)
        if risk is not None
    )
    middle = found[len(found) // 2][0]
    steps = [{"do": "branch", "where": f"risk > {middle!r}", "otherwise": "late"}]
    steps += [{"name": "early", **CALL}, {"name": "late", **CALL}]
    told = PLAY.model_dump(mode="json") | {"steps": steps}
    branched = Play.model_validate(told, context={})
    units = [unit for _, unit in found]
    journeys.begin([decided(one) for one in units], {branched.id: branched}, NOW)
    with django_assert_max_num_queries(5):
        news = journeys.gather(list(Journey.objects.all()))
    fits = {one.unit for one in Journey.objects.all() if news[one.pk].fits[0]}
    assert fits == {unit for risk, unit in found if risk > middle}
    assert fits
    assert len(fits) < len(units)


def test_the_play_as_it_began_is_played_to_its_end(unit: str) -> None:
    begin(decided(unit))
    changed = PLAY.model_copy(update={"steps": PLAY.steps[:1], "version": 2})
    journeys.begin([decided(unit)], {PLAY.id: changed}, NOW)
    journeys.advance(NOW, ZONE)
    journeys.advance(NOW + timedelta(days=7), ZONE)
    assert Task.objects.count() == 1, "one is still open for the occasion"
    assert Journey.objects.get().step == 4


def test_a_play_that_is_ended_stops_its_journeys(unit: str) -> None:
    begin(decided(unit))
    assert journeys.stop("early_call", NOW) == 1
    assert journeys.advance(NOW, ZONE) == 0
    assert Journey.objects.get().ended == "stopped"


def test_a_journey_that_goes_wrong_stops_no_other_and_is_tried_again(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(decided(unit), decided(unit, occasion="2026-12"), decided(unit, occasion="2027-01"))
    broken, other, unreadable = Journey.objects.order_by("occasion")
    Journey.objects.filter(pk=unreadable.pk).update(plan="no play")
    does = journeys.do

    def do(one: Journey, *told: Any) -> None:
        does(one, *told)
        if one.pk == broken.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(journeys, "do", do)
    assert journeys.advance(NOW, ZONE) == 3
    assert [one.occasion for one in Task.objects.all()] == [other.occasion]
    broken.refresh_from_db()
    assert broken.step == 0, "what it had begun is taken back"
    monkeypatch.setattr(journeys, "do", does)
    changing.drop(task=Task.objects.get(), user=User.objects.create_user("p"))
    assert journeys.advance(NOW + timedelta(minutes=9), ZONE) == 0
    assert journeys.advance(NOW + timedelta(minutes=11), ZONE) == 2
    assert {one.occasion for one in Task.objects.all()} == {broken.occasion, other.occasion}


def test_what_a_play_offers_costs_no_more_than_its_budget_of_the_month(workspace: Path) -> None:
    """Ten each, of 25 a month: what is open or taken counts, of the company's own month."""
    gift = {"do": "offer", "offer": "perk", "cost": 10.0, "expires": "90 days", "words": SAID}
    budget = {"money": 25.0, "per": "month"}
    told = PLAY.model_dump(mode="json") | {
        "steps": [gift],
        "budget": budget,
        "goal": {"within": "9 days"},
    }
    giving = Play.model_validate(told, context={})

    def offered(month: str, now: datetime) -> list[str]:
        rows = [decided(f"X{one}-{month}", occasion=month) for one in range(3)]
        journeys.begin(rows, {giving.id: giving}, now)
        journeys.advance(now, ZONE)
        found = Offer.objects.filter(occasion=month).order_by("pk")
        return [one.reason for one in found]

    assert offered("2026-11", datetime(2026, 11, 30, 14, 59, tzinfo=UTC)) == ["", "", "budget"]
    assert offered("2026-12", datetime(2026, 11, 30, 15, 0, tzinfo=UTC)) == ["", "", "budget"]
