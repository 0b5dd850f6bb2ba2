"""The activity index of a company: its answers are those of the events, and it grows by files."""

import shutil
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company import Company, Question
from tenure.company.asked import Asked
from tenure.company.indexing import ANOTHER_RULE, LATE, activity_index, refuses
from tenure.measure.index import TIMES, TOGETHER
from tenure.measure.index_bits import positions_of
from tenure.simulate import simulate

TODAY = date(2024, 10, 1)
QUESTIONS = [
    Question("attrition"),
    Question("attrition", "week", as_of=date(2024, 5, 15)),
    Question("attrition", "quarter", by="channel"),
    Question("attrition", "day", where="channel = 'social_ads'", as_of=date(2024, 3, 9)),
    Question("retention", "week"),
    Question("retention", "month", options={"mode": "on_or_after"}, as_of=date(2024, 6, 12)),
    Question("retention", by="channel"),
    Question("retention", "year", where="channel != 'social_ads'"),
    Question("lifecycle", "week"),
    Question("lifecycle", "month", by="channel", as_of=date(2024, 7, 1)),
    Question("attrition", options={"convention": "all"}),
    Question("attrition", "week", options={"convention": "profitwell"}, by="channel"),
    Question("conventions", "week"),
    Question("year-on-year", by="channel"),
    Question("seasonality", "week"),
    Question("contribution", by="channel"),
    Question("regrettable", by="channel"),
    Question("stickiness", by="channel"),
    Question("stickiness", "week", options={"month_days": 30}, as_of=date(2024, 6, 12)),
    Question("frequency", "week", by="channel"),
    Question("attrition", by="plan"),
    Question("attrition", "week", by="plan, channel", as_of=date(2024, 7, 3)),
    Question("attrition", where="plan = 'team'"),
    Question("attrition", "week", by="channel", where="plan = 'team'"),
    Question("conventions", by="plan"),
    Question("retention", by="plan"),
    Question("lifecycle", by="plan"),
    Question("lapsing"),
    Question("lapsing", by="channel", as_of=date(2024, 5, 9)),
    Question("features"),
    Question("frequency", "month", where="channel != 'social_ads'"),
]


@pytest.fixture
def company(made_once, tmp_path):
    """A simulated company of one's own: the folder with its tenure.toml."""

    def make(folder):
        simulate("saas", customers=150, months=8, seed=4, out=folder, start=date(2024, 1, 1))

    folder = tmp_path / "lumen"
    shutil.copytree(made_once("indexed", make), folder)
    return folder


def opened(folder):
    return Company.open(folder / "tenure.toml", today=TODAY)


def changed(folder, old, new):
    path = folder / "tenure.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def compared(company, question):
    """Return a question's rows from the index, and from the events."""
    activity_index(company.rule)
    both = [Asked(company.rule, question, quick) for quick in (True, False)]
    assert [asked.moving_counts is not None for asked in both] == [True, False]
    return tuple(
        company.engine.execute(asked.metric.rows(asked), metric="test").to_pylist()
        for asked in both
    )


def content(company):
    """Return who is in which bitmap, by name."""
    indexed = activity_index(company.rule)
    units = company.engine.execute(indexed.units, metric="test").to_pylist()
    names = {row["position"]: row["unit_id"] for row in units}
    assert len(names) == len(set(names.values())) == indexed.about.customers
    found = {
        key: frozenset(names[at] for at in positions_of(indexed.index.bitmap(*key)).tolist())
        for key in indexed.index.rows
    }
    return {key: who for key, who in found.items() if who}


def test_answers_are_those_of_the_events(company):
    with opened(company) as one:
        for question in QUESTIONS:
            found, expected = compared(one, question)
            assert found == expected, question
            assert len(found) > 0


def test_what_was_observed_is_what_the_events_show(company):
    with opened(company) as one:
        plain = one.rule.observed(None)
    with opened(company) as one:
        activity_index(one.rule)
        assert one.rule.observed(None) == plain


def test_a_saved_cohort_is_asked_about_from_the_index(company):
    with opened(company) as one:
        asked = Question("attrition", by="channel")
        row = next(row for row in one.measure(asked).rows if row["at_start"])
        cell = {name: row[name] for name in ("channel", "period_start")}
        kept = one.save_cohort(asked, name="있던-고객", row=cell, count="at_start")
        for metric in ("attrition", "retention", "lifecycle", "frequency"):
            found, expected = compared(one, Question(metric, cohort=kept.name))
            assert found == expected
            assert found != compared(one, Question(metric))[0]


