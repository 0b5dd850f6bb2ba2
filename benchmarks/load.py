"""How the workspace holds while many click: python benchmarks/load.py COMPANY.

Serves a copy of COMPANY (a folder that has been run with predictions; its sources are linked, its
store is copied) by `tenure serve`, and lets people click: one alone, then many at a time, then as
many while `tenure run` computes everything anew beside them. Each waits a while between two
clicks, as one who reads does. Prints medians and 95th percentiles by page; 1 where a page failed
or where 95 of 100 took longer than they may.
"""

import argparse
import http.client
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

TARGET_MS = 300
HOST = "127.0.0.1"
PATIENCE = 120
_PASSWORD = re.compile(r"sign in as bench with (\S+)")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_ONE = re.compile(r'href="(/customers/one/[^"]+)"')

LISTS = (
    "/customers/",
    "/customers/?sort=-health",
    *(f"/customers/?where={quote(one)}" for one in ("risk > 0.5", "plan = 'team' and health < 60")),
)
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "list": LISTS,
    "accounts": ("/customers/accounts/",),
    "metric": tuple(f"/insights/measure/{one}/" for one in ("attrition", "retention", "mrr")),
    "predict": ("/insights/predict/glance/", "/insights/predict/money/"),
    "explain": ("/insights/explain/reasons/", "/insights/explain/themes/"),
    "definitions": ("/definitions/", "/definitions/quality/"),
}
"""What people open, by the kind of page; a customer is opened from a list."""
WEIGHTS = {"home": 3, "list": 5, "one": 5, "search": 3, "accounts": 1, "metric": 3, "predict": 1}
WEIGHTS |= {"explain": 1, "definitions": 1}
SEARCHED = ("김하", "ㅇㄹㅇ", "C00001", "C0123456", "A000012", "이서연")


