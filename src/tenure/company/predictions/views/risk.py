"""What predictions say of today, as tables with words: at a glance, money at risk, who first."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.company.metrics.contract import Column
from tenure.company.predictions.currencies import Currencies, other_money
from tenure.company.predictions.days import CROSSED, REASONS, Day, days
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.gains import found as gains
from tenure.company.predictions.views.judging import backtest, calibration
from tenure.company.predictions.views.life import of_life
from tenure.company.predictions.views.unsaid import not_said
from tenure.company.predictions.views.view import View, rows_of, run_of, value_days
from tenure.company.predictions.views.when import when
from tenure.company.predictions.views.worth import of_worth
from tenure.measure.result import Result
from tenure.predict.wording import LANGUAGES
from tenure.predict.worth.tiers import SHARES

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST = 20
_BANDS = ("high", "medium", "low")
_RATE = "rate"


GLANCE = View(
    "risk",
    {"en": "Risk at a glance", "ko": "한눈에 보는 이탈 위험"},
    (
        Column("risk_band", "text", "band of risk", "위험 등급"),
        Column("customers", "count", "who is in it today", "고객 수"),
        Column("expected_lost", "count", "of them, expected to leave", "예상 이탈(명)"),
        Column("mean_risk", "share", "mean risk", "평균 위험도"),
        Column(
            "value_at_risk",
            "money",
            "Σ risk × value of who has one",
            "위험 금액(위험도 × 가치의 합)",
        ),
        Column("customers_valued", "count", "customers whose value counts", "가치를 산출한 고객"),
    ),
    {
        "en": "Of {scored:,} customers {expected:,} are expected to leave. Everyone who is there "
        "on {day}, by the calibrated risk of leaving within {horizon} days after a gap of {gap}. "
        "Those under notice have said that they leave and are in a row of their own. Expected is "
        "the sum of the risks. High is as much as the riskiest tenth had on the last date learnt "
        "from, medium as much as the next two tenths.{same_en}{money_en} Model: {model}.",
        "ko": "고객 {scored:,}명 중 약 {expected:,}명이 이탈할 것으로 예상됩니다. {day} 현재 "
        "고객을 이탈 위험도에 따라 나눴습니다. 위험도는 {gap}일 뒤부터 {horizon}일 동안 이탈할 "
        "확률을 실제 이탈률에 맞게 보정한 값입니다. 해지를 통보한 고객은 따로 셉니다. 예상 이탈은 "
        "위험도를 모두 더한 값입니다. ‘높음’은 마지막 학습 기준일의 위험도 상위 10%, ‘보통’은 "
        "그다음 20%에 해당하는 수준입니다.{same_ko}{money_ko} 모델: {model}.",
    },
)

MONEY = View(
    "money-at-risk",
    {"en": "Money at risk", "ko": "이탈로 잃을 수 있는 금액"},
    (
        Column("value_tier", "text", "tier of value", "가치 등급"),
        Column("currency", "text", "currency", "통화"),
        Column("customers", "count", "customers", "고객"),
        Column("value", "money", "what they are worth", "고객 가치 합계"),
        Column("value_at_risk", "money", "Σ risk × value", "위험 금액(위험도 × 가치의 합)"),
        Column("share_at_risk", "share", "value_at_risk / value", "가치 대비 위험 금액"),
    ),
    {
        "en": "What customers are worth within {days} days, margin {margin:.0%}, discounted by "
        "{discount:.0%} a year, and how much of it stands to be lost: Σ risk × value. Tiers: the "
        "top 5%, the next 15%, the next 30%, the rest.",
        "ko": "앞으로 {days}일 동안의 고객 가치(마진 {margin:.0%}, 연 할인율 {discount:.0%})와 "
        "그중 잃을 수 있는 금액(위험도 × 가치의 합)입니다. 등급은 통화별로 상위 5%, 다음 15%, "
        "다음 30%, 나머지입니다.",
    },
)

RISKY = View(
    "highest-risk",
    {"en": "Whom to look at first", "ko": "먼저 살펴볼 고객"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("risk", "share", "risk", "위험도"),
        Column("risk_low", "share", "lower end", "하한"),
        Column("risk_high", "share", "upper end", "상한"),
        Column("value", "money", "what they are worth", "가치"),
        Column("at_stake", "money", "risk × value", "위험 금액(위험도 × 가치)"),
        Column("currency", "text", "currency", "통화"),
        Column("why_en", "text", "what raises it most", "위험도를 가장 높인 점(영어)"),
        Column("why_ko", "text", "what raises it most (Korean)", "위험도를 가장 높인 점"),
    ),
    {
        "en": "The {most} customers with most at stake, risk × value, among those who pay in the "
        "same currency; without values, of most risk. What raises it most is told of the tenth "
        "with most risk; it is not its cause.",
        "ko": "같은 통화로 결제하는 고객 가운데 위험 금액(위험도 × 가치)이 가장 큰 고객 "
        "{most}명입니다. 가치를 산출하지 못하면 위험도 순입니다. 위험도를 가장 높인 점은 위험도 "
        "상위 10% 고객만 보여 주며, 이탈의 원인이라는 뜻은 아닙니다.",
    },
)

CHANGED = View(
    "crossed",
    {"en": "Who crossed a band", "ko": "등급이 바뀐 고객"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("risk_band_before", "text", "risk before", "이전 위험 등급"),
        Column("risk_band", "text", "risk now", "현재 위험 등급"),
        Column("health_band_before", "text", "health before", "이전 건강 상태"),
        Column("health_band", "text", "health now", "현재 건강 상태"),
        Column("risk_before", "share", "risk before", "이전 위험도"),
        Column("risk", "share", "risk now", "현재 위험도"),
        Column("why_en", "text", "what moved it most", "가장 크게 바뀐 점(영어)"),
        Column("why_ko", "text", "what moved it most (Korean)", "가장 크게 바뀐 점"),
    ),
    {
        "en": "Who is in another band of risk or health than on {before}, those first whose risk "
        "rose most; {all:,} in all.{models_en} What moved the risk most is the largest difference "
        "of contributions between the two days, by today's model; it is not its cause.",
        "ko": "{before}과 비교해 위험 등급이나 건강 상태가 바뀐 고객으로, 위험도가 많이 오른 "
        "순입니다. 모두 {all:,}명입니다.{models_ko} 가장 크게 바뀐 점은 오늘의 모델로 볼 때 두 "
        "날의 기여도 차이가 가장 큰 항목이며, 이탈의 원인이라는 뜻은 아닙니다.",
    },
)

_SAME = {
    "en": " Nothing that was tried tells customers apart beyond doubt, so each has the rate of "
    "their segment, and the bands say little.",
    "ko": " 시험한 모델 중 고객을 확실히 가려내는 것이 없어 모두에게 세그먼트의 이탈률을 쓰므로, "
    "등급의 의미가 작습니다.",
}
_OTHER_MODELS = {
    "en": " Other models scored them then, which alone can put somebody in another band.",
    "ko": " 당시에는 다른 모델로 점수를 매겼으므로, 모델이 바뀐 것만으로 등급이 달라졌을 수 "
    "있습니다.",
}


def of_day(outlook: Outlook, day: Day, bundle: Bundle) -> list[Result]:
    """Return everything that a day's profiles and their models say, as far as it is known."""
    makers: list[Callable[[], Result | None]] = [
        lambda: glance(outlook, day),
        lambda: money(outlook, day),
        lambda: risky(outlook, day),
        lambda: when(outlook, day, bundle),
        lambda: crossed(outlook, day),
        lambda: backtest(outlook, bundle),
        lambda: calibration(outlook, bundle),
        lambda: gains(outlook, bundle),
        lambda: not_said(outlook),
    ]
    found = [found for found in (make() for make in makers) if found is not None]
    return [*found, *of_worth(outlook, day), *of_life(outlook, day, bundle)]


