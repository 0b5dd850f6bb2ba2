"""Definitions as objects: immutable, fingerprinted, discreet about passwords."""

import pytest
from pydantic import ValidationError

from tenure.definitions import Churn, Definitions, Engine, TableSource, loads

LEAST = '[company]\nname = "Lumen"\nkind = "saas"\n'


def test_nothing_can_be_changed():
    found = loads(LEAST)
    with pytest.raises(ValidationError):
        found.churn.rule = "contract"
    with pytest.raises(ValidationError):
        found.company = None


def test_from_python_days_and_ranges_are_numbers():
    assert Churn(rule="inactive", after=28) == Churn.model_validate(
        {"rule": "inactive", "after": "4 weeks"}
    )
    assert TableSource(from_=("a.txt",), fixed={"id": (2, 6)}).fixed == {"id": (2, 6)}
    with pytest.raises(ValidationError):
        TableSource(from_=("a.txt",), fixed={"id": (6, 2)})
    with pytest.raises(ValidationError):
        Churn(rule="inactive", after=0)


def test_fingerprints_follow_meaning_not_writing():
    one = loads(LEAST + '[churn]\nafter = "4 weeks"\n[segments]\na = "x > 3"\n')
    same = loads('segments.a = " x > 3 "\n' + LEAST + "# a comment\n", folder="elsewhere")
    assert one.fingerprint() == same.fingerprint()
    assert len(one.fingerprint()) == 64


@pytest.mark.parametrize(
    "more",
    [
        '[churn]\nafter = "27 days"',
        '[tables.events]\nfrom = "e.csv"',
        '[segments]\n"큰 고객" = "size > 3"',
        "[retention]\nsmall_cell = 10",
        '[active]\nany = [ { event = "watch" } ]',
        '[ideal_customer]\nwhere = "size > 3"',
        '[service]\nholidays = "KR"',
        '[onboarding]\nsteps = [ { event = "a" } ]',
        '[service]\nresolution = "8 hours"',
        '[prediction]\ngap = "0 days"',
        "[value]\nmargin = 0.7",
        "[offer]\ncost = 10",
        "[health]\nat_risk = 30\nhealthy = 80",
        '[reasons.map]\n"Went to Acme" = "competitor/offer"',
        '[risk_words]\nremove = ["cancel"]',
    ],
)
def test_fingerprints_tell_definitions_apart(more):
    assert loads(LEAST + more).fingerprint() != loads(LEAST).fingerprint()


def test_engine_and_store_change_no_number():
    other = loads(LEAST + '[engine]\nurl = "spark://host:7077"\n[store]\npath = "elsewhere"\n')
    assert other.fingerprint() == loads(LEAST).fingerprint()


def test_fingerprints_of_parts():
    one = loads(LEAST + '[segments]\na = "x > 3"\n')
    other = loads(LEAST)
    assert one.fingerprint("churn", "active") == other.fingerprint("active", "churn")
    assert one.fingerprint("segments") != other.fingerprint("segments")
    assert one.fingerprint("churn") != one.fingerprint("active")
    for part in ("churns", "engine", "store"):
        with pytest.raises(ValueError, match=f"no section '{part}' to fingerprint"):
            one.fingerprint(part)


def test_fingerprint_is_the_same_tomorrow():
    assert loads(LEAST).fingerprint("churn") == (
        "e9c66c39ba6d313d566947757aab6c64e5de5995d411a6d87ab2b4e250ea1b87"
    )


def test_passwords_come_from_the_environment_and_are_never_shown():
    text = LEAST + '[engine]\nurl = "postgres://me:${DB_PASSWORD}@db/lumen?sslkey=abc&x=1"\n'
    found = loads(text, environment={"DB_PASSWORD": "hunt@er2"})
    assert found.engine.url == "postgres://me:hunt@er2@db/lumen?sslkey=abc&x=1"
    for shown in (repr(found), str(found), str(found.model_dump()), found.model_dump_json()):
        assert "er2" not in shown
        assert "abc" not in shown
        assert "postgres://me:***@db/lumen?sslkey=***&x=1" in shown


def test_environment_is_the_process_by_default(monkeypatch):
    monkeypatch.setenv("TENURE_TEST_HOST", "db.example")
    text = LEAST + '[engine]\nurl = "postgres://${TENURE_TEST_HOST}/lumen"\n'
    assert loads(text).engine.url == "postgres://db.example/lumen"
    assert Engine(url="clickhouse://${TENURE_TEST_HOST}").url == "clickhouse://db.example"


def test_definitions_survive_a_round_trip():
    text = LEAST + '[active]\nall = [ { event = "a", where = "x > 3" } ]\n[tables.orders]\n'
    text += 'from = "o.txt"\nfixed = { order_id = "1-3" }\n[service]\n'
    found = loads(text + 'days_off = [2026-05-01]\nresolution = { urgent = "1 hour" }\n')
    again = Definitions.model_validate(found.model_dump(by_alias=True))
    assert again.fingerprint() == found.fingerprint()
