"""Workers that deliver to a mail server and may be killed, and what must be true of it after."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.contacted import contacted, customer
from support.mail_server import Postbox, postbox

SCRIPT = Path(__file__).parent / "delivering.py"
Workers = Callable[[str], list[Any]]


@contextmanager
def bench(folder: Path, number: int, database: str = "") -> Iterator[tuple[Postbox, Workers]]:
    """Give a mail server, and workers that deliver to it, forked from one process."""
    place = contacted(folder, [customer(one) for one in range(number)])
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around |= {"TENURE_MAIL_FROM": "hello@lumen.example", "TENURE_LOG_LEVEL": "CRITICAL"}
    around |= {"DJANGO_SETTINGS_MODULE": "tenure_web.settings"}
    around |= {"TENURE_DATABASE_URL": database} if database else {}
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


def accounted(workers: Workers, box: Postbox, number: int, *, unknown: int) -> None:
    """Nobody got two, everybody got one but those who are marked unknown."""
    ((code, told),) = workers("states")
    assert code == 0
    assert max(box.got.values(), default=0) == 1
    assert told["states"] == {"sent": number - unknown} | ({"unknown": unknown} if unknown else {})
    without = {f"C{one}" for one in range(number)} - {_customer(one) for one in box.got}
    assert without <= set(told["unknown"])
    assert told["booked"] == number


def _customer(address: str) -> str:
    return address.partition("@")[0].upper()
