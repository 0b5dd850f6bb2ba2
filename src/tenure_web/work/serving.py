"""Serving the workspace on one machine: its home, its first admin, web server and workers."""

import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tenure_web.environment import Environment, keep_secret

_log = logging.getLogger("tenure_web.work")
THREADS = 8
PATIENCE = 10.0
"""Seconds that workers have to stop by themselves."""
_EVERY_MINUTE = 60.0
_LOOKED_AFTER = 5.0
"""Seconds between two looks at whether the workers are there."""


def begin(definitions: Path, home: Path | None = None) -> Environment:
    """Make Django ready for a company; its home and the key in it are made when missing."""
    os.environ["TENURE_DEFINITIONS"] = str(definitions.absolute())
    if home is not None:
        os.environ["TENURE_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure_web.settings")
    keep_secret(Environment.of().home)
    from django.conf import settings

    django.setup()
    told: Environment = settings.ENVIRONMENT
    return told


def prepare() -> None:
    """Bring the database up to date, and lay out the static files."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def back_up(target: Path, *, results: bool) -> None:
    """Write everything into one file; see `backup`."""
    from tenure_web.work import backup

    backup.back_up(target, results=results)


def restore(source: Path, definitions: Path, home: Path | None, *, replace: bool) -> None:
    """Put back what a backup holds: the key before Django is ready, afterwards all else."""
    os.environ["TENURE_DEFINITIONS"] = str(definitions.absolute())
    if home is not None:
        os.environ["TENURE_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure_web.settings")
    from tenure_web.work.unpacking import unpacked

    told = Environment.of()
    with unpacked(source, told.definitions, told.home, replace=replace) as folder:
        begin(definitions, home)
        prepare()
        from tenure_web.work import backup

        backup.put_back(folder, source.name, replace=replace)


def without_people() -> bool:
    """Say whether nobody could sign in yet."""
    from tenure_web.people.models import User

    return not User.objects.exists()


def make_admin(name: str) -> str | None:
    """Make somebody of the group admin, and return their password; None where they are there."""
    from tenure_web.people.models import User

    if User.objects.filter(username=name).exists():
        return None
    return let_in(name)


def let_in(name: str) -> str:
    """Give somebody the group admin and a new password, and return it: it is kept nowhere."""
    from django.contrib.auth.models import Group

    from tenure_web.people.audit import write
    from tenure_web.people.models import User

    password = secrets.token_urlsafe(12)
    user, made = User.objects.get_or_create(username=name)
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get(name="admin"))
    write("user.create" if made else "user.password", name)
    return password


def furnish(password: str) -> tuple[str, ...]:
    """Fill the workspace of a demo company; return who else signs in with the password."""
    from tenure_web.demo.furnishing import furnish

    return furnish(password)


def serve(host: str, port: int, *, workers: int, proxy: str, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is told the address once it answers.

    `proxy` is the address whose word about HTTPS and clients is believed, where it is expected.
    """
    from django.conf import settings
    from django.urls import get_resolver
    from waitress import create_server

    from tenure_web.wsgi import application

    assert get_resolver().url_patterns  # all pages are imported before anybody asks for one
    server: Any = create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=settings.MAX_UPLOAD + 2**20,
        **_proxied(proxy, https=settings.ENVIRONMENT.https),
    )
    with _stopping(), _workers(workers), _warming():
        ready(_address(host, port))
        server.run()


@contextmanager
def _warming() -> Iterator[None]:
    """Keep the company open beside the server, so that nobody waits for it."""
    from tenure_web.lib import warming

    stopped = threading.Event()
    warming.begin(stopped)
    try:
        yield
    finally:
        stopped.set()


def _proxied(proxy: str, *, https: bool) -> dict[str, Any]:
    """Believe one proxy, and drop what others say; without one leave it, for /metrics to see."""
    if not https:
        return {"clear_untrusted_proxy_headers": False}
    told = {"x-forwarded-for", "x-forwarded-proto"}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": told,
        "clear_untrusted_proxy_headers": True,
    }


def work() -> None:
    """Do what is in the queue, and each minute what is due, until SIGTERM or SIGINT."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from tenure_web.work import running

    class Stopping(Worker):  # type: ignore[misc, unused-ignore]
        def shutdown(self, signum: int, frame: Any) -> None:
            running.stop()  # a run may take hours; its results stay as they were
            super().shutdown(signum, frame)

    worker = Stopping(
        queue_names=["*"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=True,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    threading.Thread(target=_tick, daemon=True).start()
    worker.configure_signals()
    worker.run()


def _tick() -> None:
    """Look each minute at what is due; a minute that goes wrong costs no other."""
    import time

    from django.db import close_old_connections

    from tenure_web.work import schedule

    while True:
        close_old_connections()
        try:
            schedule.tick()
        except Exception:
            _log.exception("the schedule could not be looked at")
        time.sleep(_EVERY_MINUTE)


@contextmanager
def _workers(number: int) -> Iterator[None]:
    """Keep workers beside the server: fresh processes, for what has drawn must not fork."""
    workers = [_begin_worker() for _ in range(number)]
    stopped = threading.Event()
    watch = threading.Thread(target=_watch, args=(workers, stopped), daemon=True)
    watch.start()
    try:
        yield
    finally:
        stopped.set()
        watch.join()
        for one in workers:
            _signal(one, signal.SIGTERM)
        for one in workers:
            try:
                one.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                _signal(one, signal.SIGKILL)
                one.wait()


def _begin_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tenure", "worker", "-d", os.environ["TENURE_DEFINITIONS"]]
    return subprocess.Popen(command, start_new_session=True)


def _watch(workers: "list[subprocess.Popen[bytes]]", stopped: threading.Event) -> None:
    """Begin another worker in the place of one that was killed, as for want of memory."""
    while not stopped.wait(_LOOKED_AFTER):
        for place, one in enumerate(workers):
            if one.poll() is not None:
                _log.warning("a worker has ended", extra={"facts": {"code": one.returncode}})
                workers[place] = _begin_worker()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Tell a worker and the run that it has begun."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:  # it has ended by itself
        return


@contextmanager
def _stopping() -> Iterator[None]:
    """Make SIGTERM what Ctrl-C is: the server ends its answers and goes."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host
    return f"http://{shown}:{port}/"
