"""Where each canonical table comes from, and how its columns are read."""

from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tenure.definitions.problem import Problem, did_you_mean, wrong
from tenure.definitions.section import Section
from tenure.definitions.values import (
    Character,
    CharacterRange,
    ConditionText,
    DateFormats,
    Encoding,
    Texts,
    TimeZone,
)
from tenure.tables.schema import TABLES

_NEARLY_THE_SAME = 0.9
_MONTHLY = ("subscriptions",)
_FROM_MONTHS = ("started_at", "ends_at", "ended_at", "mrr")


class TableSource(Section):
    """One canonical table: its files or query, and how they are read."""

    from_: Texts | None = Field(
        default=None,
        alias="from",
        description="File, glob or list of them: CSV, text, Parquet, JSON lines, XLSX.",
    )
    sql: str | None = Field(
        default=None, min_length=1, description="A query on the engine, in place of files."
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="Tenure's column = your column. Columns not named keep their own name.",
    )
    dates: DateFormats | None = Field(
        default=None, description="How dates and times are written, one or several: '%d-%m-%Y'."
    )
    time_zone: TimeZone | None = Field(
        default=None, description="Zone of times written without one; UTC when not said."
    )
    encoding: Encoding | None = Field(
        default=None, description="Encoding of text files; detected when not said."
    )
    separator: Character | None = Field(
        default=None, description="Character between columns; detected when not said."
    )
    decimal: Literal[".", ","] = Field(
        default=".", description="Decimal sign of numbers written as text."
    )
    thousands: Character | None = Field(
        default=None, description="Sign between thousands in numbers written as text."
    )
    sheet: str | None = Field(
        default=None, description="Sheet of an XLSX file; the first when not said."
    )
    fixed: dict[str, CharacterRange] | None = Field(
        default=None,
        description="Fixed-width text: column = 'first-last' character, counted from 1.",
    )
    skip_rows: int = Field(default=0, ge=0, description="Lines before the header to leave out.")
    layout: Literal["column a month"] | None = Field(
        default=None,
        description="A sheet with a row an account (or customer) and a column a month: "
        "subscriptions are read from the months, accounts and customers leave them out.",
    )
    via: str | None = Field(
        default=None,
        description="Table through which the customer is found, by the key both share.",
    )
    where: ConditionText | None = Field(
        default=None, description="Rows to read, in Tenure's column names; all when not said."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.from_ is None) == (self.sql is None):
            found = "both 'from' and 'sql' are given" if self.sql else "'from' is missing"
            message = f"{found}; allowed: from = 'file or glob', or sql = 'select …'"
            raise wrong(Problem(message, names_found=False))
        if self.thousands == self.decimal:
            message = "that is the decimal sign already"
            raise wrong(Problem(message, below=("thousands",)))
        if self.fixed and self.separator:
            message = "fixed-width text has no separator"
            raise wrong(Problem(message, "remove it, or 'fixed'", ("separator",)))
        return self


def _table_name(name: str) -> str:
    if name not in TABLES:
        allowed = ", ".join(TABLES)
        raise wrong(
            Problem(
                f"there is no table '{name}'; allowed: {allowed}",
                did_you_mean(name, list(TABLES)),
                names_found=False,
            )
        )
    return name


TableName = Annotated[str, AfterValidator(_table_name)]


def _consistent(tables: dict[str, TableSource]) -> dict[str, TableSource]:
    problems = [
        problem
        for name, source in tables.items()
        for problem in (
            *_via_problems(name, source, tables),
            *_misspelt_columns(name, source),
            *_layout_problems(name, source),
        )
    ]
    if problems:
        raise wrong(*problems)
    return tables


def _via_problems(name: str, source: TableSource, tables: dict[str, TableSource]) -> list[Problem]:
    others = [other for other in tables if other != name]
    if source.via is None or source.via in others:
        return []
    message = f"allowed: another table of this file ({', '.join(others) or 'there is none'})"
    return [Problem(message, did_you_mean(source.via, others), (name, "via"))]


def _layout_problems(name: str, source: TableSource) -> list[Problem]:
    if source.layout is None:
        return []
    if name not in (*_MONTHLY, "accounts", "customers"):
        message = f"a column a month tells contracts; {name} have a row each"
        hint = "remove it, or name the sheet under [tables.subscriptions]"
        return [Problem(message, hint, (name, "layout"), False)]
    said = [one for one in _FROM_MONTHS if name in _MONTHLY and one in source.columns]
    message = "the months of the sheet say that"
    return [Problem(message, "remove it", (name, "columns", one), False) for one in said]


def _misspelt_columns(name: str, source: TableSource) -> list[Problem]:
    """Find attributes that are almost a canonical column which nothing is mapped to."""
    unmapped = [c.name for c in TABLES[name].columns if c.name not in source.columns]
    problems = []
    for column in source.columns:
        if TABLES[name].column(column) is None:
            near = get_close_matches(column, unmapped, n=1, cutoff=_NEARLY_THE_SAME)
            if near:
                message = f"'{column}' is nearly the column '{near[0]}' of {name}, but not quite"
                hint = f"did you mean '{near[0]}'? name an attribute of your own differently"
                problems.append(Problem(message, hint, (name, "columns", column), False))
    return problems


Tables = Annotated[dict[TableName, TableSource], AfterValidator(_consistent)]
