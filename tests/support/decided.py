"""A tiny company about which it was decided, with its plays as files, as a workspace has it."""

from pathlib import Path

from support.deciding import all_of, opened, play
from tenure.act.writing import dumps
from tenure.company.acts.deciding import decide

EVERYONE = {"kind": "segment"}


def decided(folder: Path) -> Path:
    """Decide about six customers, and return tenure.toml.

    Of c1 and c2 `first` is chosen before `second`; c3 and c5 are held out of `lottery`, which of c4
    nobody can weigh; `late` has somebody's name in its audience, `rest` is paused.
    """
    found = all_of(
        play("first", EVERYONE, audience="plan = 'a'", priority=60, salt="1" * 16),
        play("second", EVERYONE, salt="2" * 16),
        play("lottery", EVERYONE, audience="plan = 'b'", priority=90, holdout=0.99, salt="3" * 16),
        play("late", EVERYONE, audience="name = 'Kim 9'", salt="4" * 16),
        play("rest", EVERYONE, state="paused", salt="5" * 16),
    )
    (folder / "plays").mkdir()
    for one in found.values():
        (folder / "plays" / f"{one.id}.toml").write_text(dumps(one), "utf-8")
    for outlook in opened(folder, more={"name": [f"Kim {n}" for n in range(1, 6)]}):
        decide(outlook, found)
    return folder / "tenure.toml"
