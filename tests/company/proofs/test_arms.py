"""Every arm of an experiment beside its control: by leaving as `prove` has it, by what was done."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from company.proofs.test_proof import write
from tenure.company import Company
from tenure.company.predictions.acting.trials import Experiment, Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Arms, arms, compare, prove, shares_of
from tenure.errors import MetricError

EVENTS = {"a": 30, "b": 12, "none": 10}
"""Of 40 in each arm, so many open the app in the week after; and one more of each too late."""


def _events(folder: Path) -> None:
    """Add an experiment of three arms on 2026-01-01, and what they did."""
    drawn, done = [], []
    for arm, number in EVENTS.items():
        for at in range(40):
            unit = f"{'t' if arm == 'a' else 'h'}{at:02d}" if arm != "none" else f"n{at:02d}"
            drawn.append(f"{unit},app,{arm},2026-01-01")
            if at < number:
                done.append(f"{unit},2026-01-0{2 + at % 5},open")
        done.append(f"{unit},2026-01-08,open")
        done.append(f"{unit},2025-12-31,open")
    done.append("t00,2026-06-20,close")
    people = "".join(f"n{at:02d},2025-06-01,b{at}\n" for at in range(40))
    for name, text in (("assignments", "\n".join(drawn) + "\n"), ("customers", people)):
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(text)
    text = "customer_id,occurred_at,name\n" + "\n".join(done) + "\n"
    (folder / "events.csv").write_text(text, "utf-8")
    with (folder / "tenure.toml").open("a", encoding="utf-8") as file:
        file.write('[tables.events]\nfrom = "events.csv"\n')


@pytest.fixture(scope="module")
def outlook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlook]:
    path = write(tmp_path_factory.mktemp("arms"))
    _events(path.parent)
    with Company.open(path, today=date(2026, 7, 1)) as company:
        yield Outlook(company.rule)


def app(outlook: Outlook) -> Experiment:
    return Trials(outlook).find("app")


def counts(found: Arms) -> dict[str, tuple[int, int, int]]:
    return {one.arm: (one.assigned, one.seen, one.did) for one in found.arms}


def test_who_did_it_within_the_days_is_counted_by_hand(outlook: Outlook) -> None:
    found = compare(outlook, app(outlook), event="open", days=7)
    assert counts(found) == {arm: (40, 40, number) for arm, number in EVENTS.items()}
    later = compare(outlook, app(outlook), event="open", days=8)
    assert counts(later)["b"] == (40, 40, 13), "on the eighth day, by days of 24 hours"


def test_arms_are_held_against_the_control_together(outlook: Outlook) -> None:
    """30 of 40 against 10 of 40 is 50 points; b's 5 points can be anything."""
    told = compare(outlook, app(outlook), event="open", days=7, planned=100)
    found = {one.arm: one for one in told.arms}
    assert found["none"].compared is None
    first = found["a"].compared
    assert first is not None
    assert first.effect.difference.value == pytest.approx(0.5)
    assert first.corrected.low > 0
    assert first.corrected.low < first.effect.difference.low
    assert (found["a"].verdict.verdict, found["b"].verdict.verdict) == ("works", "not_known")
    told = compare(outlook, app(outlook), event="open", days=7, planned=100, fewer=True)
    worse = {one.arm: one for one in told.arms}
    assert worse["a"].verdict.verdict == "harms"


def test_the_sizes_are_checked_where_it_is_said_how_arms_were_drawn(outlook: Outlook) -> None:
    fair = compare(outlook, app(outlook), event="open", shares=shares_of("none=1,a=1,b=1"))
    assert fair.split is not None
    assert fair.split.sound
    other = compare(outlook, app(outlook), event="open", shares=shares_of("none=8, a=1, b=1"))
    assert {one.verdict.verdict for one in other.arms if one.verdict} == {"not_sound"}
    assert compare(outlook, app(outlook), event="open").split is None


def test_leaving_is_the_same_as_in_the_proof_of_a_play(outlook: Outlook) -> None:
    spring = Trials(outlook).find("spring")
    found = {one.arm: one for one in compare(outlook, spring, days=30).arms}
    told = next(one for one in prove(outlook, spring, "treatment").at if one.days == 30)
    assert (found["treatment"].did, found["holdout"].did) == (8, 20)
    assert found["treatment"].compared.effect.difference == told.effect.difference


def test_the_table_names_control_outcome_and_what_is_not_checked(outlook: Outlook) -> None:
    result = arms(outlook, compare(outlook, app(outlook), event="open", days=7))
    assert [row["arm"] for row in result.rows] == ["a", "b", "none"]
    assert [row["rate"] for row in result.rows] == [0.75, 0.3, 0.25]
    assert "did “open” within 7 days" in result.words["en"]
    assert "none is the control" in result.words["en"]
    assert "not checked" in result.words["en"]
    assert "확인하지 않았습니다" in result.words["ko"]


def test_not_over_yet_is_nothing_known(outlook: Outlook) -> None:
    found = compare(outlook, app(outlook), event="open", days=300)
    assert {one.seen for one in found.arms} == {0}
    assert {one.verdict.verdict for one in found.arms if one.verdict} == {"not_known"}
    assert {one.share for one in found.arms} == {None}


def test_what_cannot_be_asked_is_said(outlook: Outlook) -> None:
    with pytest.raises(
        MetricError, match="no event is called 'opn'; there are: open, close"
    ) as one:
        compare(outlook, app(outlook), event="opn")
    assert "'open'" in str(one.value.hint)
    for text in ("none", "none=0, a=1", "=1", "none=x"):
        with pytest.raises(MetricError, match="no shares of arms"):
            shares_of(text)