def judged(outlook: Outlook, bundle: Bundle) -> list[Result]:
    """Return how good models are: on later dates, since they were learnt, and in the past."""
    found = (backtest(outlook, bundle), calibration(outlook, bundle), gains(outlook, bundle))
    scored = days(outlook.rule.data.store, outlook.rule.unit)
    own = [day for day in scored if day.about["model"] == bundle.version]
    told = [one for one in found if one is not None]
    return [*told, *of_life(outlook, own[-1] if own else None, bundle)]


def profiles_of(outlook: Outlook, day: Day) -> Result:
    """Return the profiles themselves."""
    rows = rows_of(outlook, day)
    table = day.table()
    assert table is not None
    words = {"en": "Profiles, one row a customer.", "ko": "고객 한 명에 한 행인 프로필."}
    language = outlook.rule.data.definitions.company.language
    sql = outlook.rule.data.engine.script(rows)
    return Result("profiles", words[language], outlook.observed.last, table, sql, {}, words)


def glance(outlook: Outlook, day: Day) -> Result:
    """Count everyone by band of risk, with what is expected to be lost."""
    import ibis

    kept = rows_of(outlook, day)
    paid = Currencies.of_profiles(outlook, kept)
    valued = "value" in kept.columns
    worth = paid.only_main(kept, kept["value"]) if valued else ibis.null("float64")
    rows = kept.mutate(_worth=worth, _band=kept.risk_band.fill_null(kept.state))
    found = rows.group_by(risk_band=rows["_band"]).agg(
        customers=rows.count(),
        expected_lost=rows.risk.sum(),
        mean_risk=rows.risk.mean(),
        value_at_risk=(rows.risk * rows["_worth"]).sum(),
        customers_valued=rows["_worth"].count(),
    )
    told, sql = run_of(outlook, found)
    order = {name: at for at, name in enumerate(_BANDS)}
    told.sort(key=lambda row: (order.get(row["risk_band"], len(order)), row["risk_band"]))
    if not valued:
        told = [{**row, "customers_valued": None} for row in told]
    about, scored = day.about, [row for row in told if row["expected_lost"] is not None]
    return GLANCE.result(
        outlook,
        told,
        sql,
        scored=sum(row["customers"] for row in scored),
        expected=round(sum(row["expected_lost"] for row in scored)),
        day=day.as_of,
        horizon=about["horizon"],
        gap=about["gap"],
        model=about["model"],
        **_same(outlook, kept),
        **{f"money_{one}": text for one, text in other_money(paid).items()},
    )


