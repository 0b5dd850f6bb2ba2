"""A trial in parts: in which segments it works better, and what came of whom by contacts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.account import Account
from tenure.company.proofs.cells import SAID, WHO, ends, in_words, query
from tenure.company.proofs.proof import flags, groups_of, numbers_of
from tenure.company.proofs.shares import strata
from tenure.company.view import View
from tenure.measure.result import Result
from tenure.prove import Attribute, DoseGroup, by_segment, seen_by_dose, trial
from tenure.prove.telling import names
from tenure.tables.personal import PERSONAL

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_MOST = 8
"""Values that an attribute may have, at most: with more of them its segments are too small."""
_NO_ATTRIBUTES = PERSONAL | {"owner", "goals", "currency"}
SEGMENTS = View(
    "proof-segments",
    {"en": "Where it works better", "ko": "효과가 더 큰 구간"},
    (
        *WHO,
        Column("attribute", "text", "what customers are told apart by", "구분"),
        Column("value", "text", "its value", "값"),
        Column("units", "count", "known of so many", "결과가 나온 고객"),
        *with_ends("effect", "share", "difference of attrition", "이탈률 차이(%p)"),
        *with_ends("expected", "share", "to be expected next time", "다음에 예상할 차이(%p)"),
        Column("p", "number", "p, corrected for all segments", "p(모든 구간 보정)"),
        Column("apart", "flag", "differs from the others", "다른 구간과 다름"),
        *SAID,
    ),
    {
        "en": "Attrition of the treated less that of those left alone, by attributes of customers "
        "as they are now (one that the treatment changes is none to go by). An F test of "
        "interaction each, corrected together by Holm. To be expected next time: drawn to the mean "
        "as far as segments differ by chance.",
        "ko": "처치한 고객의 이탈률에서 홀드아웃의 이탈률을 뺀 값을 고객의 현재 속성별로 봅니다. "
        "처치로 바뀌는 속성은 근거가 되지 않습니다. 속성마다 상호작용을 F 검정하고 Holm 방법으로 "
        "함께 보정했습니다. 다음에 예상할 차이는 우연만큼 평균 쪽으로 당긴 값입니다.",
    },
)
DOSES = View(
    "proof-doses",
    {"en": "By how often they were contacted", "ko": "연락 횟수별"},
    (
        *WHO,
        Column(
            "contacts",
            "number",
            "contacts; the last is that or more",
            "연락 횟수(마지막은 그 이상)",
        ),
        Column("units", "count", "known of so many", "결과가 나온 고객"),
        *with_ends("left", "share", "left", "이탈률"),
        Column("at_least", "share", "the effect is no lower", "효과의 하한(%p)"),
        Column("at_most", "share", "the effect is no higher", "효과의 상한(%p)"),
        *SAID,
    ),
    {
        "en": "The treated by the contacts that they happened to have within the days. No effect: "
        "nobody drew how often. What is certain of the effect in each group are its bounds.",
        "ko": "처치한 고객을 그 기간에 받은 연락 횟수로 나눈 값입니다. 횟수를 추첨하지 않았으므로 "
        "효과가 아니며, 한계는 각 집단의 효과에 대해 확실한 범위입니다.",
    },
)


def parts(outlook: Outlook, found: Sequence[Account]) -> Iterator[Result]:
    """Yield segments and doses of every sound trial of which something is known."""
    sound = [one for one in found if one.proof.split.sound and one.proof.main]
    known = attributes(outlook) if sound else {}
    asked = query(one.asked for one in sound)
    rows = [row for one in sound for row in _segments(one, known)]
    yield replace(SEGMENTS.result(outlook, rows, asked), names=names())
    rows = [row for one in sound for row in _doses(one)]
    yield replace(DOSES.result(outlook, rows, asked), names=names())


def attributes(outlook: Outlook) -> Mapping[str, Mapping[str, str]]:
    """Return what is known of each unit (attribute → unit → value), of few values each."""
    sources = Facts(outlook).sources([])
    units = sources.units
    if units is None:
        return {}
    texts = [
        name
        for name in units.columns
        if units[name].type().is_string()
        and name not in _NO_ATTRIBUTES
        and not name.endswith(("_id", "_right"))
    ]
    engine = outlook.rule.data.engine
    if not texts:
        return {}
    each = units.agg(**{name: units[name].nunique() for name in texts})
    (counted,) = engine.execute(each, metric="attributes of trials").to_pylist()
    few = [name for name in texts if 2 <= counted[name] <= _MOST]
    told = engine.execute(units.select("unit_id", *few), metric="attributes of trials")
    who = [str(one) for one in told["unit_id"].to_pylist()]
    return {name: dict(zip(who, told[name].to_pylist(), strict=True)) for name in few}


def _known(account: Account) -> "tuple[pa.Table, NDArray[np.bool_]]":
    """Return the rows of the longest horizon, and which of them count."""
    main = account.proof.main
    assert main is not None
    table = account.asked.rows(main.days)
    return table, flags(table, "there") & flags(table, "over")


def _segments(account: Account, known: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    import pyarrow as pa

    table, kept = _known(account)
    tried = trial(
        flags(table, "left")[kept],
        numbers_of(table, "treated")[kept],
        groups=groups_of(table, kept),
        strata=strata(table, kept),
    )
    units = [str(one) for one in table["unit_id"].filter(pa.array(kept)).to_pylist()]
    values = {name: [of.get(one) or "–" for one in units] for name, of in sorted(known.items())}
    for one in by_segment(tried, values):
        yield from _attribute(account, one)


def _attribute(account: Account, one: Attribute) -> Iterator[dict[str, Any]]:
    for segment in one.segments:
        yield {
            **_who(account),
            "attribute": one.name,
            "value": segment.name,
            "units": segment.units,
            **ends("effect", segment.difference),
            **ends("expected", segment.shrunken),
            "p": segment.p,
            "apart": segment.apart,
            **in_words("says", one.says.says),
        }


def _doses(account: Account) -> Iterator[dict[str, Any]]:
    import numpy as np

    table, kept = _known(account)
    contacts = numbers_of(table, "contacts")[kept]
    if not len(contacts) or not np.isfinite(contacts).any():
        return
    tried = trial(
        flags(table, "left")[kept],
        numbers_of(table, "treated")[kept],
        strata=strata(table, kept),
    )
    seen = seen_by_dose(tried, np.nan_to_num(contacts))
    said = in_words("says", lambda language: " ".join(one.says(language) for one in seen.says))
    for one in seen.groups:
        yield {**_who(account), **_dose(one), **said}


def _dose(one: DoseGroup) -> dict[str, Any]:
    return {
        "contacts": one.contacts,
        "units": one.units,
        **ends("left", one.rate),
        "at_least": one.low,
        "at_most": one.high,
    }


def _who(one: Account) -> dict[str, Any]:
    return {"experiment": one.proof.experiment.name, "treatment": one.proof.treatment}
