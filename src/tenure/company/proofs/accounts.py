"""Accounts of trials as tables that pages read: plans, horizons, looks, and quarters."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.account import Account, Quarter
from tenure.company.proofs.cells import (
    AFTER,
    ALWAYS,
    ANNOYED,
    CONTACTED,
    COST_APART,
    DAYS,
    EFFECT,
    HELD_OUT,
    KEPT,
    MARGIN,
    MONEY,
    SAID,
    SEEN,
    TREATED,
    VERDICT,
    WHO,
    ends,
    in_words,
    of_all,
    of_brought,
    of_horizon,
    query,
)
from tenure.company.proofs.proof import AtHorizon
from tenure.company.view import View
from tenure.measure.result import Result
from tenure.prove.effect import Group
from tenure.prove.telling import ALL, names

TRIALS = View(
    "proof-trials",
    {"en": "Trials: plan, split and verdict", "ko": "실험의 계획과 배정, 판정"},
    (
        *WHO,
        Column("control", "text", "the arm that is left alone", "대조군"),
        Column("since", "date", "first assigned on", "첫 배정일"),
        Column("until", "date", "last assigned on", "마지막 배정일"),
        Column("treated", "count", "assigned to the treatment", "처치 배정"),
        Column("held_out", "count", "left alone", "홀드아웃"),
        CONTACTED,
        AFTER,
        SEEN,
        Column("planned", "count", "units at which one expects to decide", "판정을 예상한 규모"),
        MARGIN,
        Column("margin_from", "text", "declared, or break-even", "차이를 정한 방법"),
        Column("run_for", "days", "days of assigning that were planned", "계획한 배정 일수"),
        Column("fall", "share", "the fall that is planned for", "계획에 쓴 감소 폭"),
        Column("needed", "count", "units for that fall", "그 감소를 보는 데 필요한 규모"),
        Column("weeks", "number", "weeks of assigning for these", "필요한 배정 주수"),
        Column("smallest", "share", "smallest fall that is seen", "지금 볼 수 있는 가장 작은 감소"),
        Column("split_p", "number", "p of the sizes of the arms", "집단 크기의 p"),
        Column("sound", "flag", "as large as meant", "계획한 비율대로"),
        Column("split_en", "text", "the sizes in words", "집단 크기 설명(영어)"),
        Column("split_ko", "text", "the sizes in words (Korean)", "집단 크기 설명"),
        Column("took", "count", "took an offer and stayed", "혜택을 받고 남은 고객"),
        *with_ends("subsidised", "customers", "would have stayed anyway", "어차피 남았을 고객"),
        *with_ends("subsidy", "money", "what their offers cost", "그 혜택의 비용"),
        VERDICT,
        *SAID,
    ),
    {
        "en": "A row a treatment. Units needed: for the smallest difference worth having where it "
        "was declared, else for the effect that the play assumes, with a power of 80 % and looks "
        "every day. Break-even: what treating one has cost, over what one left alone who stayed "
        "paid. Smallest fall: what so many units show.",
        "ko": "처치마다 한 행입니다. 필요한 규모는 의미 있다고 정한 차이(없으면 플레이가 가정한 "
        "효과)를 검정력 80%로 매일 보면서 알아내는 데 드는 수입니다. 손익분기는 한 명에게 든 "
        "비용을 연락 없이 남은 고객 한 명이 낸 금액으로 나눈 값이고, 가장 작은 감소는 지금 "
        "규모로 볼 수 있는 값입니다.",
    },
)

HORIZONS = View(
    "proof-horizons",
    {"en": "Effects at each horizon", "ko": "시점별 효과와 금액"},
    (
        *WHO,
        DAYS,
        SEEN,
        Column("treated_of", "count", "the treated", "처치 집단 고객"),
        Column("treated_left", "count", "of them left", "그중 이탈"),
        *TREATED,
        Column("held_out_of", "count", "those held out", "홀드아웃 고객"),
        Column("held_out_left", "count", "of them left", "그중 이탈"),
        *HELD_OUT,
        *EFFECT,
        *ALWAYS,
        *ANNOYED,
        *KEPT,
        *MONEY,
        *SAID,
    ),
    {
        "en": "As assigned, at 30, 60 and 90 days after the assignment, not after the first "
        "contact; of those for whom these are over.",
        "ko": "배정된 그대로, 첫 연락이 아니라 배정된 날부터 30일·60일·90일이 지난 고객을 "
        "비교했습니다.",
    },
)

LOOKS = View(
    "proof-looks",
    {"en": "The effect at every look", "ko": "볼 때마다의 효과"},
    (
        *WHO,
        Column("day", "date", "looked at on", "본 날"),
        SEEN,
        *ALWAYS,
        Column("p", "number", "smallest p so far", "지금까지 가장 작은 p"),
    ),
    {
        "en": "Attrition of the treated less that of those held out, as it stood on each day; "
        "below 0 is good. The interval stays valid however often one looks.",
        "ko": "처치한 고객의 이탈률에서 홀드아웃의 이탈률을 뺀 값을 날짜별로 봅니다. 0보다 작으면 "
        "좋습니다. 구간은 몇 번을 보아도 유효합니다.",
    },
)

QUARTERS = View(
    "proof-quarters",
    {"en": "What it brought this quarter", "ko": "이번 분기에 가져온 것"},
    (
        Column("quarter", "date", "first day of the quarter", "분기 첫날"),
        *WHO,
        AFTER,
        Column("units", "count", "whose turn it was", "처치 배정"),
        SEEN,
        *KEPT,
        *MONEY,
        COST_APART,
    ),
    {
        "en": "Of those whose turn came in the quarter: customers and money more than without, "
        "against those left alone, with 95% intervals. The last row is the sum; a customer "
        "in two plays may be counted by both. The cost of plays whose money is not known stands "
        "apart: it belongs to no sum of revenue.",
        "ko": "그 분기에 차례가 온 고객을 홀드아웃과 비교한 증분 고객과 금액이며, 95% 신뢰구간을 "
        "함께 적었습니다. 마지막 행은 합계이고, 두 플레이에 속한 고객은 양쪽에서 셀 수 "
        "있습니다. 금액을 모르는 플레이의 비용은 매출의 합계와 견줄 수 없어 따로 적었습니다.",
    },
)


def tables(outlook: Outlook, found: Sequence[Account]) -> Iterator[Result]:
    """Yield plans, horizons, looks and quarters of all accounts."""
    sound = [one for one in found if one.proof.split.sound]
    asked = query(one.asked for one in found)
    yield replace(TRIALS.result(outlook, [_trial(one) for one in found], asked), names=names())
    rows = [_horizon(one, at) for one in found for at in one.proof.at]
    yield HORIZONS.result(outlook, rows, asked)
    yield LOOKS.result(outlook, [row for one in sound for row in _looks(one)], asked)
    yield replace(QUARTERS.result(outlook, _quarters(sound), asked), names=names())


def _who(one: Account) -> dict[str, Any]:
    return {"experiment": one.proof.experiment.name, "treatment": one.proof.treatment}


def _trial(one: Account) -> dict[str, Any]:
    proof, plan, offers = one.proof, one.plan, one.offers
    arms, main = proof.experiment.arms, proof.main
    return {
        **_who(one),
        "control": proof.experiment.control,
        "since": one.since,
        "until": proof.experiment.last,
        "treated": arms[proof.treatment].units,
        "held_out": arms[proof.experiment.control].units,
        "contacted": proof.contacted,
        "days": main.days if main else None,
        "seen": main.seen if main else None,
        "planned": proof.aims.planned,
        "margin": proof.margin.value if proof.margin else None,
        "margin_from": proof.margin.source if proof.margin else None,
        "run_for": proof.aims.run_for,
        "fall": plan.fall,
        "needed": plan.needed,
        "weeks": plan.weeks,
        "smallest": plan.smallest,
        "split_p": proof.split.p,
        "sound": proof.split.sound,
        **in_words("split", proof.split.told),
        "took": offers.took if offers else None,
        **ends("subsidised", offers.subsidised if offers else None),
        **ends("subsidy", offers.subsidy if offers else None),
        "verdict": proof.verdict.verdict,
        **in_words("says", proof.verdict.says),
    }


def _horizon(one: Account, at: AtHorizon) -> dict[str, Any]:
    found = at.effect
    counts = _counts("treated", found.treatment) | _counts("held_out", found.control)
    return {**_who(one), **counts, **of_horizon(at)}


def _looks(one: Account) -> Iterator[dict[str, Any]]:
    for look in one.looks:
        row = {**_who(one), "day": look.day, "seen": look.look.units, "p": look.p}
        yield {**row, **ends("always", look.look.interval)}


def _quarters(found: Sequence[Account]) -> list[dict[str, Any]]:
    """Return each treatment's quarters and their sums, the newest quarter first."""
    by_start: dict[Any, list[tuple[Account, Quarter]]] = {}
    for account in found:
        for one in account.quarters():
            by_start.setdefault(one.start, []).append((account, one))
    rows = []
    for start in sorted(by_start, reverse=True):
        told = by_start[start]
        rows += [_quarter(account, one) for account, one in told]
        rows.append(_sum(start, [one for _, one in told]))
    return rows


def _quarter(account: Account, one: Quarter) -> dict[str, Any]:
    row = {"quarter": one.start, **_who(account), "days": one.days}
    row |= {"units": one.units, "seen": one.seen}
    return row if one.found is None else row | of_brought(one.found)


def _sum(start: Any, quarters: Sequence[Quarter]) -> dict[str, Any]:
    known = [one.found for one in quarters if one.found is not None]
    row: dict[str, Any] = {"quarter": start, "experiment": ALL}
    row |= {name: sum(getattr(one, name) for one in quarters) for name in ("units", "seen")}
    return row | of_all(known) if known else row


def _counts(name: str, one: Group) -> dict[str, int]:
    return {f"{name}_of": one.units, f"{name}_left": round(one.total)}