def _same(outlook: Outlook, profiles: "ir.Table") -> dict[str, str]:
    """Say that nobody was told apart, where the risks are but rates of segments."""
    scored = profiles.filter(profiles.risk.notnull())
    apart = scored.agg(n=(scored.trust != _RATE).cast("int64").sum(), all=scored.count())
    told, _ = run_of(outlook, apart)
    same = told[0]["all"] and not told[0]["n"]
    return {f"same_{one}": text if same else "" for one, text in _SAME.items()}


def money(outlook: Outlook, day: Day) -> Result | None:
    """Add up what customers are worth and how much of it is at risk; None without values."""
    import ibis

    rows = rows_of(outlook, day)
    if "value_tier" not in rows.columns:
        return None
    known = rows.filter(rows["value"].notnull(), rows.risk.notnull())
    paid = Currencies.of_profiles(outlook, rows)
    currency = known.value_currency if paid.several else ibis.literal(paid.main, "string")
    found = known.group_by("value_tier", currency=currency).agg(
        customers=known.count(),
        value=known["value"].sum(),
        value_at_risk=(known["value"] * known.risk).sum(),
    )
    shared = found.mutate(share_at_risk=found.value_at_risk / found["value"].nullif(0))
    told, sql = run_of(outlook, shared)
    order = {name: at for at, (name, _) in enumerate(SHARES)}
    told.sort(key=lambda row: (row["currency"] or "", order[row["value_tier"]]))
    told = [{**row, "value_tier": f"{row['value_tier']} tier"} for row in told]
    asked = outlook.rule.data.definitions.value
    return MONEY.result(
        outlook,
        told,
        sql,
        days=value_days(outlook, rows),
        margin=asked.margin,
        discount=asked.discount,
    )


