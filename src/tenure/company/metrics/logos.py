"""Logos, and their users as a leading indicator, as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.said import as_of, said
from tenure.errors import MetricError
from tenure.measure.activity import qualifying
from tenure.measure.attrition import attrition
from tenure.measure.logo_lead import finish_logo_lead, logo_lead
from tenure.measure.logos import logo_contracts, warned
from tenure.measure.states import activity_spells, contract_spells

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked
    from tenure.company.choosing import Choice

_QUIET_DAYS = 28


def _spells(asked: "Asked") -> "ir.Table":
    """Return when each logo that the question is about was active."""
    people = _customers(asked) if "customers" in asked.rule.data.tables else None
    contracts = logo_contracts(asked.rule.known_contracts(asked.observed), people)
    spells = contract_spells(
        contracts, unit="account_id", calendar=asked.calendar, observed=asked.observed
    )
    if asked.members is not None:
        spells = spells.semi_join(_cohort(asked, asked.members), "unit_id")
    if asked.question.where is None:
        return spells
    return spells.semi_join(_choice(asked).profiles, "unit_id")


def _cohort(asked: "Asked", members: "ir.Table") -> "ir.Table":
    """Return the logos of a saved cohort; of customers, those that they belong to."""
    if asked.rule.unit == "account":
        return members
    customers = _customers(asked)
    whose = customers.semi_join(members, customers.customer_id == members.unit_id)
    return whose.select(unit_id=whose.account_id).distinct()


def _customers(asked: "Asked") -> "ir.Table":
    """Return customers as they belonged to their logos at the end of the observation."""
    asked.table("customers")  # without it, this says what to do
    return asked.rule.data.version("customers", asked.observed.end)


def _choice(asked: "Asked") -> "Choice":
    """Return whom the question is about, by what is known of each logo."""
    from tenure.company.choosing import once

    return asked.choice if asked.rule.unit == "account" else once(asked, lambda: _made(asked))


def _made(asked: "Asked") -> "Choice":
    from tenure.company.choosing import Choice

    asked.table("accounts")  # without it, this says what to do
    accounts = asked.rule.data.version("accounts", asked.observed.end)
    known = accounts.mutate(unit_id=accounts.account_id)
    by, where = asked.question.by, asked.question.where
    return Choice(asked.rule, known, by, where, asked.observed, asked.metric.when, "account")


def _groups(asked: "Asked") -> "ir.Table | None":
    question = asked.question
    return _choice(asked).groups if question.by or question.where else None


def _logos(asked: "Asked") -> "ir.Table":
    rows = attrition(
        _spells(asked),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=_groups(asked),
    )
    return warned(rows) if asked.period == "week" else rows


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    from tenure.measure.members import attrition_members

    return attrition_members(
        _spells(asked),
        cell=cell,
        count=count,
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=_groups(asked),
    )


def _lead(asked: "Asked") -> "ir.Table":
    customers = _customers(asked)
    if "account_id" not in customers.columns:
        raise MetricError(
            "customers have no account_id, so it is not known whose users they are",
            hint="map it: [tables.customers] columns = { account_id = … }",
        )
    active, quiet = asked.definitions.active, _quiet(asked)
    zone = asked.definitions.company.time_zone
    users = activity_spells(
        qualifying(asked.known("events"), active, time_zone=zone),
        days=quiet,
        at_least=active.at_least,
        calendar=asked.calendar,
        observed=asked.observed,
    )
    return logo_lead(
        _spells(asked),
        users,
        customers.select(unit_id=customers.customer_id, account_id=customers.account_id),
        lags=cast(int, asked.option("lags")),
        over=cast(int, asked.option("over")),
        lookback=quiet,
        calendar=asked.calendar,
        observed=asked.observed,
    )


def _quiet(asked: "Asked") -> int:
    chosen = cast("int | None", asked.option("quiet"))
    return chosen or asked.definitions.churn.after or _QUIET_DAYS


def _finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    return finish_logo_lead(table, top=cast(float, asked.option("top")))


def _logos_words(asked: "Asked", language: str) -> str:
    text = said(asked, language, _LOGOS, rule=False)
    chosen = asked.question.by or asked.question.where
    return text + as_of(_choice(asked), language) if chosen else text


def _lead_words(asked: "Asked", language: str) -> str:
    days, over = _quiet(asked), asked.option("over")
    text = {name: told.format(days=days, over=over) for name, told in _LEAD.items()}
    return said(asked, language, text, rule=False)


_LOGOS = {
    "en": "Of the logos (accounts) active when the period began, the share no longer active when "
    "it ended. A logo is active while any contract, its own or one of its people's, is in force "
    "and paid for.",
    "ko": "기간이 시작될 때 활성이던 로고(고객사) 가운데 끝날 때 활성이 아닌 비율. 로고 자신이나 "
    "소속 사용자의 계약이 하나라도 유효하고 유료인 동안 활성입니다.",
}
_LEAD = {
    "en": "For each lag in months: how well the share of a logo's users lost within {over} "
    "month(s) foretells that the logo itself is lost that many months later. A user is active "
    "with a qualifying activity in the last {days} days.",
    "ko": "개월 단위 시차마다, {over}개월 사이 떠난 사용자의 비율이 그만큼 뒤의 로고 이탈을 "
    "얼마나 잘 "
    "예고하는지. 사용자는 최근 {days}일 안에 의미 있는 활동이 있으면 활성입니다.",
}

METRICS = (
    Metric(
        name="logos",
        ids=("M7",),
        title={"en": "Attrition of logos", "ko": "로고 이탈률"},
        about={
            "en": "Of the accounts active when a period began, the share no longer active.",
            "ko": "기간이 시작될 때 활성이던 고객사 가운데 끝날 때 활성이 아닌 비율.",
        },
        source="definitions, “Logos”",
        columns=(
            START,
            END,
            COMPLETE,
            Column("at_start", "count", "logos active when it began", "시작 시점의 활성 로고"),
            Column("retained", "count", "of those, active at its end", "그중 남은 로고"),
            Column("lost", "count", "of those, no longer active", "그중 이탈한 로고"),
            Column("joined", "count", "active at the end for the first time", "새로 온 로고"),
            Column("won_back", "count", "active at the end, again", "돌아온 로고"),
            Column("at_end", "count", "retained + joined + won_back", "종료 시점의 활성 로고"),
            Column(
                "joined_and_lost", "count", "came and went within it", "기간 안에 와서 떠난 로고"
            ),
            Column("attrition", "share", "lost / at_start", "이탈 / 시작 시점의 활성 로고"),
            *wilson("attrition"),
            REASON,
        ),
        when="period",
        rows=_logos,
        words=_logos_words,
        members=_members,
        unit="account",
        periods=("week", "month", "quarter", "year"),
        needs=("subscriptions",),
    ),
    Metric(
        name="logo-lead",
        ids=("M7",),
        title={"en": "Users lost before the logo", "ko": "로고보다 먼저 떠나는 사용자"},
        about={
            "en": "How well, and how early, losing users foretells losing their logo.",
            "ko": "사용자 이탈이 로고 이탈을 얼마나 일찍, 얼마나 잘 예고하는지.",
        },
        source="definitions, “Logos”",
        common=("where",),
        options=(
            Option(
                "lags", "count", 6, help={"en": "Months to look back.", "ko": "살펴볼 개월 수."}
            ),
            Option(
                "over",
                "count",
                1,
                help={
                    "en": "Months within which users are lost.",
                    "ko": "사용자 이탈을 세는 개월 수.",
                },
            ),
            Option(
                "quiet",
                "days",
                None,
                help={
                    "en": "Days without activity after which a user is gone.",
                    "ko": "활동이 없으면 사용자가 떠난 것으로 보는 일수.",
                },
            ),
            Option(
                "top",
                "share",
                0.1,
                help={
                    "en": "Share of logo-months that is flagged.",
                    "ko": "위험하다고 표시하는 로고-월의 비율.",
                },
            ),
        ),
        columns=(
            Column("lag", "count", "months from users lost to the logo's loss", "시차(개월)"),
            Column("logo_months", "count", "months of logos judged", "판정한 로고-월"),
            Column("logos_lost", "count", "of those, lost", "그중 이탈"),
            Column(
                "no_users", "count", "months of logos without active users", "사용자 없는 로고-월"
            ),
            Column("no_users_lost", "count", "of those, lost", "그중 이탈"),
            Column("auc", "share", "chance that a lost logo ranks higher", "이탈 로고가 앞설 확률"),
            Column("auc_low", "share", "lower end, 95 % Newcombe", "95% Newcombe 하한"),
            Column("auc_high", "share", "upper end, 95 % Newcombe", "95% Newcombe 상한"),
            Column("base_rate", "share", "logos_lost / logo_months", "이탈 / 로고-월"),
            Column("flagged", "number", "logo-months in the top share", "상위 로고-월"),
            Column("caught", "number", "of those, lost", "그중 이탈"),
            Column("precision", "share", "caught / flagged", "적중 / 표시"),
            Column("precision_low", "share", "lower end, 95 % Wilson", "95% Wilson 하한"),
            Column("precision_high", "share", "upper end, 95 % Wilson", "95% Wilson 상한"),
            Column("recall", "share", "caught / logos_lost", "적중 / 이탈"),
            Column("lead_days", "days", "mean warning for those caught", "미리 아는 평균 일수"),
            REASON,
        ),
        when="end",
        rows=_lead,
        finish=_finish,
        counts_of="months of logos",
        words=_lead_words,
        needs=("subscriptions", "customers", "events"),
    ),
)
