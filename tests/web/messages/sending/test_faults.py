"""Workers that are killed, several at once, servers that fail: nobody twice, nobody forgotten."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.contacted import contacted, customer
from support.mail_server import Postbox, postbox

MANY = 12
SCRIPT = Path(__file__).parents[3] / "support" / "delivering.py"
MOMENTS = [
    ("before:claim", 2),
    ("after:claim", 2),
    ("before:begin", 6),
    ("after:begin", 6),
    ("after:connect", 1),
    ("before:hand", 3),
    ("after:hand", 3),
    ("before:end", 7),
    ("before:note", 5),
    ("after:end", 7),
    ("before:release", 1),
]
HANDED_OVER = {"after:begin", "after:connect", "before:hand", "after:hand"}
HANDED_OVER |= {"before:end", "before:note"}
"""Moments between the mark that it is being sent and the mark of what came of it."""
Workers = Callable[[str], list[Any]]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def bench(request: pytest.FixtureRequest) -> Iterator[tuple[Postbox, Workers]]:
    """A mail server, and workers that deliver to it, forked from one process."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("faults")
    place = contacted(folder, [customer(one) for one in range(MANY)])
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"TENURE_MAIL_FROM": "hello@lumen.example", "TENURE_LOG_LEVEL": "CRITICAL"}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings"}
    if request.param == "postgres":
        around["TENURE_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    with postbox() as box:
        around["TENURE_MAIL_URL"] = f"smtp://127.0.0.1:{box.port}"
        command = [sys.executable, str(SCRIPT), str(place), str(folder / "home")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, env=around, text=True, **pipes) as process:  # type: ignore[call-overload]

            def workers(line: str) -> list[Any]:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(line + "\n")
                process.stdin.flush()
                return list(json.loads(process.stdout.readline()))

            yield box, workers
            assert process.stdin is not None
            process.stdin.close()


@pytest.fixture
def box(bench: tuple[Postbox, Workers]) -> Postbox:
    found = bench[0]
    found.mails.clear()
    found.counts.clear()
    found.answer = lambda stage, count, to: None
    return found


@pytest.fixture
def workers(bench: tuple[Postbox, Workers]) -> Workers:
    return bench[1]


def accounted(workers: Workers, box: Postbox, unknown: int) -> None:
    """Nobody got two, everybody got one but those who are marked unknown."""
    ((code, told),) = workers("states")
    assert code == 0
    assert max(box.got.values(), default=0) == 1
    assert told["states"] == {"sent": MANY - unknown} | ({"unknown": unknown} if unknown else {})
    without = {f"C{one}" for one in range(MANY)} - {_customer(one) for one in box.got}
    assert without <= set(told["unknown"])
    assert told["booked"] == MANY


def _customer(address: str) -> str:
    return address.partition("@")[0].upper()


@pytest.mark.parametrize(("moment", "nth"), MOMENTS, ids=lambda one: str(one).replace(":", " "))
def test_a_worker_is_killed_at_any_moment(
    workers: Workers, box: Postbox, moment: str, nth: int
) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    assert workers(f"deliver {moment} {nth}")[0][0] == -signal.SIGKILL
    before = Counter(box.got)
    assert [one[0] for one in (*workers("deliver"), *workers("later"))] == [0, 0]
    assert before <= box.got
    accounted(workers, box, unknown=int(moment in HANDED_OVER))


def test_several_workers_at_once(workers: Workers, box: Postbox) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    counted: Counter[str] = Counter()
    for code, told in workers("deliver; deliver; deliver"):
        assert code == 0
        counted.update(told)
    assert counted == {"sent": MANY}
    accounted(workers, box, unknown=0)


def test_several_workers_of_which_some_are_killed(workers: Workers, box: Postbox) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    codes = [one[0] for one in workers("deliver after:hand 2; deliver; deliver after:claim 1")]
    assert codes.count(0) >= 1
    assert workers("later")[0][0] == 0
    accounted(workers, box, unknown=int(codes[0] != 0))
