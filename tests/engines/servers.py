"""Start real servers for the tests, and stop them: PostgreSQL, and a Spark master with two workers.

Each listens on the loopback address only, on a port that was free, and keeps its
files in a folder of the test run.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

LOCAL = "127.0.0.1"
_PATIENCE = 90.0
"""Seconds until a server that does not answer counts as broken."""


class MissingError(Exception):
    """What a server needs is not on this machine."""


def postgres_programs() -> Path:
    """Return the folder of the programs of PostgreSQL; raises MissingError."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / program).exists() for program in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise MissingError("PostgreSQL's server is not installed (Debian: postgresql)")


def java() -> Path:
    """Return the folder of a Java that Spark runs on; raises MissingError."""
    found = shutil.which("java")
    if found is None:
        raise MissingError("there is no Java (Debian: default-jre-headless)")
    return Path(found).resolve().parent.parent


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server; yield the URL of an empty database."""
    programs, user = postgres_programs(), _who()
    data, port = folder / "data", free_port()
    if user:
        for one in (folder, *list(folder.parents)[:3]):
            one.chmod(one.stat().st_mode | 0o055)
        shutil.chown(folder, user)
    settings = {"cwd": folder, "user": user, "stdout": subprocess.DEVNULL}
    made = ("--auth=trust", "--username=tenure", "--encoding=UTF8", "--locale=C", "--no-sync")
    subprocess.run([programs / "initdb", "-D", data, *made], check=True, **settings)
    options = {
        "listen_addresses": LOCAL,
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "max_connections": "20",
        "shared_buffers": "64MB",
        "timezone": "America/Lima",  # what is compared must not depend on it
    }
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *given],
            **settings | {"stdout": log, "stderr": log},
            preexec_fn=_with_parent,
        )
        with _stopping([server]):
            _until(lambda: _answers(port), server, folder / "log")
            ready = [programs / "psql", "-h", LOCAL, "-p", str(port), "-U", "tenure", "-c", ";"]
            _until(lambda: _succeeds([*ready, "postgres"]), server, folder / "log")
            yield f"postgres://tenure@{LOCAL}:{port}/postgres"


@contextmanager
def spark(folder: Path) -> Iterator[str]:
    """Run a standalone master with two workers of a core each; yield the master's URL."""
    import pyspark

    home, port = Path(pyspark.__file__).parent, free_port()
    environment = {
        **os.environ,
        "JAVA_HOME": str(java()),
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOCAL,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "TZ": "America/Lima",  # what is compared must not depend on it
    }
    master = ("master.Master", "--host", LOCAL, "--port", str(port), "--webui-port", "0")
    worker = ("worker.Worker", "--host", LOCAL, "--cores", "1", "--memory", "1g")
    worker += ("--webui-port", "0", "--work-dir", str(folder / "work"))
    with ExitStack() as stack:

        def started(name: str, *arguments: str) -> tuple[subprocess.Popen[bytes], Path]:
            log = folder / f"{name}.log"
            line = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{arguments[0]}"]
            process = subprocess.Popen(
                [*line, *arguments[1:]],
                env=environment,
                cwd=folder,
                stdout=stack.enter_context(log.open("wb")),
                stderr=subprocess.STDOUT,
                preexec_fn=_with_parent,
            )
            stack.enter_context(_stopping([process]))
            return process, log

        first, log = started("master", *master)
        _until(lambda: _answers(port), first, log)
        for name in ("worker-1", "worker-2"):
            started(name, *worker, f"spark://{LOCAL}:{port}")
        _until(lambda: log.read_text().count("Registering worker") == 2, first, log)
        yield f"spark://{LOCAL}:{port}"


def _with_parent() -> None:
    """End a server when the tests are killed: else nobody would be left to stop it."""
    os.setpgid(0, 0)  # Ctrl-C is for the tests, which then stop it
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def _who() -> str | None:
    """Name the user to run PostgreSQL as; it refuses to be root."""
    return "postgres" if os.getuid() == 0 else None


@contextmanager
def _stopping(processes: Sequence["subprocess.Popen[bytes]"]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until(ready: Callable[[], bool], server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server is ready; raises RuntimeError with its log when it is not."""
    stop = time.monotonic() + _PATIENCE
    while time.monotonic() < stop and server.poll() is None:
        if ready():
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-4000:]}")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOCAL, port)) == 0


def _succeeds(line: Sequence[str | Path]) -> bool:
    done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0
