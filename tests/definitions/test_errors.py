"""What a mistake in tenure.toml is told, to the letter: file, line, key, found, allowed, hint."""

import pytest

from tenure.definitions import SeveralProblemsError, load, loads
from tenure.errors import DefinitionError

LEAST = '[company]\nname = "Lumen"\nkind = "saas"\n'

MISTAKES = {
    "misspelt rule": (
        '[churn]\nrule = "contrct"',
        """line 5, churn.rule: found 'contrct'; allowed: inactive, contract, purchase, column
  did you mean 'contract'?""",
    ),
    "misspelt key": (
        '[retention]\ncohrt = "started_at"',
        """line 5, retention.cohrt: unknown key 'cohrt'; allowed: cohort, small_cell
  did you mean 'cohort'?""",
    ),
    "unknown key": (
        "[retention]\nzzz = 1",
        "line 5, retention.zzz: unknown key 'zzz'; allowed: cohort, small_cell",
    ),
    "misspelt section": (
        '[churns]\nrule = "contract"',
        """line 4, churns: unknown key 'churns'; allowed: company, engine, store, tables, active, \
churn, retention, plan, ideal_customer, onboarding, service, prediction, value, offer, explain, \
contact, health, reasons, risk_words, competitors, experiments, segments
  did you mean 'churn'?""",
    ),
    "section that is a value": (
        "[retention]\n[store]\npath = 3",
        "line 6, store.path: found 3; allowed: text in quotes",
    ),
    "misspelt table": (
        '[tables.event]\nfrom = "events.csv"',
        """line 4, tables.event: there is no table 'event'; allowed: customers, accounts, \
subscriptions, events, orders, payments, tickets, pauses, feedback, touches, assignments, \
overrides, changes, competitors
  did you mean 'events'?""",
    ),
    "misspelt canonical column": (
        '[tables.events]\nfrom = "e.csv"\ncolumns = { customer_id = "a", ocurred_at = "t" }',
        """line 6, tables.events.columns.ocurred_at: 'ocurred_at' is nearly the column \
'occurred_at' of events, but not quite
  did you mean 'occurred_at'? name an attribute of your own differently""",
    ),
    "table without source": (
        '[tables.events]\ncolumns = { name = "event" }',
        "line 4, tables.events: 'from' is missing; allowed: from = 'file or glob', "
        "or sql = 'select …'",
    ),
    "table with two sources": (
        '[tables.events]\nfrom = "e.csv"\nsql = "select 1"',
        "line 4, tables.events: both 'from' and 'sql' are given; allowed: from = 'file or glob', "
        "or sql = 'select …'",
    ),
    "no files": (
        "[tables.events]\nfrom = []",
        "line 5, tables.events.from: found an array; allowed: a text or an array of texts, "
        "none of them empty",
    ),
    "file that is a number": (
        '[tables.events]\nfrom = ["a", 3]',
        "line 5, tables.events.from[1]: found 3; allowed: text in quotes",
    ),
    "via a table that is not there": (
        '[tables.events]\nfrom = "e.csv"\nvia = "subscription"\n'
        '[tables.subscriptions]\nfrom = "s.csv"',
        """line 6, tables.events.via: found 'subscription'; allowed: another table of this file \
(subscriptions)
  did you mean 'subscriptions'?""",
    ),
    "date pattern of a spreadsheet": (
        '[tables.events]\nfrom = "e.csv"\ndates = "DD-MM-YYYY"',
        """line 6, tables.events.dates: found 'DD-MM-YYYY'; allowed: strftime directives such as \
'%d-%m-%Y', '%Y/%m/%d %H:%M'
  did you mean '%d-%m-%Y'?""",
    ),
    "minutes for months": (
        '[tables.events]\nfrom = "e.csv"\ndates = ["%Y-%m-%d %H:%M",\n  "%d/%M/%Y"]',
        """line 7, tables.events.dates[1]: found '%d/%M/%Y'; allowed: strftime directives such as \
'%d-%m-%Y', '%Y/%m/%d %H:%M'
  did you mean '%d/%m/%Y'?""",
    ),
    "encoding": (
        '[tables.events]\nfrom = "e.csv"\nencoding = "cp494"',
        """line 6, tables.events.encoding: found 'cp494'; allowed: an encoding such as utf-8, \
utf-16, cp949, euc-kr, latin-1, cp1252, shift_jis
  did you mean 'cp949'?""",
    ),
    "separator": (
        '[tables.events]\nfrom = "e.csv"\nseparator = "tab"',
        r"line 6, tables.events.separator: found 'tab'; allowed: one character such as ',', ';', "
        r"'|' or a tab (\t)",
    ),
    "one sign for two things": (
        '[tables.events]\nfrom = "e.csv"\ndecimal = ","\nthousands = ","',
        "line 7, tables.events.thousands: found ','; that is the decimal sign already",
    ),
    "separator of fixed-width text": (
        '[tables.events]\nfrom = "e.csv"\nseparator = ","\nfixed = { customer_id = "2-6" }',
        """line 6, tables.events.separator: found ','; fixed-width text has no separator
  remove it, or 'fixed'""",
    ),
    "backward range": (
        '[tables.events]\nfrom = "e.txt"\nfixed = { customer_id = "6-2" }',
        "line 6, tables.events.fixed.customer_id: found '6-2'; allowed: first and last character, "
        "counted from 1, such as '2-6'",
    ),
    "negative rows": (
        '[tables.events]\nfrom = "e.csv"\nskip_rows = -1',
        "line 6, tables.events.skip_rows: found -1; allowed: 0 or more",
    ),
    "condition": (
        '[active]\nany = [\n  { event = "watch", where = "seconds => 60" } ]',
        """line 6, active.any[0].where: '=>' has no meaning in a condition
    seconds => 60
            ^
  write >= for 'at least'""",
    ),
    "condition that is a number": (
        "[ideal_customer]\nwhere = 50",
        "line 5, ideal_customer.where: found 50; allowed: a condition in quotes such as "
        "'seconds >= 60'",
    ),
    "segment in Korean": (
        '[segments]\n"큰 고객" = "규모 >"',
        """line 5, segments."큰 고객": expected a value or a column, found the end of the condition
    규모 >
          ^""",
    ),
    "activity without event": (
        '[active]\nall = [ { where = "seconds > 3" } ]',
        "line 5, active.all[0].event: 'event' is missing: name of the event",
    ),
    "activity that is a text": (
        '[active]\nany = "watch"',
        "line 5, active.any: found 'watch'; allowed: an array: [ … ]",
    ),
    "activity that does and does not count": (
        '[active]\nany = [ { event = "watch" } ]\nnone = ["seek", "watch"]',
        """line 6, active.none[1]: found 'watch'; counts as activity in 'any' or 'all' too
  remove it from one""",
    ),
    "at least nothing": (
        "[active]\nat_least = 0",
        "line 5, active.at_least: found 0; allowed: 1 or more",
    ),
    "days without unit": (
        "[churn]\nafter = 28",
        """line 5, churn.after: found 28; allowed: days or weeks such as '28 days', '4 weeks' \
(1 to 3650 days)
  say the unit: '28 days'""",
    ),
    "months": (
        '[churn]\nafter = "1 month"',
        """line 5, churn.after: found '1 month'; allowed: days or weeks such as '28 days', \
'4 weeks' (1 to 3650 days)
  months differ in length: write '30 days', '90 days', '365 days'""",
    ),
    "no days": (
        '[churn]\nafter = "0 days"',
        "line 5, churn.after: found '0 days'; allowed: days or weeks such as '28 days', "
        "'4 weeks' (1 to 3650 days)",
    ),
    "rule without its column": (
        '[churn]\nrule = "column"',
        """line 4, churn: 'column' is missing: the rule 'column' needs it
  add column = 'churned_at'""",
    ),
    "key of another rule": (
        '[churn]\nrule = "contract"\nafter = "60 days"',
        """line 6, churn.after: found '60 days'; has no meaning with the rule 'contract', only \
with 'inactive'
  remove it, or choose rule = 'inactive'""",
    ),
    "share": (
        '[churn]\nrule = "purchase"\nexpected_share = 90',
        "line 6, churn.expected_share: found 90; allowed: less than 1",
    ),
    "flag for a number": (
        "[retention]\nsmall_cell = true",
        "line 5, retention.small_cell: found true; allowed: a whole number",
    ),
    "number in quotes": (
        '[engine]\nthreads = "4"',
        "line 5, engine.threads: found '4'; allowed: a whole number",
    ),
    "step twice": (
        '[onboarding]\nsteps = [ { event = "a" }, { event = "b" }, { event = "a" } ]',
        """line 5, onboarding.steps[2]: is a step already
  remove one""",
    ),
    "step that is a text": (
        '[onboarding]\nsteps = [ "a" ]',
        "line 5, onboarding.steps[0]: found 'a'; allowed: a section of keys",
    ),
    "times of a step": (
        '[onboarding]\nfirst_value = { event = "a", at_least = 2 }',
        "line 5, onboarding.first_value.at_least: unknown key 'at_least'; allowed: event, where",
    ),
    "opening hours": (
        '[service]\nhours = "월-금 9-18"',
        "line 5, service.hours: found '월-금 9-18'; '9-18' cannot be read; allowed: 'always', or "
        "'mon-fri 09:00-12:00 13:00-18:00; sat 10:00-14:00'",
    ),
    "holidays of a country in small letters": (
        '[service]\nholidays = "kr"',
        """line 5, service.holidays: found 'kr'; allowed: a country (ISO 3166) such as 'KR', 'US', \
or a region of one: 'DE-BY'
  did you mean 'KR'?""",
    ),
    "holidays of a region that is not there": (
        '[service]\nholidays = "JP-13"',
        """line 5, service.holidays: found 'JP-13'; allowed: a country (ISO 3166) such as 'KR', \
'US', or a region of one: 'DE-BY'
  regions of JP: none are known""",
    ),
    "a day off that is none": (
        '[service]\ndays_off = [2026-05-01, "5/5"]',
        "line 5, service.days_off[1]: found '5/5'; allowed: a day such as 2026-05-01",
    ),
    "target without unit": (
        "[service]\nresolution = { urgent = 60 }",
        """line 5, service.resolution.urgent: found 60; allowed: minutes or hours in which you are \
open such as '30 minutes', '8 hours', or several by priority: { urgent = '1 hour', \
other = '8 hours' }
  say the unit: '60 minutes'""",
    ),
    "target in days": (
        '[service]\nfirst_response = "1 day"',
        """line 5, service.first_response: found '1 day'; allowed: minutes or hours in which you \
are open such as '30 minutes', '8 hours', or several by priority: { urgent = '1 hour', \
other = '8 hours' }
  say how many hours you are open: a day from 9 to 18 is '9 hours'""",
    ),
    "gap before now": (
        '[prediction]\ngap = "-1 days"',
        """line 5, prediction.gap: found '-1 days'; allowed: days or weeks such as '28 days', \
'4 weeks' (0 to 3650 days)""",
    ),
    "bands in the wrong order": (
        "[health]\nat_risk = 80\nhealthy = 70",
        "line 5, health.at_risk: found 80; allowed: less than 'healthy', 70",
    ),
    "one band alone": (
        "[health]\nat_risk = 40",
        "line 4, health: 'at_risk' and 'healthy' are said together",
    ),
    "no weight": (
        "[health]\nweights = { use = 0 }",
        "line 5, health.weights: found a section; at least one weight must be above 0",
    ),
    "weight below 0": (
        "[health]\nweights = { use = 1, value = -1 }",
        "line 5, health.weights.value: found -1; allowed: 0 or more",
    ),
    "component that is none": (
        "[health]\nweights = { usage = 1 }",
        """line 5, health.weights.usage: found 1; allowed: use, value, service, sentiment, \
relationship, payment, contract""",
    ),
    "offer without cost": (
        "[offer]\nbudget = 1000",
        "line 4, offer.cost: 'cost' is missing: what the offer costs when it is accepted",
    ),
    "memory": (
        '[engine]\nmemory = "lots"',
        "line 5, engine.memory: found 'lots'; allowed: a number and KB, MB, GB or TB, such as "
        "'4GB'",
    ),
    "url": (
        '[engine]\nurl = "duckdb"',
        "line 5, engine.url: found 'duckdb'; allowed: scheme://… such as 'duckdb://', "
        "'postgres://host/name'",
    ),
    "environment": (
        '[engine]\nurl = "postgres://me:${NO_SUCH_WORD}@db/x"',
        """line 5, engine.url: the environment variable NO_SUCH_WORD is not set
  set it: export NO_SUCH_WORD=…""",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake(name):
    text, told = MISTAKES[name]
    with pytest.raises(DefinitionError) as caught:
        loads(LEAST + text, source="shop/tenure.toml", environment={})
    assert str(caught.value) == f"shop/tenure.toml, {told}"
    assert not isinstance(caught.value, SeveralProblemsError)


COMPANY_MISTAKES = {
    'name = "x"': "line 1, company.kind: 'kind' is missing; allowed: saas, b2b, d2c, ecommerce, "
    "bfsi, gaming, media, edtech",
    'kind = "saas"': "line 1, company.name: 'name' is missing: how the company calls itself in "
    "reports",
    'kind = "saas"\nname = ""': "line 3, company.name: found ''; allowed: a text that is not empty",
    'kind = "saas"\nname = "x"\ntime_zone = "Asia/Seul"': "line 4, company.time_zone: found "
    "'Asia/Seul'; allowed: a time zone such as 'Asia/Seoul', 'Europe/Berlin', 'UTC'\n"
    "  did you mean 'Asia/Seoul'?",
    'kind = "saas"\nname = "x"\ntime_zone = "KST"': "line 4, company.time_zone: found 'KST'; "
    "allowed: a time zone such as 'Asia/Seoul', 'Europe/Berlin', 'UTC'\n"
    "  did you mean 'Asia/Seoul'?",
    'kind = "saas"\nname = "x"\ntime_zone = "New York"': "line 4, company.time_zone: found "
    "'New York'; allowed: a time zone such as 'Asia/Seoul', 'Europe/Berlin', 'UTC'\n"
    "  did you mean 'America/New_York'?",
    'kind = "saas"\nname = "x"\ncurrency = "krw"': "line 4, company.currency: found 'krw'; "
    "allowed: an ISO 4217 code of three capitals such as 'KRW'\n  did you mean 'KRW'?",
    'kind = "saas"\nname = "x"\nweek_starts = "mon"': "line 4, company.week_starts: found 'mon'; "
    "allowed: monday, tuesday, wednesday, thursday, friday, saturday, sunday\n"
    "  did you mean 'monday'?",
    'kind = "saas"\nname = "x"\nlanguage = "kr"': "line 4, company.language: found 'kr'; "
    "allowed: en, ko",
}


@pytest.mark.parametrize("text", COMPANY_MISTAKES)
def test_one_mistake_about_the_company(text):
    with pytest.raises(DefinitionError) as caught:
        loads(f"[company]\n{text}\n")
    assert str(caught.value) == f"tenure.toml, {COMPANY_MISTAKES[text]}"


def test_no_company_at_all():
    with pytest.raises(DefinitionError) as caught:
        loads('[store]\npath = "x"')
    assert str(caught.value) == (
        "tenure.toml, company: 'company' is missing: who the company is, and its calendar"
    )


def test_company_that_is_no_section():
    with pytest.raises(DefinitionError) as caught:
        loads('company = "Lumen"')
    assert str(caught.value) == (
        "tenure.toml, line 1, company: found 'Lumen'; allowed: a section of keys"
    )


def test_all_mistakes_are_told_together_in_the_order_of_the_file():
    text = """\
[churn]
rule = "contrct"
after = 28

[company]
name = "Lumen"
kind = "sass"
timezone = "Asia/Seoul"

[tables.event]
from = "events.csv"

[segments]
big = "size >>"
"""
    with pytest.raises(SeveralProblemsError) as caught:
        loads(text)
    assert str(caught.value) == (
        """\
tenure.toml: 6 things to put right
  - line 2, churn.rule: found 'contrct'; allowed: inactive, contract, purchase, column
    did you mean 'contract'?
  - line 3, churn.after: found 28; allowed: days or weeks such as '28 days', '4 weeks' \
(1 to 3650 days)
    say the unit: '28 days'
  - line 7, company.kind: found 'sass'; allowed: saas, b2b, d2c, ecommerce, bfsi, gaming, media, \
edtech
    did you mean 'saas'?
  - line 8, company.timezone: unknown key 'timezone'; allowed: name, kind, time_zone, \
week_starts, currency, language
    did you mean 'time_zone'?
  - line 10, tables.event: there is no table 'event'; allowed: customers, accounts, \
subscriptions, events, orders, payments, tickets, pauses, feedback, touches, assignments, \
overrides, changes, competitors
    did you mean 'events'?
  - line 14, segments.big: expected a value or a column, found '>'
      size >>
            ^"""
    )
    first = caught.value.problems[0]
    assert (first.where, first.hint) == (
        "tenure.toml, line 2, churn.rule",
        "did you mean 'contract'?",
    )


def test_no_secret_is_shown():
    text = LEAST + '[engine]\nurl = "postgres:/me:hunter2@db/x"\nmemory = "${PASSWORD}"\n'
    with pytest.raises(DefinitionError) as caught:
        loads(text, environment={"PASSWORD": "hunter3"})
    assert "hunter3" not in str(caught.value)
    with pytest.raises(DefinitionError) as caught:
        loads(LEAST + '[engine]\nurl = "://me:hunter2@db"\n')
    assert "hunter2" not in str(caught.value)
    assert "://me:***@db" in str(caught.value)


TOML_MISTAKES = {
    "[company]\nname = Lumen\n": "line 2, column 8: not TOML: invalid value\n    name = Lumen\n"
    '  text goes in quotes: kind = "saas"',
    '[company]\nname = "a"\nname = "b"\n': "line 3, column 11: not TOML: cannot overwrite a "
    'value\n    name = "b"\n  the same key or section is given twice; keep one',
    "[company]\n[store]\n[company]\n": "line 3, column 9: not TOML: cannot declare ('company',) "
    "twice\n    [company]\n  the same key or section is given twice; keep one",
    '[segments]\n큰고객 = "size > 3"\n': "line 2, column 1: not TOML: invalid statement\n"
    '    큰고객 = "size > 3"\n  a key with spaces or letters beyond a-z goes in quotes: '
    '"큰 고객" = …',
    '[segments]\nbig customers = "size > 3"\n': "line 2, column 5: not TOML: expected '=' after a "
    'key in a key/value pair\n    big customers = "size > 3"\n'
    '  a key with spaces or letters beyond a-z goes in quotes: "큰 고객" = …',
    'a = "open\n': "line 1, column 10: not TOML: illegal character '\\n'\n    a = \"open\n"
    "  text ends with the quote it began with, on the same line",
    "[company": "line 1: not TOML: expected ']' at the end of a table declaration\n    [company",
}


@pytest.mark.parametrize("text", TOML_MISTAKES)
def test_what_is_not_toml(text):
    with pytest.raises(DefinitionError) as caught:
        loads(text)
    assert str(caught.value) == f"tenure.toml, {TOML_MISTAKES[text]}"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "\ufeff"])
