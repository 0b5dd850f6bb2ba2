"""How good models are, as tables with words: each method, and predicted beside observed."""

from collections.abc import Sequence
from typing import Any

from tenure.charts.formats import MINUS
from tenure.company.metrics.contract import Column
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View
from tenure.measure.result import Result

_TO = {"en": " to ", "ko": "~"}

BACKTEST = View(
    "backtest",
    {"en": "Backtest", "ko": "과거 검증"},
    (
        Column("learner", "text", "what was tried", "시험한 모델"),
        Column("chosen", "text", "whether it is in use", "사용 중"),
        *(
            Column(f"{name}{end}", "number", text[0], text[1])
            for name, text in {
                "auc": ("ranking: 0.5 is chance", "AUC(0.5는 우연, 1은 완벽)"),
                "log_loss": ("log loss, lower is better", "로그 손실(낮을수록 좋음)"),
                "brier": ("Brier score, lower is better", "브라이어 점수(낮을수록 좋음)"),
                "lift_top_tenth": ("lift of the top tenth", "상위 10% 리프트(배)"),
            }.items()
            for end in ("", "_low", "_high")
        ),
    ),
    {
        "en": "How well each method would have done on {how_en} than it learnt "
        "from ({tested:,} rows, {left:,} who left), with 95% intervals over customers. "
        "The simplest is in use that none beats beyond doubt.",
        "ko": "각 모델을 {how_ko}으로 평가한 "
        "결과입니다({tested:,}행, 이탈 {left:,}명). 95% 신뢰구간은 고객 단위로 구했습니다. 더 "
        "복잡한 모델이 확실히 낫지 않으면 단순한 모델을 씁니다.",
    },
)

_HOW = {
    True: {
        "how_en": "later dates and other customers",
        "how_ko": "학습에 쓰지 않은 이후 날짜와 다른 고객",
    },
    False: {
        "how_en": "other customers of the same dates, too close together for a later one,",
        "how_ko": "(기준일이 서로 가까워 이후 날짜를 둘 수 없어) 같은 기준일의 다른 고객",
    },
}
"""On what models are judged: later dates, or not."""

CALIBRATION = View(
    "calibration",
    {"en": "Are the risks right?", "ko": "예측한 위험도는 맞는가"},
    (
        Column("predicted", "share", "mean predicted risk", "예측한 평균 위험도"),
        Column("observed", "share", "share that left", "실제로 이탈한 비율"),
        Column("observed_low", "share", "lower end", "하한"),
        Column("observed_high", "share", "upper end", "상한"),
        Column("rows", "count", "customers at dates", "고객 × 날짜"),
    ),
    {
        "en": "Tenths of the rows by predicted risk, and how many of them left. Slope {slope_en}: "
        "1 means that differences between risks are as large as they should be.",
        "ko": "예측한 위험도 순으로 같은 크기의 열 묶음으로 나누어 실제 이탈 비율과 비교했습니다. "
        "기울기 {slope_ko}: 1이면 위험도의 차이가 실제와 같은 크기입니다.",
    },
)


def backtest(outlook: Outlook, bundle: Bundle) -> Result | None:
    """Return how each method did on later dates; None where nothing could be judged."""
    judged = bundle.risk.report.get("validation")
    if not judged:
        return None
    rows = []
    for learner, metrics in judged["learners"].items():
        row: dict[str, Any] = {
            "learner": learner,
            "chosen": "✓" if learner == bundle.risk.learner else "",
        }
        for name, found in metrics.items():
            ends = found or (None, None, None)
            row |= {
                f"{name}{end}": one for end, one in zip(("", "_low", "_high"), ends, strict=True)
            }
        rows.append(row)
    tested = judged["tested"]
    how = _HOW[judged["scheme"] == "rolling origin"]
    return BACKTEST.result(outlook, rows, tested=tested["rows"], left=tested["left"], **how)


def calibration(outlook: Outlook, bundle: Bundle) -> Result | None:
    """Return predicted against observed by tenths; None where nothing could be judged."""
    judged = bundle.risk.report.get("validation")
    if not judged or not judged["calibration"]["bins"]:
        return None
    rows = [
        {
            "predicted": one["predicted"],
            "observed": one["observed"],
            "observed_low": one["low"],
            "observed_high": one["high"],
            "rows": one["n"],
        }
        for one in judged["calibration"]["bins"]
    ]
    slopes = _slopes(judged["calibration"]["slope"])
    return CALIBRATION.result(outlook, rows, **slopes)


def _slopes(slope: Sequence[float] | None) -> dict[str, str]:
    """Write the slope with its interval, as each language does."""
    if slope is None:
        return {f"slope_{language}": "–" for language in _TO}
    value, low, high = (f"{one:.2f}".replace("-", MINUS) for one in slope)
    return {f"slope_{language}": f"{value} ({low}{to}{high})" for language, to in _TO.items()}
