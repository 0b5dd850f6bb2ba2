"""Names, where a text says that a name stands there."""

import re

from tenure.explain.text.masking.korean_names import masked_korean_names
from tenure.explain.text.masks import NAME
from tenure.explain.text.words import word_list

_WORD = r"[^\W\d_]{1,20}(?:['-][^\W\d_]{1,20}){0,2}"
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de"
_WORDS = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"
_STRONG = r"my (?:full )?name(?: is|'s|:)|(?:full |first |last )?name:"
_WEAK = (
    r"this is|i am|i'm|dear|hi|hello|hey|signed|sincerely|regards|cheers|attn|"
    r"(?:speak|spoke|spoken|speaking|talk|talked|talking|chatted) (?:to|with)|(?:named|called)|"
    r"(?:agent|rep|representative|manager|advisor|operator|employee|technician|driver|tutor|"
    r"instructor|consultant|colleague)(?: named)?"
)
INTRODUCED = re.compile(rf"(?<!\w)(?P<lead>(?:{_STRONG}),? )(?!\[){_WORDS}", re.IGNORECASE)
MENTIONED = re.compile(rf"(?<!\w)(?P<lead>(?i:{_WEAK}),?[ \n])(?=[{_CAPITAL}]){_WORDS}")
TITLED = re.compile(
    rf"(?<!\w)(?P<lead>(?i:mr|mrs|ms|miss|dr|prof)(?:\. ?| ))(?=[{_CAPITAL}가-힣]){_WORDS}"
    rf"|(?<!\w)(?P<low>(?:mr|mrs)(?:\. ?| ))(?P<one>[a-z]{{2,20}})"
)


def masked_names(text: str) -> str:
    """Return the text with names hidden that are introduced, addressed or given with a role.

    A name that stands there without such a sign is not found.
    """
    if not text.isascii():
        text = masked_korean_names(text)
    text = INTRODUCED.sub(lambda found: _english(found, any_case=True), text)
    text = MENTIONED.sub(_english, text)
    return TITLED.sub(_titled, text)


def _titled(found: re.Match[str]) -> str:
    """Hide a name behind a title; one word in Korean, or in small letters behind Mr or Mrs."""
    if found["one"] is None:
        first, _, rest = found["name"].partition(" ")
        korean = not first[0].isupper()
        return f"{found['lead']}{NAME} {rest}".rstrip() if korean else _english(found)
    ordinary = word_list("en", "not_names") | word_list("en", "stop")
    return found[0] if found["one"] in ordinary else found["low"] + NAME


def _english(found: re.Match[str], any_case: bool = False) -> str:
    """Hide the first one to three words while they look like a name."""
    words = found["name"].split(" ")
    ordinary = word_list("en", "not_names") | word_list("en", "stop")
    count = 0
    for word in words:
        fits = word[0].isupper() or (any_case and count < 2)
        if not fits or word.casefold() in ordinary:
            break
        count += 1
    if not count:
        return found[0]
    return " ".join([found["lead"] + NAME, *words[count:]])
