"""What smells of leaving in what customers write: how often, and the newest sentences."""

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.grouped import with_groups
from tenure.company.explanations.texts import Texts
from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import PROFILES, days
from tenure.company.predictions.outlook import Outlook
from tenure.company.view import View
from tenure.measure.result import Result
from tenure.periods import Period
from tenure.stats import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

_PROFILED = ("risk", "risk_band")
_SENTENCE, _SAID = ("table", "text_id", "sentence"), ("kind", "phrase")
_PHRASES = 10
"""Phrases that one sentence has at most, as far as the shortest lists go."""

RISK_WORDS = View(
    "risk-words",
    {"en": "Risk words", "ko": "이탈 위험 표현"},
    (
        Column("period_start", "date", "first day of the period", "기간의 첫날"),
        Column("complete", "flag", "whether the period is over", "기간이 끝났는지"),
        Column("kind", "text", "what it smells of", "종류"),
        Column("texts", "count", "texts in the period", "기간의 글"),
        Column("texts_with", "count", "of them, with such a phrase", "그런 표현이 있는 글"),
        Column("share", "share", "texts_with / texts", "비율"),
        Column("share_low", "share", "lower end, 95 % Wilson", "95% Wilson 구간의 하한"),
        Column("share_high", "share", "upper end, 95 % Wilson", "95% Wilson 구간의 상한"),
        Column("customers", "count", "who wrote them", "글을 쓴 고객"),
    ),
    {
        "en": "Of all texts of a period, those with a phrase that smells of leaving, by its kind; "
        "found by its words in all their forms, and not where it is denied, quoted or told of "
        "others. A text may have several kinds.",
        "ko": "한 기간의 글 가운데 이탈이 의심되는 표현이 있는 글을 종류별로 셉니다. 낱말의 모든 "
        "활용형으로 찾고, 부정하거나 인용하거나 남의 일을 말한 것은 세지 않습니다. 한 글에 여러 "
        "종류가 있을 수 있습니다.",
    },
)
ALERTS = View(
    "alerts",
    {"en": "Sentences that smell of leaving", "ko": "이탈이 의심되는 문장"},
    (
        Column("at", "text", "when it was written, local time", "쓴 시각(현지)"),
        Column("unit_id", "text", "whose it is", "고객"),
        Column("source", "text", "where it was written", "출처"),
        Column("kind", "text", "what it smells of", "종류"),
        Column("phrase", "text", "the phrase that was found", "찾은 표현"),
        Column("sentence", "text", "the sentence, masked", "문장(개인정보 가림)"),
        Column("risk", "share", "risk of leaving, on the last day scored", "마지막 이탈 위험도"),
        Column("risk_band", "text", "band of risk", "위험 등급"),
        Column("text_id", "text", "which text", "글 번호"),
    ),
    {
        "en": "What customers wrote from {since} to {until} that smells of leaving, the newest "
        "first; {all:,} in all. Names, addresses and numbers of people are masked.",
        "ko": "{since}부터 {until}까지 고객이 쓴 글 가운데 이탈이 의심되는 문장입니다. 새 글이 "
        "먼저이며 모두 {all:,}건입니다. 이름, 주소, 번호 등 개인정보는 가렸습니다.",
    },
)


def risk_words(outlook: Outlook, *, period: Period = "month", where: str | None = None) -> Result:
    """Return how many texts of each period have risk words, by kind: one row a period and kind."""
    texts, engine = Texts(outlook), outlook.rule.data.engine
    texts.read()
    calendar = outlook.rule.data.calendar
    said = with_groups(outlook, texts.rows, None, where)
    said = said.mutate(number=calendar.numbers(said["at"], period))
    every = said.group_by("number").agg(texts=said.count())
    hits = with_groups(outlook, texts.hits, None, where)
    hits = hits.mutate(number=calendar.numbers(hits["at"], period))
    found = hits.group_by("number", "kind").agg(
        texts_with=(hits.table + ":" + hits.text_id).nunique(), customers=hits.unit_id.nunique()
    )
    rows = every.left_join(found, "number").drop("number_right")
    rows = rows.order_by("number", "kind")
    told = engine.execute(rows, metric="risk words").to_pylist()
    over = calendar.number(outlook.observed.end, period)
    listed = [
        _counted(row)
        | {
            "period_start": calendar.start(row["number"], period),
            "complete": row["number"] < over,
        }
        for row in told
        if row["kind"] is not None
    ]
    return RISK_WORDS.result(outlook, listed, engine.script(rows))


def alerts(
    outlook: Outlook, *, since_days: int = 7, where: str | None = None, most: int | None = 50
) -> Result:
    """Return the sentences of the last days that smell of leaving, the newest first."""
    texts, engine = Texts(outlook), outlook.rule.data.engine
    texts.read()
    until = outlook.observed.last
    since = until - timedelta(days=since_days - 1)
    hits = with_groups(outlook, texts.hits, None, where)
    new = hits.filter(hits["at"].cast("date") >= since)
    new = _profiled(outlook, new).order_by([new["at"].desc(), *_SENTENCE, new.kind, new.phrase])
    number = new.select(*_SENTENCE).distinct().count().name("n").as_table()
    counted = engine.execute(number, metric="alerts")["n"][0].as_py()
    asked = new if most is None else new.limit(most * _PHRASES)
    rows = _by_sentence(engine.execute(asked, metric="alerts").to_pylist())[:most]
    return ALERTS.result(outlook, rows, engine.script(new), since=since, until=until, all=counted)


def _by_sentence(hits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the phrases of one sentence, which follow each other, into one row."""
    rows = []
    for _, same in groupby(hits, key=lambda hit: tuple(hit[name] for name in _SENTENCE)):
        own = list(same)
        told = {name: ", ".join(dict.fromkeys(hit[name] for hit in own)) for name in _SAID}
        rows.append({**own[0], **told, "at": f"{own[0]['at']:%Y-%m-%d %H:%M}"})
    return rows


def _counted(row: dict[str, Any]) -> dict[str, Any]:
    low, high = wilson(row["texts_with"], row["texts"]) or (None, None)
    return {**row, "share": row["texts_with"] / row["texts"], "share_low": low, "share_high": high}


def _profiled(outlook: Outlook, hits: "ir.Table") -> "ir.Table":
    """Put beside each the risk of its author on the last day scored, where there is one."""
    import ibis

    scored = [
        day
        for day in days(outlook.rule.data.store, outlook.rule.unit)
        if day.as_of <= outlook.observed.end
    ]
    if not scored:
        return hits.mutate(risk=ibis.null("float64"), risk_band=ibis.null("string"))
    day = scored[-1]
    profiles = outlook.rule.data.engine.scan_parquet(
        [day.folder / PROFILES], name=f"profiles_{day.as_of:%Y%m%d}"
    )
    named = profiles.select("unit_id", *_PROFILED).rename(_unit="unit_id")
    return hits.left_join(named, hits.unit_id == named["_unit"]).drop("_unit")
