"""Why they left, as tables: by reason, how many are known, agreement, by period, each churn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tenure.company.explanations.reasons import views
from tenure.company.explanations.reasons.churns import Churns, nobody
from tenure.company.explanations.reasons.leaving import MOST, Leaving
from tenure.company.explanations.reasons.shares import NO_ANSWER, Heard, by_group, codes_of
from tenure.company.predictions.outlook import Outlook
from tenure.explain.reasons.agreement import kappa
from tenure.explain.reasons.answering import Weights
from tenure.explain.reasons.churn import ANSWERED, SOURCES, Churn
from tenure.measure.result import Result
from tenure.periods import Period
from tenure.stats import wilson

PAIRS = (("stated", "observed"), ("recorded", "observed"), ("stated", "recorded"))
_YEAR = 365
_SQL = "-- one row each who left, and what each source says of them: tenure explain reasons --each"
_DRAWN = {
    True: {
        "en": "Of more than {most:,} who left, every so manieth is looked at.",
        "ko": "떠난 고객이 {most:,}명을 넘어 고르게 뽑아 봅니다.",
    },
    False: {"en": "", "ko": ""},
}


def reasons(
    outlook: Outlook,
    *,
    period: Period = "month",
    first: date | None = None,
    end: date | None = None,
    by: str | None = None,
    where: str | None = None,
    sub: bool = False,
) -> list[Result]:
    """Return why customers left: by reason, of how many it is known, agreement, by period, each.

    From a day to another (not included); the last year of the observation when not said. `by`
    and `where` take attributes as they are at the end of the observation. `sub`: by reasons of
    the second level. Raises MetricError when nobody left.
    """
    first, end = _span(outlook, first, end)
    leaving = Leaving(outlook, period, first, end, where, by)
    if not leaving.number:
        raise nobody(leaving)
    churns = Churns(leaving)
    groups = by_group(churns)
    weights = {group: _weights(heard) for group, heard in groups.items()}
    return [
        _reasons(churns, groups, weights, sub=sub),
        _heard(churns, groups, weights),
        *_agreements(churns),
        *([] if outlook.snapshot else [_periods(churns, sub=sub)]),
        _each(churns),
    ]


def _span(
    outlook: Outlook, first: date | None, end: date | None
) -> tuple[date | None, date | None]:
    if outlook.snapshot:
        return None, None
    end = max(end or outlook.observed.end, outlook.observed.first)
    return first or max(end - timedelta(days=_YEAR), outlook.observed.first), end


_Groups = Mapping[str | None, Heard]
_Weighing = Mapping[str | None, Mapping[str, Weights]]


def _weights(heard: Heard) -> dict[str, Weights]:
    """Return the weights of those who answered; what is observed nobody had to answer."""
    return {source: heard.weights(source) for source in ANSWERED}


def _rows(
    churns: Churns, groups: _Groups, weights: _Weighing, *, sub: bool
) -> list[dict[str, Any]]:
    found = []
    for group, heard in groups.items():
        codes: list[str | None] = [*codes_of(heard, sub=sub)]
        for code in codes or [None]:
            row: dict[str, Any] = {"group": group, "code": code, **_named(churns, code)}
            for source in SOURCES:
                if code is not None and source in ANSWERED:
                    row |= heard.of(source, code, weights[group][source])
                elif code is not None:
                    row |= heard.plain(source, code)
            missing = [one for one in SOURCES if not row.get(f"{one}_of")]
            row["reason"] = f"{NO_ANSWER}: {', '.join(missing)}" if missing else None
            found.append(row)
    return found


def _named(churns: Churns, code: str | None) -> dict[str, str | None]:
    return {f"why_{one}": churns.taxonomy.words(code, one) for one in ("en", "ko")}


def _reasons(churns: Churns, groups: _Groups, weights: _Weighing, *, sub: bool) -> Result:
    leaving = churns.leaving
    outlook = leaving.outlook
    last = leaving.end - timedelta(days=1) if leaving.end else outlook.observed.last
    note = _DRAWN[leaving.number > MOST]
    drawn = {f"drawn_{one}": text.format(most=MOST) for one, text in note.items()}
    rows = _rows(churns, groups, weights, sub=sub)
    first = leaving.first or outlook.observed.first
    return views.REASONS.result(outlook, rows, _SQL, first=first, last=last, **drawn)


def _heard(churns: Churns, groups: _Groups, weights: _Weighing) -> Result:
    rows = [_heard_row(group, heard, weights[group]) for group, heard in groups.items()]
    return views.HEARD.result(churns.leaving.outlook, rows, _SQL)


def _heard_row(group: str | None, heard: Heard, weights: Mapping[str, Weights]) -> dict[str, Any]:
    churns = heard.churns
    answered = [one for one in churns if one.stated.answered]
    silent = len(churns) - len(answered)
    low, high = wilson(silent, len(churns)) or (None, None)
    told = Counter(one.decided.voluntary for one in churns)
    fits = [one.regrettable for one in churns if one.regrettable is not None]
    return {
        "group": group,
        "left": len(churns),
        "voluntary": told[True],
        "involuntary": told[False],
        "undecided": told[None],
        "regrettable": sum(fits) if fits else None,
        "answered": len(answered),
        "unclear": sum(one.stated.code is None for one in answered),
        "silent": silent / len(churns),
        "silent_low": low,
        "silent_high": high,
        "recorded": int(heard.known("recorded").sum()),
        "observed": int(heard.known("observed").sum()),
        "stated_effective": weights["stated"].effective,
        "recorded_effective": weights["recorded"].effective,
        "reason": "; ".join(
            f"{one}: {weights[one].reason}" for one in ("stated", "recorded") if weights[one].reason
        )
        or None,
    }


def _pairs(churns: Sequence[Churn], one: str, other: str) -> list[tuple[str, str]]:
    """Return the first-level reasons of those who have both."""
    told = [(churn.answer(one).code, churn.answer(other).code) for churn in churns]
    return [(a.partition("/")[0], b.partition("/")[0]) for a, b in told if a and b]


def _agreements(churns: Churns) -> list[Result]:
    agreed, crossed = [], []
    for one, other in PAIRS:
        pairs = _pairs(churns.all, one, other)
        found = kappa(pairs)
        low, high = wilson(found.same, found.n) or (None, None)
        agreed.append({
            "one": one, "other": other, "n": found.n, "same": found.same,
            "same_share": found.same / found.n if found.n else None,
            "same_share_low": low, "same_share_high": high,
            "kappa": found.kappa, "kappa_low": found.low, "kappa_high": found.high,
            "reason": found.reason,
        })  # fmt: skip
        crossed += [
            {"one": one, "other": other, "one_code": a, "other_code": b,
             "customers": number, "same": a == b}
            for (a, b), number in sorted(Counter(pairs).items(), key=lambda x: (-x[1], x[0]))
        ]  # fmt: skip
    outlook = churns.leaving.outlook
    return [
        views.AGREEMENT.result(outlook, agreed, _SQL),
        replace(views.CROSSED.result(outlook, crossed, _SQL), names=churns.taxonomy.names),
    ]


def _periods(churns: Churns, *, sub: bool) -> Result:
    leaving = churns.leaving
    outlook, calendar = leaving.outlook, leaving.outlook.rule.data.calendar
    parts: dict[int, tuple[list[Churn], list[dict[str, Any]]]] = {}
    for churn, row in zip(churns.all, churns.facts, strict=True):
        own = parts.setdefault(int(row["number"]), ([], []))
        own[0].append(churn)
        own[1].append(row)
    rows = []
    for number in sorted(parts):
        heard = Heard(*parts[number], outlook.observed.end)
        about = {
            "period_start": calendar.start(number, leaving.period),
            "complete": calendar.start(number + 1, leaving.period) <= outlook.observed.end,
            "left": len(heard.churns),
        }
        rows += [{**about, **_of_code(churns, heard, code)} for code in codes_of(heard, sub=sub)]
    return views.PERIODS.result(outlook, rows, _SQL)


def _of_code(churns: Churns, heard: Heard, code: str) -> dict[str, Any]:
    found: dict[str, Any] = {"code": code, **_named(churns, code)}
    for source in SOURCES:
        found |= heard.plain(source, code)
    return found


def _row(one: Churn) -> dict[str, Any]:
    """Return one churn as a row."""
    return {
        "unit_id": one.unit_id,
        "left_on": one.left_on,
        "group": one.group,
        "voluntary": one.decided.voluntary,
        "voluntary_by": one.decided.by,
        "stated": one.stated.code,
        "stated_in": one.stated.told_in,
        "words": one.stated.words,
        "verbatim": one.verbatim,
        "recorded": one.recorded.code,
        "label": one.recorded.words,
        "observed": one.observed.code,
        **{f"evidence_{language}": says for language, says in one.observed.says.items()},
        "competitor": one.competitor,
        "regrettable": one.regrettable,
        "reason": one.stated.reason if not one.recorded.code else None,
    }


def _each(churns: Churns) -> Result:
    ordered = sorted(
        churns.all, key=lambda one: (-(one.left_on.toordinal() if one.left_on else 0), one.unit_id)
    )
    rows = [_row(one) for one in ordered]
    told = views.CHURNS.result(churns.leaving.outlook, rows, _SQL)
    return replace(told, names=churns.taxonomy.names)
