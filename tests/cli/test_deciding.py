"""Decisions as commands tell them: in the reader's language, and as every other place says them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from support.deciding import opened, play
from tenure.act.writing import dumps
from tenure.cli.app import app


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "plays").mkdir()
    near = {"kind": "event", "event": "watch", "within": "7 days"}
    for one in (play("everyone", {"kind": "segment"}), play("near", near, salt="f" * 16)):
        (tmp_path / "plays" / f"{one.id}.toml").write_text(dumps(one), "utf-8")
    for _ in opened(tmp_path):
        pass
    return tmp_path / "tenure.toml"


def told(place: Path, *command: str) -> str:
    found = CliRunner().invoke(app, ["plays", *command, "-d", str(place)])
    assert found.exit_code == 0, found.output
    return found.output


def test_why_a_play_is_not_decided_is_said_in_both_languages(place: Path) -> None:
    assert "near: not decided: trigger: The company's tables do not have" in told(place, "decide")
    korean = told(place, "decide", "--language", "ko")
    assert "trigger: 이 트리거에 필요한 events" in korean
    assert "risk not known: 1" in told(place, "preview", "everyone")
    assert "이탈 위험을 알 수 없음: 1" in told(place, "preview", "everyone", "--language", "ko")
    why = told(place, "why", "c1", "--language", "ko")
    assert "near [판단 없음] 플레이를 판단할 수 없었습니다: trigger: 이 트리거에" in why
