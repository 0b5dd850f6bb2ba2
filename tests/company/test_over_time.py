"""Attributes as they were at the time: of customers, accounts and contracts."""

from datetime import date

import pytest

from support.drawing import assert_drawn, tables_in
from tenure.company import Company, Question
from tenure.company.asked import Asked
from tenure.errors import MetricError

TOML = """\
[company]
name = "루멘"
kind = "saas"
time_zone = "Asia/Seoul"
language = "ko"
[tables.customers]
from = "customers.csv"
[tables.accounts]
from = "accounts.csv"
[tables.subscriptions]
from = "contracts.csv"
[churn]
rule = "contract"
[segments]
big = "tier = 'large'"
[ideal_customer]
where = "tier = 'large'"
"""
TABLES = """
c1 grows on 10 March; c2 has one row; c3's first row ends on the day before its second, which
begins within 1 March and so after that month's start; c4 is known since April, when it is gone;
c6's two rows overlap, and the later one holds; c7 belongs to an account that moves on 10 February.

| customer_id | account_id | tier  | valid_from | valid_to   |
| c1          | –          | small | –          | –          |
| c1          | –          | large | 2024-03-10 | –          |
| c2          | –          | small | 2023-01-09 | –          |
| c3          | –          | large | 2023-01-20 | 2024-02-29 |
| c3          | –          | small | 2024-03-01 | –          |
| c4          | –          | large | 2024-04-01 | –          |
| c4          | –          | small | 2024-04-01 | –          |
| c5          | –          | small | 언젠가     | –          |
| c6          | –          | small | 2024-02-01 | 2024-04-15 |
| c6          | –          | large | 2024-03-25 | –          |
| c6          | –          | other | 2024-03-01 | 2024-02-01 |
| c7          | a1         | small | 2023-01-01 | –          |

| account_id | region | valid_from |
| a1         | 서울   | 2023-01-01 |
| a1         | 부산   | 2024-02-10 |

| subscription_id | customer_id | started_at | ended_at   | plan  | mrr | auto_renew | status |
| s1              | c1          | 2023-11-05 | 2024-03-15 | basic | 10  | true       | over   |
| s2              | c1          | 2024-03-15 | –          | pro   | 30  | true       | live   |
| s3              | c2          | 2023-11-09 | 2024-04-20 | basic | 10  | false      | over   |
| s4              | c3          | 2023-11-20 | –          | pro   | 30  | true       | live   |
| s5              | c4          | 2023-11-02 | 2024-03-05 | basic | 10  | true       | over   |
| s7              | c6          | 2024-03-20 | –          | pro   | 10  | true       | live   |
| s8              | c7          | 2023-11-02 | 2024-03-05 | basic | 10  | true       | over   |
"""
APRIL = date(2024, 4, 30)


def csv(table):
    lines = [list(table[0]), *(list(row.values()) for row in table)]
    return "\n".join(",".join(cell or "" for cell in line) for line in lines) + "\n"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("over time")
    names = ("customers", "accounts", "contracts")
    for name, table in zip(names, tables_in(TABLES), strict=True):
        (folder / f"{name}.csv").write_text(csv(table), "utf-8")
    (folder / "tenure.toml").write_text(TOML, "utf-8")
    with Company.open(folder / "tenure.toml", today=date(2024, 5, 10)) as opened:
        yield opened


def asked(company, name="attrition", as_of=APRIL, **how):
    rows = company.measure(Question(name, as_of=as_of, **how)).rows
    column = how.get("by", "").replace(", ", " × ")
    return [{**row, "group": row[column]} if column else row for row in rows]


def spring(rows):
    return [row for row in rows if row["period_start"] >= date(2024, 3, 1)]


