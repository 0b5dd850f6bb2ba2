"""Plays in the browser: taken, edited by form and text, started, ended, exchanged, rolled back."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.play_form import sent
from tenure.act.arms import arm_of
from tenure.act.play import Goal, Play
from tenure.act.reading import load
from tenure.act.ready import ready
from tenure.act.writing import dumps
from tenure_web.people.models import Written
from tenure_web.plays import shelf
from tenure_web.plays.fields import parts_of, raw_of
from tenure_web.plays.figures import figures
from tenure_web.plays.models import Journey, Version
from tenure_web.plays.models.version import fingerprint

ClientOf = Callable[..., Client]


def body(found: Any) -> str:
    return unescape(found.content.decode())


@pytest.fixture
def marketer(client_of: ClientOf) -> Client:
    return client_of("marketer")


def taken(client: Client, folder: Path, name: str = "recently_quiet") -> Play:
    found = client.post("/plays/new/begin/", {"ready": name})
    assert found.status_code == 302, body(found)
    return load(folder)[name]


@pytest.mark.parametrize("name", sorted(ready()))
def test_a_form_says_the_play_that_it_shows(name: str) -> None:
    from tenure.act.reading import build

    play = ready()[name].play
    assert build(raw_of(sent(play), play)) == play


def test_every_choice_and_field_has_a_word() -> None:
    from tenure_web.lib.language import words_of
    from tenure_web.plays.fields import STEPS, TRIGGERS
    from tenure_web.plays.forms import option

    steps = {f"steps.{at}.do": do for at, do in enumerate(STEPS)}
    for language in ("en", "ko"):
        words = words_of(language)
        for kind in TRIGGERS:
            for part in parts_of({"trigger.kind": kind, **steps}):
                assert words(f"play_part.{part.key}")
                for one in part.fields:
                    assert words(f"play_field.{one.label}")
                    assert all(option(one, value, words) for value in one.options)


def test_every_reason_has_a_word() -> None:
    from typing import get_args

    from tenure.act.decision import Reason
    from tenure.company.acts.saying import texts

    for one in get_args(Reason):
        assert all(texts(language)[f"short_{one}"] for language in ("en", "ko"))


def test_a_ready_made_play_is_taken_once_and_shown(plays: Path, marketer: Client) -> None:
    assert "There are no plays yet" in body(marketer.get("/plays/"))
    play = taken(marketer, plays)
    assert play.state == "draft"
    again = marketer.post("/plays/new/begin/", {"ready": "recently_quiet"})
    assert again.status_code == 400
    assert "already" in body(again)
    page = body(marketer.get("/plays/play/recently_quiet/"))
    assert "silent for 14 to 28 days" in page
    assert "10% of them are left alone" in page
    assert Written.objects.get().action == "play.take"


def test_what_the_company_lacks_switches_a_play_off(plays: Path, marketer: Client) -> None:
    taken(marketer, plays, "failed_payment")
    page = body(marketer.get("/plays/play/failed_payment/"))
    assert "Switched off" in page
    assert "payments.occurred_at" in page
    marketer.post("/plays/play/failed_payment/state/", {"state": "running"})
    assert load(plays)["failed_payment"].state == "draft"
    assert "payments.occurred_at" in body(marketer.get("/plays/ready/"))


def test_the_form_keeps_comments_of_nobody_but_id_salt_and_version(
    plays: Path, marketer: Client
) -> None:
    play = taken(marketer, plays)
    data = sent(play, **{"priority": "90", "holdout": "20 %", "note": "more", "salt": "f" * 16})
    found = marketer.post("/plays/play/recently_quiet/edit/", data)
    assert found.status_code == 302, body(found)
    after = load(plays)["recently_quiet"]
    assert (after.priority, after.holdout, after.version) == (90, 0.2, 2)
    assert (after.id, after.salt) == (play.id, play.salt)
    made = Version.objects.first()
    assert made is not None
    assert (made.number, made.note, str(made.user)) == (2, "more", "marketer")


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    plays: Path, client_of: ClientOf
) -> None:
    client = client_of("marketer", language="ko")
    play = taken(client, plays)
    before = (plays / "recently_quiet.toml").read_bytes()
    data = sent(play, **{"audience": "risk >", "cooldown": "a while", "name.en": "<b>"})
    found = client.post("/plays/play/recently_quiet/edit/", data)
    assert found.status_code == 400
    page = found.content.decode()
    for name in ("f-audience", "f-cooldown"):
        assert f'aria-describedby="{name}-error"' in page
        assert f'id="{name}-error"' in page
    assert "&lt;b&gt;" in page
    assert "a while" in page
    assert (plays / "recently_quiet.toml").read_bytes() == before


def test_steps_are_added_moved_and_removed_before_anything_is_kept(
    plays: Path, marketer: Client
) -> None:
    play = taken(marketer, plays)
    address = "/plays/play/recently_quiet/edit/"

    def kinds(**more: str) -> list[str]:
        page = marketer.post(address, sent(play, **more)).content.decode()
        return re.findall(r'name="steps\.\d+\.do" value="(\w+)"', page)

    assert kinds(add="task") == ["message", "wait", "branch", "message", "task"]
    assert kinds(steps="remove-1") == ["message", "branch", "message"]
    assert kinds(steps="up-1") == ["wait", "message", "branch", "message"]
    assert kinds(steps="remove-99") == ["message", "wait", "branch", "message"]
    assert load(plays)["recently_quiet"] == play


def test_two_who_edit_do_not_overwrite_each_other(plays: Path, marketer: Client) -> None:
    play = taken(marketer, plays)
    first, second = sent(play, priority="61"), sent(play, priority="62")
    assert marketer.post("/plays/play/recently_quiet/edit/", first).status_code == 302
    found = marketer.post("/plays/play/recently_quiet/edit/", second)
    assert found.status_code == 409
    assert "Somebody else has changed" in body(found)
    assert load(plays)["recently_quiet"].priority == 61


def test_as_text_every_problem_is_told_and_id_and_salt_stay(plays: Path, marketer: Client) -> None:
    play = taken(marketer, plays)
    text, address = dumps(play), "/plays/play/recently_quiet/text/"
    base = fingerprint(text)

    def post(text: str) -> Any:
        return marketer.post(address, {"text": text, "base": base})

    found = post(text.replace("priority = 55", "priority = 555").replace('"quiet"', '"qiet"'))
    assert found.status_code == 400
    assert "priority" in body(found)
    assert "did you mean 'quiet'?" in body(found)
    found = post(text.replace(play.salt, "f" * 32))
    assert "the salt of a play never changes" in body(found)
    assert post(text.replace("priority = 55", "priority = 56")).status_code == 302
    assert load(plays)["recently_quiet"].version == 2


def test_started_paused_and_ended_with_the_version_as_it_was(plays: Path, marketer: Client) -> None:
    taken(marketer, plays)
    for state in ("running", "paused", "ended"):
        marketer.post("/plays/play/recently_quiet/state/", {"state": state})
        play = load(plays)["recently_quiet"]
        assert (play.state, play.version) == (state, 1)
    told = Written.objects.order_by("pk").values_list("action", flat=True)
    assert list(told) == ["play.take", "play.running", "play.paused", "play.ended"]
    assert marketer.post("/plays/play/recently_quiet/state/", {"state": "x"}).status_code == 404


def test_back_to_a_version_makes_a_new_one(plays: Path, marketer: Client) -> None:
    play = taken(marketer, plays)
    marketer.post("/plays/play/recently_quiet/edit/", sent(play, priority="90"))
    first = Version.objects.order_by("pk")[0]
    address = f"/plays/play/recently_quiet/versions/{first.pk}/"
    assert "Go back to this version" in body(marketer.get(address))
    marketer.post(f"{address}restore/")
    after = load(plays)["recently_quiet"]
    assert (after.priority, after.version, after.salt) == (55, 3, play.salt)
    assert "back to version 1" in body(marketer.get("/plays/play/recently_quiet/versions/"))


def test_going_back_reshuffles_nobody_however_share_and_goal_were(
    plays: Path, marketer: Client
) -> None:
    """Lots are the salt's, which no version changes: a larger share has the smaller in it."""
    play = taken(marketer, plays)
    units = [f"c{number}" for number in range(2_000)]

    def held() -> set[str]:
        now = load(plays)["recently_quiet"]
        return {one for one in units if arm_of(now.salt, one, now.holdout) == "holdout"}

    before, name = held(), "recently_quiet"
    goal = play.goal.model_copy(update={"within": 7})
    raised = play.model_copy(update={"holdout": 0.3, "goal": goal})
    posted = {"text": dumps(raised), "base": fingerprint(dumps(play))}
    assert marketer.post(f"/plays/play/{name}/text/", posted).status_code == 302
    assert held() > before
    first, second = Version.objects.filter(play=name).order_by("pk")
    for version, share in ((first, play.holdout), (second, 0.3), (first, play.holdout)):
        marketer.post(f"/plays/play/{name}/versions/{version.pk}/restore/")
        now = load(plays)[name]
        assert (now.salt, now.holdout) == (play.salt, share)
        assert held() == before if share == play.holdout else held() > before
    told = load(plays)[name]
    assert (told.goal, told.version) == (play.goal, 5)


