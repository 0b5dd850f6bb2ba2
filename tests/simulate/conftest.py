"""Simulated companies shared by the tests of one run; each is made once, when first asked for."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tenure.simulate import SimulatedCompany, simulate

Make = Callable[..., SimulatedCompany]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Make:
    made: dict[tuple[str, int, int, int], SimulatedCompany] = {}
    home = tmp_path_factory.mktemp("companies")

    def make(
        preset: str, customers: int = 600, months: int = 12, seed: int = 5
    ) -> SimulatedCompany:
        key = (preset, customers, months, seed)
        if key not in made:
            out = home / "-".join(str(part) for part in key)
            made[key] = simulate(preset, customers=customers, months=months, seed=seed, out=out)
        return made[key]

    return make


@pytest.fixture
def ask() -> Callable[[Path, str], list[tuple[object, ...]]]:
    """Run SQL with the company's Parquet files as views: data by name, truth as truth_name."""

    def run(folder: Path, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect() as connection:
            for kind, prefix in (("data", ""), ("truth", "truth_")):
                for path in sorted((folder / kind).glob("*.parquet")):
                    connection.execute(
                        f"create view {prefix}{path.stem} as from read_parquet('{path}')"
                    )
            events = folder / "data" / "events" / "*" / "*.parquet"
            connection.execute(f"create view events as from read_parquet('{events}')")
            return connection.sql(sql).fetchall()

    return run
