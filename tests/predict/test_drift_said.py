"""What moved, in words: every kind of bin, every unit, in both languages."""

from typing import get_args

import pytest

from tenure.predict.drift import learn_reference
from tenure.predict.drift.psi import Shift
from tenure.predict.drift.said import moved_said, share_said
from tenure.predict.evaluate.doubt import texts
from tenure.predict.features.contract import Feature, Kind, Unit


def feature(unit: Unit = "days", kind: Kind = "number") -> Feature:
    return Feature("x", kind, "use", unit, "events", "events")


@pytest.mark.parametrize(
    ("moved", "of", "english", "korean"),
    [
        ("≥ 0.02099", None, "with 2.1% or more", "2.1% 이상인"),
        ("< 0.102", None, "below 10%", "10% 미만인"),
        ("12.4 … 30", feature(), "from 12.4 days to below 30 days", "12.4일 이상 30일 미만인"),
        ("≥ 1.234e+05", feature("money"), "with 123,400 or more", "123,400 이상인"),
        ("≥ -0.5", feature("change"), "with -50% or more", "-50% 이상인"),
        ("≥ 1", feature("", "flag"), "of whom it is so", "여기에 해당하는"),
        ("< 1", feature("", "flag"), "of whom it is not so", "여기에 해당하지 않는"),
        ("(missing)", feature(), "of whom it is not known", "값을 모르는"),
        ("(other)", feature("", "category"), "with a value that was rare before", "드물던"),
        ("Team ≥ 5", feature("", "category"), "with “Team ≥ 5”", "‘Team ≥ 5’인"),
    ],
)
def test_a_bin_is_said_by_the_unit(moved: str, of: Feature, english: str, korean: str) -> None:
    assert moved_said(moved, of, "en") == english
    assert korean in moved_said(moved, of, "ko")


def test_every_unit_has_words() -> None:
    assert set(texts("en")["unit"]) == {one or "none" for one in get_args(Unit)}


def test_every_bin_that_there_is_can_be_said() -> None:
    import pyarrow as pa

    table = pa.table({"x": [float(n * n) for n in range(200)], "y": [None, 1.0] * 100})
    for bins in learn_reference(table).features:
        for label in bins.labels:
            for language in ("en", "ko"):
                told = moved_said(label, feature("times"), language)
                assert not set(told) & set("≥<…()"), told


def test_a_shift_is_a_sentence_without_raw_bins() -> None:
    shift = Shift("위험도", 0.31, 0.02, "large shift", "≥ 0.02099", 0.1, 0.052)
    assert shift.says("ko").endswith("2.1% 이상인 고객의 비중이 10%에서 5.2%로 바뀌었습니다.")
    assert "the share with 2.1% or more went from 10% to 5.2%." in shift.says("en")


def test_small_shares_keep_a_decimal() -> None:
    assert [share_said(one) for one in (0.0, 0.004, 0.1, 0.5)] == ["0%", "0.4%", "10%", "50%"]