def test_a_version_with_another_salt_is_never_gone_back_to(plays: Path, marketer: Client) -> None:
    """Somebody who wrote to the file itself gave it another: going back would reshuffle."""
    play = taken(marketer, plays)
    file = plays / "recently_quiet.toml"
    file.write_text(dumps(play).replace(play.salt, "f" * 32), "utf-8")
    first = Version.objects.order_by("pk")[0]
    found = marketer.post(f"/plays/play/{play.id}/versions/{first.pk}/restore/", follow=True)
    assert "the salt of a play never changes" in body(found)
    assert load(plays)[play.id].salt == "f" * 32


def test_what_others_wrote_to_the_file_is_a_version(plays: Path, marketer: Client) -> None:
    play = taken(marketer, plays)
    file = plays / "recently_quiet.toml"
    file.write_text(dumps(play).replace("priority = 55", "priority = 60"), "utf-8")
    marketer.get("/plays/")
    last = Version.objects.first()
    assert last is not None
    assert (last.origin, last.user) == ("outside", None)


def test_a_broken_file_is_told_and_hides_no_other(plays: Path, marketer: Client) -> None:
    taken(marketer, plays)
    (plays / "broken.toml").write_text("id = 3", "utf-8")
    page = body(marketer.get("/plays/"))
    assert "broken.toml" in page
    assert str(plays) not in page
    assert "Reactivation of the recently quiet" in page


