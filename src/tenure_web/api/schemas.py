"""What the operations answer."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

Row = dict[str, Any]
"""A row: text, numbers, true, false or null; days and instants in ISO 8601, instants in UTC."""
Told = dict[str, str]
"""A text by language: en and ko."""


class Problem(Schema):
    """What went wrong (RFC 9457): a stable code, what, where, and what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: str | None
    hint: str | None


FAILURES: dict[Any, Any] = dict.fromkeys((401, 403, 404, 405, 422, 429, 500, 503), Problem)
STALE: dict[Any, Any] = FAILURES | {409: Problem}
CLOSES: dict[Any, Any] = FAILURES | {400: Problem, 409: Problem}
TAKES: dict[Any, Any] = CLOSES | {410: Problem}
WRITES: dict[Any, Any] = FAILURES | {400: Problem}


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
    past: list[Row]


class CrossedOut(Schema):
    """A part of those who are in another band than the day `before`, which is null for none."""

    as_of: date
    before: date | None
    unit: str
    rows: list[Row]
    next: str | None


class HitOut(Schema):
    """Somebody who was found."""

    unit_id: str
    name: str
    account: str


class TimelineOut(Schema):
    """What happened, the newest first; contracts stand with the first part."""

    rows: list[Row]
    contracts: list[Row]
    next: str | None


class AccountsOut(Schema):
    """A part of the accounts whose users one may see."""

    as_of: date
    rows: list[Row]
    next: str | None


class AccountOut(Schema):
    """An account: what its table tells, and the profiles of those users whom one may see."""

    as_of: date
    account_id: str
    about: Row
    users: list[Row]


class FaultOut(Schema):
    """What is wrong in the definitions."""

    what: str
    line: int | None
    key: str
    do: str


class DefinitionsOut(Schema):
    """The definitions as they are, secrets hidden, and what is wrong in them."""

    version: int | None
    text: str
    faults: list[FaultOut]


class VersionOut(Schema):
    """A version of the definitions. `by` is null for a change outside the workspace."""

    id: int
    at: datetime
    by: str | None
    origin: str
    note: str
    restored: int | None


class VersionText(VersionOut):
    """A version with its text, secrets hidden."""

    text: str


class SourceOut(Schema):
    """A table: where it comes from, its columns, and how many days it is behind, usually, too."""

    table: str
    origin: list[str]
    columns: dict[str, str]
    behind: int | None
    usual: int | None
    late: bool


class AuditOut(Schema):
    """A line of the audit trail."""

    id: int
    at: datetime
    who: str
    action: str
    what: str
    before: Any
    after: Any
    request: str


class AuditPart(Schema):
    """Lines of the trail, the oldest first; `next` goes on after them, also later."""

    rows: list[AuditOut]
    next: int | None


class AsideOut(Schema):
    """Rows that the last run could not use: their place, why, and what stood in them, as text."""

    run: str
    total: int
    rows: list[dict[str, str]]
    next: str | None


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
    """A run: when, how long, how it ended. `by` is a user, "schedule", or null: by hand.

    `job` is the number of one that was asked for here.
    """

    job: int | None
    run: str
    begun: datetime
    seconds: float | None
    state: str
    by: str | None
    as_of: date | None
    skipped: int


class JobOut(Schema):
    """A run that was asked for here: how far it is, what it did, and what it left out and why."""

    job: int
    state: str
    step: str
    asked_at: datetime
    begun: datetime | None
    ended: datetime | None
    run: str
    as_of: date | None
    error: str
    skipped: list[SkippedOut]
