"""Bands that do not flicker, overrides that expire, and what changed: by hand and always."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.drawing import tables_in
from tenure.errors import MetricError
from tenure.predict.health import (
    BANDS,
    Bands,
    HealthScore,
    Override,
    applied,
    band_said,
    change_said,
    changes,
)
from tenure.predict.health.checks import Check
from tenure.predict.health.components import Component

BY_HAND = Bands(risk=40, out_of_risk=45, healthy=70, out_of_healthy=65)
DAY = date(2026, 1, 1)
RANK = {band: at for at, band in enumerate(BANDS)}


def scores(history, unit="ana"):
    """Return the scores of one unit, a day apart."""
    return pa.table(
        {
            "unit_id": [unit] * len(history),
            "as_of": [DAY + timedelta(days=at) for at in range(len(history))],
            "score": pa.array(history, pa.float64()),
        }
    )


def bands(history, of=BY_HAND, before=None):
    return of.history(scores(history), before)["band"].to_pylist()


def test_bands_by_hand():
    """Entering and leaving differ by five points.

    | score | band    |
    | 71    | healthy |
    | 66    | healthy |
    | 64    | watch   |
    | 69    | watch   |
    | 70    | healthy |
    | 39    | at_risk |
    | 44    | at_risk |
    | –     | –       |
    | 44    | at_risk |
    | 45    | watch   |
    | 41    | watch   |
    """
    (drawn,) = tables_in(test_bands_by_hand.__doc__)
    history = [None if row["score"] is None else float(row["score"]) for row in drawn]
    assert bands(history) == [row["band"] for row in drawn]


numbers = st.floats(0, 100, allow_nan=False)
histories = st.lists(numbers, min_size=1, max_size=40)


@st.composite
def any_bands(draw):
    low, high = sorted(draw(st.tuples(st.floats(1, 90), st.floats(1, 99))))
    high = max(high, low + 1)
    return Bands(low, draw(st.floats(low + 0.5, high)), high, draw(st.floats(low, high - 0.5)))


@given(any_bands(), histories)
def test_a_band_says_where_the_score_is(of, history):
    for score, band in zip(history, bands(history, of), strict=True):
        assert (score < of.risk) <= (band == "at_risk") <= (score < of.out_of_risk)
        assert (score >= of.healthy) <= (band == "healthy") <= (score >= of.out_of_healthy)


@given(any_bands(), numbers, st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_scores_that_vary_less_than_the_margin_change_the_band_once_at_most(of, start, moves):
    margin = min(of.out_of_risk - of.risk, of.healthy - of.out_of_healthy)
    apart = of.out_of_healthy >= of.out_of_risk  # else one step may cross two margins
    history = [min(start + move * margin * 0.999, 100.0) for move in moves]
    found = bands(history, of)
    assert sum(a != b for a, b in pairwise(found)) <= (1 if apart else 2)
    assert len({*found}) <= (2 if apart else 3)


@given(any_bands(), histories, st.data())
def test_a_healthier_history_never_has_a_worse_band(of, history, data):
    better = [data.draw(st.floats(score, 100)) for score in history]
    pairs = zip(bands(history, of), bands(better, of), strict=True)
    assert all(RANK[worse] <= RANK[best] for worse, best in pairs)


@given(any_bands(), st.lists(st.one_of(st.none(), numbers), min_size=2, max_size=30), st.data())
def test_day_by_day_gives_what_all_at_once_does(of, history, data):
    """With yesterday's bands for a beginning; those not known are those known last."""
    parted = data.draw(st.integers(1, len(history) - 1))
    whole = of.history(scores(history))
    known = [one for one in whole.slice(0, parted).to_pylist() if one["band"]][-1:]
    before = pa.table(
        {
            "unit_id": pa.array([o["unit_id"] for o in known], pa.string()),
            "band": pa.array([o["band"] for o in known], pa.string()),
        }
    )
    rest = of.history(scores(history).slice(parted), before)
    assert rest["band"].to_pylist() == whole["band"].to_pylist()[parted:]