def test_a_file_that_says_nothing(text):
    with pytest.raises(DefinitionError) as caught:
        loads(text)
    assert str(caught.value) == (
        "tenure.toml: the file says nothing\n  `tenure init PATH…` drafts one from your files"
    )


def test_nesting_without_end():
    with pytest.raises(DefinitionError, match="the values are nested too deeply"):
        loads("a = " + "[" * 100_000)


def test_no_file(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(DefinitionError) as caught:
            load(path)
        file = path if path.suffix else path / "tenure.toml"
        assert str(caught.value) == (
            f"{file}: there is no such file\n  `tenure init PATH…` drafts one from your files"
        )


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("cp949", ", line 2: the file is not UTF-8 but looks like CP949 (EUC-KR)"),
        ("utf-16", ": the file is UTF-16, not UTF-8"),
    ],
)
def test_a_file_saved_in_another_encoding(tmp_path, encoding, told):
    path = tmp_path / "tenure.toml"
    path.write_bytes('[company]\nname = "루멘 주식회사"\nkind = "saas"\n'.encode(encoding))
    with pytest.raises(DefinitionError) as caught:
        load(path)
    assert str(caught.value) == f"{path}{told}\n  save it as UTF-8"


def test_a_file_in_latin_1(tmp_path):
    path = tmp_path / "tenure.toml"
    path.write_bytes('[company]\nname = "Café"\n'.encode("latin-1"))
    with pytest.raises(DefinitionError) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}, line 2: the file is not UTF-8 but looks like another encoding\n  save it as UTF-8"
    )


@pytest.mark.parametrize("told", ["tells = ['']", "tells = ['~']", "labels = ['요금', ' - ']"])
def test_words_of_a_reason_have_a_letter(told):
    with pytest.raises(DefinitionError, match="allowed: words with a letter"):
        loads(f"[company]\nname = 'A'\n[reasons.add]\n'value/mine' = {{ {told} }}\n")
