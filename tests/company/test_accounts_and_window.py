"""Conventions, logos, the ideal customer and the save window, asked of a company."""

import pytest

from support import tiny
from tenure.company import Company, Question
from tenure.company import metrics as catalogue
from tenure.company.asked import Asked
from tenure.errors import MetricError

AREAS = ("conventions", "seasonality", "logos", "ideal", "window")
ASKED = [
    ("inactive", "conventions", {"by": "region", "period": "quarter"}),
    ("contract", "year-on-year", {"period": "week"}),
    ("contract", "seasonality", {"where": "region = '서울'"}),
    ("contract", "logos", {"by": "industry"}),
    ("inactive", "logo-lead", {"options": {"lags": 2, "top": 0.5}}),
    ("contract", "regrettable", {}),
    ("inactive", "regrettable", {"by": "region", "period": "quarter"}),
    ("contract", "ideal-customer", {"options": {"months": 1}}),
    ("contract", "save-window", {"by": "region"}),
    ("contract", "expiring", {"where": "region is not null"}),
]
COUNTS = {
    "conventions": ("churned", "base"),
    "year-on-year": ("at_start", "lost"),
    "seasonality": ("at_start", "lost"),
    "logos": ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost"),
    "regrettable": (
        "at_start", "lost", "fit_at_start", "regrettable", "other_at_start", "other_lost",
        "unknown_at_start", "unknown_lost",
    ),
    "ideal-customer": ("active_now",),
    "save-window": ("customers", "leaving", "contracting"),
    "expiring": ("customers", "leaving"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def listed(monkeypatch):
    """The areas are in the catalogue, whatever others are."""
    every = tuple(dict.fromkeys((*catalogue.AREAS, *AREAS)))
    monkeypatch.setattr(catalogue, "AREAS", every)
    catalogue.catalogue.cache_clear()
    yield
    monkeypatch.undo()
    catalogue.catalogue.cache_clear()


@pytest.mark.parametrize(("rule", "name", "asked"), ASKED)
def test_rows_have_the_columns_they_promise_and_as_many_members(prepared, rule, name, asked):
    """Every count of the row that counts most is as many customers as its members, each once."""
    with Company.open(prepared(rule), today=tiny.NOW.date()) as company:
        question = Question(name, **asked)
        result = company.measure(question)
        own = Asked(company.rule, question)
        promised = [column.name for column in own.metric.columns]
        by = [result.options["by"]] if "by" in asked else []
        assert result.table.column_names == [*by, *promised]
        assert all(result.words[language] for language in ("en", "ko"))
        counts = COUNTS.get(name, ())
        told = [row for row in result.rows if row.get("kind") != "net"]
        row = max(told, key=lambda row: sum(row[count] or 0 for count in counts))
        cell = {**row, "group": row[by[0]]} if by else row
        assert not counts or any(row[count] for count in counts)
        for count in counts:
            found = own.metric.members(own, cell, count)
            units = company.engine.execute(found, metric="members")["unit_id"].to_pylist()
            assert len(units) == len(set(units)) == (row[count] or 0), (row, count)


def test_users_of_logos_need_events(prepared):
    with (
        Company.open(prepared("contract"), today=tiny.NOW.date()) as company,
        pytest.raises(MetricError, match="events"),
    ):
        company.measure(Question("logo-lead"))


def test_a_net_count_has_no_list(prepared):
    with Company.open(prepared("contract"), today=tiny.NOW.date()) as company:
        own = Asked(company.rule, Question("conventions"))
        cell = {"period_start": "2024-05-01", "convention": "net_of_won_back"}
        with pytest.raises(MetricError, match="difference"):
            own.metric.members(own, cell, "churned")


def test_the_ideal_customer_has_to_be_said(company_of):
    path = company_of("contract")
    text = path.read_text("utf-8").replace('[ideal_customer]\nwhere = "size >= 500"\n', "")
    path.write_text(text, encoding="utf-8")
    with (
        Company.open(path, today=tiny.NOW.date()) as company,
        pytest.raises(MetricError, match="ideal customer"),
    ):
        company.measure(Question("regrettable"))


def test_what_the_save_window_holds(prepared):
    """As of 30 June: c10 gave notice on 20 June of a term until 8 July, 30 a month."""
    with Company.open(prepared("contract"), today=tiny.NOW.date()) as company:
        rows = company.measure(Question("save-window")).rows
    told = [(row["split"], row["value"], row["customers"], row["mrr"]) for row in rows]
    assert (
        told
        == [
            ("all", "(all)", 1, 30),
            ("reason", "(unknown)", 1, 30),
            ("plan", "pro", 1, 30),
            ("days_left", "8-30", 1, 30),
        ]
        or told[-1][1] == "1-7"
    )
