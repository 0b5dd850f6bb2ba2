"""Results of a made-up company, drawn from a seed: the report's input without any engine."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pyarrow as pa

from tenure.report import Change, Finding, ReportData, Severity, Skipped, TableSummary
from tenure.stats import wilson

SQL = """SELECT
  p.period_start,
  COUNT(*) FILTER (WHERE a.unit_id IS NOT NULL) AS at_start,
  COUNT(*) FILTER (WHERE a.unit_id IS NOT NULL AND b.unit_id IS NULL) AS lost
FROM periods AS p
LEFT JOIN spells AS a
  ON a.from_local < p.period_start AND (a.to_local >= p.period_start OR a.to_local IS NULL)
LEFT JOIN spells AS b
  ON b.unit_id = a.unit_id AND b.to_local >= p.period_end
WHERE a.plan <> '<free & trial>'
GROUP BY p.period_start
ORDER BY p.period_start"""


@dataclass(frozen=True)
class FakeResult:
    """The fields of a result."""

    metric: str
    definition: str
    as_of: date
    options: dict[str, object]
    table: pa.Table
    sql: str = field(default=SQL)


def periods(kind: str, first: date, count: int) -> list[date]:
    """List the first days of `count` periods, and the day after the last."""
    if kind == "week":
        return [first + timedelta(days=7 * i) for i in range(count + 1)]
    step = {"month": 1, "quarter": 3, "year": 12}[kind]
    months = [first.year * 12 + first.month - 1 + step * i for i in range(count + 1)]
    return [date(m // 12, m % 12 + 1, 1) for m in months]


def draw(random: Random, trials: int, share: float) -> int:
    """Draw from a binomial, by its normal approximation when it is large."""
    if trials < 200:
        return sum(random.random() < share for _ in range(trials))
    spread = (trials * share * (1 - share)) ** 0.5
    return min(trials, max(0, round(random.gauss(trials * share, spread))))


def attrition_rows(
    *, starts: list[date], as_of: date, size: int, leaving: float, joining: float, seed: int = 1
) -> list[dict[str, object]]:
    """Walk a company through its periods; the last may be unfinished."""
    random, rows, active, gone = Random(seed), [], size, size // 10
    for number, (start, end) in enumerate(pairwise(starts)):
        complete = end <= as_of + timedelta(days=1)
        part = 1.0 if complete else max(0.0, (as_of - start).days / (end - start).days)
        season = 1 + 0.18 * ((number % 12) in (0, 1)) - 0.1 * ((number % 12) in (6, 7))
        lost = draw(random, active, leaving * season * part)
        joined = draw(random, max(1, size), joining * part * (1 + number / 90))
        back = draw(random, gone, 0.02 * part)
        bounds = wilson(lost, active)
        low, high = bounds or (None, None)
        rows.append(
            {
                "period_start": start,
                "period_end": end,
                "complete": complete,
                "at_start": active,
                "retained": active - lost,
                "lost": lost,
                "joined": joined,
                "won_back": back,
                "at_end": active - lost + joined + back,
                "joined_and_lost": draw(random, joined, 0.06),
                "attrition": lost / active if active else None,
                "attrition_low": low,
                "attrition_high": high,
                "reason": None if complete else "the period is not over",
            }
        )
        active, gone = active - lost + joined + back, gone + lost - back
    return rows


COUNTS = ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost")
ATTRITION = pa.schema(
    [
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("complete", pa.bool_()),
        *((name, pa.int64()) for name in COUNTS),
        ("attrition", pa.float64()),
        ("attrition_low", pa.float64()),
        ("attrition_high", pa.float64()),
        ("reason", pa.string()),
    ]
)
RETENTION = pa.schema(
    [
        ("cohort", pa.date32()),
        ("size", pa.int64()),
        ("period", pa.int64()),
        ("eligible", pa.int64()),
        ("returned", pa.int64()),
        ("retention", pa.float64()),
        ("retention_low", pa.float64()),
        ("retention_high", pa.float64()),
        ("complete", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def attrition_result(
    rows: list[dict[str, object]], *, period: str, as_of: date, words: str, by: str | None = None
) -> FakeResult:
    """Wrap rows of attrition as a result."""
    schema = ATTRITION.insert(0, pa.field(by, pa.string())) if by else ATTRITION
    options = {"period": period, "convention": "cohort"} | ({"by": by} if by else {})
    return FakeResult("attrition", words, as_of, options, pa.Table.from_pylist(rows, schema))


def retention_rows(
    *,
    starts: list[date],
    as_of: date,
    size: int,
    curve: tuple[float, float, float] = (0.86, 0.42, 5.0),
    seed: int = 2,
) -> list[dict[str, object]]:
    """Draw a triangle: period 0 first, then `top` falling to `floor` with a half-life."""
    random, rows = Random(seed), []
    top, floor, half = curve
    for number, cohort in enumerate(starts[:-1]):
        people = max(0, round(random.gauss(size * (1 + number / 40), size * 0.08)))
        for period in range(len(starts) - 1 - number):
            share = 1.0 if period == 0 else floor + (top - floor) * 0.5 ** (period / half)
            complete = starts[number + period + 1] <= as_of + timedelta(days=1)
            returned = draw(random, people, min(1.0, share)) if complete else None
            bounds = wilson(returned, people) if returned is not None else None
            low, high = bounds or (None, None)
            rows.append(
                {
                    "cohort": cohort,
                    "size": people,
                    "period": period,
                    "eligible": people if complete else None,
                    "returned": returned,
                    "retention": returned / people if returned is not None and people else None,
                    "retention_low": low,
                    "retention_high": high,
                    "complete": complete,
                    "reason": None if complete else "not over for everyone",
                }
            )
    return rows


def retention_result(
    rows: list[dict[str, object]],
    *,
    period: str,
    as_of: date,
    words: str,
    mode: str = "exact",
    by: str | None = None,
) -> FakeResult:
    """Wrap rows of retention as a result."""
    schema = RETENTION.insert(0, pa.field(by, pa.string())) if by else RETENTION
    options = {"period": period, "mode": mode} | ({"by": by} if by else {})
    return FakeResult("retention", words, as_of, options, pa.Table.from_pylist(rows, schema))


SAYS = {
    "en": {
        "attrition": "Of the customers active when a period began, the share no longer active "
        "when it ended. Active: watched at least a minute, or created a lead, in the 28 days "
        "before.",
        "retention": "Of the customers who started in a period, the share active again in each "
        "later period. Start: the first qualifying activity in the data.",
        "duplicate": ("The same subscription_id on several rows", "The last row is kept."),
        "before": ("Events before the customer started", "They are kept, and start no cohort."),
        "future": ("Dates after the last day observed", "The rows are set aside."),
        "skipped": (
            "Revenue churn, GRR, NRR",
            "subscriptions has no mrr: map a column to it in [tables.subscriptions].",
        ),
        "currency": ("Two currencies in one column: KRW, USD", "Amounts are not added up."),
        "changes": ("Starter plan 9 % dearer", "New mobile app", "Team plan"),
    },
    "ko": {
        "attrition": "기간이 시작될 때 활성이던 고객 중 기간이 끝날 때 더 이상 활성이 아닌 "
        "고객의 비율. 활성: 직전 28일 안에 1분 이상 시청했거나 리드를 만든 고객.",
        "retention": "한 기간에 시작한 고객 중 이후 각 기간에 다시 활동한 고객의 비율. "
        "시작: 데이터에 나타난 첫 적격 활동.",
        "duplicate": ("subscription_id가 여러 행에 중복됨", "마지막 행만 사용합니다."),
        "before": ("고객 시작일보다 앞선 이벤트", "사용하되 코호트의 시작으로 보지 않습니다."),
        "future": ("관측 마지막 날 이후의 날짜", "해당 행을 격리합니다."),
        "skipped": (
            "매출 이탈률, GRR, NRR",
            "subscriptions에 mrr 열이 없습니다. [tables.subscriptions]에서 열을 지정하십시오.",
        ),
        "currency": ("한 열에 두 통화가 섞여 있음: KRW, USD", "금액을 합산하지 않습니다."),
        "changes": ("스타터 요금제 9% 인상", "새 모바일 앱", "팀 요금제"),
    },
}
PLANS = {
    "en": (("Starter", 0.075, 900), ("Team", 0.046, 1500), ("Enterprise", 0.02, 900)),
    "ko": (("스타터", 0.075, 900), ("팀", 0.046, 1500), ("엔터프라이즈", 0.02, 900)),
}


def company(language: str = "en") -> ReportData:
    """Make a company of 24 months that grows while it loses customers."""
    says, as_of = SAYS[language], date(2025, 6, 12)
    months = periods("month", date(2023, 7, 1), 24)
    weeks = periods("week", date(2024, 6, 3), 54)
    plans = (*PLANS[language], (None, 0.06, 260), ("Beta <script>alert(1)</script>", 0.05, 14))
    attrition, retention = says["attrition"], says["retention"]
    monthly = attrition_rows(starts=months, as_of=as_of, size=3574, leaving=0.05, joining=0.05)
    weekly = attrition_rows(starts=weeks, as_of=as_of, size=4600, leaving=0.012, joining=0.014)
    split = [
        row | {"plan": plan}
        for seed, (plan, leaving, size) in enumerate(plans)
        for row in attrition_rows(
            starts=months, as_of=as_of, size=size, leaving=leaving, joining=0.05, seed=seed
        )
    ]
    triangle = retention_rows(starts=months, as_of=as_of, size=190)
    short = retention_rows(starts=weeks[-27:], as_of=as_of, size=52, curve=(0.3, 0.08, 3.0))
    by_plan = [
        row | {"plan": plan}
        for seed, (plan, leaving, size) in enumerate(plans)
        for row in retention_rows(
            starts=months,
            as_of=as_of,
            size=size // 12 + 1,
            curve=(0.92 - leaving * 3, 0.5 - leaving * 3, 5),
            seed=seed,
        )
    ]
    return ReportData(
        company="Lumen" if language == "en" else "루멘 주식회사",
        kind="saas",
        language=language,
        time_zone="Asia/Seoul",
        currency="KRW",
        as_of=as_of,
        results=[
            attrition_result(monthly, period="month", as_of=as_of, words=attrition),
            attrition_result(weekly, period="week", as_of=as_of, words=attrition),
            attrition_result(split, period="month", as_of=as_of, words=attrition, by="plan"),
            retention_result(triangle, period="month", as_of=as_of, words=retention),
            retention_result(short, period="week", as_of=as_of, words=retention),
            retention_result(by_plan, period="month", as_of=as_of, words=retention, by="plan"),
        ],
        quality=findings(language),
        tables=[
            TableSummary("customers", 8420, 8420, 0, date(2023, 1, 3), as_of),
            TableSummary("subscriptions", 9131, 9093, 38, date(2023, 1, 3), as_of),
            TableSummary("events", 10_482_117, 10_481_904, 213, date(2023, 6, 1), as_of),
            TableSummary("changes", 0, 0, 0),
        ],
        skipped=[Skipped(*says["skipped"])],
        changes=[
            Change(day, kind, name)
            for day, kind, name in zip(
                (date(2024, 3, 4), date(2024, 11, 20), date(2024, 11, 25)),
                ("price", "release", "price"),
                says["changes"],
                strict=True,
            )
        ],
    )


def findings(language: str) -> list[Finding]:
    """Make findings of every severity, with and without samples."""
    says = SAYS[language]
    sample = [
        {"row": "118", "subscription_id": "S-0042", "started_at": "2024-02-30"},
        {"row": "2207", "subscription_id": "S-1189", "started_at": "2031-01-01"},
        {"row": "2208", "subscription_id": "<b>S</b>", "plan": "팀"},
    ]

    def make(key: str, table: str, severity: Severity, count: int, share: float | None) -> Finding:
        message, action = says[key]
        samples = sample if table == "subscriptions" else []
        return Finding(table, key, severity, count, share, action, message, samples)

    return [
        make("duplicate", "subscriptions", "error", 38, 38 / 9131),
        make("before", "events", "warning", 4113, 4113 / 10_482_117),
        make("future", "events", "error", 213, 213 / 10_482_117),
        make("currency", "subscriptions", "info", 1, None),
    ]


HOSTILE = '<script>alert("x")</script> & "한국어" 이름이 매우 긴 주식회사 with a name that goes on'


def hard(language: str = "en") -> ReportData:
    """Make what breaks layouts: huge and tiny numbers, gaps, many cohorts, hostile names."""
    as_of = date(2025, 6, 30)
    months = periods("month", date(2020, 1, 1), 66)
    quarters = periods("quarter", date(2024, 7, 1), 4)
    huge = attrition_rows(
        starts=months, as_of=as_of, size=123_456_789, leaving=0.0003, joining=0.0005
    )
    for row in (huge[20], huge[40]):
        row |= dict.fromkeys(("attrition", "attrition_low", "attrition_high", "lost"))
        row["reason"] = "no events were recorded <in this month>"
    tiny = attrition_rows(starts=quarters, as_of=as_of, size=3, leaving=0.3, joining=0.2)
    tiny[0] |= {"at_start": 0, "retained": 0, "lost": 0, "attrition": None}
    many = [
        row | {"region": f"{HOSTILE} {number}" if number else ""}
        for number in range(17)
        for row in attrition_rows(
            starts=quarters, as_of=as_of, size=20 + 40 * number, leaving=0.1, joining=0.1
        )
    ]
    cohorts = retention_rows(starts=months, as_of=as_of, size=2_000_000, curve=(0.03, 0.004, 6))
    for row in cohorts:
        if row["cohort"] == date(2025, 1, 1):
            row |= {"size": 0, "eligible": 0, "returned": 0, "retention": None}
        if row["cohort"] == date(2025, 2, 1) and row["complete"]:
            row |= {"size": 7, "eligible": 7, "returned": 1, "retention": 1 / 7}
    return ReportData(
        company=HOSTILE,
        kind="something else",
        language=language,
        time_zone="America/New_York",
        as_of=as_of,
        results=[
            attrition_result(huge, period="month", as_of=as_of, words=HOSTILE),
            attrition_result(tiny, period="quarter", as_of=as_of, words="x"),
            attrition_result([], period="week", as_of=as_of, words="x"),
            attrition_result(many, period="quarter", as_of=as_of, words="x", by="region"),
            attrition_result([], period="month", as_of=as_of, words="x", by="region"),
            retention_result(cohorts, period="month", as_of=as_of, words="x", mode="on-or-after"),
            retention_result([], period="week", as_of=as_of, words="x", mode="brackets"),
            retention_result([], period="week", as_of=as_of, words="x", by="region"),
        ],
        quality=[Finding(HOSTILE, HOSTILE, "info", 1, 1.0, HOSTILE, HOSTILE, [{HOSTILE: HOSTILE}])],
        skipped=[Skipped(HOSTILE, HOSTILE)],
        changes=[
            Change(date(2020 + i // 4, 1 + 3 * (i % 4), 2), "price", HOSTILE) for i in range(20)
        ],
        small_cell=100,
    )


def unfinished(language: str = "en") -> ReportData:
    """Make a company whose first period is not over."""
    as_of = date(2025, 6, 12)
    months = periods("month", date(2025, 6, 1), 1)
    rows = attrition_rows(starts=months, as_of=as_of, size=40, leaving=0.1, joining=0.1)
    cells = retention_rows(starts=months, as_of=as_of, size=40)
    return ReportData(
        company="루멘",
        language=language,
        as_of=as_of,
        results=[
            attrition_result(rows, period="month", as_of=as_of, words="x"),
            retention_result(cells, period="month", as_of=as_of, words="x"),
        ],
    )
