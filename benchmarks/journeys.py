"""Journeys that begin with a letter: 10,000 by one worker, against putting the letters alone.

Run as: python benchmarks/journeys.py [NUMBER]
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    from support import scored  # type: ignore[import-not-found]
    from support.deciding import play  # type: ignore[import-not-found]

    one = play("spring", {"kind": "segment"}, salt="a" * 16)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scored.NUMBER, scored.CONTACT = number, ""
        scored.scored(folder, one)
        from tenure_web.work import serving

        serving.begin(folder / "tenure.toml", folder / "home")
        serving.prepare()
        from tenure_web.messages import outbox
        from tenure_web.messages.models import Delivery
        from tenure_web.plays import journeys

        told = {"verdict": "contact", "play": "spring", "version": 1, "owner": None}
        units = [f"c{n:02}" for n in range(1, number + 1)]
        rows = [{"unit_id": u, "customer_id": u, "occasion": "2026-03", **told} for u in units]
        journeys.begin(rows, {"spring": one}, NOW)
        begun = time.perf_counter()
        assert journeys.advance(NOW, ZoneInfo("Asia/Seoul")) == number
        own = time.perf_counter() - begun
        assert Delivery.objects.count() == number
        begun = time.perf_counter()
        for unit in units:
            outbox.put(
                unit=unit, customer=unit, play="other", version=1, step="0", occurrence="",
                channel="email", subject="s", body="b", language="ko", purpose="service", now=NOW,
            )  # fmt: skip
        peer = time.perf_counter() - begun
    took = f"{own:.1f} s, {60 * number / own:,.0f} a minute"
    print(f"{number:,} journeys: {took}; letters alone {peer:.1f} s, {own / peer:.1f} times")


if __name__ == "__main__":
    main()
