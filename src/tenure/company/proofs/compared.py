"""Plays that left nobody alone as tables: what can be compared, and what is not proved and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.acting.trials import Experiment, UnjudgedError
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.cells import SAID, WHO, ends, in_words, query
from tenure.company.proofs.others import BesideOthers
from tenure.company.proofs.proof import Proof
from tenure.company.proofs.unheld import WINDOW, Change, Counted, Likeness, Unheld, unheld
from tenure.company.view import View
from tenure.measure.result import Result
from tenure.prove import Judgement
from tenure.prove.telling import LANGUAGES, Language, Note, note, texts
from tenure.stats import Estimate, wilson_bounds

_Z = 1.959963984540054
NO_HOLDOUT = "board_no_holdout"
_METHOD = Column("method", "text", "how it is compared", "비교 방법")

COMPARED = View(
    "proof-unheld",
    {"en": "Without a holdout: no proof", "ko": "홀드아웃이 없을 때: 증거가 아닌 비교"},
    (
        *WHO,
        _METHOD,
        Column("days", "days", "left within", "이탈을 본 기간"),
        Column("first_of", "count", "before, or others: of so many", "이전 또는 다른 고객 수"),
        Column("first_left", "count", "of them left", "그중 이탈"),
        *with_ends("first", "share", "before, or others: left", "이전 또는 다른 고객의 이탈률"),
        Column("second_of", "count", "since, or treated: of so many", "이후 또는 처치 고객 수"),
        Column("second_left", "count", "of them left", "그중 이탈"),
        *with_ends("second", "share", "since, or treated: left", "이후 또는 처치 고객의 이탈률"),
        *with_ends("effect", "share", "difference, no proof", "차이(%p), 증거 아님"),
        Column("overlap", "share", "treated with their like there", "비슷한 고객이 있는 처치"),
        Column("effective", "number", "as how many the others count", "다른 고객의 유효 수"),
        *SAID,
    ),
    {
        "en": "Before and after: of all who were there when each 30 days began, who was not at "
        "their end, before the first assignment and since, up to 12 of each; the interval is as "
        "wide as these differ. Others like them: who left within so many days, of the treated and "
        "of customers whose turn had not come by the same days; the difference is "
        "with these weighted to be like the treated in what was known before. Neither proves "
        "anything: nobody was left alone by lot.",
        "ko": "전후 비교: 30일마다 처음에 있던 모든 고객 가운데 끝에 없는 고객을 첫 배정 전과 후로 "
        "각각 12구간까지 셉니다. 구간은 서로 다른 만큼 넓습니다. 비슷한 고객과 비교: 처치한 고객과 "
        "같은 날까지 차례가 오지 않은 고객이 그 기간에 이탈한 비율이며, 이전에 알려진 "
        "점에서 처치한 고객과 비슷하도록 가중해 차이를 냈습니다. 추첨으로 남겨 둔 고객이 없으므로 "
        "둘 다 증거가 아닙니다.",
    },
)
ALIKE = View(
    "proof-alike",
    {"en": "How alike the others are", "ko": "비교한 고객이 얼마나 비슷한가"},
    (
        *WHO,
        Column("days", "days", "left within", "이탈을 본 기간"),
        Column("known", "text", "known before", "이전에 알려진 것"),
        Column("raw", "number", "apart as they are (deviations)", "그대로의 차이(표준편차)"),
        Column("weighted", "number", "apart when weighted", "가중한 뒤의 차이(표준편차)"),
    ),
    {
        "en": "The mean of the treated less that of the others, in standard deviations; beyond 0.1 "
        "when weighted, they are not alike, and no difference is told.",
        "ko": "처치한 고객의 평균에서 비교한 고객의 평균을 뺀 값(표준편차)입니다. 가중한 뒤에도 "
        "0.1을 넘으면 비슷하지 않으므로 차이를 말하지 않습니다.",
    },
)
UNPROVED = View(
    "proof-unproved",
    {"en": "What could not be proved", "ko": "증명할 수 없는 것"},
    (
        *WHO,
        Column("since", "date", "first assigned on", "첫 배정일"),
        Column("until", "date", "last assigned on", "마지막 배정일"),
        Column("units", "count", "assigned", "배정"),
        *SAID,
    ),
    {
        "en": "Plays and trials of which nothing is proved, and why: they are in no sum.",
        "ko": "아무것도 증명하지 못한 플레이와 실험, 그리고 그 이유입니다. 어느 합계에도 넣지 "
        "않았습니다.",
    },
)


@dataclass(frozen=True)
class Unproved:
    """A treatment that is in no sum, and the reason."""

    experiment: Experiment
    treatment: str
    why: Note | Judgement | UnjudgedError
    """What says why, in any language."""

    @property
    def comparable(self) -> bool:
        """Say whether it was treated, and nobody was left alone."""
        return isinstance(self.why, Note) and self.why.code == NO_HOLDOUT

    @property
    def span(self) -> tuple[date, date]:
        """When somebody was assigned the first time, and the last."""
        arm = self.experiment.arms[self.treatment]
        return arm.since, arm.until

    def says(self, language: Language) -> str:
        """Return the reason as a sentence."""
        return self.why.says(language)


def without_control(one: Experiment, error: UnjudgedError) -> list[Unproved]:
    """Return the arms of an experiment that has nobody to compare with, each with the reason.

    Of a single arm, or none but the control, that is said plainly; of several, one may be the
    control by another name, and what is wrong says so.
    """
    if error.code == "only_control":
        return [Unproved(one, name, note("board_only_control")) for name in one.arms]
    if len(one.arms) == 1:
        return [Unproved(one, name, note(NO_HOLDOUT)) for name in one.arms]
    return [Unproved(one, name, error) for name in one.arms]


def not_sound(proofs: Sequence[Proof]) -> list[Unproved]:
    """Return the treatments whose arms are not as large as meant."""
    return [
        Unproved(one.experiment, one.treatment, one.verdict)
        for one in proofs
        if not one.split.sound
    ]


def comparisons(outlook: Outlook, unproved: Sequence[Unproved]) -> Iterator[Result]:
    """Yield what can be compared of treatments without a holdout, and how alike the others are."""
    found = [unheld(outlook, one.experiment, one.treatment) for one in unproved if one.comparable]
    asked = query(one.asked for one in found)
    rows = [row for one in found for row in _rows(one)]
    methods: dict[str, dict[str, str]] = {
        key: {one: texts(one)["methods"][key] for one in LANGUAGES} for key in _METHODS
    }
    yield replace(COMPARED.result(outlook, rows, asked), names=methods)
    rows = [row for one in found for each in one.alike for row in _balance(one, each)]
    yield replace(ALIKE.result(outlook, rows, asked), names=_known())


def unproved(outlook: Outlook, found: Sequence[Unproved]) -> Result:
    """List what is in no sum, and why."""
    rows = [
        {
            "experiment": one.experiment.name,
            "treatment": one.treatment,
            "since": one.span[0],
            "until": one.span[1],
            "units": one.experiment.arms[one.treatment].units,
            **in_words("says", one.says),
        }
        for one in found
    ]
    asked = query(BesideOthers(outlook, one.experiment, one.treatment) for one in found)
    return UNPROVED.result(outlook, rows, asked)


_METHODS = ("before_after", "matched")


def _known() -> dict[str, dict[str, str]]:
    """Return what the columns are called by which others are like the treated."""
    told = {one: texts(one)["known"] for one in LANGUAGES}
    return {code: {one: told[one][code] for one in LANGUAGES} for code in told["en"]}


def _rows(one: Unheld) -> Iterator[dict[str, Any]]:
    who = _who(one)
    yield {**who, **_change(one.change)}
    for each in one.alike:
        yield {**who, **_likeness(each)}


def _who(one: Unheld) -> dict[str, Any]:
    return {"experiment": one.experiment.name, "treatment": one.treatment}


def _change(one: Change) -> dict[str, Any]:
    found = one.found
    return {
        "method": "before_after",
        "days": WINDOW,
        **_counts("first", one.before),
        **_counts("second", one.after),
        **ends("first", found.before if found else None),
        **ends("second", found.after if found else None),
        **ends("effect", found.difference if found else None),
        **_said(one.notes),
    }


def _likeness(one: Likeness) -> dict[str, Any]:
    found = one.found
    return {
        "method": "matched",
        "days": one.days,
        **_counts("first", one.others),
        **_counts("second", one.treated),
        **ends("first", _share(one.others)),
        **ends("second", _share(one.treated)),
        **ends("effect", found.difference if found else None),
        "overlap": found.overlap if found else None,
        "effective": found.effective if found else None,
        **_said(one.notes),
    }


def _balance(one: Unheld, each: Likeness) -> Iterator[dict[str, Any]]:
    for column in each.found.balance if each.found else ():
        row = {**_who(one), "days": each.days, "known": column.column}
        yield row | {"raw": column.raw, "weighted": column.weighted}


def _counts(name: str, one: Counted | None) -> dict[str, int | None]:
    left, units = one or (None, None)
    return {f"{name}_left": left, f"{name}_of": units}


def _share(one: Counted) -> Estimate | None:
    """Return a share with Wilson's interval; None of nobody."""
    left, units = one
    if not units:
        return None
    low, high = wilson_bounds(left, units, _Z)
    return Estimate(left / units, float(low), float(high))


def _said(notes: Sequence[Note]) -> dict[str, Any]:
    return dict(
        in_words("says", lambda language: " ".join(_of(one, language) for one in notes)),
    )


def _of(one: Note, language: Language) -> str:
    """Return a note as a sentence, what was known before called by its name."""
    called = texts(language)["known"]
    values = {
        name: ", ".join(called.get(part, part) for part in value.split(", "))
        if name in ("name", "names") and isinstance(value, str)
        else value
        for name, value in one.values
    }
    return note(one.code, **values).says(language)