def test_customers_are_counted_by_what_was_known_then(company, drawn):
    """
    | group | period_start | at_start | lost | joined |
    | –     | 2024-03-01   | 1        | 1    | 0      |
    | –     | 2024-04-01   | 0        | 0    | 0      |
    | large | 2024-03-01   | 1        | 0    | 0      |
    | large | 2024-04-01   | 2        | 0    | 0      |
    | small | 2024-03-01   | 3        | 1    | 1      |
    | small | 2024-04-01   | 2        | 1    | 0      |
    """
    assert_drawn(spring(asked(company, by="tier")), drawn[0])
    whole = spring(asked(company))
    assert [(row["at_start"], row["lost"]) for row in whole] == [(5, 2), (4, 1)]


def test_a_plan_is_that_of_the_contract_in_force(company, drawn):
    """c1 moves to pro in March, so it is pro from April on.

    | group | period_start | at_start | lost | joined |
    | basic | 2024-03-01   | 4        | 2    | 0      |
    | basic | 2024-04-01   | 1        | 1    | 0      |
    | pro   | 2024-03-01   | 1        | 0    | 1      |
    | pro   | 2024-04-01   | 3        | 0    | 0      |
    """
    assert_drawn(spring(asked(company, by="plan")), drawn[0])


def test_several_tables_at_once(company):
    """When February begins c7 is in 서울 and small; when March does, in 부산."""
    rows = asked(company, by="tier, region")
    there = [row for row in rows if row["at_start"] and row["period_start"].year == 2024]
    own = [(row["group"], row["period_start"].month) for row in there]
    assert [one for one in own if "(unknown)" not in one[0]] == [
        ("small × 부산", 3),
        ("small × 서울", 1),
        ("small × 서울", 2),
    ]


def test_a_condition_chooses_customers_for_as_long_as_it_holds(company, drawn):
    """
    | period_start | at_start | lost |
    | 2024-01-01   | 1        | 0    |
    | 2024-02-01   | 1        | 0    |
    | 2024-03-01   | 1        | 0    |
    | 2024-04-01   | 2        | 0    |
    """
    for where in ("tier = 'large'", "tier = 'large' and mrr > 1"):
        rows = company.measure(Question("attrition", where=where, as_of=APRIL)).rows
        assert "group" not in rows[0]
        shown = [row for row in rows if row["period_start"].year == 2024]
        assert_drawn(shown, drawn[0])
    rows = company.measure(Question("attrition", by="big", as_of=APRIL)).rows
    big = [row for row in rows if row["big"] == "big" and row["period_start"].year == 2024]
    assert_drawn(big, drawn[0])


def test_logos_are_counted_by_what_was_known_of_them_then(company):
    rows = asked(company, "logos", as_of=date(2024, 4, 30), by="region")
    told = [(row["group"], row["at_start"], row["lost"]) for row in spring(rows)]
    assert told == [("부산", 1, 1), ("부산", 0, 0), ("서울", 0, 0), ("서울", 0, 0)]
    said = company.measure(Question("logos", by="region", as_of=APRIL)).words
    assert said["en"].count("What may change (region) is as it was when the period began") == 1


def test_members_of_a_row_are_as_many_as_it_counts(company, tmp_path):
    question = Question("attrition", by="tier", as_of=APRIL)
    row = {"period_start": date(2024, 3, 1), "tier": "small"}
    kept = company.save_cohort(question, name="작은곳", row=row, count="lost")
    assert kept.size == 1
    rows = company.measure(Question("attrition", as_of=APRIL, cohort="작은곳")).rows
    assert sum(row["lost"] for row in rows) == 1


@pytest.mark.parametrize("by", ["tier", "plan", "big"])
def test_metrics_that_follow_customers_take_what_was_first_known(company, by):
    result = company.measure(Question("mrr", by=by, as_of=APRIL))
    assert "as it was first known of each customer" in result.words["en"]
    whole = company.measure(Question("mrr", as_of=APRIL)).rows
    closing = {row["period_start"]: row["closing"] for row in whole}
    split = dict.fromkeys(closing, 0.0)
    for row in result.rows:
        split[row["period_start"]] += row["closing"] or 0.0
    assert split == {start: value or 0.0 for start, value in closing.items()}


