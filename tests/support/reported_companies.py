"""Made-up companies for the report: a plain one, a hard one, one whose first period is not over."""

from datetime import date
from typing import Any

from support.drawn_results import (
    attrition_result,
    attrition_rows,
    periods,
    retention_result,
    retention_rows,
)
from tenure.measure.result import Result
from tenure.report import Change, Finding, ReportData, Severity, Skipped, TableSummary
from tenure.stats import wilson

SAYS: dict[str, dict[str, Any]] = {
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


AS_OF = date(2025, 6, 12)
MONTHS = periods("month", date(2023, 7, 1), 24)
WEEKS = periods("week", date(2024, 6, 3), 54)


def company(language: str = "en") -> ReportData:
    """Make a company of 24 months that grows while it loses customers."""
    says = SAYS[language]
    days = (date(2024, 3, 4), date(2024, 11, 20), date(2024, 11, 25))
    kinds = ("price", "release", "price")
    return ReportData(
        company="Lumen" if language == "en" else "루멘 주식회사",
        kind="saas",
        language=language,
        time_zone="Asia/Seoul",
        currency="KRW",
        as_of=AS_OF,
        results=[*attritions(language), *retentions(language)],
        quality=findings(language),
        tables=[
            TableSummary("customers", 8420, 8420, 0, date(2023, 1, 3), AS_OF),
            TableSummary("subscriptions", 9131, 9093, 38, date(2023, 1, 3), AS_OF),
            TableSummary("events", 10_482_117, 10_481_904, 213, date(2023, 6, 1), AS_OF),
            TableSummary("changes", 0, 0, 0),
        ],
        skipped=[Skipped(*says["skipped"])],
        changes=list(map(Change, days, kinds, says["changes"])),
    )


def plans(language: str) -> list[tuple[str | None, float, int]]:
    """List the plans with how many leave in a month and how many are there."""
    return [*PLANS[language], (None, 0.06, 260), ("Beta <script>alert(1)</script>", 0.05, 14)]


def attritions(language: str) -> list[Result]:
    """Draw attrition by month, by week, and by month and plan."""
    words = SAYS[language]["attrition"]
    monthly = attrition_rows(starts=MONTHS, as_of=AS_OF, size=3574, leaving=0.05, joining=0.05)
    weekly = attrition_rows(starts=WEEKS, as_of=AS_OF, size=4600, leaving=0.012, joining=0.014)
    split = [
        row | {"plan": plan}
        for seed, (plan, leaving, size) in enumerate(plans(language))
        for row in attrition_rows(
            starts=MONTHS, as_of=AS_OF, size=size, leaving=leaving, joining=0.05, seed=seed
        )
    ]
    return [
        attrition_result(monthly, period="month", as_of=AS_OF, words=words),
        attrition_result(weekly, period="week", as_of=AS_OF, words=words),
        attrition_result(split, period="month", as_of=AS_OF, words=words, by="plan"),
    ]


def retentions(language: str) -> list[Result]:
    """Draw the triangles by month, by week, and by month and plan."""
    words = SAYS[language]["retention"]
    monthly = retention_rows(starts=MONTHS, as_of=AS_OF, size=190)
    weekly = retention_rows(starts=WEEKS[-27:], as_of=AS_OF, size=52, curve=(0.3, 0.08, 3.0))
    split = [
        row | {"plan": plan}
        for seed, (plan, leaving, size) in enumerate(plans(language))
        for row in retention_rows(
            starts=MONTHS,
            as_of=AS_OF,
            size=size // 12 + 1,
            curve=(0.92 - leaving * 3, 0.5 - leaving * 3, 5),
            seed=seed,
        )
    ]
    return [
        retention_result(monthly, period="month", as_of=AS_OF, words=words),
        retention_result(weekly, period="week", as_of=AS_OF, words=words),
        retention_result(split, period="month", as_of=AS_OF, words=words, by="plan"),
    ]


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


HARD_AS_OF = date(2025, 6, 30)
HARD_MONTHS = periods("month", date(2020, 1, 1), 66)
QUARTERS = periods("quarter", date(2024, 7, 1), 4)


def hard(language: str = "en") -> ReportData:
    """Make what breaks layouts: huge and tiny numbers, gaps, many cohorts, hostile names."""
    return ReportData(
        company=HOSTILE,
        kind="something else",
        language=language,
        time_zone="America/New_York",
        as_of=HARD_AS_OF,
        results=[*hard_attritions(), *hard_retentions()],
        quality=[Finding(HOSTILE, HOSTILE, "info", 1, 1.0, HOSTILE, HOSTILE, [{HOSTILE: HOSTILE}])],
        skipped=[Skipped(HOSTILE, HOSTILE)],
        changes=[
            Change(date(2020 + i // 4, 1 + 3 * (i % 4), 2), "price", f"{HOSTILE} {i}")
            for i in range(20)
        ],
        small_cell=100,
    )


def hard_attritions() -> list[Result]:
    """Draw 60 million customers with gaps, three customers, none, and many segments."""
    as_of = HARD_AS_OF
    huge = attrition_rows(
        starts=HARD_MONTHS, as_of=as_of, size=123_456_789, leaving=0.0003, joining=0.0005
    )
    for row in (huge[20], huge[40]):
        row |= dict.fromkeys(("attrition", "attrition_low", "attrition_high", "lost"))
        row["reason"] = "no events were recorded <in this month>"
    tiny = attrition_rows(starts=QUARTERS, as_of=as_of, size=3, leaving=0.3, joining=0.2)
    tiny[0] |= {"at_start": 0, "retained": 0, "lost": 0, "attrition": None}
    many = [
        row | {"region": f"{HOSTILE} {number}" if number else ""}
        for number in range(17)
        for row in attrition_rows(
            starts=QUARTERS, as_of=as_of, size=20 + 40 * number, leaving=0.1, joining=0.1
        )
    ]
    return [
        attrition_result(huge, period="month", as_of=as_of, words=HOSTILE),
        attrition_result(tiny, period="quarter", as_of=as_of, words="x"),
        attrition_result([], period="week", as_of=as_of, words="x"),
        attrition_result(many, period="quarter", as_of=as_of, words="x", by="region"),
        attrition_result([], period="month", as_of=as_of, words="x", by="region"),
    ]


def hard_retentions() -> list[Result]:
    """Draw 66 large cohorts of low retention, one of them empty and one tiny, and none."""
    as_of = HARD_AS_OF
    cells = retention_rows(starts=HARD_MONTHS, as_of=as_of, size=2_000_000, curve=(0.03, 0.004, 6))
    for cell in cells:
        if cell["cohort"] == date(2025, 1, 1):
            cell |= {"size": 0, "eligible": 0, "returned": 0, "retention": None}
        if cell["cohort"] == date(2025, 2, 1) and cell["complete"]:
            cell |= {"size": 7, "eligible": 7, "returned": 1, "retention": 1 / 7}
    return [
        retention_result(cells, period="month", as_of=as_of, words="x", mode="on-or-after"),
        retention_result([], period="week", as_of=as_of, words="x", mode="brackets"),
        retention_result([], period="week", as_of=as_of, words="x", by="region"),
    ]


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


def snapshot(language: str = "en") -> ReportData:
    """Make a company of which only a snapshot is known, whole and by contract."""
    as_of = date(2025, 6, 30)
    empty = dict.fromkeys(("period_start", "period_end", "joined", "won_back", "joined_and_lost"))

    def row(at_start: int, lost: int) -> dict[str, object]:
        low, high = wilson(lost, at_start) or (None, None)
        return empty | {
            "complete": True,
            "at_start": at_start,
            "retained": at_start - lost,
            "lost": lost,
            "at_end": at_start - lost,
            "attrition": lost / at_start,
            "attrition_low": low,
            "attrition_high": high,
        }

    split = [row(3875, 1655) | {"contract": "monthly"}, row(3168, 214) | {"contract": "yearly"}]
    whole = attrition_result([row(7043, 1869)], period=None, as_of=as_of, words="x")
    by = attrition_result(split, period=None, as_of=as_of, words="x", by="contract")
    return ReportData("Telco", as_of, [whole, by], language=language)