def test_the_sql_shown_asks_the_tables_and_gives_the_same_rows(company):
    with opened(company) as one:
        activity_index(one.rule)
        for question in (Question("attrition", by="channel"), Question("retention", "week")):
            result = one.measure(question)
            assert "READ_PARQUET" in result.sql
            *views, query = [text for text in result.sql.split(";") if text.strip()]
            with duckdb.connect() as other:
                for view in views:
                    other.execute(view)
                assert other.sql(query).to_arrow_table().to_pylist() == result.rows


def test_cohorts_of_the_first_activity_are_those_of_the_events(company):
    changed(company, "[churn]", '[retention]\ncohort = "first_activity"\n\n[churn]')
    with opened(company) as one:
        for question in (q for q in QUESTIONS if q.metric == "retention"):
            found, expected = compared(one, question)
            assert found == expected, question


def test_nothing_is_built_again_when_nothing_changed(company):
    with opened(company) as one:
        first = activity_index(one.rule).folder
    with opened(company) as one:
        assert activity_index(one.rule).folder == first
        assert not [name for name in one.store.built if name.startswith("index/")]


@pytest.fixture
def read(monkeypatch):
    """Note which files' events were read: None stands for all of them."""
    from tenure.company import indexing

    seen = []
    own = indexing._Work._of

    def of(work, files):
        seen.append(sorted(files))
        return own(work, files)

    monkeypatch.setattr(indexing._Work, "_of", of)
    return seen


def test_new_files_are_merged_and_the_index_is_the_one_built_anew(company, tmp_path, read):
    """The last month comes later, and so does one in the middle, which is full of late events."""
    files = sorted((company / "data" / "events").glob("*/*.parquet"))
    late = [files[-1], files[3]]
    for number, path in enumerate(late):
        path.parent.rename(tmp_path / str(number))
    with opened(company) as one:
        activity_index(one.rule)
    for number, path in enumerate(late):
        (tmp_path / str(number)).rename(path.parent)
        with opened(company) as one:
            activity_index(one.rule)
    with opened(company) as one:
        grown = content(one)
        for question in QUESTIONS[::4]:
            found, expected = compared(one, question)
            assert found == expected, question
    assert read == [[f"{path.parent.name}/{path.name}"] for path in late]
    shutil.rmtree(company / "store")
    with opened(company) as one:
        assert content(one) == grown
    assert len(read) == 2


def test_a_file_that_changed_makes_the_index_anew(company, read):
    path = sorted((company / "data" / "events").glob("*/*.parquet"))[2]
    with opened(company) as one:
        activity_index(one.rule)
    pq.write_table(pq.read_table(path, partitioning=None).slice(100), path)
    with opened(company) as one:
        found, expected = compared(one, Question("attrition"))
    assert found == expected
    assert read == []


def test_who_is_new_in_a_day_gets_a_place(company):
    def write(name, unit, at):
        folder = company / "data" / "events" / f"month={name}"
        folder.mkdir()
        when = pa.array([at], pa.timestamp("us"))
        columns = {"customer_id": [unit], "occurred_at": when, "name": ["watch"]}
        pq.write_table(pa.table(columns | {"seconds": [90.0]}), folder / "part-0.parquet")

    with opened(company) as one:
        before = activity_index(one.rule).about.customers
    write("later", "새 손님", datetime(2024, 8, 30))
    with opened(company) as one:
        indexed = activity_index(one.rule)
        assert indexed.about.customers == before + 1
        found, expected = compared(one, Question("attrition", "week"))
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("at_least = 1", "at_least = 2", TIMES),
        ("any = [", "all = [", TOGETHER),
        ('rule = "inactive"\nafter = "28 days"', 'rule = "contract"', ANOTHER_RULE),
    ],
)
def test_it_says_what_it_cannot_answer_and_the_events_are_asked(company, old, new, why):
    changed(company, old, new)
    with opened(company) as one:
        assert refuses(one.rule) == why
        assert activity_index(one.rule) is None
        assert Asked(one.rule, Question("attrition"), quick=True).counts is None


def test_events_that_were_known_later_are_asked_for_as_of_before(company):
    for path in (company / "data" / "events").glob("*/*.parquet"):
        table = pq.read_table(path, partitioning=None)
        instants = table["occurred_at"].to_pylist()
        known = [max(at, at.replace(month=6, day=10)) if at.day == 3 else at for at in instants]
        column = pa.array(known, table["occurred_at"].type)
        pq.write_table(table.append_column("known_at", column), path)
    with opened(company) as one:
        indexed = activity_index(one.rule)
        early, late = (Question("attrition", as_of=date(2024, m, 20)) for m in (5, 7))
        assert indexed.refuses(Asked(one.rule, early).observed) == LATE
        assert Asked(one.rule, early, quick=True).counts is None
        found, expected = compared(one, late)
    assert found == expected
