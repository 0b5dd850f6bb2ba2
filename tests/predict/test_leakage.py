"""Leakage: what knows the outcome is named with its reason, and what does not is left alone."""

from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit

from tenure.errors import MetricError
from tenure.predict.features.contract import Feature
from tenure.predict.leakage import Known, dated, leakage
from tenure.predict.leakage.names import is_lifetime_value, is_save_desk
from tenure.predict.sample import sample_of


def company(rows=2000, seed=0):
    """Honest features: a strong one (recency), two that go with it, one of the money."""
    rng = np.random.default_rng(seed)
    recency = rng.gamma(1.5, 8.0, rows)
    visits = rng.poisson(60 / (2 + recency))
    price = rng.choice([9.0, 19.0, 49.0], rows) * rng.uniform(0.8, 1.2, rows)
    margin = -3.2 + 1.2 * np.log1p(recency / 4) - 0.02 * visits + 0.4 * (price > 30)
    left = (rng.random(rows) < expit(margin)).astype(int)
    return {
        "unit_id": [f"c{n}" for n in range(rows)],
        "left": left,
        "days_since_use": recency,
        "visits_28d": visits.astype(float),
        "price": price,
        "plan": np.where(price > 30, "firm", "solo"),
    }


def checked(columns, **options):
    features = [name for name in columns if name not in ("unit_id", "left")]
    return leakage(sample_of(pa.table(columns), features), **options)


def kinds(found):
    return {(one.column, one.kind) for one in found.findings}


def test_honest_features_are_left_alone():
    for seed in range(5):
        assert checked(company(seed=seed)).findings == ()


def test_a_date_of_leaving_is_only_there_for_those_who_left():
    columns = company()
    left = columns["left"] == 1
    columns["days_to_x"] = pa.array(
        np.where(left, 12.0, np.nan) + np.arange(2000), from_pandas=True
    )
    columns["form"] = pa.array(np.where(left, "price", None))
    found = checked(columns)
    assert {("days_to_x", "only_leavers"), ("form", "only_leavers")} <= kinds(found)
    assert found.blocked == ("days_to_x", "form")


def test_a_counter_that_only_rises_for_leavers_is_found():
    columns = company()
    columns["contacts"] = np.where(columns["left"] == 1, 1 + np.arange(2000) % 3, 0).astype(float)
    assert ("contacts", "only_leavers") in kinds(checked(columns))


def test_few_leavers_prove_nothing():
    """Filled for 8 of 8 who left: by the Wilson bound at least 68 %, which is not enough."""
    columns = {name: values[:40] for name, values in company().items()}
    columns["left"] = np.array([1] * 8 + [0] * 32)
    columns["x"] = np.where(columns["left"] == 1, 1.0, 0.0)
    assert ("x", "only_leavers") not in kinds(checked(columns))


def test_a_sample_with_more_who_left_is_judged_by_what_it_stands_for():
    """Of 800 who left 120 complained, and of 39,200 who stayed 118: half of those who did left.

    Of a sample that keeps 800 of each, all but two or three did.
    """
    rng = np.random.default_rng(6)
    left = (np.arange(40_000) < 800).astype(int)
    complained = np.zeros(40_000)
    complained[:120] = complained[800:918] = 1.0
    units, use = [f"c{n}" for n in range(40_000)], rng.normal(size=40_000)
    table = pa.table({"unit_id": units, "left": left, "use": use, "complained": complained})
    whole = sample_of(table, ["use", "complained"])
    for some in (whole, whole.thinned(1600)):
        assert leakage(some).findings == ()
    told = pa.array(np.where(left == 1, complained, 0.0))
    leaks = table.set_column(3, "complained", told)
    for some in (sample_of(leaks, ["complained"]), sample_of(leaks, ["complained"]).thinned(1600)):
        assert [one.kind for one in leakage(some).findings] == ["only_leavers"]


def test_what_is_filled_long_before_a_customer_leaves_is_found():
    """A reason of leaving has no date: it stands at every date of who left at the third."""
    units = np.repeat(np.arange(4_000), 3)
    last = np.tile([False, False, True], 4_000)
    goes = units < 100
    table = pa.table(
        {
            "unit_id": [f"c{n}" for n in units],
            "as_of": np.tile(np.array(["2026-01-01", "2026-02-01", "2026-03-01"], "M8[D]"), 4_000),
            "left": (goes & last).astype(int),
            "why": np.where(goes, 1.0, 0.0),
        }
    )
    assert ("why", "only_leavers") in kinds(leakage(sample_of(table, ["why"])))


