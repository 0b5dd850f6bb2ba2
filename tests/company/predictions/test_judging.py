"""What a backtest says of what it was judged on: later dates, or other customers alone."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from support.profiled import profiled
from tenure.company.predictions.views.judging import backtest


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Any]:
    with profiled(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("scheme", "there", "not_there"),
    [
        ("rolling origin", ("later dates", "이후 날짜와 다른 고객으로"), "too close"),
        ("customers", ("too close together", "같은 기준일의 다른 고객으로"), "on later dates"),
    ],
)
def test_later_dates_are_told_only_where_there_were_some(
    outlook: Any, scheme: str, there: tuple[str, str], not_there: str
) -> None:
    judged = {
        "scheme": scheme,
        "learners": {"rate": {"auc": (0.5, 0.4, 0.6), "brier": None}},
        "tested": {"rows": 1200, "left": 60},
    }
    bundle: Any = SimpleNamespace(
        risk=SimpleNamespace(report={"validation": judged}, learner="rate")
    )
    found = backtest(outlook, bundle)
    assert found is not None
    assert there[0] in found.words["en"]
    assert there[1] in found.words["ko"]
    assert not_there not in found.words["en"]
    assert "(1,200 rows, 60 who left)" in found.words["en"]
    (row,) = found.rows
    assert (row["auc"], row["auc_low"], row["brier"], row["chosen"]) == (0.5, 0.4, None, "✓")
