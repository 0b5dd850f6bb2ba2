"""A command as one process among others: closed pipes, Ctrl-C, full disks."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from support.companies import CompanyOf

COMMAND = [sys.executable, "-c", "from tenure.cli import main; main()"]


def start(*words: object, **options: object) -> subprocess.Popen[bytes]:
    """Start a command that hears Ctrl-C, even where the tests were started in the background."""
    command = [*COMMAND, *map(str, words)]
    heard = {"stderr": subprocess.PIPE, "preexec_fn": hear_ctrl_c}
    return subprocess.Popen(command, **{**heard, **options})


def hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_a_reader_who_leaves_is_no_failure(form: str, prepared: Callable[[str], Path]) -> None:
    reading, writing = os.pipe()
    words = ("measure", "attrition", "-d", prepared("snapshot"), "--format", form)
    writer = start(*words, stdout=writing)
    os.close(writing)
    os.close(reading)
    assert writer.communicate(timeout=60)[1] == b""
    assert writer.returncode == 0


def test_head_gets_its_line() -> None:
    shell = f"set -o pipefail; {sys.executable} -c '{COMMAND[2]}' schema | head -1"
    ran = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"{\n", b"")


def test_a_full_disk_behind_the_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = start("schema", stdout=full)
        told = ran.communicate(timeout=60)[1]
    assert (ran.returncode, told) == (3, b"error: No space left on device\n")


def test_parquet_goes_through_a_pipe(prepared: Callable[[str], Path]) -> None:
    words = ("measure", "attrition", "-d", prepared("snapshot"), "--format", "parquet")
    ran = start(*words, stdout=subprocess.PIPE)
    out, err = ran.communicate(timeout=60)
    assert (ran.returncode, err) == (0, b"")
    assert pq.read_table(BytesIO(out)).column("lost").to_pylist() == [5]


@pytest.mark.parametrize("moment", ["read:", "measure:", "report:"])
def test_ctrl_c_ends_a_run_and_leaves_nothing(moment: str, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    ran = start("run", "-d", path, stdout=subprocess.PIPE, text=True)
    assert ran.stderr is not None
    for line in ran.stderr:
        if line.startswith(moment):
            break
    ran.send_signal(signal.SIGINT)
    told = ran.stderr.read()
    assert ran.wait(60) == 130
    assert "stopped; what was published before is as it was" in told
    assert "Traceback" not in told
    store = path.parent / "store"
    assert not (store / "latest").exists()
    assert [one for one in store.rglob("*") if one.suffix == ".partial"] == []
    ran.stderr.close()


def test_ctrl_c_ends_a_simulation_and_leaves_nothing(tmp_path: Path) -> None:
    ran = start("simulate", "saas", "-n", 100_000, "--out", tmp_path / "big", text=True)
    while not list(tmp_path.glob(".big.part/data/*")) and ran.poll() is None:
        time.sleep(0.02)
    ran.send_signal(signal.SIGINT)
    told = ran.communicate(timeout=60)[1]
    assert (ran.returncode, "Traceback" in told) == (130, False)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_reaches_a_query_that_goes_on(company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    endless = "SELECT range::VARCHAR AS customer_id FROM range(1000000000000) WHERE range % 7 = 9"
    text = path.read_text("utf-8").replace('from = "data/customers.csv"', f'sql = "{endless}"')
    path.write_text(text, "utf-8")
    ran = start("check", "-d", path, stdout=subprocess.PIPE, text=True)
    while not list(path.parent.glob("store/scratch/*/query_customers")) and ran.poll() is None:
        time.sleep(0.05)
    time.sleep(1)
    ran.send_signal(signal.SIGINT)
    out, told = ran.communicate(timeout=60)
    assert (ran.returncode, out) == (130, "")
    assert told.strip() == "stopped; what was published before is as it was"
    assert list((path.parent / "store" / "scratch").iterdir()) == []
