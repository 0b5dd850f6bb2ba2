"""An audience of 100,000 taken as a file, each ruled on and booked: against DuckDB's own copy.

Run as: python benchmarks/audience.py [NUMBER]
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def company(folder: Path, number: int) -> Path:
    """Write a company with a day's decisions: about 90 of 100 customers are to be contacted."""
    from support import scored  # type: ignore[import-not-found]
    from support.deciding import play  # type: ignore[import-not-found]

    scored.NUMBER, scored.CONTACT = number, ""
    scored.scored(folder, play("spring", {"kind": "segment"}, holdout=0.1, salt="a" * 16))
    return folder / "tenure.toml"


def ours(place: Path, home: Path) -> tuple[int, float]:
    """Take the file; return its lines and the seconds it took."""
    from tenure_web.work import serving

    serving.begin(place, home)
    serving.prepare()
    from tenure.act.reading import load
    from tenure.company.acts.deciding import decide
    from tenure.company.predictions.outlook import Outlook
    from tenure_web.lib import company as opened
    from tenure_web.plays.exporting import giving

    with opened.asked("plays") as asked:
        decide(Outlook(asked.rule, None), load(place.parent / "plays"))
    begun = time.perf_counter()
    parts = giving.lines("spring", datetime.now(UTC), personal=True)
    lines = sum(part.count(b"\n") for part in parts) - 1
    return lines, time.perf_counter() - begun


def copied(folder: Path) -> float:
    """Write whoever was decided on as CSV, ruling on nobody; return the seconds."""
    import duckdb

    begun = time.perf_counter()
    told = f"SELECT * FROM '{folder}/store/acts/decisions/*.parquet' WHERE verdict = 'contact'"
    duckdb.sql(f"COPY ({told}) TO '{folder}/copied.csv'")
    return time.perf_counter() - begun


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = company(folder, number)
        lines, own = ours(place, folder / "home")
        peer = copied(folder)
    print(f"{lines:,} of {number:,}: {own:.1f} s, {lines / own:,.0f} a second; a copy {peer:.2f} s")


if __name__ == "__main__":
    main()