def test_a_value_that_all_leavers_share_is_found():
    columns = company()
    rng = np.random.default_rng(9)
    columns["visits_after"] = np.where(columns["left"] == 1, 0.0, rng.poisson(2.0, 2000))
    assert ("visits_after", "same_for_leavers") in kinds(checked(columns))


@pytest.mark.parametrize("leavers", [1, 2])
def test_what_one_or_two_who_left_have_alone_proves_nothing(leavers):
    """Any number with decimals is another one for everybody."""
    columns = {name: values[:500] for name, values in company().items()}
    columns["left"] = (np.arange(500) < leavers).astype(int)
    columns["seats"] = np.where(columns["left"] == 1, 7.0, 8.0 + np.arange(500))
    assert checked(columns).findings == ()


def test_a_rare_flag_that_no_leaver_has_is_no_leak():
    columns = company()
    columns["is_founder"] = (np.arange(2000) % 50 == 0) & (columns["left"] == 0)
    assert checked(columns).findings == ()


def test_a_score_of_another_model_that_saw_the_outcome_is_too_good():
    columns = company()
    rng = np.random.default_rng(3)
    columns["index"] = columns["left"] * 1.9 + rng.normal(size=2000)
    found = checked(columns)
    assert ("index", "too_good") in kinds(found)
    evidence = dict(found.findings[0].evidence)
    assert evidence["auc"] == pytest.approx(0.91, abs=0.02)  # Φ(1.9 / √2)
    assert evidence["least"] < evidence["auc"]
    assert evidence["rest"] < 0.85


def test_a_curve_that_knows_the_outcome_is_too_good_though_it_does_not_rise():
    columns = company()
    rng = np.random.default_rng(3)
    columns["distance"] = np.where(
        columns["left"] == 1, rng.normal(0, 0.3, 2000), rng.choice([-3, 3], 2000) * 1.0
    )
    assert ("distance", "perfect") in kinds(checked(columns))


def test_missing_is_not_the_same_as_the_least_value():
    """Most who stayed have no value and most who left have 0, which is the least there is."""
    columns, rng = company(), np.random.default_rng(3)
    left = columns["left"] == 1
    none = np.where(left, rng.random(2000) < 0.03, rng.random(2000) < 0.95)
    columns["refunds"] = np.where(none, np.nan, rng.choice([0.0, 0.0, 0.0, 1.0, 2.0], 2000))
    assert ("refunds", "too_good") in kinds(checked(columns))


def test_of_few_customers_more_is_asked():
    columns = {name: values[:60] for name, values in company(seed=4).items()}
    columns["index"] = columns["left"] * 1.9 + np.random.default_rng(3).normal(size=60)
    assert "index" not in {one.column for one in checked(columns).findings}


@pytest.mark.parametrize(
    "name",
    [
        "churn_reason", "ChurnScore", "Churn Label", "cancellation_date", "cancelled_at",
        "reason_for_leaving", "retention_call", "retention_calls_90d", "save_offer_made",
        "offers_made", "offer_accepted", "exit_survey_score", "status", "customer_status",
        "is_active", "account_state", "winback_campaign", "win_back_offer", "left",
        "해지사유", "탈퇴일", "이탈_여부", "고객 상태", "상태", "해지방어_상담", "리텐션콜_횟수",
        "취소 사유",
    ],
)  # fmt: skip
def test_save_desk_fields_are_known_by_name(name):
    assert is_save_desk(name)


@pytest.mark.parametrize(
    "name",
    [
        "payment_status", "marital_status", "state", "tickets_closed_28d", "orders_cancelled_90d",
        "days_left_in_contract", "seats_left", "contract_end_date", "days_to_renewal",
        "loyalty_points", "reports_saved_28d", "email_unsubscribed", "offers_seen",
        "active_days_28d", "is_admin", "cancel_page_visits", "weekend_share", "endpoint_calls",
        "가입일수", "결제상태", "상담_횟수", "주문취소_횟수", "배송상태",
    ],
)  # fmt: skip
def test_honest_names_are_left_alone(name):
    assert is_save_desk(name) is None
    assert is_lifetime_value(name) is None


