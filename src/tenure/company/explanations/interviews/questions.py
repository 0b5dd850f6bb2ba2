"""The questions that are open about each segment: silence, contradictions, what grew."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tenure.company.explanations.interviews.people import People
from tenure.explain.interviews.guide import said
from tenure.explain.reasons.churn import Churn

_LEAST = 3
"""Customers from which on something is a question about a segment."""
_GROWS = 1.5


def questions(people: People) -> list[dict[str, Any]]:
    """Return the open questions, those about most customers first.

    One row a segment and question: segment, about, customers, question_en, question_ko.
    """
    if not people.churns.leaving.number:
        return []
    groups: dict[str | None, list[Churn]] = {}
    for one in people.churns.all:
        groups.setdefault(one.group, []).append(one)
    rows = [row for group, own in groups.items() for row in _of(people, group, own)]
    return sorted(rows, key=lambda row: (-row["customers"], row["segment"] or "", row["about"]))


def _of(people: People, group: str | None, own: list[Churn]) -> Iterator[dict[str, Any]]:
    silent = sum(not one.stated.answered for one in own)
    if silent >= _LEAST:
        yield _row(group, "silent", silent, share=f"{silent / len(own):.0%}")
    unclear = sum(one.stated.answered and one.stated.code is None for one in own)
    if unclear >= _LEAST:
        yield _row(group, "unclear", unclear)
    for (one, other), number in _contradictions(own).most_common():
        if number >= _LEAST:
            yield _named(people, group, "contradiction", number, one=one, other=other)
    yield from _growing(people, group, own)


def _contradictions(own: list[Churn]) -> Counter[tuple[str, str]]:
    told = [(one.stated.code or one.recorded.code, one.observed.code) for one in own]
    pairs = [(a.partition("/")[0], b.partition("/")[0]) for a, b in told if a and b]
    return Counter(pair for pair in pairs if pair[0] != pair[1])


def _growing(people: People, group: str | None, own: list[Churn]) -> Iterator[dict[str, Any]]:
    """Yield reasons whose share is half as large again in the later half of the time."""
    dated = sorted((one for one in own if one.left_on), key=lambda one: str(one.left_on))
    halves = dated[: len(dated) // 2], dated[len(dated) // 2 :]
    counts = [Counter(_top(one) for one in half if _top(one)) for half in halves]
    totals = [sum(one.values()) for one in counts]
    if min(totals) == 0:
        return
    for code in sorted(counts[1], key=str):
        before, after = counts[0][code] / totals[0], counts[1][code] / totals[1]
        if counts[1][code] >= 2 * _LEAST and after >= _GROWS * before:
            shares = {"before": f"{before:.0%}", "after": f"{after:.0%}"}
            yield _named(people, group, "growing", counts[1][code], why=str(code), **shares)


def _top(one: Churn) -> str | None:
    code = one.stated.code or one.recorded.code
    return code.partition("/")[0] if code else None


def _row(group: str | None, about: str, number: int, **values: object) -> dict[str, Any]:
    row: dict[str, Any] = {"segment": group, "about": about, "customers": number}
    for language in ("en", "ko"):
        row[f"question_{language}"] = said(f"open.{about}", language, customers=number, **values)
    return row


def _named(
    people: People, group: str | None, about: str, number: int, **values: str
) -> dict[str, Any]:
    """Return a row in which codes are called by their names in each language."""
    row: dict[str, Any] = {"segment": group, "about": about, "customers": number}
    taxonomy = people.churns.taxonomy
    for language in ("en", "ko"):
        told = {
            name: taxonomy.words(value, language) if name in ("one", "other", "why") else value
            for name, value in values.items()
        }
        row[f"question_{language}"] = said(f"open.{about}", language, customers=number, **told)
    return row
