"""Why something is not known, in Korean: what a result or an error says of it in English."""

import re
from collections.abc import Mapping
from functools import cache

_SOURCES = {
    "stated": "고객의 말",
    "recorded": "기록",
    "observed": "관찰",
    "customer": "고객",
    "account": "거래처",
}
_KO = {
    # attrition and changes
    "too few customers were there, or no day is known": "고객이 너무 적거나 날짜를 알 수 없습니다",
    "a snapshot has no dates: what happened before and after a change is not known": (
        "날짜가 없는 스냅숏이라 변화 전후를 알 수 없습니다"
    ),
    "nothing is known about each {unit}, so no change concerns a part of them": (
        "{unit}별 정보가 없어 일부에게만 해당하는 변화를 볼 수 없습니다"
    ),
    "nobody is called {name}: no segment of tenure.toml, and no value of {names}": (
        "{name}에 해당하는 고객이 없습니다(tenure.toml의 세그먼트에도, 속성값에도 없음)"
    ),
    "nobody was active on {one} or on {other}": "{one} 또는 {other}에 활동한 고객이 없습니다",
    "nobody left from {first} to {end}": "{first}부터 {end}까지 이탈한 고객이 없습니다",
    # drivers
    "too few customers left to tell what goes with it: {n}": (
        "이탈한 고객이 {n}명뿐이라 함께 나타나는 요인을 알 수 없습니다"
    ),
    "nobody is left to compare": "비교할 고객이 없습니다",
    # tables that there are not
    "there is no table competitors (what they ask and offer)": (
        "경쟁사(competitors) 테이블이 없습니다"
    ),
    "there is no table changes (releases, prices, positioning, incidents)": (
        "변화(changes) 테이블이 없습니다"
    ),
    "there are no texts: neither feedback nor tickets have a column 'text'": (
        "글이 없습니다(feedback과 tickets에 text 열이 없음)"
    ),
    # competitors
    "nobody said anything": "글을 남긴 고객이 없습니다",
    "nothing is known of it": "알려진 것이 없습니다",
    "own price not known": "자사 가격을 알 수 없음",
    "other currency": "통화가 다름",
    "{name} was never seen": "{name}의 가격을 확인한 적이 없음",
    "no event of that name": "그런 이름의 이벤트가 없음",
    "nobody is active": "활동 중인 고객이 없음",
    # reasons
    "nobody's reason is known by this source: {sources}": "이유를 아는 고객이 없는 출처: {sources}",
    "everyone answered": "모두 답함",
    "too few answered, or too few did not": "답한 고객이나 답하지 않은 고객이 너무 적음",
    "nothing is known of everyone by which those who answered could be told apart": (
        "답한 고객과 답하지 않은 고객을 가를 정보가 없음"
    ),
    "nobody has both": "두 출처의 이유가 모두 있는 고객이 없음",
    "nothing that they said near leaving is known": "떠날 무렵에 한 말이 없음",
    "nobody recorded a reason": "기록된 이유가 없음",
    "recorded as not known": "‘모름’으로 기록됨",
    "the label fits no reason: map it in [reasons.map]": (
        "분류에 없는 라벨입니다. [reasons.map]에 적어 주세요"
    ),
    "they answered without words": "글 없이 답함",
    "no word of the taxonomy is in it": "이유를 알 수 있는 표현이 없음",
    # scores
    "no date has enough days after it to tell who left": "이탈을 확인할 만큼 지난 날짜가 없습니다",
    "no feature is of this score: {name}": "이 점수로 만든 변수가 없습니다: {name}",
}  # fmt: skip


def unsaid(reason: str, language: str) -> str:
    """Return a reason in a language; one that is not known here stays as it is, in English.

    >>> unsaid("stated: everyone answered", "ko")
    '고객의 말: 모두 답함'
    """
    if language != "ko":
        return reason
    return "; ".join(_part(one) for one in reason.split("; "))


def _part(reason: str) -> str:
    head, _, rest = reason.partition(": ")
    if head in _SOURCES and rest:
        return f"{_SOURCES[head]}: {_part(rest)}"
    for pattern, korean in _patterns().items():
        found = pattern.fullmatch(reason)
        if found:
            return korean.format(
                **{name: _listed(text) for name, text in found.groupdict().items()}
            )
    return reason


def _listed(text: str) -> str:
    return ", ".join(_SOURCES.get(one, one) for one in text.split(", "))


@cache
def _patterns() -> Mapping[re.Pattern[str], str]:
    return {
        re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english)), re.DOTALL): korean
        for english, korean in _KO.items()
    }
