"""Addresses: mail, links, IP."""

import re

from tenure.explain.text.masks import ADDRESS, EMAIL, LINK

LINKED = re.compile(r"(?:https?|ftp)://[^\s<>\"]{1,2000}+|\bwww\.[^\s<>\"]{1,2000}+", re.IGNORECASE)
_HOST_ONLY = re.compile(r"(?:https?://|ftp://)?[\w.-]{1,253}/?[.,!?)]*", re.IGNORECASE)
_LOCAL = r"[A-Za-z0-9_.+%'\u00c0-\u024f-]{1,64}+"
_LABEL = r"[A-Za-z0-9\u00c0-\u024f-]{1,63}"
_TOP = r"(?:com|net|org|co|kr|io|edu)(?![A-Za-z])"
_DOT = r" ?[(\[] ?(?:dot|\.) ?[)\]] ?"
MAIL = re.compile(
    rf"{_LOCAL} ?(?:@|[(\[] ?(?:at|@) ?[)\]]) ?"
    rf"{_LABEL}(?:\.{_LABEL}|{_DOT}{_LABEL}| ?\. ?{_TOP}){{1,4}}",
    re.IGNORECASE,
)
MAIL_KOREAN = re.compile(
    r"[A-Za-z0-9_.+%가-힣-]{1,64}+@[A-Za-z0-9가-힣-]{1,62}"
    rf"(?:\.[A-Za-z0-9가-힣-]{{1,62}}){{0,2}}?\.(?:한국|닷컴|닷넷|{_TOP})",
    re.IGNORECASE,
)
"""A mail address with a Korean host; particles may follow its last label."""
MAIL_SPELLED = re.compile(
    rf"{_LOCAL} ?(?:\bat|골뱅이) ?{_LABEL}(?: ?(?:\bdot\b|닷|점|쩜|\.) ?(?:{_TOP}|컴|넷)){{1,2}}",
    re.IGNORECASE,
)
MAIL_OF = re.compile(
    rf"{_LOCAL} ?@ ?(?:gmail|naver|daum|hanmail|kakao|nate|outlook|hotmail|yahoo|icloud)"
    r"(?![A-Za-z0-9.])",
    re.IGNORECASE,
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IP4 = re.compile(
    rf"(?<![\d.])(?<!v)(?<!ver )(?<!ver\.)(?<!version )(?<!버전 )(?<!버전)"
    rf"{_BYTE}(?:\.{_BYTE}){{3}}(?![\d]|\.\d)",
    re.IGNORECASE,
)
IP6 = re.compile(
    r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
    r"|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])",
    re.IGNORECASE,
)


def masked_contacts(text: str) -> str:
    """Return the text with addresses of mail, links with more than a host, and IPs hidden."""
    if "://" in text or "www" in text.casefold():
        text = LINKED.sub(_link, text)
    text = _mail(text)
    if text.count(".") >= 3:
        text = IP4.sub(ADDRESS, text)
    if text.count(":") >= 2:
        text = IP6.sub(ADDRESS, text)
    return text


def _mail(text: str) -> str:
    low = text.casefold()
    if "@" in low or "(at" in low or "[at" in low or "( at" in low:
        text = MAIL_OF.sub(EMAIL, MAIL.sub(EMAIL, text))
        if not text.isascii():
            text = MAIL_KOREAN.sub(EMAIL, text)
    if "골뱅이" in low or (" at " in low and " dot " in low):
        text = MAIL_SPELLED.sub(EMAIL, text)
    return text


def _link(found: re.Match[str]) -> str:
    """Keep a bare host, which names a company; what follows it may name a person."""
    return found[0] if _HOST_ONLY.fullmatch(found[0]) else LINK
