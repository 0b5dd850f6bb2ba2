"""Measure what values cost: BG/NBD on a million customers beside lifetimes, where it is installed.

`python benchmarks/worth.py` draws the customers, fits and forecasts in turn, and prints medians and
ratios as Markdown. lifetimes wants an environment of its own (it is unmaintained, and no
dependency of this project); say where its Python is with `--peer`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS = 365
TRUTH = (0.5, 40.0, 0.8, 2.5)


def main() -> None:
    """Run the benchmark and print it; with `--only`, one contender on customers from a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", default=sys.executable, help="a Python that has lifetimes")
    parser.add_argument("--only", choices=("tenure", "lifetimes"), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        columns = np.load(asked.data)
        print(json.dumps({"tenure": _tenure, "lifetimes": _lifetimes}[asked.only](*columns)))
        return
    print(f"{os.cpu_count()} cores, {asked.rounds} rounds, medians\n")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "customers.npy"
        np.save(data, customers(asked.customers))
        _print(asked.customers, _rounds(data, asked.peer, asked.rounds))


def customers(count: int, *, seed: int = 0, longest: int = 730) -> Floats:
    """Draw frequency, recency and age in days (3, count) of customers of BG/NBD."""
    r, alpha, a, b = TRUTH
    rng = np.random.default_rng(seed)
    rate, leaving = rng.gamma(r, 1 / alpha, count), rng.beta(a, b, count)
    age = rng.integers(1, longest, count).astype(float)
    at, last, times = np.zeros(count), np.zeros(count), np.zeros(count)
    active = np.arange(count)
    while len(active):
        at[active] += rng.exponential(1 / rate[active])
        active = active[at[active] < age[active]]
        times[active] += 1
        last[active] = np.minimum(np.ceil(at[active]), age[active])
        active = active[rng.random(len(active)) >= leaving[active]]
    return np.array([times, last, age])


def _tenure(frequency: Floats, recency: Floats, age: Floats) -> dict[str, Any]:
    import pyarrow as pa

    from tenure.predict.worth.bgnbd import BgNbd, fit_bgnbd
    from tenure.predict.worth.reckoning import Reckoning
    from tenure.predict.worth.value import fit_worth

    seconds: dict[str, float] = {}
    fit = _timed(seconds, "fit", lambda: fit_bgnbd(frequency, recency, age))
    model = BgNbd.of(fit)
    expected = _timed(
        seconds, "expected", lambda: model.expected(frequency, recency, age, DAYS).sum()
    )
    rng = np.random.default_rng(0)
    spent = rng.gamma(6.0 * np.maximum(frequency, 1)) / rng.gamma(4.0, 1 / 15.0, len(age))
    value = np.where(frequency > 0, spent / np.maximum(frequency, 1), np.nan)
    columns = {"frequency": frequency, "recency": recency, "age": age}
    table = pa.table({
        "unit_id": pa.array(np.arange(len(age))).cast(pa.string()),
        **{name: pa.array(one) for name, one in columns.items()},
        "value": pa.array(value, from_pandas=True),
    })  # fmt: skip
    worth = _timed(seconds, "fit with Gamma–Gamma", lambda: fit_worth(table))
    reckoning = Reckoning(DAYS, 0.4)
    _timed(seconds, "value and intervals", lambda: worth.value(table, reckoning))
    return {"seconds": seconds, "parameters": fit.values, "expected": float(expected)}


def _lifetimes(frequency: Floats, recency: Floats, age: Floats) -> dict[str, Any]:
    if find_spec("lifetimes") is None:
        return {}
    from lifetimes import BetaGeoFitter  # type: ignore[import-not-found]

    seconds: dict[str, float] = {}
    fitter = BetaGeoFitter()
    _timed(seconds, "fit", lambda: fitter.fit(frequency, recency, age))
    forecast = fitter.conditional_expected_number_of_purchases_up_to_time
    expected = _timed(seconds, "expected", lambda: forecast(DAYS, frequency, recency, age).sum())
    parameters = [float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")]
    return {"seconds": seconds, "parameters": parameters, "expected": float(expected)}


def _timed(seconds: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    started, busy = time.perf_counter(), time.process_time()
    done = work()
    seconds[name] = time.perf_counter() - started
    seconds[f"{name}, CPU"] = time.process_time() - busy
    return done


def _rounds(data: Path, peer: str, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Run both in processes of their own, in turn; of lifetimes, which is slow, one round."""
    taken: dict[str, list[dict[str, Any]]] = {"tenure": [], "lifetimes": []}
    for number in range(rounds):
        taken["tenure"].append(_run(sys.executable, "tenure", data))
        if not number:
            taken["lifetimes"].append(_run(peer, "lifetimes", data))
    return taken


def _run(python: str, name: str, data: Path) -> dict[str, Any]:
    command = [python, str(Path(__file__)), "--only", name, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _print(count: int, taken: dict[str, list[dict[str, Any]]]) -> None:
    ours, peer = taken["tenure"], taken["lifetimes"][0]
    print(f"### Values of {count:,} customers\n")
    print("| | tenure, seconds | lifetimes, seconds | times as fast |\n|---|---|---|---|")
    for name in ours[0]["seconds"]:
        mine = median(run["seconds"][name] for run in ours)
        other = peer.get("seconds", {}).get(name)
        beside = f"{other:.1f} | {other / mine:.0f} ×" if other else "– | –"
        print(f"| {name} | {mine:.2f} | {beside} |")
    if not peer:
        print("\nlifetimes is not installed here: no comparison (see --peer)")
        return
    if not np.allclose(ours[0]["parameters"], peer["parameters"], rtol=1e-3):
        raise SystemExit(f"the fits disagree: {ours[0]['parameters']} and {peer['parameters']}")
    print("\nBoth fits agree to three digits.")


if __name__ == "__main__":
    main()
