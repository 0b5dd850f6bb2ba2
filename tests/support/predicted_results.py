"""Made-up results of the chapter on what is to come, as `company.predictions.views` gives them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from tenure.measure.result import Result

AS_OF = date(2026, 6, 30)


def result(metric: str, rows: Sequence[Mapping[str, Any]]) -> Result:
    """Return rows as the result of a metric."""
    return Result(
        metric, "what it means", AS_OF, pa.Table.from_pylist([dict(r) for r in rows]), "-- none", {}
    )


def risk(*, notice: bool = True) -> Result:
    """Three bands, and those under notice: 100 of 1,000 are to bear 60 of 100 losses."""
    rows = [
        {"risk_band": name, "customers": customers, "expected_lost": lost, "mean_risk": 0.1}
        for name, customers, lost in (
            ("high", 100, 60.0),
            ("medium", 200, 30.0),
            ("low", 700, 10.0),
        )
    ]
    under = {"risk_band": "under notice", "customers": 7, "expected_lost": None, "mean_risk": None}
    return result("risk", [*rows, *([under] if notice else [])])


def calibration() -> Result:
    """Five groups of like risk, from 0.1% to 36%."""
    shares = ((0.001, 0.002), (0.01, 0.01), (0.04, 0.05), (0.1, 0.08), (0.36, 0.3))
    return result(
        "calibration",
        [
            {
                "predicted": predicted,
                "observed": observed,
                "observed_low": observed * 0.7,
                "observed_high": observed * 1.3,
                "rows": 500,
            }
            for predicted, observed in shares
        ],
    )


def gains(*, banded: bool = True) -> Result:
    """The riskiest tenth holds 45% of those who left, three tenths 80%."""
    rows = []
    for share, captured in ((0.05, 0.25), (0.1, 0.45), (0.3, 0.8), (0.5, 0.92), (1.0, 1.0)):
        ends = (captured * 0.9, min(1.0, captured * 1.1)) if banded else (None, None)
        rows.append(
            {
                "share": share,
                "captured": captured,
                "captured_low": ends[0],
                "captured_high": ends[1],
            }
        )
    return result("gains", rows)


def profit(*amounts: float) -> Result:
    """Profit at 1, 5, 10, 30 and 100 percent; by risk alone it is always 100 less."""
    told = amounts or (100.0, 600.0, 900.0, 300.0, -9000.0)
    rows = [
        {
            "share": share,
            "profit": amount,
            "profit_low": amount - 200,
            "profit_high": amount + 200,
            "by_risk": amount - 100,
        }
        for share, amount in zip((0.01, 0.05, 0.1, 0.3, 1.0), told, strict=True)
    ]
    return result("profit", rows)


DRAWN = {"risk": risk, "calibration": calibration, "gains": gains, "profit": profit}
"""One result of each metric that has a picture."""