def test_the_first_of_each_table_is_taken(company):
    """c2 is known since January 2023, its contract since November: it is small and basic."""
    rows = company.measure(Question("mrr", by="tier, plan", as_of=APRIL)).rows
    november = [row for row in rows if row["period_start"] == date(2023, 11, 1)]
    closing = {row["tier × plan"]: row["closing"] for row in november}
    assert closing == {
        "large × basic": 10, "large × pro": 30, "small × basic": 30, "small × pro": 0,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["auto_renew", "status"])
def test_what_became_of_a_contract_is_no_attribute(company, by):
    with pytest.raises(MetricError, match=f"{by} of a contract is what is known of it in"):
        company.measure(Question("attrition", by=by))


def test_the_ideal_customer_is_learnt_from_what_was_first_known(company, drawn):
    """Who is there a month later; c6 began on 20 March; c1 and c6 are large in the end.

    | unit_id | stayed | tier  | region | plan  |
    | c1      | yes    | small | –      | basic |
    | c2      | yes    | small | –      | basic |
    | c3      | yes    | large | –      | pro   |
    | c4      | yes    | large | –      | basic |
    | c6      | yes    | small | –      | pro   |
    | c7      | yes    | small | 서울   | basic |
    """
    own = Asked(company.rule, Question("ideal-customer", as_of=APRIL, options={"months": 1}))
    sample = company.engine.execute(own.metric.rows(own), metric="test").to_pylist()
    assert_drawn(sample, drawn[0])
    now = own.metric.members(own, {"condition": "tier = 'large'"}, "active_now")
    active = company.engine.execute(now, metric="test")["unit_id"].to_pylist()
    assert sorted(active) == ["c1", "c6"]


def test_who_fits_the_ideal_customer_is_told_when_a_period_begins(company, drawn):
    """c3 is large until April, c1 and c6 from then on; of c4 nothing is known before.

    | period_start | at_start | lost | fit_at_start | regrettable | other_at_start | other_lost |
    | 2024-03-01   | 5        | 2    | 1            | 0           | 3              | 1          |
    | 2024-04-01   | 4        | 1    | 2            | 0           | 2              | 1          |
    """
    result = company.measure(Question("regrettable", as_of=APRIL))
    assert_drawn(spring(result.rows), drawn[0])
    assert result.words["en"].count("What may change (tier) is as it was when the period") == 1


@pytest.mark.parametrize("how", [{"by": "plan"}, {"where": "tier = 'small'"}])
def test_the_regrettable_of_a_split_add_up_and_have_members(company, how):
    question = Question("regrettable", as_of=APRIL, **how)
    own, counted = Asked(company.rule, question), 0
    for row in spring(company.measure(question).rows):
        parts = [row[f"{part}_at_start"] for part in ("fit", "other", "unknown")]
        assert sum(parts) == row["at_start"]
        assert row["regrettable"] + row["other_lost"] + row["unknown_lost"] == row["lost"]
        cell = {**row, "group": row[how["by"]]} if "by" in how else row
        for count in ("fit_at_start", "other_lost") if row["lost"] else ():
            found = own.metric.members(own, cell, count)
            assert company.engine.execute(found, metric="test").num_rows == row[count]
            counted += row[count]
    assert counted


def test_one_row_each_stands_for_today_and_faults_are_told(company):
    found = {one.code: one for one in company.quality_of("customers").findings}
    assert company.quality_of("customers").summary.kept == 10
    assert found["duplicate_key"].count == 1
    assert found["unreadable_required"].samples[0]["valid_from"] == "언젠가"
    assert (found["overlap"].count, found["never_valid"].count) == (1, 1)
    now = company.engine.execute(company.data.tables["customers"], metric="test").to_pylist()
    tiers = {row["customer_id"]: row["tier"] for row in now}
    assert tiers == {
        "c1": "large", "c2": "small", "c3": "small", "c4": "large", "c6": "large", "c7": "small",
    }  # fmt: skip
