"""Whom to interview next, and what to ask them: from reasons that are open and risks today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tenure.company.explanations.interviews import views
from tenure.company.explanations.interviews.people import MOST_RECENT, People, Person
from tenure.company.explanations.interviews.questions import questions
from tenure.company.explanations.interviews.themes import Spoken, spoken
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.interviews.choosing import LEFT, Chosen, choose
from tenure.explain.interviews.guide import guide, said
from tenure.measure.result import Result

__all__ = ["interviews"]

_SQL = "-- those who left lately and those at high risk: tenure explain reasons --each"


def interviews(
    outlook: Outlook, n: int = 12, seed: int = 0, *, by: str | None = None, where: str | None = None
) -> list[Result]:
    """Return whom to interview next with a guide each, and the questions that are open.

    At most n: who left in the last 90 days and who is there at high risk, over segment (`by`)
    × reason known × value, regrettable first; nobody who was interviewed in the last year,
    answered a survey in the last 14 days or was contacted in the last 7. Raises MetricError
    where nobody is left to ask.
    """
    if outlook.snapshot:
        raise MetricError("whom to interview cannot be told from a snapshot: it has no dates")
    people = People(outlook, by, where)
    found = people.all
    if not found:
        raise MetricError(
            f"nobody left in the last {MOST_RECENT} days or is at high risk and may be asked",
            hint="tenure predict score tells who is at risk",
        )
    chosen = choose([one.candidate for one in found.values()], n, seed=seed)
    themes = spoken(outlook, [one.candidate.unit_id for one in chosen], by, where)
    rows = [_row(place, one, found, themes) for place, one in enumerate(chosen, 1)]
    since = outlook.observed.end - timedelta(days=MOST_RECENT)
    note = people.unscored
    told = views.INTERVIEWS.result(
        outlook,
        rows,
        _SQL,
        since=since,
        **{f"note_{one}": text for one, text in note.items()},
    )
    return [
        replace(told, names=people.churns.taxonomy.names),
        views.QUESTIONS.result(outlook, questions(people), _SQL),
    ]


def _row(place: int, one: Chosen, found: dict[str, Person], themes: Spoken) -> dict[str, Any]:
    person, candidate = found[one.candidate.unit_id], one.candidate
    known = themes.told(person.known, candidate.unit_id, candidate.segment)
    row: dict[str, Any] = {
        "place": place,
        "unit_id": candidate.unit_id,
        "kind": candidate.kind,
        "left_on": person.left_on,
        "segment": candidate.segment,
        "why": person.why,
        "known": candidate.known,
        "mrr": person.mrr,
        "risk": person.risk,
        "regrettable": candidate.regrettable,
        "language": person.language,
        "alike": one.alike,
    }
    for language in ("en", "ko"):
        row[f"about_{language}"] = _about(person, language)
        row[f"guide_{language}"] = _numbered(guide(known, language))
    return row


def _about(person: Person, language: str) -> str:
    left = person.candidate.kind == LEFT
    return said("kind.left" if left else "kind.at_risk", language, day=person.left_on)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))