def test_exchange_gives_a_copy_that_holds_out_others(plays: Path, marketer: Client) -> None:
    play = taken(marketer, plays)
    sent_out = marketer.get("/plays/play/recently_quiet/export/")
    assert sent_out.headers["Content-Disposition"].endswith('"recently_quiet.toml"')
    file = SimpleUploadedFile("a.toml", sent_out.content)
    assert marketer.post("/plays/new/file/", {"file": file, "id": "copy_of"}).status_code == 302
    made = load(plays)["copy_of"]
    assert made.salt != play.salt
    for content in (b"id = 3", b"\xff\xfe", "한글".encode("cp949")):
        found = marketer.post("/plays/new/file/", {"file": SimpleUploadedFile("b.toml", content)})
        assert found.status_code == 400
    assert marketer.post("/plays/new/file/").status_code == 400
    assert "play.export" in Written.objects.values_list("action", flat=True)


@pytest.mark.parametrize("name", ["Bad", "../up", "", "a" * 50])
def test_a_bad_id_is_refused(plays: Path, marketer: Client, name: str) -> None:
    assert marketer.post("/plays/new/begin/", {"id": name}).status_code == 400
    assert not plays.exists()


def test_who_may_only_look_writes_nothing(plays: Path, client_of: ClientOf) -> None:
    play = taken(client_of("marketer"), plays)
    analyst = client_of("analyst")
    page = body(analyst.get("/plays/play/recently_quiet/"))
    assert "/edit/" not in page
    for address in ("edit/", "text/"):
        assert analyst.get(f"/plays/play/recently_quiet/{address}").status_code == 403
    for address, data in (("state/", {"state": "running"}), ("edit/", sent(play))):
        assert analyst.post(f"/plays/play/recently_quiet/{address}", data).status_code == 403
    assert analyst.post("/plays/new/begin/", {"id": "mine"}).status_code == 403
    assert load(plays)["recently_quiet"] == play


