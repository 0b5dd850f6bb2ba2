"""Why attrition changed, from every side: one page of facts, each with size and certainty."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tenure.company.explanations.why.gathering import AREAS
from tenure.company.explanations.why.moved import change, parts
from tenure.company.explanations.why.span import Span, span_of
from tenure.company.metrics.contract import Column
from tenure.company.predictions.kept import kept
from tenure.company.predictions.outlook import Outlook
from tenure.company.view import View
from tenure.errors import MetricError, suggest
from tenure.explain.why import Fact, tell
from tenure.explain.why.numbers import label
from tenure.explain.why.telling import said
from tenure.measure.result import Result

_SQL = "-- each fact is that of the command beside it, which shows its own SQL"

WHY = View(
    "why",
    {"en": "Why attrition changed", "ko": "이탈률이 달라진 이유"},
    (
        Column("kind", "text", "what the fact is about", "종류"),
        Column("says_en", "text", "the fact", "내용(영어)"),
        Column("says_ko", "text", "the fact (Korean)", "내용"),
        Column("certainty", "text", "more than chance?", "확실한 정도"),
        Column("size", "number", "its size, in its unit", "크기"),
        Column("size_low", "number", "lower end, 95 %", "95% 구간의 하한"),
        Column("size_high", "number", "upper end, 95 %", "95% 구간의 상한"),
        Column("unit", "text", "points, share or ratio", "단위"),
        Column("customers", "count", "of how many it speaks", "대상 수"),
        Column("ask", "text", "the command that shows all of it", "자세히 보는 명령"),
        Column("reason", "text", "why something cannot be said", "말할 수 없는 이유"),
    ),
    {
        "en": "Attrition in {after_en} beside {before_en}{of_en}: what changed, in which segments, "
        "which drivers moved, which themes grew, what happened, what competitors did, what those "
        "who left say. Certainty counts how many of a kind were looked at. Nothing here is proof "
        "of a cause.",
        "ko": "{before_ko:과/와} 견준 {after_ko}의 이탈률{of_ko}: 무엇이 달라졌는지, "
        "어느 구간인지, 어떤 요인이 움직였고 어떤 주제가 늘었는지, 무슨 일이 있었고 "
        "경쟁사는 무엇을 했는지, "
        "떠난 고객은 무엇이라 하는지. 확실한 정도는 같은 종류를 몇 개나 보았는지를 셈에 넣은 "
        "것입니다. 어느 것도 원인이라는 증명은 아닙니다.",
    },
)


@dataclass(frozen=True)
class Why:
    """The facts about a change of attrition, and what could not be looked at, with the reason."""

    outlook: Outlook
    span: Span
    where: str | None
    facts: tuple[Fact, ...]
    missing: dict[str, str]

    def paragraphs(self, language: str) -> list[str]:
        """Return the short text made of the facts."""
        return tell(self.facts, language)

    def unsaid(self, language: str) -> list[str]:
        """Return what could not be looked at, a line each."""
        from tenure.charts.unsaid import unsaid

        return [
            said(
                "missing",
                language,
                kind=said(f"kind_{kind}", language),
                reason=unsaid(reason, language),
            )
            for kind, reason in self.missing.items()
        ]

    def result(self) -> Result:
        """Return the facts as a table, one a row, and last what could not be looked at."""
        rows: list[dict[str, Any]] = [_row(one) for one in self.facts]
        rows += [{"kind": kind, "reason": reason} for kind, reason in self.missing.items()]
        named = {
            f"{when}_{language}": label(getattr(self.span, when), self.span.kind, language)
            for when in ("before", "after")
            for language in ("en", "ko")
        }
        of = {
            "of_en": f", of those with {self.where}" if self.where else "",
            "of_ko": f"({self.where})" if self.where else "",
        }
        return WHY.result(self.outlook, rows, _SQL, **named, **of)


def why(
    outlook: Outlook,
    *,
    period: str | None = None,
    against: str | None = None,
    segment: str | None = None,
    where: str | None = None,
) -> Why:
    """Put together why attrition in a period was not that of the period before.

    `period` and `against` are 2026, 2026-Q2, 2026-06 or a day in a week; the last complete month
    and the one before it unless said. `segment` is one of [segments], `where` a condition. What
    was found is kept until data, definitions or code change. Raises MetricError for a company of
    one snapshot, and for what names no period or segment.
    """
    if outlook.snapshot:
        raise MetricError(
            "a lone snapshot has no periods, so no change of attrition to explain",
            hint="tenure explain reasons and drivers say why those left who had left",
        )
    data = outlook.rule.data
    span = span_of(period, against, calendar=data.calendar, observed=outlook.observed)
    chosen = _condition(outlook, segment, where)

    def gather() -> dict[str, Any]:
        facts, missing = _gathered(outlook, span, chosen)
        return {"facts": [asdict(one) for one in facts], "missing": missing}

    found = kept(outlook, "why", gather, asdict(span), chosen)
    facts = tuple(Fact(**one) for one in found["facts"])
    return Why(outlook, span, chosen, facts, found["missing"])


def _condition(outlook: Outlook, segment: str | None, where: str | None) -> str | None:
    """Return the condition that a segment and a `where` make together."""
    if segment is None:
        return where
    segments = outlook.rule.data.definitions.segments
    if segment not in segments:
        near = suggest(segment, list(segments))
        raise MetricError(
            f"there is no segment {segment!r}; there are: {', '.join(segments) or 'none'}",
            hint=f"did you mean {near!r}?" if near else "define it under [segments]",
        )
    own = str(segments[segment])
    return f"({own}) and ({where})" if where else own


def _gathered(
    outlook: Outlook, span: Span, where: str | None
) -> tuple[Sequence[Fact], dict[str, str]]:
    """Ask every part; one that cannot answer is named, with its reason."""
    facts = [
        change(outlook, span, where),
        *parts(outlook, span, where),
    ]
    missing: dict[str, str] = {}
    for kind, gather in AREAS.items():
        try:
            facts += gather(outlook, span, where)
        except MetricError as error:
            missing[kind] = error.message
    return facts, missing


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        **{f"says_{language}": text for language, text in fact.says.items()},
        "certainty": fact.certainty,
        "size": fact.size,
        "size_low": fact.low,
        "size_high": fact.high,
        "unit": fact.unit,
        "customers": fact.customers,
        "ask": fact.ask,
    }
