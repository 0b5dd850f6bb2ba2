"""One spelling for what is the same: composed, plain letters and digits, no unseen characters."""

import re
import unicodedata

_JAMO = "\u3130-\u318f\uffa0-\uffdc"
_NOT_JAMO = re.compile(f"[^{_JAMO}]+")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ufff9-\ufffb\U000110bd\U000110cd"
    r"\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_DIGIT = re.compile(r"[^\D0-9]")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}|([!?.~,;…ㅡ*=_-])\2{2,}", re.IGNORECASE)
_WEB = re.compile(r"(?i)www\b")
_SIGNS = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"'})


def normalised(text: str) -> str:
    """Return the text in one spelling; its meaning and its lines stay.

    NFKC but for single Korean letters (ㅋㅋ stays), every decimal digit as 0–9, curly quotes
    straight, control and zero-width characters gone, white space single. Emoji stay.
    """
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = _NOT_JAMO.sub(_composed, text).translate(_SIGNS)
        text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def shortened(text: str) -> str:
    """Return the text with letters and signs that come three times or more in a row twice.

    "soooo" is "soo", "ㅋㅋㅋㅋ" "ㅋㅋ", "!!!!" "!!"; digits and "www" stay.
    """
    return _REPEATED.sub(_twice, text)


def _twice(found: re.Match[str]) -> str:
    sign = found[1] or found[2]
    if len(found[0]) == 3 and _WEB.match(found.string, found.start()):
        return found[0]
    return found[0][:2] if found[1] else sign * 2
