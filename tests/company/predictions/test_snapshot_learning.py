"""Learning from a lone snapshot: what must not be learnt from, and what takes over, when."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.snapshots import TOML, company, customers
from tenure.company.predictions.days import CROSSED, Day
from tenure.company.predictions.learning.everything import learn
from tenure.company.predictions.learning.training import (
    BETTER_ON_OTHERS,
    EXCLUDED,
    SAME,
    due,
    shelf_of,
    train,
)
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.keeping import score
from tenure.company.predictions.rows import Rows
from tenure.errors import DefinitionError, MetricError
from tenure.predict.grid import Point

FEW = 240
"""Customers with fewer than 100 who left, for whom boosting is not tried: quick to learn."""
EXCLUDE = 'exclude = ["Goodbye reason", "CLTV"]'


def profiles(day: Day) -> list[dict[str, Any]]:
    table = day.table()
    assert table is not None
    return table.to_pylist()


def test_columns_that_know_the_outcome_stop_it_by_their_own_names(tmp_path: Path) -> None:
    toml = TOML.replace(EXCLUDE, "")
    with (
        company(tmp_path, customers(size=FEW)[0], toml) as opened,
        pytest.raises(MetricError) as error,
    ):
        learn(Outlook(opened.rule))
    assert "CLTV: by its name (cltv) it is a lifetime value" in error.value.message
    assert "Goodbye reason: alone it ranks customers" in error.value.message
    assert 'exclude = ["CLTV", "Goodbye reason"]' in str(error.value.hint)


def test_a_column_is_let_through_by_its_own_name(tmp_path: Path) -> None:
    toml = TOML.replace(EXCLUDE, 'exclude = ["Goodbye reason"]')
    with company(tmp_path, customers(size=100)[0], toml + 'allow = ["CLTV"]\n') as opened:
        found = learn(Outlook(opened.rule))
    assert "CLTV" in {one.about for one in found.features if one.name in found.risk.features}
    assert [(one["column"], one["allowed"]) for one in found.risk.report["leakage"]] == [
        ("CLTV", True)
    ]


def test_facts_of_those_who_had_left_end_with_them_and_are_no_features(tmp_path: Path) -> None:
    """Events and days of joining know who left: whoever did has none of late."""
    (tmp_path / "events.csv").write_text(
        "\n".join(["who,at,what", *(f"고객-{n:04},2026-06-{n % 28 + 1:02},x" for n in range(50))])
    )
    more = '[tables.events]\nfrom = "events.csv"\n'
    more += 'columns = { customer_id = "who", occurred_at = "at", name = "what" }\n'
    with company(tmp_path, customers(size=FEW)[0], TOML + more) as opened:
        found = Rows.of(Outlook(opened.rule)).features
    assert {one.about for one in found} == {"Plan name", "State", "months"}


def test_a_newer_snapshot_is_learnt_from_and_takes_over_when_better(tmp_path: Path) -> None:
    with company(tmp_path, customers(size=FEW)[0]) as opened:
        first = Outlook(opened.rule, date(2026, 6, 1))
        train(first)
        before = score(first)
    with company(tmp_path, customers(6, FEW, turned=True)[0]) as opened:
        outlook = Outlook(opened.rule)
        assert due(outlook) == "the snapshot is a newer one"
        found = train(outlook)
        assert (found.entry.promoted, found.entry.why) == (True, BETTER_ON_OTHERS)
        assert found.comparison is not None
        assert due(outlook) is None
        crossed = score(outlook).table(CROSSED)
    assert crossed is not None
    was = {row["unit_id"]: row["risk_band"] for row in profiles(before)}
    assert crossed.num_rows > 0
    assert all(was[row["unit_id"]] == row["risk_band_before"] for row in crossed.to_pylist())


def test_a_column_that_is_excluded_later_is_not_used_any_more(tmp_path: Path) -> None:
    with company(tmp_path, customers(size=100)[0]) as opened:
        train(Outlook(opened.rule))
    toml = TOML.replace('"CLTV"]', '"CLTV", "months"]')
    with company(tmp_path, customers(size=100)[0], toml) as opened:
        outlook = Outlook(opened.rule)
        assert due(outlook) == EXCLUDED
        found = train(outlook)
        assert (found.entry.promoted, found.entry.why) == (True, EXCLUDED)
        assert "months" not in {one.about for one in shelf_of(outlook).load().features}
        assert due(outlook) is None
        again = train(outlook, seed=1)
        assert (again.entry.promoted, again.entry.why) == (False, SAME)
        assert shelf_of(outlook).champion == found.entry


def test_what_became_of_whom_after_a_day_is_not_known(tmp_path: Path) -> None:
    day = date(2026, 5, 1)
    with company(tmp_path, customers(size=100)[0]) as opened:
        outlook = Outlook(opened.rule)
        with pytest.raises(MetricError, match="a lone snapshot has no dates"):
            outlook.labels((Point(day, day, date(2026, 5, 31)),))


def flagged(*flags: str) -> list[tuple[Any, ...]]:
    rows = customers(size=100)[0]
    return [(*row[:4], "", row[5], flags[at % len(flags)]) for at, row in enumerate(rows)]


@pytest.mark.parametrize("flags", [("churned", "here"), ("해지", "유지")])
def test_a_flag_in_other_words_is_refused_when_the_company_is_opened(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    with pytest.raises(DefinitionError, match="'Has left' does not say yes or no of everyone"):
        company(tmp_path, flagged(*flags))


def test_an_empty_flag_says_of_nobody_whether_they_left(tmp_path: Path) -> None:
    with company(tmp_path, flagged("")) as opened, pytest.raises(MetricError) as error:
        train(Outlook(opened.rule))
    assert "'Has left' says of nobody whether they left" in error.value.message
    assert "yes and no, true and false, or 1 and 0" in str(error.value.hint)


def test_where_nobody_left_there_is_too_little_to_learn_from(tmp_path: Path) -> None:
    with company(tmp_path, flagged("No")) as opened:
        outlook = Outlook(opened.rule)
        found = train(outlook).bundle.risk
        assert [one["code"] for one in found.report["notes"]] == ["too_few"]
        assert {row["trust"] for row in profiles(score(outlook))} == {"rate"}
