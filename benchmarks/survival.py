"""Measure survival curves of a million customers beside lifelines, in turn, in one run.

`python benchmarks/survival.py --peer /path/to/python` takes the interpreter of an environment
with lifelines, which wants an older pandas than Tenure's tests do, and always computes the
interval; without it only Tenure is measured. Prints medians of CPU seconds, which tell less of
who else is using the machine, and ratios as Markdown. Both must give the same curve.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

PEER = """
import json, sys, time, warnings
import numpy as np
from lifelines import AalenJohansenFitter, KaplanMeierFitter
warnings.simplefilter("ignore")
data, rounds, what = np.load(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
times, cause, at = data["times"], data["cause"], data["at"]
taken = []
for _ in range(rounds + (rounds > 1)):
    began = time.process_time()
    if what == "competing":
        found = AalenJohansenFitter(calculate_variance=True, seed=0).fit(times, cause, 1)
        share = np.interp(at, found.cumulative_density_.index, found.cumulative_density_.iloc[:, 0])
    else:
        share = KaplanMeierFitter().fit(times, cause > 0).predict(at).to_numpy()
    taken.append(time.process_time() - began)
print(json.dumps({"taken": taken[rounds > 1:], "share": share.tolist()}))
"""
AT = np.array([30.0, 180.0, 360.0])


def main() -> None:
    """Run the benchmarks and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", type=Path, help="interpreter of an environment with lifelines")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, {asked.rounds} rounds, medians, {asked.rows:,} rows\n")
    print("| | Tenure, CPU s | lifelines, CPU s | ratio |\n|---|---|---|---|")
    rng = np.random.default_rng(0)
    days = rng.integers(1, 1500, asked.rows).astype(float)
    moments = rng.exponential(300, asked.rows)
    cause = rng.integers(0, 3, asked.rows)
    for name, times, what in (
        ("Kaplan–Meier of whole days", days, "all"),
        ("the same with its interval", days, "interval"),
        ("Kaplan–Meier of moments", moments, "all"),
        ("the same with its interval", moments, "interval"),
        ("Aalen–Johansen of whole days, two causes", days, "competing"),
    ):
        _line(name, times, cause, what, asked.rounds, asked.peer)
    _own("concordance of whole days", lambda: _concordance(days, cause > 0, moments), asked.rounds)


def _line(name: str, times: Any, cause: Any, what: str, rounds: int, peer: Path | None) -> None:
    ours, share = _measured(lambda: _curve(times, cause, what), rounds)
    if peer is None:
        print(f"| {name} | {ours:.4f} | – | – |", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.npz"
        np.savez(file, times=times, cause=cause, at=AT)
        few = 1 if what == "competing" else rounds
        done = subprocess.run(
            [str(peer), "-c", PEER, str(file), str(few), what],
            capture_output=True,
            text=True,
            check=True,
        )
    found = json.loads(done.stdout)
    # lifelines moves ends of several causes at one time apart at random.
    if not np.allclose(found["share"], share, atol=1e-3 if what == "competing" else 1e-9):
        raise SystemExit(f"the curves differ: {found['share']} and {share}")
    theirs = median(found["taken"])
    print(f"| {name} | {ours:.4f} | {theirs:.2f} | {theirs / ours:.0f} × |", flush=True)


def _own(name: str, run: Callable[[], Any], rounds: int) -> None:
    seconds, _ = _measured(run, rounds)
    print(f"| {name} | {seconds:.2f} | – | – |", flush=True)


def _measured(run: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    taken, found = [], run()  # the first run imports, and is not counted
    for _ in range(rounds):
        began = time.process_time()
        found = run()
        taken.append(time.process_time() - began)
    return median(taken), found


def _curve(times: Any, cause: Any, what: str) -> Any:
    from tenure.stats import aalen_johansen, risk_sets, survival_of

    if what == "competing":
        return aalen_johansen(times, cause).at(AT)[0]
    curve = survival_of(risk_sets(times, cause > 0))
    if what == "interval" and not (curve.low < curve.high).any():
        raise SystemExit("no interval was computed")
    return curve.at(AT)


def _concordance(times: Any, gone: Any, risk: Any) -> Any:
    from tenure.predict.survival.scores import concordance

    return concordance(times, gone, risk)


if __name__ == "__main__":
    main()
