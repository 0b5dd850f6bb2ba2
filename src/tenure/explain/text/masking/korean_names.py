"""Korean names, where a text says that a name stands there."""

import re

from tenure.explain.text.masks import NAME
from tenure.explain.text.words import word_list

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백"
    "허남심노하곽성차주우구민나진지엄채원천방공현함변염"
)
"""The most common ones; rarer ones are too common as syllables of other words."""
_DOUBLE = "남궁|황보|제갈|선우|독고|사공|서문"
_PERSON = rf"(?P<name>(?:{_DOUBLE}) ?[가-힣]{{1,2}}|[{_SURNAMES}] ?[가-힣]{{2}})"
_ROLES = (
    "상담원|상담사|담당자|매니저|직원|기사|강사|선생님|튜터|팀장|"
    "점장|과장|대리|사장|설계사|은행원|고객"
)
_FIELDS = "이름|성함|성명|예금주|입금자명?|수취인|수령인|받는 ?사람|고객명|주문자명?|명의자?"
_SAYING = (
    r"(?:입니다|이에요|이예요|예요|(?:이?라)(?:고|는)|이고요?|이며|인데요?|이구요|임(?![가-힣]))"
)
_AFTER_ROLE = (
    r"(?=$|[\s,.!?)]|님|씨|이라|라는|입니다|께서|에게|한테|(?:의|과|와|이|가|은|는|을|를)\s)"
)
_AFTER_FIELD = r"(?=$|[\s,.!?)]|입니다|이고|이에요|예요|님|씨|으로|로)"

CALLED = re.compile(
    r"(?<![가-힣])(?P<lead>(?:저는|전|제가|나는|저|안녕하세요[,.!]?|(?:제 |내 )?이름은) ?)"
    rf"{_PERSON}(?={_SAYING})"
)
SELF = re.compile(
    rf"(?:^|(?<=[\n.!?,] )|(?<=[\n.!?,]))(?P<lead>){_PERSON}(?=입니다|(?:이)?라고 합니다)"
)
FIELD = re.compile(
    rf"(?<![가-힣])(?P<lead>(?:{_FIELDS})(?:은|는|이|:)? ?:? ?)"
    rf"(?P<name>[{_SURNAMES}] ?[가-힣]{{1,3}}?){_AFTER_FIELD}"
)
ADDRESSED = re.compile(
    rf"(?<![가-힣])(?P<lead>){_PERSON}"
    rf"(?= ?(?:{_ROLES})?(?:님|씨)| (?:{_ROLES})(?:$|[\s,.!?]|께|한테))"
)
WITH_ROLE = re.compile(
    rf"(?<![가-힣])(?P<lead>(?:{_ROLES})(?: 이름(?:은|이))? ){_PERSON}{_AFTER_ROLE}"
)
BRACKETED = re.compile(rf"(?<![가-힣])(?P<lead>(?:{_ROLES}) ?\(){_PERSON}(?=\))")
_ALL = (CALLED, SELF, FIELD, ADDRESSED, WITH_ROLE, BRACKETED)


def masked_korean_names(text: str) -> str:
    """Return the text with names hidden that are introduced, addressed or given with a role."""
    for pattern in _ALL:
        text = pattern.sub(_hidden, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    name = found["name"].replace(" ", "")
    ordinary = word_list("ko", "not_names")
    if name in ordinary or name[:2] in ordinary:
        return found[0]
    return str(found["lead"]) + NAME
