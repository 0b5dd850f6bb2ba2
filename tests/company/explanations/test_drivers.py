"""A company whose reasons for leaving are known: drivers, causes and what moved."""

from datetime import date

import pytest
from click.testing import CliRunner

from support.driver_company import ALONG, HARM, PROTECT, write
from tenure.cli.explain.drivers import driver as driver_command
from tenure.cli.explain.drivers import drivers as drivers_command
from tenure.company import Company
from tenure.company.explanations.drivers import cause, drivers, moved
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    return write(tmp_path_factory.mktemp("known") / "company")


@pytest.fixture(scope="module")
def outlook(definitions):
    with Company.open(definitions) as company:
        yield Outlook(company.rule)


@pytest.fixture(scope="module")
def found(outlook):
    return {one.metric: one for one in drivers(outlook, by="plan")}


def about(rows, event):
    [row] = [one for one in rows if f"“{event}” in" in one["what_en"]]
    return row


def test_what_harms_and_what_protects_is_found_with_its_numbers(found):
    harm, protect = (about(found["drivers"].rows, name) for name in (HARM, PROTECT))
    assert harm["verdict_en"] == "goes with more leaving"
    assert harm["adjusted_low"] > 1
    assert protect["verdict_en"] == "goes with less leaving"
    assert protect["adjusted_high"] < 1
    assert 0 < harm["goes_with_low"] < harm["goes_with_high"] < 1


def test_what_only_goes_along_is_correlated_and_called_no_driver(found):
    row = about(found["drivers"].rows, ALONG)
    assert row["ratio_high"] < 1
    assert row["verdict_en"] == "nothing left with all else alike"
    assert row["adjusted_low"] < 1 < row["adjusted_high"]
    assert "may be chance" in row["says_en"]


def test_the_plan_is_a_driver_and_its_price_cannot_be_told_apart(found):
    told = {one["driver"]: one for one in found["drivers"].rows}
    row = next(one for name, one in told.items() if name.startswith(("plan", "mrr")))
    assert row["verdict_en"] in ("goes with more leaving", "goes with less leaving")
    assert "monthly price" in row["alike_en"].lower() or "plan" in row["alike_en"].lower()


def test_every_row_is_told_in_both_languages_and_names_no_cause(found):
    for row in found["drivers"].rows:
        for language in ("en", "ko"):
            assert row[f"says_{language}"]
            assert row[f"verdict_{language}"]
        assert "cause" not in row["says_en"].lower()
        assert (row["adjusted"] is None) == (row["reason_en"] is not None)
    assert "need not cause" in found["drivers"].words["en"]
    assert "원인인 것은 아닙니다" in found["drivers"].words["ko"]


def test_windows_of_one_event_are_one_row_and_it_opens_its_segments(found):
    row = about(found["drivers"].rows, HARM)
    assert row["opens"] == "tenure measure behaviour --feature 'import'"
    assert row["behaviour"] in ("protects", "harms", "no evidence", "too few")
    assert "“import”" in row["alike_en"]


def test_what_knows_the_outcome_is_named_and_left_out(found):
    told = {one["driver"]: one["reason_en"] for one in found["drivers-left-out"].rows}
    assert "cancellation_reason" in told
    assert not [one for one in found["drivers"].rows if "cancellation" in one["driver"]]


def test_areas_and_segments(found):
    areas = {one["area_en"]: one for one in found["driver-areas"].rows}
    assert areas["use"]["loss_low"] > 0
    assert areas["use"]["drivers"] >= 2
    assert areas["use: “import”"]["loss_low"] > 0
    segments = {one["segment"] for one in found["drivers-by-segment"].rows}
    assert segments == {"basic", "pro"}


def test_a_second_call_reads_what_is_kept(outlook, found):
    before = list(outlook.rule.data.store.built)
    again = drivers(outlook, by="plan")
    assert outlook.rule.data.store.built == before
    assert again[0].rows == found["drivers"].rows


def test_only_those_who_fit_are_looked_at(outlook, found):
    told = drivers(outlook, where="plan = 'pro'")[0]
    assert sum(one["rows"] + one["against_rows"] for one in told.rows[:1]) < sum(
        one["rows"] + one["against_rows"] for one in found["drivers"].rows[:1]
    )
    with pytest.raises(MetricError, match="fits"):
        drivers(outlook, where="plan = 'gold'")


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


def test_the_commands_print_tables_and_sentences(definitions, found):
    run = CliRunner()
    told = run.invoke(drivers_command, ["-d", str(definitions), "--by", "plan"])
    assert told.exit_code == 0, told.output
    assert "times as often" in told.output
    asked = run.invoke(driver_command, [HARM, "-d", str(definitions)])
    assert asked.exit_code == 0, asked.output
    assert "if nothing important is unobserved" in asked.output
