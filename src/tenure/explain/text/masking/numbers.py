"""Numbers that belong to a person: of phones, cards, residents, accounts."""

import re
from collections.abc import Callable
from datetime import date

from tenure.explain.text.masking.digits import has_date, luhn, mod97
from tenure.explain.text.masks import ACCOUNT, CARD, ID, PHONE

_S = r"[ .\-–—‐‑−·_/()]{0,3}"
"""What people put between groups of digits."""
_G = r"[ .\-–—‐‑−·_]"
_SPELLED = "[공영일이삼사오육륙칠팔구0-9]"

RESIDENT = re.compile(rf"(?<!\d)(\d{{2}}) ?(\d{{2}}) ?(\d{{2}}){_S}([1-8]){_S}[\d*●xX]{{6}}(?!\d)")
RESIDENT_SPACED = re.compile(rf"(?<!\d)\d(?:{_G}{{1,3}}\d){{12}}(?!{_G}{{0,3}}\d)")
SOCIAL = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}[- .](?!00)\d{2}[- .](?!0000)\d{4}(?![\d-])")
LICENCE = re.compile(r"(?<![\d-])\d{2}-\d{2}-\d{6}-\d{2}(?![\d-])")
PASSPORT = re.compile(
    r"((?:passport|여권)[^\d\n\[]{0,20}?)\b[a-z]{1,2} ?\d{3}[a-z]?\d{4,5}(?!\d)", re.IGNORECASE
)
CARD_RUN = re.compile(rf"(?<!\d)\d(?:{_G}{{0,3}}\d){{13,}}+(?!\d)")
"""Digits with little between them; those that are a card are found by their check digit."""

PHONES = (
    # Korean mobiles: 010 or +82 10, in groups or with every digit apart.
    re.compile(
        rf"(?<![\dA-Za-z])(?:\(?(?:\+|00){_S}|\b)82{_S}\(?0?\)?{_S}1[016789](?:{_S}\d){{7,8}}(?!\d)"
    ),
    re.compile(rf"(?<![\d+])\(?[0oO]1[016789oO]\)?(?:{_S}\d){{7,8}}(?!\d)"),
    re.compile(rf"(?<!\d)0{_G}{{1,3}}1{_G}{{1,3}}[016789](?:{_G}{{1,3}}\d){{7,8}}(?!\d)"),
    re.compile(rf"[공영]일[공영](?:[ \-.]{{0,2}}{_SPELLED}){{7,8}}"),
    # Any country's with its code.
    re.compile(rf"(?<![\w+])\(?\+ ?\(?[1-9]\d{{0,2}}\)?(?:{_S}\d){{6,12}}(?!\d)"),
    re.compile(r"(?<!\d)00[1-9]\d{0,2}[ \-.](?:[ \-.]{0,2}\d){6,12}(?!\d)"),
    # Korean landlines, internet and safe numbers; then any national number that begins with 0.
    re.compile(
        rf"(?<![\d.])\(?0(?:2|[3-6][1-5]|70|50\d|80)\)?{_S}\d{{3,4}}{_S}\d{{4}}(?![\d.]\d|\d)"
    ),
    re.compile(
        r"(?<![\d.])\(?0\d{2,4}\)?[ \-/]{1,2}\d{3,4}(?:[ \-]\d{3,4}|\d{3,4})?(?![\d.]\d|\d)"
    ),
    # North American, written in groups.
    re.compile(
        r"(?<![\d+])(?:1[ .\-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .\-])[2-9]\d{2}[ .\-]?\d{4}(?!\d)"
    ),
)
PHONE_SAID = re.compile(
    r"((?:\b(?:call|phone|tel|telephone|cell|mobile|whatsapp|text me|reach me|fax|sms)\b"
    r"|전화|연락처|연락|핸드폰|휴대폰|휴대전화|폰번호|폰 번호|문자)[^\d\n\[]{0,20})"
    r"(?<!\d)\d(?:[ .\-]{0,2}\d){6,12}(?!\d|원|년|월|일|시|분|번|개|회|건|%|,\d)",
    re.IGNORECASE,
)
IBAN = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w])")
ACCOUNT_GROUPED = re.compile(r"(?<![\d\-])\d{2,6}(?:-\d{1,8}){2,3}(?![\d\-])")
ACCOUNT_SAID = re.compile(
    r"((?:\b(?:account (?:no|number|nr|#)|acct|iban|routing)\b|계좌|통장|입금|은행|뱅크|농협|신협)"
    r"[^\d\n\[]{0,20})(?<!\d)\d(?:[ \-]{0,2}\d){7,15}(?!\d|원|년|,\d)",
    re.IGNORECASE,
)
_LEAST_DIGITS = 7


def masked_numbers(text: str) -> str:
    """Return the text with numbers hidden that belong to a person.

    A price, a date, a time, a version or an order number is none of these: each kind needs
    its own shape, check digit or a word before it that says what follows.
    """
    if not _worth_looking(text):
        return text
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return text


def _worth_looking(text: str) -> bool:
    digits = sum(map(text.count, "0123456789"))
    return digits >= _LEAST_DIGITS or "공일" in text or "영일" in text


def _resident(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return ID if has_date(digits[:6], digits[6]) else found[0]


def _cards(found: re.Match[str]) -> str:
    """Hide the cards in a run of digits: 14 to 19 from one group's begin to one group's end."""
    run = found[0]
    groups = [one.span() for one in re.finditer(r"\d+", run)]
    out, done, first = [], 0, 0
    while first < len(groups):
        last = _card_from(run, groups, first)
        if last is None:
            first += 1
            continue
        out.append(run[done : groups[first][0]] + CARD)
        done, first = groups[last][1], last + 1
    return "".join(out) + run[done:]


def _card_from(run: str, groups: list[tuple[int, int]], first: int) -> int | None:
    digits = ""
    best = None
    for last in range(first, min(first + 19, len(groups))):
        low, high = groups[last]
        digits += run[low:high]
        if len(digits) > 19:
            break
        if _is_card(digits, [high - low for low, high in groups[first : last + 1]]):
            best = last
    return best


def _is_card(digits: str, groups: list[int]) -> bool:
    if groups == [4, 4, 4, 4] and not digits.startswith("0"):
        return True
    return len(digits) >= 14 and digits[0] in "345689" and luhn(digits)


def _iban(found: re.Match[str]) -> str:
    return ACCOUNT if mod97(found[0].replace(" ", "")) else found[0]


def _account(found: re.Match[str]) -> str:
    """Hide groups of digits that are as long as an account's, unless they begin with a date."""
    digits = found[0].replace("-", "")
    return found[0] if _dated(found[0]) or not 10 <= len(digits) <= 16 else ACCOUNT


def _dated(text: str) -> bool:
    found = re.match(r"((?:19|20)\d{2})-?(\d{1,2})-?(\d{1,2})", text)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _said(mark: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + mark


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (IBAN, _iban),
    (CARD_RUN, _cards),
    (RESIDENT, _resident),
    (RESIDENT_SPACED, _resident),
    (LICENCE, ID),
    *((pattern, PHONE) for pattern in PHONES),
    (SOCIAL, ID),
    (PASSPORT, _said(ID)),
    (ACCOUNT_SAID, _said(ACCOUNT)),
    (ACCOUNT_GROUPED, _account),
    (PHONE_SAID, _said(PHONE)),
)
