"""Operations about what plays and experiments changed, as the last run proved it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from tenure.act.words import LANGUAGES
from tenure.prove.telling import ALL
from tenure_web.api.access import Bearer
from tenure_web.api.acted import BroughtOut, EffectsOut, ProofOut, TrialOut
from tenure_web.api.metrics import Name
from tenure_web.api.plays import the_play
from tenure_web.api.schemas import FAILURES
from tenure_web.api.values import plain
from tenure_web.insights.quarter import Unproved, named, quarters, unproved, whole
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.rights import Right
from tenure_web.plays import compared, proved
from tenure_web.plays.proved import Row, Trial

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)
_HEAD = ("experiment", "treatment", "control", "since", "until", "treated", "held_out")
_TOLD = ("contacted", "sound", "verdict")
_KNOWN_ELSEWHERE = ("split_en", "split_ko", "says_en", "says_ko")
_EFFECTS = {"effect": "effect", "always": "always", "tickets": "complaints", "refused": "refused"}
_MONEY = {"kept": "kept", "revenue": "revenue", "net": "net"}
_ENDS = ("value", "low", "high")


@router.get("/experiments", response={200: list[TrialOut], **FAILURES}, auth=_FIGURES)
def experiments(request: HttpRequest) -> Any:
    """List every treatment of a play or a trial that the last run judged."""
    return [_trial(one) for one in sorted(proved.trials(), key=lambda one: one.name)]


@router.get("/experiments/{path:name}", response={200: list[ProofOut], **FAILURES}, auth=_FIGURES)
def experiment(request: HttpRequest, name: str) -> Any:
    """Give each treatment of an experiment: plan, horizons, and the effect at every look.

    Days count from the assignment, in both arms, not from the first contact.
    """
    found = [_proof(one) for one in proved.of(name)]
    if not found:
        raise Http404
    return found


@router.get("/plays/{play}/effects", response={200: EffectsOut, **FAILURES}, auth=_FIGURES)
def play_effects(request: HttpRequest, play: Name) -> Any:
    """Tell what a play changed, against those that it left alone.

    Days count from the assignment, in both arms, not from the first contact.
    """
    one, found = the_play(play).play, proved.of(play)
    key = proved.why_nothing(one)
    reason = None if found else {name: words_of(name)(key) for name in LANGUAGES}
    return {
        "reason": reason,
        "proofs": [_proof(trial) for trial in found],
        "without_holdout": [
            _compared(row) for each in ([] if found else compared.of(play)) for row in each.rows
        ],
    }


@router.get("/brought", response={200: BroughtOut, **FAILURES}, auth=_FIGURES)
def brought(request: HttpRequest, quarter: Name = "") -> Any:
    """Tell what plays brought in a quarter such as 2026-Q2, the newest unless said."""
    starts = {named(one): one for one in quarters()}
    chosen = quarter or next(iter(starts), None)
    if quarter and quarter not in starts:
        raise Http404
    rows = [row for row in _rows() if chosen and row["quarter"] == starts[chosen]]
    return {
        "quarter": chosen,
        "quarters": list(starts),
        "currency": company.definitions().company.currency,
        "rows": [_brought(row) for row in rows],
        "not_proved": [_unproved(one) for one in _away(starts.get(chosen or ""))],
    }


def _away(start: date | None) -> list[Unproved]:
    return unproved(start, words_of("en")) if start else []


def _unproved(one: Unproved) -> dict[str, Any]:
    return {
        "play": one.experiment,
        "name": {name: proved.called(one.experiment, words_of(name)) for name in LANGUAGES},
        "treatment": one.treatment,
        "units": one.units,
        "reason": one.why,
    }


def _compared(row: Row) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("method", "treatment", "days", "overlap", "effective")},
        "before_or_others": _share(row, "first"),
        "since_or_treated": _share(row, "second"),
        "difference": _ends(row, "effect"),
        "says": _said(row, "says"),
    }


def _rows() -> list[dict[str, Any]]:
    found = whole()
    return found.rows if found else []


def _brought(row: Row) -> dict[str, Any]:
    play = None if row["experiment"] == ALL else row["experiment"]
    names = {name: words_of(name) for name in LANGUAGES}
    own = {
        name: proved.called(play, words) if play else words("quarter.all")
        for name, words in names.items()
    }
    why = {name: words("api.not_over") for name, words in names.items()}
    return {
        **{name: row[name] for name in ("treatment", "days", "units", "seen", "cost")},
        "play": play,
        "name": own,
        **_every(row, _MONEY),
        "cost_apart": row.get("cost_apart"),
        "reason": why if row["kept"] is None else None,
    }


def _trial(one: Trial) -> dict[str, Any]:
    names = {name: proved.called(one.name, words_of(name)) for name in LANGUAGES}
    return {name: one.row[name] for name in (*_HEAD, *_TOLD)} | {
        "name": names,
        "split": _said(one.row, "split"),
        "says": _said(one.row, "says"),
    }


def _proof(one: Trial) -> dict[str, Any]:
    away = (*_HEAD, *_TOLD, *_KNOWN_ELSEWHERE)
    looks = one.looks.rows if one.looks is not None and one.sound else []
    return _trial(one) | {
        "plan": plain({name: value for name, value in one.row.items() if name not in away}),
        "horizons": [_horizon(one, row) for row in one.horizons],
        "looks": [plain(row) for row in looks],
    }


def _horizon(one: Trial, row: Row) -> dict[str, Any]:
    """Return a horizon; of arms that are not as meant no effect is told, nor money."""
    names = {**_EFFECTS, **_MONEY}
    told = _every(row if one.sound else {}, names)
    unknown = any(each["value"] is None for each in told.values())
    says = _said(row, "says") if one.sound else _said(one.row, "split")
    return {
        "days": row["days"],
        "seen": row["seen"],
        **{arm: _share(row, arm) for arm in ("treated", "held_out")},
        **told,
        "cost": row["cost"],
        "reason": (says if any(says.values()) else _said(one.row, "says")) if unknown else None,
    }


def _share(row: Row, arm: str) -> dict[str, Any]:
    return _ends(row, arm) | {"left": row.get(f"{arm}_left"), "of": row.get(f"{arm}_of")}


def _every(row: Row, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    return {name: _ends(row, column) for name, column in names.items()}


def _ends(row: Row, name: str) -> dict[str, Any]:
    told = (row.get(f"{name}{end}") for end in ("", "_low", "_high"))
    return plain(dict(zip(_ENDS, told, strict=True)))


def _said(row: Row, name: str) -> dict[str, str]:
    return {language: row[f"{name}_{language}"] or "" for language in LANGUAGES}
