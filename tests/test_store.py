"""The store: entries and runs are complete or absent, whoever is killed, and kept while needed."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

import pytest

from tenure.errors import StoreError
from tenure.store import HELD, MANIFEST, Store, as_json, fingerprint_files, write_text

NOBODY = 65534


def text(content: str) -> Callable[[Path], None]:
    """Return a build that writes one file."""
    return lambda folder: write_text(folder / "a.txt", content)


def manifest(*entries: str) -> Callable[[Path], None]:
    """Return a build of a run that needs some entries."""
    return lambda folder: write_text(folder / MANIFEST, as_json({"entries": entries}))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}


def failing(folder: Path) -> None:
    write_text(folder / "a.txt", "half")
    raise ValueError("no")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def refused() -> Iterator[Path]:
    """A folder that this process may read but not write, even when root runs the tests."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        yield Path(folder)
        os.seteuid(user)
        Path(folder).chmod(0o755)


def test_an_entry_is_built_once(root: Path) -> None:
    store = Store(root)
    first = store.entry("kind", "key", text("first"))
    again = store.entry("kind", "key", text("second"))
    assert first == again
    assert (first / "a.txt").read_text() == "first"
    assert store.built == ["kind/key"]
    assert store.used == ["kind/key", "kind/key"]


def test_a_build_that_fails_leaves_nothing(root: Path) -> None:
    store = Store(root)
    with pytest.raises(ValueError, match="no"):
        store.entry("kind", "key", failing)
    assert names(root / "entries" / "kind") == set()
    assert (store.entry("kind", "key", text("whole")) / "a.txt").read_text() == "whole"


def test_two_who_build_the_same_entry_share_the_first(root: Path) -> None:
    meet = Barrier(2)

    def build(folder: Path) -> None:
        meet.wait(10)
        write_text(folder / "a.txt", "the same")

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: Store(root).entry("kind", "key", build), range(2)))
    assert found[0] == found[1]
    assert names(root / "entries" / "kind") == {"key"}
    assert names(found[0]) == {"a.txt", HELD}


def test_a_folder_that_is_no_entry_gives_way(root: Path) -> None:
    foreign = root / "entries" / "kind" / "key"
    foreign.mkdir(parents=True)
    (foreign / "left.txt").write_text("over")
    assert names(Store(root).entry("kind", "key", text("whole"))) == {"a.txt", HELD}


def test_what_someone_reads_is_not_cleaned_away(root: Path) -> None:
    reader, cleaner = Store(root), Store(root)
    entry = reader.entry("kind", "key", text("read"))
    cleaner.clean()
    assert (entry / "a.txt").read_text() == "read"
    reader.close()
    cleaner.clean()
    assert not entry.exists()
    assert names(root / "entries" / "kind") == set()


def test_what_someone_builds_is_not_swept_away(root: Path) -> None:
    cleaner = Store(root)

    def build(folder: Path) -> None:
        cleaner.sweep()
        cleaner.clean()
        write_text(folder / "a.txt", "whole")

    assert (Store(root).entry("kind", "key", build) / "a.txt").read_text() == "whole"


def test_an_entry_that_was_cleaned_away_is_built_again(root: Path) -> None:
    first = Store(root)
    first.entry("kind", "key", text("first"))
    first.close()
    Store(root).clean()
    assert (Store(root).entry("kind", "key", text("second")) / "a.txt").read_text() == "second"


def test_the_scratch_folder_vanishes_with_its_owner(root: Path) -> None:
    one, other = Store(root), Store(root)
    assert one.scratch != other.scratch
    assert one.scratch == one.scratch
    (other.scratch / "spilled").write_text("rows")
    Store(root).sweep()
    one.close()
    assert names(root / "scratch") == {other.scratch.name}
    other.close()
    assert names(root / "scratch") == set()


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(
    "place", ["entries/kind/key", "profiles/customer/2026-07-01", "models/customer/tree-2026"]
)
def test_what_a_killed_build_left_is_swept_away(root: Path, place: str, marked: bool) -> None:
    left = root / f"{place}.0123abcd.partial"
    left.mkdir(parents=True)
    if marked:
        (left / HELD).touch()
    Store(root).sweep()
    assert not left.exists()


def test_a_killed_process_lets_go_and_leaves_no_entry(root: Path) -> None:
    child = os.fork()
    if child == 0:
        Store(root).entry("kind", "key", lambda folder: os.kill(os.getpid(), signal.SIGKILL))
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert all(name.endswith(".partial") for name in names(root / "entries" / "kind"))
    Store(root).sweep()
    assert names(root / "entries" / "kind") == set()
    with Store(root).lock():
        assert (Store(root).entry("kind", "key", text("next")) / "a.txt").is_file()


def test_the_latest_run_is_the_one_published_last(root: Path) -> None:
    store = Store(root)
    with pytest.raises(StoreError, match="there are no results yet") as none:
        store.latest()
    assert "tenure run" in str(none.value)
    for run in ("2", "3", "1"):
        folder = store.publish(run, manifest())
        assert store.latest() == folder.resolve()


def test_a_run_that_fails_leaves_the_last_one(root: Path) -> None:
    store = Store(root)
    good = store.publish("1", manifest())
    with pytest.raises(ValueError, match="no"):
        store.publish("2", failing)
    assert store.latest() == good.resolve()
    assert names(root / "runs") == {"1"}


