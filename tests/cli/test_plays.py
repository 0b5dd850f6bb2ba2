"""`tenure plays`: taken, begun, checked, shown, exchanged; no file is overwritten."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tenure.act.reading import load
from tenure.cli.app import app
from tenure.errors import DefinitionError

TOML = """\
[company]
name = "Lumen"
kind = "saas"
currency = "KRW"
[tables.events]
from = "events.csv"
[churn]
after = "28 days"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "tenure.toml").write_text(TOML, "utf-8")
    rows = "customer_id,occurred_at,name\nc1,2026-01-01,watch\nc1,2026-02-01,cancel_began\n"
    (tmp_path / "events.csv").write_text(rows, "utf-8")
    return tmp_path


def run(place: Path, *args: str) -> Result:
    command = ["plays", *args, "-d", str(place / "tenure.toml")]
    return CliRunner().invoke(app, command, catch_exceptions=True)


def test_ready_made_plays_are_listed_for_the_kind_of_company_and_taken(place: Path) -> None:
    assert "replenishment" not in run(place, "add").output
    assert "replenishment" in run(place, "add", "--all").output
    assert "이탈 고객 인터뷰" in run(place, "add", "--language", "ko").output
    assert run(place, "add", "exit_interview").exit_code == 0
    play = load(place / "plays")["exit_interview"]
    assert (play.state, play.worth.gain) == ("draft", 20_000)


def test_a_play_that_is_there_is_not_overwritten(place: Path) -> None:
    run(place, "add", "win_back")
    before = (place / "plays" / "win_back.toml").read_bytes()
    again = run(place, "add", "win_back")
    assert isinstance(again.exception, DefinitionError)
    assert "there is a play 'win_back' already" in str(again.exception)
    assert (place / "plays" / "win_back.toml").read_bytes() == before
    assert run(place, "add", "win_back", "--id", "win_back_2").exit_code == 0
    salts = {one.salt for one in load(place / "plays").values()}
    assert len(salts) == 2


def test_check_says_what_the_company_lacks_and_fails_for_a_running_play(place: Path) -> None:
    run(place, "add", "pause_or_downgrade")
    found = run(place, "check")
    assert found.exit_code == 0
    assert "missing here  trigger.event: No event is called cancel_started" in found.output
    file = place / "plays" / "pause_or_downgrade.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('state = "draft"', 'state = "running"'), "utf-8")
    found = run(place, "check", "pause_or_downgrade", "--language", "ko")
    assert found.exit_code == 1
    assert "이름이 cancel_started인 이벤트가 없습니다" in found.output
    file.write_text(file.read_text("utf-8").replace("cancel_started", "cancel_began"), "utf-8")
    assert "cancel_began" not in run(place, "check").output


def test_a_play_is_shown_in_words(place: Path) -> None:
    run(place, "add", "pause_or_downgrade")
    found = run(place, "show", "pause_or_downgrade").output
    assert "4. If they took the offer: it ends; else: go on with step 5." in found
    assert "10% of them are left alone" in found
    missing = run(place, "show", "pause")
    assert "there is no play 'pause'" in str(missing.exception)


def test_exchanged_plays_hold_out_others_unless_told(place: Path, tmp_path: Path) -> None:
    run(place, "new", "spring_letter")
    out = tmp_path / "out.toml"
    assert run(place, "export", "spring_letter", "--out", str(out)).exit_code == 0
    assert run(place, "import", str(out), "--id", "other").exit_code == 0
    plays = load(place / "plays")
    assert plays["other"].salt != plays["spring_letter"].salt
    (place / "plays" / "spring_letter.toml").unlink()
    assert run(place, "import", str(out), "--keep-salt").exit_code == 0
    assert load(place / "plays")["spring_letter"].salt == plays["spring_letter"].salt


@pytest.mark.parametrize("name", ["Spring", "x", "../x", "a b"])
def test_a_bad_id_is_refused_and_nothing_is_written(place: Path, name: str) -> None:
    found = run(place, "new", name)
    assert "cannot be a play's id" in str(found.exception)
    assert not (place / "plays").exists()


def test_the_schema_is_printed() -> None:
    found = CliRunner().invoke(app, ["plays", "schema"])
    assert json.loads(found.output)["title"] == "plays/NAME.toml"


@pytest.mark.parametrize("name", ["1x", "../out", "Bad Name", "a", "한글"])
def test_what_is_no_id_makes_no_file(place: Path, name: str) -> None:
    """A file of that name could not be read back, or would lie somewhere else."""
    for args in (["add", "win_back", "--id", name], ["new", name]):
        found = run(place, *args)
        assert isinstance(found.exception, DefinitionError)
        assert f"'{name}' cannot be a play's id" in str(found.exception)
    assert not [*place.rglob("*.toml")][1:]


def test_one_broken_file_hides_no_other_play(place: Path) -> None:
    run(place, "add", "win_back")
    broken = place / "plays" / "broken.toml"
    broken.write_text('id = "broken"\nname.ko = "한글\n', "utf-8")
    listed = run(place, "list")
    assert listed.exit_code == 1
    assert "win_back  " in listed.output
    assert "broken.toml, line 2" in listed.output
    assert "한글" in listed.output
    assert run(place, "show", "win_back").exit_code == 0
    assert run(place, "export", "win_back").exit_code == 0
    own = run(place, "show", "broken")
    assert isinstance(own.exception, DefinitionError)
    assert "broken.toml, line 2" in str(own.exception)
    decided = run(place, "decide")
    assert isinstance(decided.exception, DefinitionError), "nothing is decided by some plays alone"
