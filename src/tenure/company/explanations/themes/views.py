"""The tables of themes: which there are, how each grew, and their shares by period and group."""

from tenure.company.metrics.columns import COMPLETE
from tenure.company.metrics.contract import Column
from tenure.company.view import View


def _spread(name: str, en: str, ko: str) -> tuple[Column, ...]:
    return (
        Column(name, "share", en, ko),
        Column(f"{name}_low", "share", "lower bound, 95 %", "95 % 하한"),
        Column(f"{name}_high", "share", "upper bound, 95 %", "95 % 상한"),
    )


_THEME = Column("theme", "text", "code of the theme", "주제의 코드")
_TITLES = (
    Column("title_en", "text", "what it is called", "주제의 영어 이름"),
    Column("title_ko", "text", "what it is called in Korean", "주제의 이름"),
)
_TEXTS = Column("texts", "count", "texts with the theme", "주제가 있는 글 수")
_OF = Column("of", "count", "all texts", "전체 글 수")
_REASON = Column("reason", "text", "why there is nothing", "말할 수 없는 까닭")

THEMES = View(
    "themes",
    {"en": "What customers write about", "ko": "고객이 말하는 주제"},
    (
        _THEME,
        *_TITLES,
        Column("terms", "text", "its most telling words", "주제를 가장 잘 말하는 낱말"),
        _TEXTS,
        _OF,
        *_spread("share", "texts / of", "주제가 있는 글의 비율"),
        *_spread(
            "share_negative",
            "of its texts whose mood is known, those that complain",
            "감성을 아는 글 가운데 불만 글의 비율",
        ),
        Column(
            "mean_score",
            "number",
            "mean score beside its texts, 0-100 of their scale",
            "함께 준 점수의 평균 (척도의 0~100)",
        ),
        Column("sentences", "text", "typical sentences, masked", "대표 문장 (개인정보 가림)"),
        _REASON,
    ),
    {
        "en": "Themes of feedback and tickets: a text may have several. Those of a subject that is "
        "known in both languages are counted together; others, which the texts suggested, are of "
        "one language. The last row is all texts.",
        "ko": "피드백과 문의 글의 주제. 한 글에 여러 주제가 있을 수 있습니다. 두 언어에서 아는 "
        "주제는 함께 세고, 글에서 새로 찾은 주제는 한 언어의 것입니다. 마지막 줄은 모든 글입니다.",
    },
)

GROWTH = View(
    "themes-growth",
    {"en": "Themes that grew or fell", "ko": "늘거나 줄어든 주제"},
    (
        _THEME,
        *_TITLES,
        Column("since", "date", "first day of the stretch that stands out", "두드러진 때의 첫날"),
        Column("until", "date", "its last day; null: it lasts", "마지막 날 (비어 있으면 지금까지)"),
        Column("writers", "count", "customers who wrote of it, by stretch", "그 주제로 쓴 고객 수"),
        Column("of", "count", "customers who wrote", "글을 쓴 고객 수"),
        *_spread("share", "writers / of", "비율"),
        Column("writers_before", "count", "the same before", "그 전에 그 주제로 쓴 고객 수"),
        Column("of_before", "count", "who wrote before", "그 전에 글을 쓴 고객 수"),
        *_spread("share_before", "share before", "그 전의 비율"),
        *_spread("difference", "share − share before", "차이"),
        Column("p", "number", "chance of such a stretch by luck", "우연일 확률"),
        Column("corrected", "number", "the same for all themes (Holm)", "모든 주제로 보정한 확률"),
        Column("sure", "flag", "corrected is 0.05 or less", "보정한 확률이 0.05 이하"),
        Column("says_en", "text", "the same in words", "영어 문장"),
        Column("says_ko", "text", "the same in Korean", "한국어 문장"),
    ),
    {
        "en": "Of each theme the stretch of time whose share of writers stands out most from the "
        "rest, and the chance that dealing the same writers out at random has one that stands out "
        "as much. A customer counts once a week (or the stretch of {days} days that is looked at).",
        "ko": "주제마다 글을 쓴 고객 중 비율이 가장 두드러지는 때와, 고객을 무작위로 나눌 때 "
        "그만큼 두드러질 확률입니다. 고객은 {days}일에 한 번만 셉니다.",
    },
)

_PERIOD = Column("period_start", "date", "first day of the period", "기간의 첫날")
_GROUP = Column("group", "text", "group of the author when it was said", "말한 때 고객의 그룹")
_SHARE = _spread("share", "texts / of", "비율")
_SHARES = (_THEME, *_TITLES, _TEXTS, _OF, *_SHARE)
_SHARES_TITLE = {"en": "Themes by period", "ko": "기간별 주제"}
_SHARES_WORDS = {
    "en": "How many of a period's texts have each theme; a theme that no text has is left out.",
    "ko": "기간의 글 가운데 주제가 있는 글의 비율. 글이 없는 주제는 뺍니다.",
}
SHARES = View("themes-by-period", _SHARES_TITLE, (_PERIOD, COMPLETE, *_SHARES), _SHARES_WORDS)
SHARES_BY = View(
    "themes-by-period", _SHARES_TITLE, (_PERIOD, COMPLETE, _GROUP, *_SHARES), _SHARES_WORDS
)

ALL = {"en": "all texts", "ko": "모든 글"}
FEW = {
    "en": "{language}: {different} different texts, and {least} are needed to learn themes from",
    "ko": "{language}: 서로 다른 글이 {different}건이고, 주제를 배우려면 {least}건이 필요합니다",
}
