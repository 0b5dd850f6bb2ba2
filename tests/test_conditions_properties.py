"""Conditions against a reference in plain Python, and against people who mean harm."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.conditions import parse
from tenure.errors import ConditionError

SEOUL = ZoneInfo("Asia/Seoul")
TEXTS = ["", "pro", "team", "프로", "it's", "100%", "a_b", "\\", '"', "--", "pro team", "PRO"]
NUMBERS = [-3, 0, 1, 2, 60, 2**40, -0.25, 0.5, 59.75]
INSTANTS = [datetime(2026, 3, 1, 14, 59, 59) + timedelta(hours=hour) for hour in range(-16, 40, 8)]
DAYS = [date(2026, 2, 28) + timedelta(days=days) for days in range(5)]
NAMES = {
    "수량": "number",
    "Monthly Charges": "number",
    "요금제": "text",
    "flag": "flag",
    "at": "time",
}
DIALECTS = ["duckdb", "postgres", "clickhouse", "spark", "bigquery", "snowflake", "trino"]


@dataclass(frozen=True)
class Case:
    """A condition's text, and what it should give for a row: true, false or None."""

    text: str
    truth: object


def compared(operator, left, right):
    if left is None or right is None:
        return None
    return {
        "==": left == right,
        "=": left == right,
        "!=": left != right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]


def negated(value):
    return None if value is None else not value


def conjunction(values):
    values = list(values)
    return False if False in values else None if None in values else True


def disjunction(values):
    return negated(conjunction(negated(value) for value in values))


def quoted(name):
    return name if name.isidentifier() else f'"{name}"'


def literal(value):
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def local_day(instant):
    return None if instant is None else instant.replace(tzinfo=UTC).astimezone(SEOUL).date()


operators = st.sampled_from(["==", "=", "!=", "<>", "<", "<=", ">", ">="])
values = {"number": st.sampled_from(NUMBERS), "text": st.sampled_from(TEXTS)}


@st.composite
def comparisons(draw):
    name = draw(st.sampled_from(["수량", "Monthly Charges", "요금제"]))
    operator, value = draw(operators), draw(values[NAMES[name]])
    if draw(st.booleans()):
        return Case(
            f"{literal(value)}{operator} {quoted(name)}",
            lambda row: compared(operator, value, row[name]),
        )
    return Case(
        f"{quoted(name)} {operator}{literal(value)}",
        lambda row: compared(operator, row[name], value),
    )


@st.composite
def column_pairs(draw):
    operator = draw(operators)
    return Case(
        f'수량 {operator} "Monthly Charges"',
        lambda row: compared(operator, row["수량"], row["Monthly Charges"]),
    )


@st.composite
def memberships(draw):
    name = draw(st.sampled_from(["수량", "Monthly Charges", "요금제"]))
    chosen = draw(st.lists(values[NAMES[name]], min_size=1, max_size=4))
    inside = Case(
        f"{quoted(name)} in ({', '.join(map(literal, chosen))})",
        lambda row: disjunction(compared("==", row[name], value) for value in chosen),
    )
    if draw(st.booleans()):
        return inside
    text = inside.text.replace(" in (", " NOT IN (", 1)
    return Case(text, lambda row: negated(inside.truth(row)))


@st.composite
def ranges(draw):
    name = draw(st.sampled_from(["수량", "Monthly Charges"]))
    low, high = draw(values["number"]), draw(values["number"])
    return Case(
        f"{quoted(name)} between {low!r} and {high!r}",
        lambda row: conjunction([compared(">=", row[name], low), compared("<=", row[name], high)]),
    )


@st.composite
def parts(draw):
    text = draw(values["text"])
    contains = draw(st.booleans())

    def truth(row):
        if row["요금제"] is None:
            return None
        return text in row["요금제"] if contains else row["요금제"].startswith(text)

    return Case(f"요금제 {'contains' if contains else 'starts with'} {literal(text)}", truth)


@st.composite
def days(draw):
    operator, day = draw(operators), draw(st.sampled_from(DAYS))
    return Case(f"at {operator} '{day}'", lambda row: compared(operator, local_day(row["at"]), day))


@st.composite
def nulls(draw):
    name = draw(st.sampled_from(list(NAMES)))
    if draw(st.booleans()):
        return Case(f"{quoted(name)} is null", lambda row: row[name] is None)
    return Case(f"{quoted(name)} Is Not Null", lambda row: row[name] is not None)


flags = st.sampled_from(
    [
        Case("flag", lambda row: row["flag"]),
        Case("flag == false", lambda row: negated(row["flag"])),
        Case("true != flag", lambda row: negated(row["flag"])),
    ]
)
leaves = st.one_of(
    comparisons(), column_pairs(), memberships(), ranges(), parts(), days(), nulls(), flags
)


