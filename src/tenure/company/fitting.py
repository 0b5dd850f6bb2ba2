"""Whether what tenure.toml says fits the columns and words that are there, told all at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenure.company.flags import unreadable
from tenure.company.profiles import profiles
from tenure.company.units import Rule
from tenure.definitions import SeveralProblemsError
from tenure.errors import DefinitionError, TenureError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.conditions import Condition
    from tenure.definitions import Definitions, Step

Path = tuple[str | int, ...]


def check_fit(rule: Rule) -> None:
    """Check every condition against its table, the column of the rule `column`, and own words.

    What speaks of a table that is not there is left to the metrics that need it.
    Raises DefinitionError, which lists all problems with their lines and suggestions.
    """
    definitions = rule.data.definitions
    problems = tuple(
        DefinitionError(
            error.message, where=error.where or definitions.place(*path), hint=error.hint
        )
        for path, error in _problems(rule)
    )
    if len(problems) > 1:
        raise SeveralProblemsError(problems, source=definitions.place())
    if problems:
        raise problems[0]


def steps_told(definitions: "Definitions") -> "Iterator[tuple[Path, Step]]":
    """List what customers do that tenure.toml names, with each key path."""
    active, onboarding = definitions.active, definitions.onboarding
    for key, activities in (("any", active.any), ("all", active.all)):
        yield from ((("active", key, at), one) for at, one in enumerate(activities))
    yield from ((("onboarding", "steps", at), one) for at, one in enumerate(onboarding.steps))
    if onboarding.first_value is not None:
        yield ("onboarding", "first_value"), onboarding.first_value


def _problems(rule: Rule) -> Iterator[tuple[Path, TenureError]]:
    if rule.name == "column" and "customers" in rule.data.tables:
        try:
            wrong: TenureError | None = unreadable(rule)
        except TenureError as error:
            wrong = error
        if wrong is not None:
            yield ("churn", "column"), wrong
    yield from _words(rule.data.definitions)
    zone = rule.data.definitions.company.time_zone
    for path, condition, table, name in _conditions(rule):
        try:
            condition.apply(table, time_zone=zone, table_name=name)
        except TenureError as error:
            yield path, error


def _words(definitions: "Definitions") -> Iterator[tuple[Path, TenureError]]:
    """List the company's own reasons and risk words that build on ones that there are not."""
    from tenure.explain.reasons.taxonomy import taxonomy
    from tenure.explain.risk_words.lexicon import Lexicon

    reasons, risk = definitions.reasons, definitions.risk_words
    for place, wrong in taxonomy().wrong(reasons.add, reasons.rename, reasons.map):
        yield ("reasons", *place), wrong
    if risk.add or risk.remove:
        for below, problem in Lexicon.shipped().wrong(risk.add, risk.remove):
            yield ("risk_words", *below), problem


def _conditions(rule: Rule) -> "Iterator[tuple[Path, Condition, ir.Table, str]]":
    """List the conditions whose table is there: key path, condition, table and its name."""
    definitions, events = rule.data.definitions, rule.data.tables.get("events")
    for path, step in steps_told(definitions):
        if step.where is not None and events is not None:
            yield (*path, "where"), step.where, events, "events"
    known = profiles(rule)
    if known is None:
        return
    if definitions.ideal_customer is not None:
        where = definitions.ideal_customer.where
        yield ("ideal_customer", "where"), where, known, f"{rule.unit}s"
    for name, condition in definitions.segments.items():
        yield ("segments", name), condition, known, f"{rule.unit}s"
