"""What trials and plays brought, as tables with their words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.arms import Arms, ArmSeen
from tenure.company.proofs.cells import (
    AFTER,
    ALWAYS,
    ANNOYED,
    CONTACTED,
    COST_APART,
    DAYS,
    EFFECT,
    EXPERIMENT,
    HELD_OUT,
    KEPT,
    MARGIN,
    MONEY,
    NET,
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
from tenure.company.proofs.compared import Unproved
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.proof import AtHorizon, Proof
from tenure.company.proofs.reached import who_did
from tenure.company.view import View
from tenure.measure.result import Result
from tenure.prove.telling import ALL, LANGUAGES, names

EXPERIMENTS = View(
    "proofs",
    {"en": "Plays and trials: what they changed", "ko": "플레이와 실험이 바꾼 것"},
    (
        *WHO,
        Column("assigned", "count", "who was assigned", "배정된 고객"),
        Column("held_out", "count", "of these, left alone", "그중 홀드아웃"),
        CONTACTED,
        AFTER,
        *with_ends("effect", "share", "attrition, treated less held out", "이탈률 차이(%p)"),
        *KEPT,
        *NET,
        MARGIN,
        VERDICT,
        *SAID,
    ),
    {
        "en": "Each play and trial as it was assigned, whoever was reached. Effect: attrition of "
        "the treated less that of those held out, adjusted by what was known before; below 0 is "
        "good. Days count from the assignment, not from the first contact. The verdict goes by an "
        "interval that stays valid however often one looks.",
        "ko": "플레이와 실험을 배정된 그대로, 실제 연락 여부와 관계없이 비교했습니다. 기간은 첫 "
        "연락이 아니라 배정된 날부터 셉니다. 효과는 "
        "처치한 고객의 이탈률에서 홀드아웃의 이탈률을 뺀 값으로, 이전 행동을 보정했고 0보다 작으면 "
        "좋습니다. 판정은 몇 번을 보아도 유효한 구간으로 내립니다.",
    },
)

EFFECTS = View(
    "proof",
    {"en": "Effect over time", "ko": "시점별 효과"},
    (
        DAYS,
        SEEN,
        *TREATED,
        *HELD_OUT,
        *EFFECT,
        *ALWAYS,
        Column("less_variance", "share", "variance that the past explains", "과거로 설명된 분산"),
        *ANNOYED,
        *MONEY,
        *SAID,
    ),
    {
        "en": "{experiment}, {treatment} against {control}, as assigned. Days count from the "
        "assignment, not from the first contact. Newcombe's intervals for "
        "shares (by account where accounts were assigned), adjusted by risk, revenue and tenure "
        "before where that makes them surer. Money is what was paid within those days, refunds "
        "taken off.",
        "ko": "{experiment}: {treatment} 집단을 {control} 집단과 배정된 그대로 "
        "비교했습니다. 기간은 첫 연락이 아니라 배정된 날부터 셉니다. "
        "비율의 구간은 Newcombe 방법이며(고객사 단위로 배정했으면 고객사 단위), "
        "구간이 좁아질 때만 이전 위험, 매출, 이용 기간을 보정했습니다. 금액은 그 기간에 결제된 "
        "금액에서 환불을 뺀 값입니다.",
    },
)

STAYING = View(
    "proof-staying",
    {"en": "Who is still there", "ko": "남아 있는 비율"},
    (
        DAYS,
        *with_ends("treated", "share", "still there, of the treated", "처치 집단 유지율"),
        *with_ends("held_out", "share", "still there, of those held out", "홀드아웃 유지율"),
        *EFFECT,
    ),
    {
        "en": "Kaplan–Meier: everyone counts as long as they were watched, from the assignment.",
        "ko": "Kaplan–Meier 추정: 배정된 날부터 관찰된 기간만큼 모두 셉니다.",
    },
)

BOARD = View(
    "proof-board",
    {"en": "What all of it brought", "ko": "전체가 가져온 것"},
    (
        EXPERIMENT,
        *KEPT,
        *MONEY,
        COST_APART,
        VERDICT,
        Column("says_en", "text", "why there is no figure", "값이 없는 이유(영어)"),
        Column("says_ko", "text", "why there is no figure (Korean)", "값이 없는 이유"),
    ),
    {
        "en": "Incremental customers and money, each play against those whom it left alone, and "
        "their sum, counted from the assignment. A customer in two plays may be counted by both. "
        "The cost of plays whose money is not known stands apart: it belongs to no sum of revenue.",
        "ko": "플레이마다 홀드아웃과 비교한 증분 고객과 금액, 그리고 그 합계이며, 배정된 날부터 "
        "셉니다. 두 플레이에 "
        "속한 고객은 양쪽에서 셀 수 있습니다. 금액을 모르는 플레이의 비용은 매출의 합계와 견줄 수 "
        "없어 따로 적었습니다.",
    },
)


ARMS = View(
    "proof-arms",
    {"en": "Every arm beside the control", "ko": "대조군과 비교한 모든 집단"},
    (
        Column("arm", "text", "arm", "집단"),
        Column("assigned", "count", "assigned", "배정"),
        SEEN,
        Column("did", "count", "of these, did it", "그중 해당"),
        *with_ends("rate", "share", "share", "비율"),
        *with_ends("effect", "share", "difference from the control", "대조군과의 차이(%p)"),
        *ALWAYS,
        Column("p", "number", "p, of all arms together", "p(모든 집단 보정)"),
        VERDICT,
        *SAID,
    ),
    {
        "en": "{experiment}: who {what_en} within {days} days of the assignment, by arm, as "
        "assigned; {control} is the control. Differences hold for all arms together (Dunnett), "
        "adjusted by what was known before where that makes them surer; the verdict goes by an "
        "interval that stays valid however often one looks. {split_en}",
        "ko": "{experiment}: 배정 후 {days}일 안에 {what_ko} 고객을 배정된 집단별로 "
        "비교했습니다. 대조군은 {control}입니다. 차이의 구간은 모든 집단을 함께 보정했고(Dunnett), "
        "이전 행동은 구간을 좁힐 때만 반영했습니다. 판정은 몇 번을 보아도 유효한 구간으로 "
        "내립니다. {split_ko}",
    },
)
_OURS = ("treatment", "holdout", "control")
"""Arms as plays call them, which have words; every other is called as the company calls it."""
_UNCHECKED = {
    "en": "How large the arms were meant to be is not said, so that it is not checked.",
    "ko": "집단의 크기를 어떤 비율로 계획했는지 알려지지 않아 확인하지 않았습니다.",
}


def arms(outlook: Outlook, found: Arms) -> Result:
    """List the arms of an experiment, the control among them."""
    split = found.split
    said: dict[str, str] = {
        f"split_{language}": split.told(language) if split else _UNCHECKED[language]
        for language in LANGUAGES
    }
    event = found.event
    own = {one: {"en": one, "ko": one} for one in found.experiment.arms if one not in _OURS}
    result = ARMS.result(
        outlook,
        [_arm(one) for one in found.arms],
        _asked(outlook, found),
        experiment=found.experiment.name,
        control=found.experiment.control,
        days=found.days,
        what_en="left" if event is None else f"did “{event}”",
        what_ko="이탈한" if event is None else f"‘{event}’ 행동을 한",
        **said,
    )
    return replace(result, names={**names(), **own})


def _arm(one: ArmSeen) -> dict[str, Any]:
    row: dict[str, Any] = {"arm": one.arm, "assigned": one.assigned, "seen": one.seen}
    row |= {"did": one.did, **ends("rate", one.share)}
    if one.verdict is None:
        return row
    notes = one.compared.effect.notes if one.compared else ()
    said = (one.verdict.says, *(each.says for each in notes))
    row["verdict"] = one.verdict.verdict
    row |= in_words("says", lambda language: " ".join(says(language) for says in said))
    if one.compared is None or one.look is None:
        return row
    row |= {**ends("effect", one.compared.corrected), **ends("always", one.look.interval)}
    return row | {"p": one.compared.p}


def experiments(outlook: Outlook, proofs: Sequence[Proof]) -> Result:
    """List plays and trials, a row a treatment."""
    found = EXPERIMENTS.result(outlook, [_row(one) for one in proofs], _of(outlook, proofs))
    return replace(found, names=names())


def effects(
    outlook: Outlook, proof: Proof, called: Mapping[str, str] | None = None
) -> list[Result]:
    """Return one treatment's effect at each horizon, and who is still there.

    `called`: what the experiment is called, by language; its own name where that is not said.
    """
    named = {
        "experiment": proof.experiment.name,
        "treatment": proof.treatment,
        "control": proof.experiment.control,
    }
    whose = [(called or {}).get(one, proof.experiment.name) for one in LANGUAGES]
    arm = "" if proof.treatment in _OURS else f", {proof.treatment}"
    asked = _of(outlook, [proof])
    rows = [{**of_horizon(one), **_less_variance(one)} for one in proof.at]
    found = [_titled(EFFECTS.result(outlook, rows, asked, **named), whose, arm)]
    if proof.survival is not None:
        rows = [
            {
                "days": one.day,
                **ends("treated", one.treatment),
                **ends("held_out", one.control),
                **ends("effect", one.difference),
            }
            for one in proof.survival.at
        ]
        found.append(_titled(STAYING.result(outlook, rows, asked), whose, arm))
    return found


def _titled(found: Result, whose: Sequence[str], arm: str) -> Result:
    """Say in the title of which experiment a table is: there is one of each."""
    named = zip(LANGUAGES, whose, strict=True)
    return replace(found, title={one: f"{found.title[one]}: {name}{arm}" for one, name in named})


def board(outlook: Outlook, proofs: Sequence[Proof], unproved: Sequence[Unproved] = ()) -> Result:
    """Return what each brought and all together; what could not be proved is named, not counted."""
    rows, counted = [], []
    for one in proofs:
        main = one.main if one.split.sound else None
        row: dict[str, Any] = {"experiment": one.experiment.name, "verdict": one.verdict.verdict}
        if main is None:
            row |= in_words("says", one.verdict.says)
        else:
            counted.append(main.brought)
            row |= of_brought(main.brought)
        rows.append(row)
    if counted:
        rows.append({"experiment": ALL, **of_all(counted)})
    rows += [{"experiment": one.experiment.name, **in_words("says", one.says)} for one in unproved]
    return replace(BOARD.result(outlook, rows, _of(outlook, proofs)), names=names())


def _of(outlook: Outlook, proofs: Sequence[Proof]) -> Callable[[], str]:
    return query(Outcomes(outlook, one.experiment, one.treatment) for one in proofs)


def _asked(outlook: Outlook, found: Arms) -> Callable[[], str]:
    one, event = found.experiment, found.event
    if event is None:
        return query([Outcomes(outlook, one, arm) for arm in one.treatments], [found.days])
    engine = outlook.rule.data.engine
    return lambda: engine.script(who_did(outlook, one, event, found.days))


def _row(one: Proof) -> dict[str, Any]:
    arms, main = one.experiment.arms, one.main
    row: dict[str, Any] = {
        "experiment": one.experiment.name,
        "treatment": one.treatment,
        "assigned": arms[one.treatment].units + arms[one.experiment.control].units,
        "held_out": arms[one.experiment.control].units,
        "contacted": one.contacted,
        "margin": one.margin.value if one.margin else None,
        "verdict": one.verdict.verdict,
        **in_words("says", one.verdict.says),
    }
    if main is None:
        return row
    found = {**ends("effect", main.effect.best), **ends("kept", main.brought.kept)}
    return row | {"days": main.days, **found, **ends("net", main.brought.net)}


def _less_variance(one: AtHorizon) -> dict[str, float | None]:
    adjusted = one.effect.adjusted
    return {"less_variance": adjusted.less_variance if adjusted else None}