def joined(word, rule):
    def of(cases):
        text = f" {word} ".join(f"({case.text})" for case in cases)
        return Case(text, lambda row: rule(case.truth(row) for case in cases))

    return of


def opposite(case):
    return Case(f"not ({case.text})", lambda row: negated(case.truth(row)))


conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(opposite),
        st.lists(inner, min_size=2, max_size=4).map(joined("and", conjunction)),
        st.lists(inner, min_size=2, max_size=4).map(joined("OR", disjunction)),
    ),
    max_leaves=8,
)


def sample_rows():
    """Every text, number and instant at least once, with nulls, shifted against each other."""
    flag = [True, False, None]
    rows = []
    for number in range(39):
        rows.append(
            {
                "row": number,
                "수량": [-3, 0, 1, 2, 60, 2**40, None][number % 7],
                "Monthly Charges": [-0.25, 0.5, 59.75, 60.0, None][number % 5],
                "요금제": [*TEXTS, None][number % (len(TEXTS) + 1)],
                "flag": flag[number % 3],
                "at": [*INSTANTS, None][number % (len(INSTANTS) + 1)],
            }
        )
    return rows


ROWS = sample_rows()


@pytest.fixture(scope="module")
def table():
    schema = ibis.schema(
        {
            "row": "int64",
            "수량": "int64",
            "Monthly Charges": "float64",
            "요금제": "string",
            "flag": "boolean",
            "at": "timestamp",
        }
    )
    return ibis.memtable(pa.Table.from_pylist(ROWS, schema=schema.to_pyarrow()))


@settings(max_examples=150, deadline=None)
@given(case=conditions)
def test_an_engine_agrees_with_plain_python(table, case):
    expression = parse(case.text).apply(table, time_zone="Asia/Seoul")
    result = table.select("row", outcome=expression).order_by("row")
    assert result.outcome.to_pyarrow().to_pylist() == [case.truth(row) for row in ROWS]


WORDS = (
    "수량 요금제 flag at 'pro' '2026-03-01' 3 -1.5 null true == < and or not in between is ( ) , ;"
)
soup = st.lists(st.sampled_from([*WORDS.split(), "contains"]), max_size=8).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=40), soup))
def test_any_text_parses_or_is_refused_with_reason(table, text):
    try:
        expression = parse(text).apply(table)
    except ConditionError:
        return  # any other exception fails the test
    assert expression.type().is_boolean()


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=25, deadline=None)
@given(
    text=st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        st.sampled_from(
            ["\\' or 1=1 --", "'; drop table rows; --", "\\", "'/*", "$$", "{x}", "%s"]
        ),
    )
)
def test_a_text_stays_one_literal_in_the_sql_of_every_engine(dialect, text):
    table = ibis.table({"요금제": "string"}, name="rows")
    expression = table.filter(parse(f"요금제 == {literal(text)}").apply(table))
    compiler = "pyspark" if dialect == "spark" else dialect
    statements = sqlglot.parse(str(ibis.to_sql(expression, dialect=compiler)), read=dialect)
    found = [one.this for tree in statements for one in tree.find_all(sqlglot.exp.Literal)]
    assert len(statements) == 1
    assert found == [normalize("NFC", text)]


@pytest.mark.parametrize(
    "text",
    [
        "1=1; drop table rows",
        "요금제 == 'pro'; drop table rows",
        "요금제 == 'pro' -- and flag",
        "요금제 == 'pro' /* */",
        "flag) or (1=1",
        "exists (select 1)",
        "수량 in (select 1)",
        "lower(요금제) == 'pro'",
        "요금제 == 'pro' union select 1",
        "수량 = 1::text",
        "'a' = 'a'",
        "true",
    ],
)
def test_sql_is_no_condition(text):
    with pytest.raises(ConditionError):
        parse(text)


@pytest.mark.parametrize(
    "name", ['a" or 1=1 --', "a'; drop table rows; --", "x; y", "select", "a\\", "가 나"]
)
def test_hostile_column_names_are_only_names(name):
    table = ibis.memtable(pa.table({name: ["pro", "team"]}))
    text = '"' + name.replace('"', '""') + "\" == 'pro'"
    assert table.filter(parse(text).apply(table)).count().to_pyarrow().as_py() == 1


def test_a_text_that_is_sql_selects_nothing_and_harms_nothing():
    connection = ibis.duckdb.connect()
    table = connection.create_table("sample", ibis.memtable(pa.table({"plan": ["pro", "team"]})))
    text = "plan == '''; drop table rows; --' or plan contains ''' or 1=1 --'"
    assert table.filter(parse(text).apply(table)).count().to_pyarrow().as_py() == 0
    assert table.count().to_pyarrow().as_py() == 2
