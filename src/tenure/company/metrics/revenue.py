"""Money as it is asked of a company: MRR, revenue retention, renewals, CAC payback."""

from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, END, REASON, START
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.held import (
    contracts,
    costs,
    mrr_members,
    payback_members,
    renewal_members,
    retention_members,
)
from tenure.company.metrics.revenue_words import (
    chosen_date,
    home_currency,
    mrr_words,
    payback_words,
    renewal_words,
    retention_words,
)
from tenure.measure.churn_dates import CHURN_DATES
from tenure.measure.revenue_retention import DENOMINATORS, Denominator

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def mrr_rows(asked: "Asked") -> "ir.Table":
    """Return MRR and its movements by period."""
    from tenure.measure.revenue import mrr

    return mrr(
        contracts(asked, chosen_date(asked)),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def retention_rows(asked: "Asked") -> "ir.Table":
    """Return gross and net churn of revenue, GRR and NRR by period."""
    from tenure.measure.revenue_retention import revenue_retention

    denominator = cast(Denominator, asked.option("denominator"))
    renewing = denominator == "renewals_due"
    return revenue_retention(
        contracts(asked, "effective" if renewing else chosen_date(asked)),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        denominator=denominator,
        at_least_months=cast(int, asked.option("term")),
    )


def renewal_rows(asked: "Asked") -> "ir.Table":
    """Return what was due for renewal and what was renewed by period."""
    from tenure.measure.revenue_renewals import renewals

    return renewals(
        contracts(asked),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        at_least_months=cast(int, asked.option("term")),
    )


def payback_rows(asked: "Asked") -> "ir.Table":
    """Return CAC, payback and those lost before it, by the period in which customers began."""
    from tenure.measure.payback import payback

    return payback(
        contracts(asked),
        asked.only(costs(asked)),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        margin=cast(float, asked.option("margin")),
        currency=home_currency(asked),
    )


_CHURN_DATE = Option(
    "churn_date",
    default="effective",
    choices=CHURN_DATES,
    help={
        "en": "When a contract counts as gone: no longer in force, notice given, paid term over.",
        "ko": "계약이 끝난 것으로 보는 때: 효력 종료, 해지 통보, 결제 기간 종료.",
    },
)
_RATES = Option(
    "rates",
    help={
        "en": "Fixed exchange rates into the company's currency: USD=1350, EUR=1480.",
        "ko": "회사 통화로의 고정 환율: USD=1350, EUR=1480.",
    },
)
_TERM = Option(
    "term",
    kind="count",
    default=12,
    help={
        "en": "Months that a contract's term must have at least to be due for renewal.",
        "ko": "갱신 대상이 되는 계약의 최소 약정 개월 수.",
    },
)

_DENOMINATOR = Option(
    "denominator",
    default="opening",
    choices=DENOMINATORS,
    help={
        "en": "Of which money: MRR at the start, or of contracts due for renewal.",
        "ko": "분모: 시작 시점의 MRR 또는 갱신 대상 계약의 MRR.",
    },
)
_MARGIN = Option(
    "margin",
    kind="share",
    default=1.0,
    help={
        "en": "Gross margin: the share of MRR that repays the cost.",
        "ko": "매출 총이익률: MRR 가운데 비용을 회수하는 몫.",
    },
)

_PERIOD = (
    Column("currency", "text", "of all amounts in the row", "이 행의 통화"),
    START,
    END,
    COMPLETE,
)


def _with_bounds(name: str, en: str, ko: str) -> tuple[Column, ...]:
    return (
        Column(name, "share", en, ko),
        Column(f"{name}_low", "share", "lower end, 95 %", "95% 구간의 하한"),
        Column(f"{name}_high", "share", "upper end, 95 %", "95% 구간의 상한"),
    )


_NEEDS = ("subscriptions",)
_CUTS = ("month", "quarter", "year")
_SOURCE = "definitions, “The same month under four published conventions”"

METRICS = (
    Metric(
        name="mrr",
        ids=("M3",),
        title={"en": "MRR and its movements", "ko": "월 반복 매출(MRR)과 변동"},
        about={
            "en": "Revenue that recurs every month, and what moved it: new, expansion, "
            "contraction, churn, reactivation.",
            "ko": "매달 반복되는 매출과 그 변동: 신규, 확장, 축소, 이탈, 재활성화.",
        },
        source=_SOURCE,
        columns=(
            *_PERIOD,
            Column("opening", "money", "MRR when the period began", "시작 시점의 MRR"),
            Column("new", "money", "of customers never there before", "신규 고객의 MRR"),
            Column("expansion", "money", "more from those who stayed", "남은 고객의 증가분"),
            Column("contraction", "money", "less from those who stayed", "남은 고객의 감소분"),
            Column("churn", "money", "of customers who left", "떠난 고객의 MRR"),
            Column("reactivation", "money", "of customers who came back", "돌아온 고객의 MRR"),
            Column("closing", "money", "MRR when the period ended", "종료 시점의 MRR"),
            Column("opening_customers", "count", "with a contract at the start", "시작 시점 고객"),
            Column("new_customers", "count", "new", "신규 고객"),
            Column("expanded_customers", "count", "stayed and pay more", "더 내는 고객"),
            Column("contracted_customers", "count", "stayed and pay less", "덜 내는 고객"),
            Column("churned_customers", "count", "left", "떠난 고객"),
            Column("reactivated_customers", "count", "came back", "돌아온 고객"),
            Column(
                "switched_customers",
                "count",
                "came into this currency from another, less those who went",
                "다른 통화에서 옮겨 온 고객 − 옮겨 간 고객",
            ),
            Column("closing_customers", "count", "with a contract at the end", "종료 시점 고객"),
            Column("unpriced", "count", "contracts at the end without MRR", "MRR을 모르는 계약"),
            Column(
                "quick_ratio",
                "number",
                "(new + reactivation + expansion) / (contraction + churn)",
                "(신규 + 재활성화 + 확장) / (축소 + 이탈)",
            ),
            REASON,
        ),
        options=(_CHURN_DATE, _RATES),
        rows=mrr_rows,
        words=mrr_words,
        members=mrr_members,
        periods=_CUTS,
        needs=_NEEDS,
    ),
    Metric(
        name="revenue-retention",
        ids=("M3",),
        title={"en": "Revenue retention", "ko": "매출 유지율"},
        about={
            "en": "Gross and net churn of MRR, GRR and NRR, with the denominator named.",
            "ko": "MRR의 총이탈률과 순이탈률, GRR, NRR. 분모를 밝힘.",
        },
        source=_SOURCE,
        columns=(
            *_PERIOD,
            Column("denominator", "text", "opening MRR, or renewals due", "분모"),
            Column("base", "money", "the denominator", "분모의 금액"),
            Column("base_customers", "count", "customers in it", "분모의 고객"),
            Column("lost", "money", "churn + contraction", "이탈 + 축소"),
            Column("gained", "money", "expansion", "확장"),
            Column("reactivated", "money", "of customers who came back", "재활성화"),
            *_with_bounds("gross_churn", "lost / base", "(이탈 + 축소) / 분모"),
            *_with_bounds("net_churn", "(lost − gained − reactivated) / base", "순이탈률"),
            *_with_bounds("grr", "(base − lost) / base", "총매출 유지율"),
            *_with_bounds("nrr", "(base − lost + gained) / base", "순매출 유지율"),
            REASON,
        ),
        options=(_DENOMINATOR, _CHURN_DATE, _TERM, _RATES),
        rows=retention_rows,
        members=retention_members,
        words=retention_words,
        periods=_CUTS,
        needs=_NEEDS,
    ),
    Metric(
        name="renewals",
        ids=("M3", "M12"),
        title={"en": "Renewals", "ko": "갱신율"},
        about={
            "en": "Of the contracts whose term ended in the period, the share that was renewed.",
            "ko": "기간 안에 약정이 끝난 계약 가운데 갱신된 비율.",
        },
        source="definitions, “Annual contracts: a renewal-eligible denominator”",
        columns=(
            *_PERIOD,
            Column("due", "count", "contracts whose term ended", "약정이 끝난 계약"),
            Column("renewed", "count", "of those, renewed", "그중 갱신된 계약"),
            *_with_bounds("renewal_rate", "renewed / due", "갱신 / 대상"),
            Column("due_customers", "count", "customers who held them", "대상 고객"),
            Column("due_mrr", "money", "MRR that was due", "갱신 대상 MRR"),
            Column("kept_mrr", "money", "what they pay for it afterwards", "갱신 후 MRR"),
            *_with_bounds("grr", "due_mrr kept, no customer above what was due", "총매출 유지율"),
            *_with_bounds("nrr", "kept_mrr / due_mrr", "순매출 유지율"),
            Column("ended_early", "count", "ended before their term did", "중도 해지된 계약"),
            Column("ended_early_mrr", "money", "MRR of those", "중도 해지된 MRR"),
            REASON,
        ),
        options=(_TERM, _RATES),
        rows=renewal_rows,
        members=renewal_members,
        words=renewal_words,
        periods=_CUTS,
        needs=_NEEDS,
    ),
    Metric(
        name="payback",
        ids=("M3",),
        title={"en": "CAC payback", "ko": "고객 획득 비용 회수"},
        about={
            "en": "What winning customers cost, when it is repaid, and who left before.",
            "ko": "고객을 얻는 데 든 비용, 회수 시점, 회수 전에 떠난 고객.",
        },
        source="definitions, “CAC payback”",
        columns=(
            Column("period_start", "date", "period in which they began", "시작한 기간의 첫날"),
            Column("complete", "flag", "whether everyone's fate is known", "모두 결정되었는지"),
            Column("acquired", "count", "with a known cost and a contract", "비용을 아는 고객"),
            Column("repaid", "count", "of those, have repaid it", "비용을 회수한 고객"),
            Column("lost_before", "count", "left before", "회수 전에 떠난 고객"),
            Column("pending", "count", "still there, not yet repaid", "회수 중인 고객"),
            Column("without_contract", "count", "never had a contract", "계약이 없던 고객"),
            Column("other_currency", "count", "pay in another currency", "다른 통화로 내는 고객"),
            Column("cost", "money", "what winning them cost", "획득 비용"),
            Column("cac", "money", "cost / acquired", "고객당 획득 비용"),
            Column("first_mrr", "money", "mean MRR at first", "처음 MRR의 평균"),
            Column(
                "payback_months",
                "number",
                "months of margin until the cost is repaid, if all stay as at first",
                "처음과 같을 때 회수까지의 마진 개월 수",
            ),
            Column(
                "months_to_repay",
                "number",
                "months it took, mean of those who have repaid",
                "회수한 고객의 평균 개월 수",
            ),
            *_with_bounds(
                "lost_before_payback", "lost_before / (lost_before + repaid)", "회수 전 이탈률"
            ),
            Column("at_least", "share", "lost_before / acquired", "최소 비율"),
            Column("at_most", "share", "(lost_before + pending) / acquired", "최대 비율"),
            REASON,
        ),
        options=(_MARGIN, _RATES),
        rows=payback_rows,
        members=payback_members,
        words=payback_words,
        periods=_CUTS,
        needs=(*_NEEDS, "customers"),
    ),
)
