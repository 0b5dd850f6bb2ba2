"""A worker is killed at the moments that matter most, and two run at once: `test_faults` in few."""

import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from support.faults import Workers, accounted, bench
from support.mail_server import Postbox

FEW = 6


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postbox, Workers]]:
    with bench(tmp_path_factory.mktemp("killed"), FEW) as both:
        yield both


@pytest.mark.parametrize(
    ("moment", "unknown"),
    [("after:claim 1", 0), ("before:hand 3", 1), ("before:end 3", 1)],
    ids=["claimed", "marked", "handed over"],
)
def test_whoever_is_killed_leaves_nobody_twice_and_nobody_forgotten(
    begun: tuple[Postbox, Workers], moment: str, unknown: int
) -> None:
    box, workers = begun
    box.kept.clear()
    assert workers(f"put {FEW}")[0][0] == 0
    assert workers(f"deliver {moment}")[0][0] == -signal.SIGKILL
    assert workers("later")[0][0] == 0
    accounted(workers, box, FEW, unknown=unknown)


def test_two_workers_at_once(begun: tuple[Postbox, Workers]) -> None:
    box, workers = begun
    box.kept.clear()
    workers(f"put {FEW}")
    counted: Counter[str] = Counter()
    for code, told in workers("deliver; deliver"):
        assert code == 0
        counted.update(told)
    assert counted == {"sent": FEW}
    accounted(workers, box, FEW, unknown=0)