def risky(outlook: Outlook, day: Day) -> Result:
    """List whom to look at first: most value at stake, with what raises their risk most."""
    import ibis

    rows = rows_of(outlook, day)
    names = ["unit_id", "risk", "risk_low", "risk_high"]
    known = rows.filter(rows.risk.notnull())
    if "value" in rows.columns:
        known = known.mutate(at_stake=known.risk * known["value"], currency=known.value_currency)
        place = Currencies.of_profiles(outlook, rows).place(known, "at_stake")
        names += ["value", "at_stake", "currency"]
    else:
        place = ibis.null("float64")
    placed = known.mutate(_place=place)
    first = placed.order_by([ibis.asc("_place", nulls_first=False), ibis.desc("risk"), "unit_id"])
    told, sql = run_of(outlook, first.select(*names).limit(_MOST))
    strongest = _strongest(day, [row["unit_id"] for row in told])
    for row in told:
        reason = strongest.get(row["unit_id"], {})
        row |= {f"why_{language}": reason.get(f"says_{language}") for language in LANGUAGES}
    return RISKY.result(outlook, told, sql, most=len(told))


def _strongest(day: Day, units: list[str]) -> dict[str, dict[str, Any]]:
    """Return what raises the risk of some units most, by unit."""
    own = [("unit_id", "in", units), ("direction", "=", "up"), ("rank", "=", 1)]
    found = day.table(REASONS, filters=own) if units else None
    return {} if found is None else {row["unit_id"]: row for row in found.to_pylist()}


def crossed(outlook: Outlook, day: Day) -> Result | None:
    """List who is in another band than the last time, and why; None without a last time."""
    found = day.table(CROSSED)
    if found is None:
        return None
    told = found.take(_risen_first(found).slice(0, _MOST)).to_pylist()
    told = [row | {f"why_{one}": _why(row, one) for one in LANGUAGES} for row in told]
    said = {f"models_{one}": text for one, text in _other_models(outlook, day).items()}
    return CHANGED.result(outlook, told, before=day.before, all=found.num_rows, **said)


def _risen_first(found: pa.Table) -> "pa.Array[pa.UInt64Scalar]":
    """Return the order by how much risks fell: 0 where one of them is not known; then by name."""
    before, now = (found[name].to_numpy().astype(float) for name in ("risk_before", "risk"))
    keys = pa.table({"fell": np.nan_to_num(before - now), "unit_id": found["unit_id"]})
    return pc.sort_indices(keys, [("fell", "ascending"), ("unit_id", "ascending")])


def _other_models(outlook: Outlook, day: Day) -> dict[str, str]:
    """Say that the last time was scored by other models, where it was."""
    scored = days(outlook.rule.data.store, outlook.rule.unit)
    then = [one.about["model"] for one in scored if one.as_of == day.before]
    other = then and then[0] != day.about["model"]
    return _OTHER_MODELS if other else dict.fromkeys(LANGUAGES, "")


def _why(row: dict[str, Any], language: str) -> str | None:
    """Return why a unit is in another band: of risk, of health, or of both."""
    moved = [
        row.get(f"{what}_why_{language}")
        for what in ("risk", "health")
        if row.get(f"{what}_band") != row.get(f"{what}_band_before")
    ]
    return ". ".join(one for one in moved if one) or None
