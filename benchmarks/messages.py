"""10,000 messages through a local mail server: ours against a bare loop of smtplib.

Run as: python benchmarks/messages.py [NUMBER [WORKERS]]

Each worker is a process of its own, as `tenure serve --workers` begins them.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

SERVER = """
import sys; sys.path.insert(0, {tests!r})
from support.mail_server import postbox
with postbox() as box:
    print(box.port, flush=True)
    sys.stdin.read()
    print(len(box.kept), len(box.got), flush=True)
"""


def bare(port: int, number: int) -> float:
    """Send as many mails over one connection, with nothing kept; return seconds."""
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as link:
        for one in range(number):
            mail = EmailMessage()
            mail["From"], mail["To"] = "hello@lumen.example", f"c{one}@example.com"
            mail["Subject"] = "안녕하세요"
            mail.set_content("안녕하세요", cte="base64")
            mail.add_alternative("<p>안녕하세요</p>", subtype="html", cte="base64")
            link.send_message(mail)
    return time.perf_counter() - begun


def ours(port: int, number: int, workers: int, folder: Path) -> float:
    """Put as many messages, let workers deliver them; return the seconds of delivering."""
    from support.contacted import NOW, contacted, customer  # type: ignore[import-not-found]

    place = contacted(folder, [customer(one) for one in range(number)])
    os.environ["TENURE_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    os.environ["TENURE_MAIL_FROM"] = "hello@lumen.example"
    from tenure_web.work import serving

    serving.begin(place, folder / "home")
    serving.prepare()
    from django.db import transaction

    from tenure_web.messages import outbox

    with transaction.atomic():
        for one in range(number):
            unit = f"C{one}"
            outbox.put(
                unit=unit, customer=unit, play="first_month", version=1, step="0",
                occurrence="2026-07", channel="email", subject="{{ name }}님께",
                body="{{ plan | 을/를 }} 쓰고 계시네요.", language="ko", purpose="service", now=NOW,
            )  # fmt: skip
    command = [sys.executable, __file__, "worker", str(place), str(folder / "home")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    every = [subprocess.Popen(command, **pipes) for _ in range(workers)]  # type: ignore[call-overload]
    for one in every:
        one.stdout.readline()
    begun = time.perf_counter()
    told = [one.communicate()[0].split() for one in _begun(every)]
    seconds = time.perf_counter() - begun
    assert sum(int(sent) for sent, _ in told) == number, told
    busy = sum(float(cpu) for _, cpu in told)
    print(f"{1000 * busy / number:.2f} CPU seconds of workers per 1,000 messages, user and system")
    return seconds


def _begun(every: list[Any]) -> list[Any]:
    for one in every:
        one.stdin.write("go\n")
        one.stdin.flush()
    return every


def worker(place: Path, home: Path) -> None:
    """Deliver what is due, once told to begin; say how many were sent, and the CPU seconds."""
    from support.contacted import NOW
    from tenure_web.work import serving

    serving.begin(place, home)
    import django

    django.setup()
    from django.urls import get_resolver

    from tenure_web.messages import outbox

    get_resolver().url_patterns  # noqa: B018 what the first message would import
    print("ready", flush=True)
    sys.stdin.readline()
    busy = time.process_time()
    done = outbox.deliver(NOW)
    assert set(done) <= {"sent"}, done
    print(done["sent"], time.process_time() - busy, flush=True)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    tests = str(Path(__file__).parents[1] / "tests")
    command = [sys.executable, "-c", SERVER.format(tests=tests)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, text=True, **pipes) as server,  # type: ignore[call-overload]
    ):
        port = int(server.stdout.readline())
        peer, own = bare(port, number), ours(port, number, workers, Path(folder))
        server.stdin.close()
        kept = server.stdout.readline().split()
    assert kept == [str(2 * number), str(number)], kept
    took = f"bare {peer:.1f} s, ours {own:.1f} s, {own / peer:.1f} times"
    print(f"{number:,} messages, {workers} workers: {took}, {60 * number / own:,.0f} a minute")


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
