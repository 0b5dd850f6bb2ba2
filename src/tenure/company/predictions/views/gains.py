"""How many of those who left are found among the riskiest, as a table with words."""

from math import isfinite
from typing import Any

import numpy as np

from tenure.company.metrics.contract import Column
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View
from tenure.measure.result import Result
from tenure.predict.evaluate.banded_gains import banded_gains

_SHARES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.85, 1.0)
_SAID, _REPEATS = 0.1, 200

GAINS = View(
    "gains",
    {"en": "How many of those who leave are found", "ko": "이탈할 고객을 얼마나 찾아내는가"},
    (
        Column("share", "share", "so many of the customers, by risk", "위험도 상위 고객 비율"),
        Column("captured", "share", "of those who left, among them", "찾아낸 이탈 고객 비율"),
        Column("captured_low", "share", "lower end", "하한"),
        Column("captured_high", "share", "upper end", "상한"),
        Column("lift", "number", "times as many as at random", "무작위의 몇 배"),
        Column("lift_low", "number", "lower end", "하한"),
        Column("lift_high", "number", "upper end", "상한"),
    ),
    {
        "en": "Customers in order of their risk, at dates and of customers that the model had not "
        "learnt from: how many of all who left are among the first ({judged:,} rows, {left:,} who "
        "left; 95% intervals over customers). {said_en}",
        "ko": "모델이 학습하지 않은 날짜와 고객을 위험도 순으로 세웠을 때, 전체 이탈 고객 중 몇 "
        "%가 앞쪽에 있었는지입니다({judged:,}행, 이탈 {left:,}명. 95% 신뢰구간은 고객 단위). "
        "{said_ko}",
    },
)
_FOUND = {
    "en": "Who looks at the riskiest tenth finds {captured:.0%} of those who leave{chance}.",
    "ko": "위험도 상위 10%만 살펴보면 이탈할 고객의 {captured:.0%}를 찾습니다{chance}.",
}
_CHANCE = {
    "en": ", which is not shown to be more than at random",
    "ko": "(무작위로 고를 때보다 낫다는 근거는 없습니다)",
}


def found(outlook: Outlook, bundle: Bundle) -> Result | None:
    """Return the gains curve of the models; None where they were not judged, or nobody left."""
    rows = bundle.backtest
    if rows is None or not rows.left.any():
        return None
    curve = banded_gains(
        rows.left, rows.risk, rows.weight, shares=_SHARES, groups=rows.unit, repeats=_REPEATS
    )
    told = [
        _row(*one)
        for one in zip(
            *(each.tolist() for each in (curve.share, curve.captured, curve.low, curve.high)),
            strict=True,
        )
    ]
    row = told[_SHARES.index(_SAID)]
    chance = row["captured_low"] is None or row["captured_low"] <= _SAID
    said = {
        f"said_{one}": text.format(**row, chance=_CHANCE[one] if chance else "")
        for one, text in _FOUND.items()
    }
    left = len(np.unique(rows.unit[rows.left > 0]))
    return GAINS.result(outlook, told, judged=len(rows), left=left, **said)


def _row(share: float, captured: float, low: float, high: float) -> dict[str, Any]:
    """Return a row of the table; an interval that is not known is None."""
    ends = [one if isfinite(one) else None for one in (low, high)]
    return {
        "share": share,
        "captured": captured,
        "captured_low": ends[0],
        "captured_high": ends[1],
        "lift": captured / share,
        "lift_low": None if ends[0] is None else ends[0] / share,
        "lift_high": None if ends[1] is None else ends[1] / share,
    }
