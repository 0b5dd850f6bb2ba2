"""The shipped taxonomy, what labels of CRMs mean, and what a company edits."""

import re

import pytest

from tenure.errors import MetricError
from tenure.explain.reasons.taxonomy import taxonomy

SHIPPED = taxonomy()


def test_two_levels_and_two_languages():
    assert {"value", "onboarding", "product", "service", "competitor", "relationship"} <= set(
        SHIPPED.tops
    )
    assert {"change", "payment", "fault", "life", "other"} <= set(SHIPPED.tops)
    for code, one in SHIPPED.reasons.items():
        assert code.count("/") <= 1
        assert one.top in SHIPPED.reasons
        assert re.search("[가-힣]", one.words["ko"]), code
        assert one.words["en"].isascii(), code


def test_no_label_is_of_two_reasons():
    seen = {}
    for code, one in SHIPPED.reasons.items():
        for label in one.labels:
            assert seen.setdefault(label, code) == code, label


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Competitor made better offer", "competitor/offer"),
        ("competitor-had BETTER devices", "competitor/product"),
        ("Attitude of support person", "service/attitude"),
        ("Price too high", "value/too_expensive"),
        ("Price_Increase", "value/price_increase"),
        ("payment_failed", "payment/failed"),
        ("no_longer_needed", "change/no_longer_needed"),
        ("missing_feature", "product/missing_feature"),
        ("Deceased", "life/death"),
        ("Moved", "change/moved"),
        ("가격 부담으로 해지", "value/too_expensive"),
        ("카드거절", "payment/failed"),
        ("경쟁사 이동 (A사)", "competitor"),
        ("service/slow", "service/slow"),
        ("Slow answers", "service/slow"),
    ],
)
def test_labels_of_crms(label, code):
    told = SHIPPED.of_label(label)
    assert told.code == code
    assert not told.unknown


@pytest.mark.parametrize(
    "label", ["Don't know", "unknown", "N/A", "-", "  ", None, "모름", "사유 없음"]
)
def test_what_says_that_nobody_knows_is_no_reason(label):
    assert SHIPPED.of_label(label).code is None
    assert SHIPPED.of_label(label).unknown


@pytest.mark.parametrize("label", ["xyzzy", "blue", "Tier 3"])
def test_a_label_that_fits_nothing_is_not_forced(label):
    told = SHIPPED.of_label(label)
    assert (told.code, told.unknown) == (None, False)


def test_a_company_adds_renames_and_maps():
    own = SHIPPED.edited(
        add={
            "product/dark_mode": {"ko": "다크 모드 없음", "labels": ["Dark Mode"]},
            "value/too_expensive": {"labels": ["Sticker shock"]},
        },
        rename={"value": {"en": "Price"}},
        labels={"Went to Acme": "competitor/offer", "price": "value/not_worth"},
    )
    assert own.of_label("dark-mode").code == "product/dark_mode"
    assert own.words("product/dark_mode", "en") == "다크 모드 없음"
    assert own.of_label("sticker shock").code == "value/too_expensive"
    assert own.words("value/too_expensive", "en") == "Too expensive"
    assert own.words("value", "en") == "Price"
    assert own.words("value", "ko") == SHIPPED.words("value", "ko")
    assert own.of_label("went to ACME").code == "competitor/offer"
    assert own.of_label("Price").code == "value/not_worth"
    assert SHIPPED.of_label("Price").code == "value"


@pytest.mark.parametrize(
    "edit",
    [
        {"labels": {"x": "servce/slow"}},
        {"rename": {"servce": {"en": "x"}}},
        {"add": {"servce/x": {"en": "x"}}},
    ],
)
def test_a_code_that_there_is_not_suggests_the_one_that_was_meant(edit):
    with pytest.raises(MetricError, match="there is no reason") as error:
        SHIPPED.edited(**edit)
    assert "service" in str(error.value.hint)


def test_what_no_customer_decided_is_involuntary():
    assert SHIPPED.involuntary("life/death")
    assert SHIPPED.involuntary("payment/failed")
    assert not SHIPPED.involuntary("value/too_expensive")
    assert not SHIPPED.involuntary("fault/trust")
    assert not SHIPPED.involuntary(None)
