"""What the errors of conditions say, to the letter."""

import ibis
import pytest

from tenure.conditions import parse
from tenure.errors import ConditionError


@pytest.fixture(scope="module")
def table():
    return ibis.table(
        {
            "id": "int64",
            "plan": "string",
            "auto_renew": "boolean",
            "at": "timestamp",
            "day": "date",
            "요금제": "string",
            "Monthly Charges": "float64",
            "tags": "array<string>",
        },
        name="rows",
    )


PARSE_ERRORS = {
    "": """here: the condition is empty
  write one such as: seconds >= 60""",
    "seconds >=": """here: expected a value or a column, found the end of the condition
    seconds >=
              ^""",
    "seconds => 60": """here: '=>' has no meaning in a condition
    seconds => 60
            ^
  write >= for 'at least'""",
    "요금제 == 프로 그램": """here: expected 'and', 'or' or the end, found '그램'
    요금제 == 프로 그램
                   ^""",
    "Monthly Charges > 3": """here: expected a comparison after 'Monthly', found 'Charges'
    Monthly Charges > 3
            ^
  a column name with spaces goes in double quotes: "Monthly Charges\"""",
    "plan contain 'x'": """here: expected a comparison after 'plan', found 'contain'
    plan contain 'x'
         ^
  did you mean 'contains'?""",
    "plan == \u201cpro\u201d": """here: '\u201c' has no meaning in a condition
    plan == \u201cpro\u201d
            ^
  use straight quotes: 'text', "column name\"""",
    "plan = 'pro": """here: this quote is not closed
    plan = 'pro
           ^
  text ends with a single quote: 'pro'; a quote inside it is doubled: 'it''s'""",
    "plan in (pro)": """here: expected a value, found the column 'pro'
    plan in (pro)
             ^
  text goes in single quotes: 'pro'""",
    "plan in 'pro'": """here: expected '(' after 'in', found "'pro'"
    plan in 'pro'
            ^
  write a list: plan in ('pro', 'team')""",
    "plan = null": """here: nothing compares with null: the answer would always be null
    plan = null
           ^
  write: is null, is not null""",
    "(a = 1 or b": """here: expected ')', found the end
    (a = 1 or b
               ^""",
    "1 = 1": """here: two values are compared: one side must be a column
    1 = 1
        ^""",
    "3": """here: a condition starts from a column, not from a value
    3
    ^""",
    "a = 3 + 4": """here: '+' has no meaning in a condition
    a = 3 + 4
          ^
  conditions compare, they do not calculate""",
    "a && b": """here: '&&' has no meaning in a condition
    a && b
      ^
  write: and""",
    "a is 3": """here: expected 'null' or 'not null' after 'is', found '3'
    a is 3
         ^
  compare with ==: plan == 'pro', auto_renew == true""",
    "a between 1 or 2": """here: expected 'and' of 'between … and …', found 'or'
    a between 1 or 2
                ^""",
    "a starts 'x'": """here: expected 'with' after 'starts', found "'x'"
    a starts 'x'
             ^""",
    "a contains 3": """here: expected a text in single quotes after 'contains', found '3'
    a contains 3
               ^""",
    "a in (1 2)": """here: expected ',' or ')', found '2'
    a in (1 2)
            ^""",
    "a > 9999999999999999999": """here: this number is too large
    a > 9999999999999999999
        ^""",
    "a = 1\nand b ==\n  or c": """here: expected a value or a column, found 'or'
      or c
      ^""",
}


@pytest.mark.parametrize("text", PARSE_ERRORS)
def test_parse_errors_point_at_the_place(text):
    with pytest.raises(ConditionError) as caught:
        parse(text, where="here")
    assert str(caught.value) == PARSE_ERRORS[text]