def test_rows_keep_their_order_and_units_apart():
    both = pa.concat_tables([scores([39, 44]), scores([50, 44], "bo")])
    mixed = both.take([3, 0, 2, 1])
    assert BY_HAND.history(mixed)["band"].to_pylist() == ["watch", "at_risk", "watch", "at_risk"]


def test_bands_of_shares():
    score = np.r_[np.arange(0, 100, 0.1), np.nan]
    found = Bands.of(score, at_risk=0.2, healthy=0.4)
    assert (found.risk, found.healthy) == pytest.approx((20, 60), abs=0.2)
    assert found.out_of_risk == found.risk + 5
    assert found.out_of_healthy == found.healthy - 5
    assert Bands(**asdict(found)) == found
    same = Bands.of(np.full(10, 55.0))
    assert 0 < same.healthy - same.risk <= 1
    with pytest.raises(MetricError, match="no score to take bands from"):
        Bands.of(np.array([np.nan]))


@pytest.mark.parametrize(
    "wrong", [(40, 40, 70, 65), (40, 45, 70, 70), (70, 75, 40, 35), (-1, 5, 9, 8)]
)
def test_thresholds_without_a_margin_are_refused(wrong):
    with pytest.raises(MetricError, match="bands cannot have the thresholds"):
        Bands(*wrong)


def test_bands_have_words():
    assert [band_said(one) for one in BANDS] == ["at risk", "watch", "healthy"]
    assert [band_said(one, "ko") for one in BANDS] == ["위험", "관찰", "건강"]


def override(score=80.0, *, made=0, until=2, unit="ana", author="지민", reason="renewal signed"):
    days = (DAY + timedelta(days=made), DAY + timedelta(days=until))
    return Override(unit, score, author, reason, *days)


def test_overrides_hold_while_they_last_and_both_scores_are_kept():
    """Ana's score was set to 80 for the 2nd and 3rd; on the 3rd, to 10 for two days more.

    | score | computed | overridden_by | overridden_until |
    | 30    | 30       | –             | –                |
    | 80    | 31       | 지민          | 2026-01-04       |
    | 10    | 32       | noor          | 2026-01-05       |
    | 10    | 33       | noor          | 2026-01-05       |
    | 34    | 34       | –             | –                |
    """
    made = [
        override(10, made=2, until=4, author="noor"),
        override(80, made=1, until=3),
        override(99, made=-9, until=0),
        override(99, made=1, until=9, unit="bo"),
    ]
    found = applied(scores([30, 31, 32, 33, 34]), made)
    (drawn,) = tables_in(test_overrides_hold_while_they_last_and_both_scores_are_kept.__doc__)
    assert [
        {
            "score": f"{row['score']:g}",
            "computed": f"{row['computed']:g}",
            "overridden_by": row["overridden_by"],
            "overridden_until": row["overridden_until"] and str(row["overridden_until"]),
        }
        for row in found.to_pylist()
    ] == drawn
    assert found["override_reason"].to_pylist()[1] == "renewal signed"
    banded = BY_HAND.history(found)["band"].to_pylist()
    assert banded == ["at_risk", "healthy", "at_risk", "at_risk", "at_risk"]


def test_an_override_gives_a_score_to_who_has_none():
    found = applied(scores([None]), [override()]).to_pylist()[0]
    assert (found["score"], found["computed"]) == (80, None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"author": " "}, "it needs an author and a reason"),
        ({"reason": ""}, "it needs an author and a reason"),
        ({"score": 101}, "its score must be from 0 to 100, not 101"),
        ({"score": float("nan")}, "not nan"),
        ({"until": 0}, "it must end after 2026-01-01, not on 2026-01-01"),
    ],
)
def test_overrides_without_author_reason_or_end_are_refused(wrong, message):
    with pytest.raises(MetricError, match=message):
        override(**wrong)