def test_a_play_that_there_is_not_is_no_page(plays: Path, marketer: Client) -> None:
    for address in ("", "edit/", "text/", "versions/", "export/"):
        assert marketer.get(f"/plays/play/nothing/{address}").status_code == 404


def test_figures_come_from_decisions_and_journeys(plays: Path, marketer: Client) -> None:
    """By hand: 4 decided (1 contact, 1 held out, 2 skipped); 3 began, 1 reached it, 1 left."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from django.utils import timezone

    taken(marketer, plays)
    place = plays.parent / "store" / "acts" / "decisions"
    place.mkdir(parents=True)
    rows = [("contact", "chosen"), ("hold_out", "held_out"), ("skip", "frequency")]
    rows.append(("skip", "frequency"))
    told = {"verdict": [one[0] for one in rows], "reason": [one[1] for one in rows]}
    table = pa.table({"play": ["recently_quiet"] * 4, **told})
    pq.write_table(table, place / "2026-07-01.parquet")
    now = timezone.now()
    for at, (arm, ended) in enumerate(
        [("treatment", "goal_reached"), ("treatment", "left"), ("treatment", ""), ("holdout", "")]
    ):
        Journey.objects.create(
            unit=f"c{at}", play="recently_quiet", version=1, occasion="x", arm=arm, plan="",
            began=now, arrived=now, due=now, ended=ended,
        )  # fmt: skip
    found = figures()["recently_quiet"]
    assert (found.eligible, found.verdicts["hold_out"], found.skipped) == (4, 1, {"frequency": 2})
    assert (found.began, found.held_out, found.responded, found.stayed) == (3, 1, 1, 2)
    page = body(marketer.get("/plays/play/recently_quiet/"))
    assert "contacted often enough" in page
    staying = shelf.notice().plays["recently_quiet"]
    assert staying.goal.what == "stays"
    assert found.reached(staying) is None, "nobody reaches staying on a day"
    assert "which nobody reaches on a day" in page
    buying = staying.model_copy(update={"goal": Goal(what="buys")})
    assert found.reached(buying) == 1


def test_the_preview_says_why_it_cannot_be_told(plays: Path, marketer: Client) -> None:
    """Nobody was scored yet; and a form with a fault says so instead of a number."""
    play = taken(marketer, plays)
    address = "/plays/play/recently_quiet/preview/"
    assert "nobody has been scored yet" in body(marketer.post(address, sent(play)))
    assert "Not to be said yet" in body(marketer.post(address, sent(play, cooldown="x")))


def test_a_file_with_a_korean_id_is_refused_in_korean(plays: Path, client_of: ClientOf) -> None:
    text = dumps(ready()["recently_quiet"].play).replace('id = "recently_quiet"', 'id = "봄편지"')
    file = SimpleUploadedFile("봄.toml", text.encode())
    found = client_of("marketer", language="ko").post("/plays/new/file/", {"file": file})
    assert found.status_code == 400
    assert "영문 소문자로 시작하는 a-z, 0-9, _ 2–41자" in body(found)
    assert "beginning with" not in body(found)
