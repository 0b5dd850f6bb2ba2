"""What the pages of plays have in common."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest

from tenure.act.reading import Kept
from tenure.act.words import Language
from tenure.charts.unsaid import said
from tenure.charts.words import Words
from tenure.company.acts.saying import reason_in_short
from tenure.errors import TenureError
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.people.rights import Right
from tenure_web.people.views import user_of, words_of
from tenure_web.plays import shelf

SEE = needs(Right.SEE_FIGURES)
TAKES = (Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.EXPORT)
"""What it takes to take an audience out."""
EDIT = needs(Right.SEE_FIGURES, Right.EDIT_PLAYS)


def language_of(request: HttpRequest) -> Language:
    """Return the language of a reader."""
    return "ko" if words_of(request).language == "ko" else "en"


def the_play(name: str) -> Kept:
    """Return a play and its file; a play that there is not is a page that there is not."""
    found = shelf.find(name)
    if found is None:
        raise Http404
    return found


def around(request: HttpRequest, kept: Kept, part: str) -> dict[str, Any]:
    """Return what every page of a play shows."""
    return {
        "play": kept.play,
        "title": kept.play.name.of(language_of(request)),
        "part": part,
        "when": clock(words_of(request)),
        "editor": user_of(request).may(Right.EDIT_PLAYS),
        "exporter": all(user_of(request).may(one) for one in TAKES),
        "language": language_of(request),
        "in_short": partial(reason_in_short, language=language_of(request)),
    }


def told(error: TenureError, words: Words) -> str:
    """Return an error as its reader is told it, without folders of the machine."""
    own = said(error, words.language)
    place = (own.where or "").rpartition("/")[2]
    return " ".join(one for one in (place and f"{place}:", own.message, own.hint or "") if one)
