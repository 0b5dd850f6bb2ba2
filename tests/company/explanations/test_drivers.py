"""A company whose reasons for leaving are known: what goes with leaving."""

import pytest

from support.driver_company import ALONG, HARM, PROTECT
from tenure.company.explanations.drivers import drivers
from tenure.company.explanations.drivers.views import times_in
from tenure.errors import MetricError


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


def test_a_snapshot_is_not_said_to_have_left_within_no_days():
    assert times_in({"horizon": 0, "gap": 0}) == {"times_en": "", "times_ko": ""}
    assert " within 90 days" in times_in({"horizon": 90, "gap": 7})["times_en"]