@pytest.mark.parametrize(
    "name", ["CLTV", "ltv_eur", "Customer Lifetime Value", "customerLifetimeValue", "고객 생애가치"]
)
def test_what_a_customer_brings_until_they_leave_is_known_by_name(name):
    columns = company()
    columns[name] = np.arange(2000.0)
    found = checked(columns)
    assert kinds(found) == {(name, "lifetime")}
    assert found.blocked == (name,)


@pytest.mark.parametrize(
    "name", ["lifetime_orders", "lifetime_spend", "value", "cltvx", "평생교육"]
)
def test_a_lifetime_so_far_is_no_lifetime_value(name):
    assert is_lifetime_value(name) is None


def test_what_to_leave_out_is_listed_as_tenure_toml_lists_it():
    columns = company()
    columns["Churn Reason"] = np.where(columns["left"] == 1, "price", "")
    columns["CLTV"] = np.arange(2000.0)
    with pytest.raises(MetricError) as error:
        checked(columns).refuse()
    assert '[prediction] exclude = ["Churn Reason", "CLTV"]' in str(error.value.hint)


def test_korean_names_are_known_however_their_syllables_are_written():
    assert is_save_desk(normalize("NFD", "해지사유")) == "해지"
    assert is_save_desk(normalize("NFD", "고객 상태")) == "고객상태"
    assert is_save_desk(normalize("NFD", "결제상태")) is None


def test_what_is_made_of_dated_facts_is_told_but_not_blocked():
    """A contract that has run out says all of it, before anyone leaves by the rule."""
    columns = company()
    columns["contracts"] = np.where(columns["left"] == 1, 0.0, 1.0)
    columns["churn_page_visits"] = columns["contracts"]
    blocked = checked(columns)
    assert set(blocked.blocked) == {"contracts", "churn_page_visits"}
    names = ["contracts", "churn_page_visits"]
    told = checked(columns, dated=names)
    assert told.blocked == ()
    assert {one.column for one in told.findings} == set(names)
    late = checked(columns, dated=names, known={"contracts": Known(rows=9, late=1)})
    assert late.blocked == ("contracts",)


def test_attributes_are_what_is_known_today_and_the_rest_has_dates():
    told = [
        Feature("contracts", "number", "contract", "times", "subscriptions", "contracts"),
        Feature("attribute_note", "category", "attribute", "", "customers", "attribute"),
    ]
    assert dated(told) == ("contracts",)


def test_facts_known_later_are_found():
    found = checked(
        company(), known={"price": Known(rows=100, late=3), "plan": Known(rows=100, late=0)}
    )
    assert kinds(found) == {("price", "known_later")}
    assert "3 of 100" in found.findings[0].says()


def test_totals_are_told_and_block_where_they_hold_the_clock():
    columns = company()
    rng = np.random.default_rng(5)
    tenure = rng.integers(1, 72, 2000).astype(float)
    columns["paid"] = tenure * columns["price"] * rng.uniform(0.97, 1.03, 2000)
    columns["fees"] = rng.gamma(2.0, 10.0, 2000)
    columns["bill"] = columns["price"] + columns["fees"]
    timed = checked(columns, clock=("tenure", tenure))
    assert timed.blocked == ("paid",)
    columns["tenure"] = tenure
    told = checked(columns)
    rules = {one.column: dict(one.evidence)["rule"] for one in told.findings}
    assert rules == {"paid": "price × tenure", "bill": "price + fees"}
    assert told.blocked == ()


def test_what_grows_with_the_time_to_leave_is_blocked_for_survival():
    columns = company()
    tenure = np.random.default_rng(5).gamma(2.0, 12.0, 2000)
    columns["months"] = np.ceil(tenure)
    found = checked(columns, clock=("tenure", tenure))
    assert kinds(found) == {("months", "clock")}


def test_the_check_refuses_and_allows_by_name():
    columns = company()
    columns["churn_reason"] = pa.array(np.where(columns["left"] == 1, "price", None))
    found = checked(columns)
    with pytest.raises(
        MetricError, match=r"churn_reason: by its name.*\n.*churn_reason: it is filled,"
    ):
        found.refuse()
    with pytest.raises(MetricError, match="이탈"):
        found.refuse("ko")
    allowed = checked(columns, allow=["churn_reason"])
    allowed.refuse()
    assert allowed.blocked == ()
    assert kinds(allowed) == kinds(found)
    assert allowed.allowed == ("churn_reason",)
