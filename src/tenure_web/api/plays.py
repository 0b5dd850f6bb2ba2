"""Operations about plays: which there are, how far they are, and what was written of them."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from tenure.act import saying
from tenure.act.play import Play
from tenure.act.reading import Kept
from tenure.act.words import LANGUAGES, Language
from tenure_web.api.access import Bearer
from tenure_web.api.acted import PlaysOut, PlayStory, PlayText
from tenure_web.api.metrics import Name
from tenure_web.api.schemas import FAILURES
from tenure_web.lib.language import words_of
from tenure_web.people.rights import Right
from tenure_web.plays import shelf
from tenure_web.plays.checked import checked
from tenure_web.plays.figures import Figures, figures
from tenure_web.plays.models import Version
from tenure_web.plays.views.shared import told

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)
_MOST = 200
_TOLD = ("id", "state", "version", "purpose", "priority", "owner", "holdout")


@router.get("/plays", response={200: PlaysOut, **FAILURES}, auth=_FIGURES)
def list_plays(request: HttpRequest) -> Any:
    """List the plays by id, each with how many it has reached."""
    found, reached = shelf.notice(), figures()
    return {
        "plays": [_play(one, reached) for _, one in sorted(found.plays.items())],
        "unreadable": [
            {
                "where": (one.where or "").rpartition("/")[2],
                "why": {name: told(one, words_of(name)) for name in LANGUAGES},
            }
            for one in found.problems
        ],
    }


@router.get("/plays/{play}", response={200: PlayStory, **FAILURES}, auth=_FIGURES)
def show_play(request: HttpRequest, play: Name) -> Any:
    """Give a play in words, what keeps it from running, and its last 200 versions."""
    one = the_play(play).play
    found = {name: checked(one, name) for name in LANGUAGES}
    rows = Version.objects.filter(play=play).select_related("user").defer("text")
    return _play(one, figures()) | {
        "turn": _both(lambda language: saying.whose_turn(one, language)),
        "steps": _both(lambda language: saying.steps(one, language)),
        "runs": found["en"].runs,
        "findings": [
            {"severity": en.severity, "key": en.key, "says": {"en": en.says, "ko": ko.says}}
            for en, ko in zip(found["en"].doubts, found["ko"].doubts, strict=True)
        ],
        "versions": [_version(row) for row in rows[:_MOST]],
    }


@router.get("/plays/{play}/versions/{int:id}", response={200: PlayText, **FAILURES}, auth=_FIGURES)
def play_version(request: HttpRequest, play: Name, id: int) -> Any:
    """Give a version of a play with its text."""
    found = Version.objects.select_related("user").filter(play=play, pk=id).first()
    if found is None:
        raise Http404
    return _version(found) | {"text": found.text}


def the_play(name: str) -> Kept:
    """Return a play and its file; Http404 for none of that id."""
    found = shelf.find(name)
    if found is None:
        raise Http404
    return found


def _play(one: Play, reached: dict[str, Figures]) -> dict[str, Any]:
    its = reached.get(one.id, Figures())
    return {name: getattr(one, name) for name in _TOLD} | {
        "name": one.name.model_dump(),
        "about": one.about.model_dump(),
        "goal": one.goal.what,
        "funnel": {
            "on": its.on,
            "eligible": its.eligible,
            "contact": its.verdicts.get("contact", 0),
            "held_out": its.verdicts.get("hold_out", 0),
            "skipped": its.skipped,
            "began": its.began,
            "left_alone": its.held_out,
            "reached": its.reached(one),
        },
    }


def _both(says: Any) -> list[dict[Language, str]]:
    """Return lines in both languages side by side."""
    each = [says(language) for language in LANGUAGES]
    return [dict(zip(LANGUAGES, lines, strict=True)) for lines in zip(*each, strict=True)]


def _version(one: Version) -> dict[str, Any]:
    names = ("number", "at", "origin", "state", "note")
    by = one.user.get_username() if one.user else None
    return {name: getattr(one, name) for name in names} | {"id": one.pk, "by": by}