FIT_ERRORS = {
    "pln = 'pro'": """here: rows has no column 'pln'; it has: id, plan, auto_renew, at, day, \
요금제, Monthly Charges, tags
    pln = 'pro'
    ^
  did you mean 'plan'?""",
    'plan = "team"': """here: rows has no column 'team'; it has: id, plan, auto_renew, at, day, \
요금제, Monthly Charges, tags
    plan = "team"
           ^
  text goes in single quotes: 'team'""",
    "plan > 3": """here: rows: 'plan' holds text (string), but is compared with the number 3
    plan > 3
           ^
  text goes in single quotes: '3'""",
    "id = '3'": """here: rows: 'id' holds numbers (int64), but is compared with the text '3'
    id = '3'
         ^
  a number is written without quotes: 3""",
    "id in (1, true)": """here: rows: 'id' holds numbers (int64), but is compared with the flag true
    id in (1, true)
              ^
  a number is written without quotes: 60""",
    "auto_renew = 1": """here: rows: 'auto_renew' holds true and false (boolean), but is compared \
with the number 1
    auto_renew = 1
                 ^
  write: auto_renew, not auto_renew, auto_renew == true""",
    "auto_renew > false": """here: rows: 'auto_renew' holds true and false (boolean), which have \
no order for '>'
    auto_renew > false
    ^
  compare flags with == or !=""",
    "at > 3": """here: rows: 'at' holds times (timestamp), but is compared with the number 3
    at > 3
         ^
  write a day '2026-03-01' or an instant '2026-03-01 09:00'""",
    "at > '2026-02-30'": """here: rows: '2026-02-30' is neither a day nor an instant
    at > '2026-02-30'
         ^
  write a day '2026-03-01' or an instant '2026-03-01 09:00'""",
    "day = '2026-03-01 09:00'": """here: rows: 'day' holds days (date), but is compared with the \
text '2026-03-01 09:00'
    day = '2026-03-01 09:00'
          ^
  write a day: '2026-03-01'""",
    "at = day": """here: rows: 'at' holds times (timestamp), but 'day' holds days (date)
    at = day
         ^""",
    '"Monthly Charges"': """here: rows: 'Monthly Charges' holds numbers (float64), so it needs a \
comparison
    "Monthly Charges"
    ^
  such as: "Monthly Charges" >= 60""",
    "not 요금제": """here: rows: '요금제' holds text (string), so it needs a comparison
    not 요금제
        ^
  such as: 요금제 == 'pro'""",
    "id contains '3'": """here: rows: 'id' holds numbers (int64); 'contains' looks into text
    id contains '3'
    ^""",
    "tags = 'x'": """here: rows: 'tags' holds array<string>, which conditions do not compare
    tags = 'x'
    ^""",
}


@pytest.mark.parametrize("text", FIT_ERRORS)
def test_errors_of_fit_say_what_the_column_holds(table, text):
    with pytest.raises(ConditionError) as caught:
        parse(text, where="here").apply(table, table_name="rows")
    assert str(caught.value) == FIT_ERRORS[text]


def test_check_needs_no_table():
    condition = parse("size >= 50 and industry != 'education'", where="tenure.toml, line 40")
    condition.check(["size", "industry", "region"], "accounts")
    columns = [f"column_{number}" for number in range(20)] + ["industries"]
    with pytest.raises(ConditionError) as caught:
        condition.check([*columns, "size"], "accounts")
    shown = ", ".join(columns[:12])
    assert str(caught.value) == (
        f"tenure.toml, line 40: accounts has no column 'industry'; it has: {shown} and 10 more\n"
        "    size >= 50 and industry != 'education'\n"
        "                   ^\n"
        "  did you mean 'industries'?"
    )


def test_a_long_text_is_shown_around_the_place():
    text = " or ".join(f"plan = 'p{number}'" for number in range(100)) + " or ;"
    with pytest.raises(ConditionError) as caught:
        parse(text)
    _, shown, caret, _ = str(caught.value).split("\n")
    assert len(shown) < 90
    assert shown[caret.index("^")] == ";"


def test_deep_nesting_is_refused():
    with pytest.raises(ConditionError, match="more than 50 levels of parentheses and 'not'"):
        parse("(" * 5000 + "a" + ")" * 5000)
    with pytest.raises(ConditionError, match="more than 50 levels of parentheses and 'not'"):
        parse("not " * 5000 + "a")
    assert parse("not (" * 20 + "a" + ")" * 20).columns == {"a"}
