"""The page of why attrition changed, of a simulated company whose release drove customers away."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import ibis.expr.types as ir
import pytest

from support import tiny
from tenure.company import Company, Question
from tenure.company.explanations import Explanations
from tenure.company.explanations.drivers import moving
from tenure.company.explanations.why import gathering, page
from tenure.company.explanations.why.counted import contribution, splits
from tenure.company.explanations.why.moved import parts
from tenure.company.explanations.why.span import span_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.questions import answer
from tenure.definitions import load
from tenure.errors import MetricError
from tenure.pipeline import run
from tenure.predict.grid import Point
from tenure.simulate import simulate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("why") / "lumen"
    simulate("saas", customers=900, months=14, seed=5, out=folder)
    quiet = "\n[prediction]\nenabled = false\ndates = 4\n"
    with (folder / "tenure.toml").open("a", encoding="utf-8") as definitions:
        definitions.write(quiet)
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> Iterator[Explanations]:
    with Company.open(folder / "tenure.toml") as company:
        yield company.explanations()


def test_every_part_is_asked_and_answers_or_says_why_not(told: Explanations) -> None:
    found = told.why()
    kinds = {one.kind for one in found.facts}
    assert {"change", "segment", "theme", "event"} <= kinds
    rows = found.result().rows
    assert len(rows) == len(found.facts) + len(found.missing)
    for row in rows:
        assert row["says_en"] if row["certainty"] else row["reason"]


def test_the_change_is_that_of_attrition(told: Explanations) -> None:
    fact = told.why().facts[0]
    rows = answer(told.outlook.rule, Question("attrition")).rows
    before, after = [row for row in rows if row["complete"]][-2:]
    assert fact.kind == "change"
    assert fact.size == pytest.approx(after["attrition"] - before["attrition"])
    assert fact.customers == after["at_start"]


def test_parts_of_a_later_period_are_those_of_the_metric_and_count_nothing_again(
    told: Explanations,
) -> None:
    outlook, calendar = told.outlook, told.outlook.rule.data.calendar
    first, second = (
        span_of(month, None, calendar=calendar, observed=outlook.observed)
        for month in ("2026-03", "2026-04")
    )
    for by in splits(outlook):
        contribution(outlook, first, None, by)
    built = list(outlook.rule.data.store.built)
    for by in splits(outlook):
        segments, every = contribution(outlook, second, None, by)
        options = {"after": second.after, "before": second.before}
        rows = answer(outlook.rule, Question("contribution", by=by, options=options)).rows
        assert [list(row.values()) for row in (*segments, every)] == [
            list(row.values()) for row in rows
        ]
    assert outlook.rule.data.store.built == built


def test_who_is_compared_is_who_was_active_then_by_the_labels(
    told: Explanations, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, outlook = (date(2026, 4, 1), date(2026, 5, 1)), told.outlook
    points = tuple(Point(day, day, day + timedelta(days=1)) for day in days)
    there = _pairs(outlook, outlook.labels(points))
    active = moving._active(outlook, days, None)
    assert _pairs(outlook, active) == there
    monkeypatch.setattr(moving, "MOST_UNITS", 50)
    drawn = _pairs(outlook, moving._drawn(outlook, active, days))
    units = {unit for unit, _ in drawn}
    assert len(units) == 50
    assert drawn == {(unit, day) for unit, day in there if unit in units}


def _pairs(outlook: Outlook, rows: ir.Table) -> set[tuple[str, date]]:
    found = outlook.rule.data.engine.execute(rows.select("unit_id", "as_of"), metric="who")
    return set(zip(found["unit_id"].to_pylist(), found["as_of"].to_pylist(), strict=True))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask one part alone, where the others have nothing to do with it."""
    for kind in list(gathering.AREAS):
        if kind != "event":
            monkeypatch.delitem(gathering.AREAS, kind)


@pytest.mark.usefixtures("few")
def test_it_is_worked_out_once(told: Explanations, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told.why(period="2026-05")
    monkeypatch.setattr(page, "_gathered", lambda *_: pytest.fail("it was kept"))
    assert told.why(period="2026-05").facts == first.facts


@pytest.mark.usefixtures("few")
def test_a_segment_is_one_of_the_company(told: Explanations) -> None:
    found = told.why(segment="enterprise")
    assert found.where == "segment = 'enterprise'"
    with pytest.raises(MetricError, match="there is no segment 'enterprize'") as error:
        told.why(segment="enterprize")
    assert "enterprise" in (error.value.hint or "")


@pytest.mark.usefixtures("few")
def test_what_one_part_cannot_say_costs_no_other(
    told: Explanations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Iterator[None]:
        raise MetricError("too few left")
        yield

    monkeypatch.setitem(gathering.AREAS, "driver", fails)  # type: ignore[misc]
    found = told.why(period="2026-04")
    assert found.missing["driver"] == "too few left"
    assert any("too few left" in line for line in found.unsaid("ko"))
    assert {"change", "event"} <= {one.kind for one in found.facts}


@pytest.mark.long
def test_a_run_explains_and_finds_it_again(folder: Path) -> None:
    definitions = load(folder / "tenure.toml")
    first = run(definitions)
    steps = [one["step"] for one in first.steps if one["step"].startswith("explain")]
    assert {"explain reasons", "explain themes", "explain why", "explain changes"} <= set(steps)
    report = (first.folder / "report.html").read_text("utf-8")
    assert "이탈률이 달라진 이유" in report
    again = run(definitions)
    redone = [one for one in again.steps if one["step"] in steps and not one["unchanged"]]
    assert not redone


def test_where_nobody_left_nothing_is_told_of_mix(prepared: Callable[[str], Path]) -> None:
    with Company.open(prepared("contract"), today=tiny.NOW.date()) as company:
        outlook = company.explanations().outlook
        calendar, observed = outlook.rule.data.calendar, outlook.observed
        quiet = span_of("2024-04", "2024-02", calendar=calendar, observed=observed)
        assert not any("mix" in one.says["en"] for one in parts(outlook, quiet, None))
