"""A company whose reasons for leaving are known: causes, what moved; for `make test-long`."""

from datetime import date

import pytest
from click.testing import CliRunner

from support.driver_company import ALONG, HARM, PROTECT
from tenure.cli.explain.drivers import driver as driver_command
from tenure.cli.explain.drivers import drivers as drivers_command
from tenure.company.explanations.drivers import cause, moved
from tenure.errors import MetricError


def test_the_harmful_one_harms_if_nothing_important_is_unobserved(outlook):
    results = {one.metric: one for one in cause(outlook, HARM)}
    [row] = results["driver"].rows
    assert row["verdict_en"] == "harms, if nothing important is unobserved"
    assert row["effect_low"] > 0
    assert row["exposure_en"].endswith(">= 1")
    assert "if nothing important is unobserved" in row["says_en"]
    checks = {one["check_en"]: one for one in results["driver-checks"].rows}
    assert checks["overlap: share of rows kept"]["passed"] == "yes"
    assert checks["E-value"]["value"] > 1.5
    assert checks["placebo: being quiet before the exposure"]["passed"] == "yes"


def test_the_protecting_one_protects(outlook):
    [row] = cause(outlook, PROTECT)[0].rows
    assert row["verdict_en"] == "protects, if nothing important is unobserved"


def test_what_only_goes_along_is_not_called_a_cause(outlook):
    [row] = cause(outlook, ALONG)[0].rows
    assert row["unadjusted_high"] < 0
    assert row["verdict_en"] == "correlated, but no evidence that it causes"
    assert "no evidence" in row["says_en"]


def test_nobody_exposed_is_refused_with_numbers(outlook):
    [row] = cause(outlook, HARM, treated=">= 1000")[0].rows
    assert row["verdict_en"] == "no estimate"
    assert "0 customers were exposed" in row["reason_en"]
    assert row["effect"] is None
    assert row["reason_ko"]


@pytest.mark.parametrize(
    ("name", "treated", "message"),
    [
        ("imports", None, "no driver"),
        (HARM, "often", "treated cannot be"),
        ("attribute_region=north", None, "who customers are"),
        ("tenure_days", None, "who customers are"),
    ],
)
def test_what_cannot_be_asked_says_why(outlook, name, treated, message):
    with pytest.raises(MetricError, match=message):
        cause(outlook, name, treated=treated)


def test_what_moved_is_told_with_both_shares(outlook):
    now, before = (date(2025, 11, 1), date(2025, 12, 1)), (date(2025, 6, 1), date(2025, 7, 1))
    rows = moved(outlook, now, before)
    told = {one["driver"]: one for one in rows}
    [harm] = [one for name, one in told.items() if name.startswith("event_import")]
    assert harm["now"] < harm["before"]  # those who import have left
    assert harm["effect"] < 0
    assert harm["effect_low"] <= harm["effect"] <= harm["effect_high"]
    assert harm["says_ko"]
    assert [abs(one["effect"]) for one in rows] == sorted(
        (abs(one["effect"]) for one in rows), reverse=True
    )


def test_the_commands_print_tables_and_sentences(definitions):
    run = CliRunner()
    told = run.invoke(drivers_command, ["-d", str(definitions), "--by", "plan"])
    assert told.exit_code == 0, told.output
    assert "times as often" in told.output
    asked = run.invoke(driver_command, [HARM, "-d", str(definitions)])
    assert asked.exit_code == 0, asked.output
    assert "if nothing important is unobserved" in asked.output
