"""Workers that are killed, several at once, servers that fail: nobody twice, nobody forgotten."""

import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from engines.conftest import postgres_url  # noqa: F401
from support.faults import Workers, accounted, bench
from support.mail_server import Postbox

MANY = 12
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


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def begun(request: pytest.FixtureRequest) -> Iterator[tuple[Postbox, Workers]]:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("faults")
    postgres = request.param == "postgres"
    database = request.getfixturevalue("postgres_url") if postgres else ""
    with bench(folder, MANY, database) as both:
        yield both


@pytest.fixture
def box(begun: tuple[Postbox, Workers]) -> Postbox:
    found = begun[0]
    found.kept.clear()
    found.counts.clear()
    found.answer = lambda stage, count, to: None
    return found


@pytest.fixture
def workers(begun: tuple[Postbox, Workers]) -> Workers:
    return begun[1]


@pytest.mark.parametrize(("moment", "nth"), MOMENTS, ids=lambda one: str(one).replace(":", " "))
def test_a_worker_is_killed_at_any_moment(
    workers: Workers, box: Postbox, moment: str, nth: int
) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    assert workers(f"deliver {moment} {nth}")[0][0] == -signal.SIGKILL
    before = Counter(box.got)
    assert [one[0] for one in (*workers("deliver"), *workers("later"))] == [0, 0]
    assert before <= box.got
    accounted(workers, box, MANY, unknown=int(moment in HANDED_OVER))


def test_several_workers_at_once(workers: Workers, box: Postbox) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    counted: Counter[str] = Counter()
    for code, told in workers("deliver; deliver; deliver"):
        assert code == 0
        counted.update(told)
    assert counted == {"sent": MANY}
    accounted(workers, box, MANY, unknown=0)


def test_several_workers_of_which_some_are_killed(workers: Workers, box: Postbox) -> None:
    assert workers(f"put {MANY}")[0][0] == 0
    codes = [one[0] for one in workers("deliver after:hand 2; deliver; deliver after:claim 1")]
    assert codes.count(0) >= 1
    assert workers("later")[0][0] == 0
    accounted(workers, box, MANY, unknown=int(codes[0] != 0))
