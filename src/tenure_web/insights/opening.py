"""Whom a number counts: kept as a cohort under a name that says which number it is."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from tenure.company import Company, Question
from tenure.company.members import folders
from tenure_web.insights import kept
from tenure_web.lib import company
from tenure_web.people import audit


@dataclass(frozen=True)
class Opening:
    """One count of one row of an answer."""

    question: Question
    row: Mapping[str, str]
    count: str


def is_there(name: str) -> bool:
    """Say whether a cohort is there."""
    return name in {folder.name for folder in folders(company.store().root)}


def open_customers(opening: Opening) -> str:
    """Keep the customers of a count as a cohort and return its name; it may still be made.

    Raises TenureError as `Company.save_cohort` does, and for a count that lists nobody.
    """
    name = f"{opening.question.metric}.{kept.name_of(asdict(opening))[:16]}"
    if not is_there(name):
        with suppress(kept.BeingComputedError):
            kept.soon(name, lambda told: _save(told, opening, name))
    audit.write(
        "cohort.open",
        name,
        after={"metric": opening.question.metric, "row": dict(opening.row), "count": opening.count},
    )
    return name


def _save(told: Company, opening: Opening, name: str) -> None:
    told.save_cohort(opening.question, name=name, row=opening.row, count=opening.count)
