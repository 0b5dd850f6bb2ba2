"""The JSON Schema for editors: valid, complete, and of one mind with the reader."""

import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from tenure.definitions import KINDS, json_schema, loads
from tenure.errors import DefinitionError
from tenure.tables.schema import TABLES

EXAMPLE = Path(__file__).with_name("tenure.example.toml").read_text(encoding="utf-8")
LEAST = '[company]\nname = "Lumen"\nkind = "saas"\n'


@pytest.fixture(scope="module")
def schema():
    return json_schema()


def test_is_a_json_schema(schema):
    Draft7Validator.check_schema(schema)


def test_the_example_fits(schema):
    Draft7Validator(schema).validate(tomllib.loads(EXAMPLE))
    Draft7Validator(schema).validate(tomllib.loads(LEAST))


def test_tables_and_columns_are_offered(schema):
    tables = schema["properties"]["tables"]["properties"]
    assert list(tables) == list(TABLES)
    for name, table in TABLES.items():
        columns = tables[name]["properties"]["columns"]["properties"]
        assert list(columns) == [column.name for column in table.columns]
    assert tables["events"]["properties"]["columns"]["properties"]["occurred_at"] == {
        "type": "string",
        "description": "Your column with: when it happened (required)",
    }


def test_choices_are_offered(schema):
    sections = schema["properties"]
    assert sections["company"]["properties"]["kind"]["enum"] == list(KINDS)
    rules = sections["churn"]["properties"]["rule"]["enum"]
    assert rules == ["inactive", "contract", "purchase", "column"]


def test_every_key_says_what_it_is(schema):
    assert [path for path, key in keys(schema) if not key.get("description")] == []


def test_nothing_but_toml_is_offered(schema):
    assert "null" not in str(schema)
    assert "$ref" not in str(schema)
    assert all("title" not in key for path, key in keys(schema))


def keys(schema, path=""):
    for name, key in schema.get("properties", {}).items():
        yield f"{path}.{name}", key
        yield from keys(key, f"{path}.{name}")
    items = schema.get("items")
    if isinstance(items, dict):
        yield from keys(items, f"{path}[]")


WRONG = {
    "kind": '[company]\nname = "x"\nkind = "games"\n',
    "no company": '[store]\npath = "x"\n',
    "unknown key": LEAST + "[retention]\ncohrt = 1\n",
    "unknown table": LEAST + '[tables.event]\nfrom = "x"\n',
    "no source": LEAST + '[tables.events]\ncolumns = { name = "event" }\n',
    "two sources": LEAST + '[tables.events]\nfrom = "x"\nsql = "y"\n',
    "days": LEAST + "[churn]\nafter = 28\n",
    "months": LEAST + '[churn]\nafter = "2 months"\n',
    "activity": LEAST + '[active]\nany = [ { where = "a > 3" } ]\n',
    "range": LEAST + '[tables.events]\nfrom = "x"\nfixed = { customer_id = "a" }\n',
    "separator": LEAST + '[tables.events]\nfrom = "x"\nseparator = ";;"\n',
    "memory": LEAST + '[engine]\nmemory = "much"\n',
    "currency": LEAST.replace("\nkind", '\ncurrency = "won"\nkind'),
    "step": LEAST + '[onboarding]\nsteps = [ { where = "a > 3" } ]\n',
    "country": LEAST + '[service]\nholidays = "Korea"\n',
    "target": LEAST + '[service]\nresolution = "1 day"\n',
    "targets": LEAST + '[service]\nresolution = { urgent = "1 day" }\n',
    "gap": LEAST + '[prediction]\ngap = "-1 days"\n',
    "margin": LEAST + "[value]\nmargin = 1.5\n",
    "offer": LEAST + "[offer]\nbudget = 3\n",
    "weights": LEAST + "[health]\nweights = { usage = 1 }\n",
    "reason": LEAST + '[reasons.map]\n"Went to Acme" = "Competitor Offer"\n',
    "name of a reason": LEAST + "[reasons.rename]\nvalue = { fr = 'Prix' }\n",
    "kind of risk words": LEAST + "[risk_words.add]\n'Very bad' = ['outage']\n",
    "risk words": LEAST + "[risk_words.add]\nleaving = ['*']\n",
    "share": LEAST + '[churn]\nrule = "purchase"\nexpected_share = 1.5\n',
}


@pytest.mark.parametrize("name", WRONG)
def test_editor_and_reader_refuse_the_same(schema, name):
    assert not Draft7Validator(schema).is_valid(tomllib.loads(WRONG[name]))
    with pytest.raises(DefinitionError):
        loads(WRONG[name])


RIGHT = {
    "weeks": LEAST + '[churn]\nafter = "2 Weeks"\n',
    "several": LEAST + '[tables.events]\nfrom = ["a", "b"]\ndates = ["%Y", "%y"]\n',
    "attribute": LEAST + '[tables.events]\nfrom = "a"\ncolumns = { "요금 제" = "plan" }\n',
    "activities": LEAST + '[active]\nall = [ { event = "a", at_least = 3 } ]\nnone = ["b"]\n',
    "memory": LEAST + '[engine]\nmemory = "1.5 GiB"\nthreads = 2\n',
    "onboarding": LEAST + '[onboarding]\nsteps = [ { event = "a" } ]\n',
    "first value": LEAST + '[onboarding]\nfirst_value = { event = "a", where = "b > 3" }\n',
    "service": LEAST
    + '[service]\nhours = "always"\nholidays = "DE-BY"\ndays_off = ["2026-05-01"]\n',
    "target": LEAST + '[service]\nresolution = "30 minutes"\n',
    "targets": LEAST + '[service]\nresolution = { "긴급" = "1 hour", other = "8 Hours" }\n',
    "prediction": LEAST
    + '[prediction]\nhorizon = "60 days"\ngap = "0 days"\nevery = "week"\nallow = ["등급"]\n',
    "money": LEAST + "[value]\nmargin = 0.7\n[offer]\ncost = 10\nacceptance = 0.2\n",
    "health": LEAST + "[health]\nweights = { use = 2, value = 0.5 }\nat_risk = 30\nhealthy = 75\n",
    "reasons": LEAST
    + '[reasons]\nmap = { "다크 모드 없음" = "product/dark_mode" }\n'
    + "rename = { value = { en = 'Price' } }\n"
    + "[reasons.add]\n'product/dark_mode' = { ko = '다크 모드', tells = ['다크 모드'] }\n",
    "risk words": LEAST
    + "[risk_words]\nremove = ['avoid']\n"
    + "[risk_words.add]\nleaving = ['애크미로 가다']\noutage = ['down *']\n",
    "segments": LEAST + '[segments]\n"큰 고객" = "size > 3"\n',
}


@pytest.mark.parametrize("name", RIGHT)
def test_editor_and_reader_accept_the_same(schema, name):
    Draft7Validator(schema).validate(tomllib.loads(RIGHT[name]))
    loads(RIGHT[name])