def test_overrides_are_text_and_words():
    one = override()
    assert Override.from_dict(one.to_dict()) == one
    assert one.to_dict()["until"] == "2026-01-03"
    assert one.says() == "지민 set it to 80 until 2026-01-03: renewal signed"
    assert one.says("ko").startswith("지민 님이 2026-01-03까지 80점으로 정함")


def health(**weights):
    check = Check("", "goes_with", (), 0, None, None)
    return HealthScore(
        tuple(Component(name, (), weight, check) for name, weight in weights.items()),
        BY_HAND,
        None,
        "set",
    )


def told(score, use, payment, day=0):
    return {
        "unit_id": "ana",
        "as_of": DAY + timedelta(days=day),
        "score": score,
        "use": use,
        "payment": payment,
    }


def scored(*rows):
    kinds = {"unit_id": pa.string(), "as_of": pa.date32()}
    kinds |= dict.fromkeys(("score", "use", "payment"), pa.float64())
    return pa.Table.from_pylist(list(rows), schema=pa.schema([*kinds.items()]))


def test_what_changed_by_hand():
    """Use fell from 80 to 40 at ¾, payment rose from 50 to 90 at ¼: −30 + 10 = −20."""
    table = scored(
        told(72.5, 80.0, 50.0), told(52.5, 40.0, 90.0, day=28), told(52.5, 40.0, 90.0, 29)
    )
    found = changes(health(use=0.75, payment=0.25), table).to_pylist()
    assert [one["change"] for one in found] == [None, -20, None]
    row = found[1]
    assert (row["change_use"], row["change_payment"], row["most"]) == (-30, 10, "use")
    assert row["score_before"] == 72.5
    assert change_said(row) == "Health fell 20 points in 28 days, mostly use (-30)"
    assert change_said(row, language="ko").startswith(
        "건강 점수가 28일 동안 20점 내렸습니다. 주로 이용"
    )
    assert change_said(found[0]) == "Health 28 days before is not known"


def test_a_component_that_comes_to_be_known_counts_from_the_middle():
    """Payment of 90 appears at ¼: it adds ¼ · 40; use then counts ¾ instead of all: −¼ · 10."""
    table = scored(told(60.0, 60.0, None), told(67.5, 60.0, 90.0, day=28))
    row = changes(health(use=0.75, payment=0.25), table).to_pylist()[1]
    assert (row["change_use"], row["change_payment"]) == pytest.approx((-2.5, 10))
    assert row["change"] == pytest.approx(7.5)
    assert row["most"] == "payment"


share = st.one_of(st.none(), st.floats(0, 100))


@given(st.floats(0.1, 5), st.tuples(share, share), st.tuples(share, share))
def test_changes_of_components_add_up(weight, then, now):
    total = weight + 1
    weights = {"use": weight / total, "payment": 1 / total}

    def row(each, day):
        known = [(w, s) for w, s in zip(weights.values(), each, strict=True) if s is not None]
        score = sum(w * s for w, s in known) / sum(w for w, _ in known) if known else None
        return told(score, *each, day)

    found = changes(health(**weights), scored(row(then, 0), row(now, 28))).to_pylist()[1]
    if found["change"] is None:
        assert found["change_use"] is None
        assert found["most"] is None
    else:
        assert found["change_use"] + found["change_payment"] == pytest.approx(
            found["change"], abs=1e-9
        )
        if found["most"]:
            assert found[f"change_{found['most']}"] * found["change"] > 0
        else:
            assert change_said(found) == "Health is as it was 28 days before"


def test_a_day_that_was_not_scored_is_no_change():
    table = scored(told(50.0, 50.0, 50.0), told(50.0, 50.0, 50.0, day=27))
    assert changes(health(use=1.0, payment=0.0), table)["change"].null_count == 2
    again = changes(health(use=1.0, payment=0.0), table, days=27)["change"].to_pylist()
    assert again == [None, 0]
