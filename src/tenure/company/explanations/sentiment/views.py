"""The tables of sentiment, and the sentences on how good it is, in both languages."""

from typing import TYPE_CHECKING

from tenure.company.metrics.columns import COMPLETE
from tenure.company.metrics.contract import Column
from tenure.company.view import View

if TYPE_CHECKING:
    from tenure.explain.sentiment import Sentiment

_PERIOD = Column("period_start", "date", "first day of the period", "기간의 첫날")
_GROUP = Column("group", "text", "group of the author when it was said", "말한 때 고객의 그룹")
_MOODS = (
    Column("texts", "count", "texts", "글 수"),
    Column("scored", "count", "texts whose mood could be told", "감성을 매길 수 있는 글 수"),
    Column("negative", "count", "texts that complain", "불만을 말하는 글 수"),
    Column("positive", "count", "texts that praise", "칭찬하는 글 수"),
    Column("share_negative", "share", "negative / scored", "불만 글의 비율"),
    Column("share_negative_low", "share", "lower bound, 95 %", "95 % 하한"),
    Column("share_negative_high", "share", "upper bound, 95 %", "95 % 상한"),
    Column(
        "mean_score",
        "number",
        "mean of the scores beside texts, 0-100 of their scale",
        "글과 함께 준 점수의 평균 (척도의 0~100)",
    ),
)
_WORDS = {
    "en": "Texts of feedback and tickets by period: negative is a probability of praise below 0.4, "
    "positive above 0.6, the rest neither. The interval is Wilson's. The mean score is that of "
    "feedback, whose customers gave one.",
    "ko": "기간별 피드백과 문의 글. 칭찬일 확률이 0.4보다 낮으면 불만, 0.6보다 높으면 칭찬, "
    "나머지는 어느 쪽도 아닙니다. 구간은 윌슨 신뢰구간입니다. "
    "평균 점수는 점수를 준 피드백의 것입니다.",
}
_TITLE = {"en": "Sentiment of what customers write", "ko": "고객이 쓴 글의 감성"}
MOODS = View("sentiment", _TITLE, (_PERIOD, COMPLETE, *_MOODS), _WORDS)
MOODS_BY = View("sentiment", _TITLE, (_PERIOD, COMPLETE, _GROUP, *_MOODS), _WORDS)

WORTH = View(
    "sentiment-worth",
    {"en": "How good the sentiment is", "ko": "감성 점수의 정확도"},
    (
        Column("language", "text", "language of the texts", "글의 언어"),
        Column(
            "model",
            "text",
            "what scores: learnt from the company's scores, or the words that come with Tenure",
            "감성을 매기는 것",
        ),
        Column(
            "learnt_from",
            "count",
            "texts with a good or bad score",
            "좋거나 나쁜 점수가 있는 글 수",
        ),
        Column(
            "held_out",
            "text",
            "the texts it was judged on: of unseen authors, newer than those learnt from, or all",
            "평가에 쓴 글",
        ),
        Column("texts", "count", "texts it was judged on", "평가한 글 수"),
        Column("praise", "count", "of these, with a good score", "그중 좋은 점수"),
        Column(
            "common",
            "share",
            "accuracy of always saying the commoner",
            "늘 흔한 쪽이라 할 때의 정확도",
        ),
        Column("accuracy", "share", "share told rightly", "맞힌 비율"),
        Column("accuracy_low", "share", "lower bound, 95 %", "95 % 하한"),
        Column("accuracy_high", "share", "upper bound, 95 %", "95 % 상한"),
        Column("auc", "number", "chance that praise scores above a complaint", "AUC"),
        Column("auc_low", "number", "lower bound, 95 %", "95 % 하한"),
        Column("auc_high", "number", "upper bound, 95 %", "95 % 상한"),
        Column("brier", "number", "mean squared error of the probability", "브라이어 점수"),
        Column("brier_low", "number", "lower bound, 95 %", "95 % 하한"),
        Column("brier_high", "number", "upper bound, 95 %", "95 % 상한"),
        Column("reason", "text", "why the shipped words are used", "제공된 낱말을 쓰는 까닭"),
        Column("says_en", "text", "the same in words", "영어 문장"),
        Column("says_ko", "text", "the same in Korean", "한국어 문장"),
    ),
    {
        "en": "Sentiment is learnt from texts that customers gave beside a good or a bad score "
        "(NPS 0-6 and 9-10, stars 1-2 and 4-5), and judged on held-out ones.",
        "ko": "감성은 고객이 좋거나 나쁜 점수(NPS 0~6과 9~10, 별점 1~2와 4~5)와 함께 쓴 글에서 "
        "배우고, 배우지 않은 글로 평가합니다.",
    },
)

_NAMES = {"en": {"en": "English", "ko": "Korean"}, "ko": {"en": "영어", "ko": "한국어"}}
_SAYS = {
    "en": {
        "learnt": "{name}: learnt from {texts:,} texts with a score; right in {accuracy:.1%} of "
        "{n:,} held-out ones ({low:.1%} to {high:.1%}).",
        "shipped": "{name}: the words that come with Tenure, for {why}; right in {accuracy:.1%} of "
        "{n:,} texts with a score ({low:.1%} to {high:.1%}).",
        "unjudged": "{name}: the words that come with Tenure, for {why}; too few texts have a "
        "score to say how good they are here.",
        "few_texts": "only {texts:,} texts have a good or a bad score, and 300 are needed",
        "few_of_a_mood": "only {either:,} different texts have the rarer kind of score, and 50 are "
        "needed",
        "not_judged": "too little could be held out to judge a model",
        "no_better": "what was learnt did no better than they do",
    },
    "ko": {
        "learnt": "{name}: 점수가 있는 글 {texts:,}건에서 배웠고, 배우지 않은 글 {n:,}건 가운데 "
        "{accuracy:.1%}를 맞혔습니다({low:.1%}~{high:.1%}).",
        "shipped": "{name}: 함께 제공되는 낱말을 씁니다. {why}. 점수가 있는 글 {n:,}건 가운데 "
        "{accuracy:.1%}를 맞혔습니다({low:.1%}~{high:.1%}).",
        "unjudged": "{name}: 함께 제공되는 낱말을 씁니다. {why}. 점수가 있는 글이 적어 "
        "이곳에서 얼마나 맞는지는 알 수 없습니다.",
        "few_texts": "좋거나 나쁜 점수가 있는 글이 {texts:,}건뿐이고 300건이 필요합니다",
        "few_of_a_mood": "드문 쪽 점수의 서로 다른 글이 {either:,}건뿐이고 50건이 필요합니다",
        "not_judged": "모델을 평가할 글을 떼어 둘 수 없었습니다",
        "no_better": "배운 모델이 이 낱말보다 낫지 않았습니다",
    },
}


def why_said(model: "Sentiment", language: str) -> str | None:
    """Say why the words that come with Tenure score a language; None where learnt ones do."""
    if not model.why:
        return None if model.worth else _SAYS[language]["not_judged"]
    return _SAYS[language][model.why].format(texts=model.texts, either=model.either)


def worth_said(model: "Sentiment", language: str) -> str:
    """Say what scores the texts of a language, why, and how well it does."""
    words = _SAYS[language]
    why = why_said(model, language)
    about = {"name": _NAMES[language][model.language], "texts": model.texts, "why": why}
    if not model.worth:
        return words["unjudged"].format(**about)
    one = model.worth[0]
    spread = {"accuracy": one.accuracy.value, "low": one.accuracy.low, "high": one.accuracy.high}
    return words[model.kind].format(**about, **spread, n=one.texts)
