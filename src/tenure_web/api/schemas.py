"""What the operations answer."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

Row = dict[str, Any]
"""A row: text, numbers, true, false or null; days and instants in ISO 8601, instants in UTC."""
Told = dict[str, str]
"""A text by language: en and ko."""


class Mistake(Schema):
    """What went wrong: a stable code, a message, where, and what to do about it."""

    code: str
    message: str
    where: str | None
    hint: str | None


class Failure(Schema):
    """An error."""

    error: Mistake


FAILURES: dict[Any, Any] = dict.fromkeys((401, 403, 404, 422, 429, 500, 503), Failure)


class CompanyOut(Schema):
    """The company, and the last run."""

    name: str
    kind: str
    currency: str | None
    time_zone: str
    language: str
    as_of: date | None
    run: str | None


class OptionOut(Schema):
    """An option of a metric: a parameter of its own."""

    name: str
    kind: str
    default: Any
    choices: list[str]
    help: Told


class ColumnOut(Schema):
    """A column of rows."""

    name: str
    unit: str
    en: str
    ko: str


class MetricOut(Schema):
    """A metric of the catalogue: how it is asked, and what its rows hold."""

    name: str
    title: Told
    about: Told
    source: str
    parameters: list[str]
    periods: list[str]
    options: list[OptionOut]
    columns: list[ColumnOut]


class ResultHead(Schema):
    """A result: what was asked."""

    key: str
    area: str
    metric: str
    title: Told
    as_of: date
    options: dict[str, Any]


class ResultOut(ResultHead):
    """A result with its rows, and what they mean."""

    definition: Told
    columns: list[ColumnOut]
    rows: list[Row]


class AnswerOut(Schema):
    """An answer to a question that was asked now."""

    metric: str
    title: Told
    definition: Told
    as_of: date
    options: dict[str, Any]
    columns: list[ColumnOut]
    rows: list[Row]


class SqlOut(Schema):
    """The SQL of a metric, which runs by itself on the company's engine."""

    metric: str
    sql: str


class ProfilesOut(Schema):
    """A part of a list; `next` is the cursor of the part after it, null at the end."""

    as_of: date
    unit: str
    count: int
    rows: list[Row]
    next: str | None


class ProfileOut(Schema):
    """One profile, why its risk is what it is, and what changed since the day before."""

    as_of: date
    unit: str
    profile: Row
    reasons: list[Row]
    crossed: Row | None


class SegmentOut(Schema):
    """A segment: of the definitions, or saved by somebody, with its size among one's customers."""

    name: str
    condition: str
    owner: str | None
    size: int | None


class ChangeOut(Schema):
    """A change: a release, a price, an incident."""

    at: date
    kind: str
    name: str


class TableOut(Schema):
    """What was read of a table, in rows."""

    table: str
    read: int
    kept: int
    quarantined: int
    first: str | None
    last: str | None


class FindingOut(Schema):
    """What is wrong in a table, how often, and what is done about it."""

    table: str
    code: str
    severity: str
    count: int
    unit: str
    share: float | None
    message: Told
    action: Told


class QualityOut(Schema):
    """The quality of the data, as the last run found it."""

    tables: list[TableOut]
    findings: list[FindingOut]


class SkippedOut(Schema):
    """What a run left out, and why."""

    what: str
    why: str


class RunOut(Schema):
    """A run: when, how long, how it ended. `by` is a user, "schedule", or null: by hand."""

    begun: datetime
    seconds: float | None
    state: str
    by: str | None
    as_of: date | None
    skipped: int