def test_two_runs_of_one_moment_are_both_kept(root: Path) -> None:
    store = Store(root)
    store.publish("1", manifest("a/b"))
    second = store.publish("1", manifest("c/d"))
    assert names(root / "runs") == {"1", "1-1"}
    assert json.loads((store.latest() / MANIFEST).read_text())["entries"] == ["c/d"]
    assert store.latest() == second.resolve()


def test_five_runs_are_kept_with_what_they_need(root: Path) -> None:
    store = Store(root)
    for run in range(7):
        store.entry("kind", f"of{run}", text(""))
        store.publish(f"{run}", manifest(f"kind/of{run}"))
    store.close()
    store.clean()
    assert names(root / "runs") == set("23456")
    assert names(root / "entries" / "kind") == {f"of{run}" for run in range(2, 7)}


def test_the_latest_run_is_kept_though_its_clock_was_behind(root: Path) -> None:
    store = Store(root)
    for run in range(1, 7):
        store.publish(f"{run}", manifest())
    store.entry("kind", "needed", text(""))
    latest = store.publish("0", manifest("kind/needed"))
    store.close()
    store.clean()
    assert names(root / "runs") == set("023456") - {"1"}
    assert store.latest() == latest.resolve()
    assert names(root / "entries" / "kind") == {"needed"}


@pytest.mark.parametrize("content", ["", "not JSON", "[]", '{"entries": null}'])
def test_a_strange_run_folder_stops_no_cleaning(root: Path, content: str) -> None:
    store = Store(root)
    store.publish("1", lambda folder: write_text(folder / MANIFEST, content))
    (root / "runs" / "notes").mkdir()
    store.entry("kind", "key", text(""))
    store.close()
    store.clean()
    assert names(root / "runs") == {"1", "notes"}
    assert names(root / "entries" / "kind") == set()


def test_only_one_run_at_a_time(root: Path) -> None:
    with (
        Store(root).lock(),
        pytest.raises(StoreError, match="another run is writing") as second,
        Store(root).lock(),
    ):
        pass
    assert second.value.where == str(root)
    with Store(root).lock():
        assert root.is_dir()


USES: dict[str, Callable[[Store], object]] = {
    "lock": lambda store: store.lock().__enter__(),
    "entry": lambda store: store.entry("kind", "key", text("")),
    "publish": lambda store: store.publish("1", manifest()),
    "scratch": lambda store: store.scratch,
}


@pytest.mark.parametrize("use", USES)
def test_a_file_in_the_place_of_the_folder_is_told(root: Path, use: str) -> None:
    root.write_text("in the way")
    with pytest.raises(StoreError, match="results cannot be kept here") as told:
        USES[use](Store(root))
    assert str(root) in str(told.value.where)
    assert "[store] path" in str(told.value)
    assert root.read_text() == "in the way"


@pytest.mark.parametrize("use", USES)
def test_a_folder_that_may_not_be_written_is_told(refused: Path, use: str) -> None:
    with pytest.raises(StoreError, match="Permission denied"):
        USES[use](Store(refused / "store"))


def test_a_source_that_cannot_be_read_is_not_taken_for_the_store(root: Path) -> None:
    source = root.with_name("store.csv")
    with pytest.raises(FileNotFoundError):
        Store(root).entry(
            "kind", "key", lambda folder: (folder / "a").write_bytes(source.read_bytes())
        )


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "글.txt"
    write_text(path, "하나\n둘")
    assert path.read_bytes() == "하나\n둘".encode()
    write_text(path, "셋")
    assert path.read_text("utf-8") == "셋"
    assert names(path.parent) == {"글.txt"}
    with pytest.raises(IsADirectoryError):
        write_text(tmp_path, "x")
    assert names(tmp_path) == {"sub"}


def test_a_link_and_a_pipe_stay_what_they_are(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(tmp_path / "target")
    write_text(link, "through")
    assert link.is_symlink()
    assert (tmp_path / "target").read_text() == "through"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text(pipe, "bytes")
    assert os.read(reader, 9) == b"bytes"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_fingerprint_follows_names_and_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("1")
    other.write_text("1")
    first = fingerprint_files([one])
    assert fingerprint_files([one]) == first
    assert fingerprint_files([other]) != first
    assert fingerprint_files([one, other]) != first
    one.write_text("2")
    assert fingerprint_files([one]) != first


@pytest.mark.parametrize("place", [0, 35 << 20, (70 << 20) - 1])
def test_a_large_file_is_known_by_its_ends_and_middle(tmp_path: Path, place: int) -> None:
    path = tmp_path / "large.parquet"
    with path.open("wb") as stream:
        stream.truncate(70 << 20)
    about = path.stat()
    first = fingerprint_files([path])
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(b"x")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert fingerprint_files([path]) != first


def test_json_holds_no_number_that_json_does_not_know() -> None:
    content = {"a": float("nan"), "b": [1.5, float("inf")], "c": ("글", {"d": float("-inf")})}
    assert json.loads(as_json(content)) == {"a": None, "b": [1.5, None], "c": ["글", {"d": None}]}


def test_an_object_store_is_refused_plainly(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder only"):
        Store.at(tmp_path, "s3://bucket/results")
