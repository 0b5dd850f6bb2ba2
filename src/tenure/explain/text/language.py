"""Which language a text is in: told by its letters, with what a table says as a hint."""

import re

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_SYLLABLE = 3
"""How many Latin letters a Hangul syllable is worth: it spells about as much."""

KNOWN = ("ko", "en")


def language_of(text: str, hint: str | None = None) -> str | None:
    """Return 'ko', 'en', or None for what is neither.

    Korean when Hangul spells at least as much as Latin letters do, a syllable counting as
    three letters. Latin letters are English unless the hint names another language. Text
    mostly in other scripts is neither; without letters the hint decides.
    """
    told = (hint or "").casefold().replace("_", "-").split("-")[0] or None
    if text.isascii():
        hangul, latin, other = 0, len(_LATIN.findall(text)), 0
    else:
        hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
        other = len(_LETTER.findall(text)) - hangul - latin
    if not hangul and not latin and not other:
        return told if told in KNOWN else None
    if _SYLLABLE * max(other, 0) > _SYLLABLE * hangul + latin:
        return None
    if _SYLLABLE * hangul >= latin:
        return "ko"
    return "en" if told is None or told in KNOWN else None