@dataclass
class Clicks:
    """How long pages took, by kind, in milliseconds, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)


class Person:
    """Somebody who is signed in and clicks."""

    def __init__(self, port: int, password: str, seed: int) -> None:
        self.line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.chance = random.Random(seed)
        self.ones: list[str] = []
        self._sign_in(password)

    def _sign_in(self, password: str) -> None:
        page = self.ask("/people/sign-in/")[1]
        token = _TOKEN.search(page)
        assert token, "no form to sign in"
        told = {"csrfmiddlewaretoken": token[1], "username": "bench", "password": password}
        status, _ = self.ask("/people/sign-in/", told)
        assert status == 302, f"signing in: {status}"
        self.ones = _ONE.findall(self.ask(LISTS[0])[1])
        assert self.ones, "nobody is in the list"

    def ask(
        self, address: str, told: dict[str, str] | None = None, *, part: bool = False
    ) -> tuple[int, str]:
        """Ask once, for a page or a part of one; a form is posted."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if part:
            headers["HX-Request"] = "true"
        body = None if told is None else urlencode(told)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request("POST" if body else "GET", address, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def click(self, clicks: Clicks) -> None:
        """Open a page, and what it fetches by itself."""
        kind = self.chance.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
        if kind == "one":
            one = self.chance.choice(self.ones)
            self._timed(clicks, "one", one)
            story = one.replace("/one/", "/story/")
            self._timed(clicks, "story", story, part=True)
        elif kind == "search":
            place = f"/customers/search/?q={quote(self.chance.choice(SEARCHED))}"
            self._timed(clicks, "search", place, part=True)
        else:
            text = self._timed(clicks, kind, self.chance.choice(PAGES[kind]))
            self.ones = _ONE.findall(text) or self.ones

    def _timed(self, clicks: Clicks, kind: str, address: str, *, part: bool = False) -> str:
        begun = time.perf_counter()
        try:
            status, text = self.ask(address, part=part)
            failed = "" if status == 200 else str(status)
        except (OSError, http.client.HTTPException) as error:
            self.line.close()
            failed, text = type(error).__name__, ""
        clicks.taken[kind].append((time.perf_counter() - begun) * 1000)
        if failed:
            clicks.failed.append(f"{address}: {failed}")
        return text


def crowd(people: list[Person], seconds: float, think: float) -> Clicks:
    """Let people click for a while, each in a thread of its own."""
    found, until = Clicks(), time.monotonic() + seconds

    def clicking(one: Person) -> None:
        time.sleep(one.chance.uniform(0, think))
        while time.monotonic() < until:
            one.click(found)
            time.sleep(one.chance.uniform(0.5, 1.5) * think)

    threads = [threading.Thread(target=clicking, args=(one,)) for one in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


@contextmanager
def copied(company: Path) -> Iterator[Path]:
    """Give a copy whose store is its own; sources are linked."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made) / "company"
        place.mkdir()
        for one in company.iterdir():
            if one.name == "store":
                shutil.copytree(one, place / one.name, symlinks=True)
            elif one.is_dir():
                (place / one.name).symlink_to(one.resolve())
            else:
                shutil.copy2(one, place / one.name)
        yield place


@contextmanager
def served(company: Path, port: int) -> Iterator[str]:
    """Serve a company, and give the password of its admin; a process of its own."""
    command = [sys.executable, "-m", "tenure", "serve", "-d", str(company / "tenure.toml")]
    command += ["--home", str(company.parent / "home"), "--port", str(port)]
    command += ["--no-worker", "--admin", "bench"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        heard: list[str] = []
        for line in server.stdout:
            heard.append(line)
            if told := _PASSWORD.search(line):
                break
        else:
            raise SystemExit("the server did not begin: " + "".join(heard))
        try:
            _wait(port)
            yield told[1]
        finally:
            server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            line = http.client.HTTPConnection(HOST, port, timeout=5)
            line.request("GET", "/readyz")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


@contextmanager
def running(company: Path) -> Iterator[Callable[[], bool]]:
    """Run the company beside, as a worker does; gives what says whether it still goes on."""
    command = [sys.executable, "-m", "tenure", "run", "-d", str(company / "tenure.toml")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    told = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(["nice", "-n", "10", *command], env=told, **quiet) as run:  # type: ignore[call-overload]
        try:
            yield lambda: run.poll() is None
        finally:
            if run.poll() is None:
                run.send_signal(signal.SIGTERM)


def shown(name: str, clicks: Clicks, alone: dict[str, float]) -> bool:
    """Print a table of what was clicked; says whether it held."""
    every = [one for some in clicks.taken.values() for one in some]
    sys.stdout.write(f"\n{name}: {len(every)} pages, {len(clicks.failed)} failed\n\n")
    sys.stdout.write("| page | times | median, ms | 95 %, ms | median against one alone |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    for kind, taken in [*sorted(clicks.taken.items()), ("all", every)]:
        median = statistics.median(taken)
        ratio = f"{median / alone[kind]:.1f} ×" if alone.get(kind) else ""
        cells = (kind, str(len(taken)), f"{median:.0f}", f"{_high(taken):.0f}", ratio)
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
    for one in sorted(set(clicks.failed))[:10]:
        sys.stdout.write(f"failed: {one}\n")
    sys.stdout.flush()
    return not clicks.failed and _high(every) <= TARGET_MS


def _high(taken: list[float]) -> float:
    """Return what 95 of 100 were quicker than."""
    return sorted(taken)[max(0, -(-len(taken) * 95 // 100) - 1)]


def main() -> int:
    """Measure, and say whether the workspace held."""
    asker = argparse.ArgumentParser(description=__doc__)
    asker.add_argument("company", type=Path)
    asker.add_argument("--people", type=int, default=50)
    asker.add_argument("--seconds", type=float, default=120)
    asker.add_argument("--think", type=float, default=3, help="seconds between two clicks")
    asker.add_argument("--port", type=int, default=8136)
    asker.add_argument("--without-run", action="store_true", help="no tenure run beside them")
    told = asker.parse_args()
    with copied(told.company) as company, served(company, told.port) as password:
        people = [Person(told.port, password, seed) for seed in range(told.people)]
        crowd(people[:1], told.seconds / 2, 0)  # what is drawn once is drawn
        first = crowd(people[:1], told.seconds / 4, 0)
        alone = {kind: statistics.median(taken) for kind, taken in first.taken.items()}
        alone["all"] = statistics.median([one for some in first.taken.values() for one in some])
        shown("one alone", first, {})
        many = crowd(people, told.seconds, told.think)
        held = shown(f"{told.people} people", many, alone)
        if told.without_run:
            return int(not held)
        with running(company) as goes_on:
            beside = crowd(people, told.seconds, told.think)
            title = "while a run goes on" if goes_on() else "while a run went on, and after it"
            held &= shown(f"{told.people} people {title}", beside, alone)
    return int(not held)


if __name__ == "__main__":
    raise SystemExit(main())
