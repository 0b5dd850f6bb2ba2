"""Measure the whole text step beside Kiwi's bare tokenising of the same Korean texts.

`python benchmarks/texts.py --texts FILE` reads a text a line and runs both in turn, each in a
process of its own; prints medians as Markdown. Of a busy machine, the ratio of CPU seconds counts.
The step masks personal data, tells the language, cuts sentences and lemmas, and finds risk words.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

BATCH = 4_096
SIZE = 100_000
TARGET = "120 CPU seconds: a minute on two cores"


def main() -> None:
    """Run the benchmark and print it; with `--only`, one contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="a text a line, in UTF-8")
    parser.add_argument("--most", type=int, default=SIZE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=tuple(CONTENDERS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(_measured(CONTENDERS[asked.only](), asked.texts, asked.most)))
        return
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(asked.rounds):
        for name, runs in taken.items():
            runs.append(_run(name, asked))
    _print(taken)


def _tenure() -> Callable[[list[str]], object]:
    from tenure.explain.text import Reader

    reader = Reader()
    reader.read(["안녕하세요.", "Hello."])
    return reader.read


def _kiwi() -> Callable[[list[str]], object]:
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=-1)
    kiwi.tokenize("안녕하세요.")
    return lambda texts: list(kiwi.tokenize(texts))


CONTENDERS = {"tenure": _tenure, "kiwi": _kiwi}


def _measured(read: Callable[[list[str]], object], path: Path, most: int) -> dict[str, float]:
    """Return how many texts were read, seconds, CPU seconds and the peak of memory."""
    started, busy, number = time.perf_counter(), time.process_time(), 0
    for batch in _batches(path, most):
        read(batch)
        number += len(batch)
    return {
        "texts": number,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - busy,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _batches(path: Path, most: int) -> Iterator[list[str]]:
    batch: list[str] = []
    number = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line.strip()
            if not text or number == most:
                continue
            batch.append(text)
            number += 1
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _run(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__)), "--only", name]
    command += ["--texts", str(asked.texts), "--most", str(asked.most)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _print(taken: dict[str, list[dict[str, Any]]]) -> None:
    print(f"{os.cpu_count()} cores, medians of {len(taken['tenure'])}; target {TARGET}\n")
    print("| | texts | seconds | CPU s of 100,000 | memory, MB | CPU against Kiwi |")
    print("|---|---|---|---|---|---|")
    peer = median(run["cpu"] for run in taken["kiwi"])
    for name, runs in taken.items():
        told = {what: median(run[what] for run in runs) for what in runs[0]}
        each = told["cpu"] / told["texts"] * SIZE
        print(
            f"| {name} | {told['texts']:,.0f} | {told['seconds']:.1f} | {each:.0f} "
            f"| {told['memory_mb']:,.0f} | {told['cpu'] / peer:.2f} × |"
        )


if __name__ == "__main__":
    main()
