"""Who left is who attrition counts as lost; what an interview says is taken up by the next run."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from support import tiny
from tenure.company import Company
from tenure.company.explanations.reasons import reasons, stated
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

_FEEDBACK = "feedback_id,customer_id,given_at,source,text\n{rows}"
_MORE = '\n[tables.feedback]\nfrom = "data/feedback.csv"\n'
_EXIT = "f1,c02,2024-03-20,exit,Way too expensive. Mail me: ann@example.com\n"
_LATER = "f8,c06,2024-05-02,exit,Nobody answered my tickets.\nf9,c04,2024-05-09,exit,너무 비싸요.\n"
_INTERVIEW = "f2,c02,2024-04-02,interview,The man on the phone was rude.\n"


def asked(folder, rows):
    path = tiny.write(folder, "inactive", more=_MORE)
    (folder / "data" / "feedback.csv").write_text(_FEEDBACK.format(rows=rows), "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        found = {one.metric: one for one in reasons(Outlook(company.rule))}
        return found, company.attrition().rows


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return asked(tmp_path_factory.mktemp("exit"), _EXIT)


def test_who_left_is_who_attrition_counts_as_lost(told):
    found, attrition = told
    left = Counter(row["period_start"] for row in found["reasons-by-period"].rows)
    assert found["churns"].rows
    lost = sum(row["lost"] + row["joined_and_lost"] for row in attrition)
    assert len(found["churns"].rows) == lost
    assert set(left) <= {row["period_start"] for row in attrition}


def test_what_was_said_is_read_masked_and_is_not_what_was_recorded(told):
    (row,) = [one for one in told[0]["churns"].rows if one["unit_id"] == "c02"]
    assert (row["stated"], row["stated_in"]) == ("value/too_expensive", "exit")
    assert "ann@example.com" not in row["verbatim"]
    assert row["recorded"] is None


def test_the_answer_of_an_interview_is_taken_up_by_the_next_run(tmp_path):
    found, _ = asked(tmp_path, _EXIT + _INTERVIEW)
    (row,) = [one for one in found["churns"].rows if one["unit_id"] == "c02"]
    assert (row["stated"], row["stated_in"]) == ("service/attitude", "interview")


_TICKETS = """ticket_id,customer_id,opened_at,text
f3,c01,2024-03-01,Nothing works. I will cancel and want my money back!
f4,c01,2024-03-02,Thanks for the quick help.
"""


def test_a_ticket_that_smells_of_leaving_is_not_the_answer_of_the_same_number(tmp_path):
    """f3 is a ticket with a risk word, and an answer to a survey without one."""
    path = tiny.write(
        tmp_path, "inactive", more=_MORE + '\n[tables.tickets]\nfrom = "data/tickets.csv"\n'
    )
    (tmp_path / "data" / "tickets.csv").write_text(_TICKETS, "utf-8")
    rows = "f3,c02,2024-03-20,nps,All good so far.\n"
    (tmp_path / "data" / "feedback.csv").write_text(_FEEDBACK.format(rows=rows), "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        found = {one.metric: one for one in reasons(Outlook(company.rule))}
    (row,) = [one for one in found["churns"].rows if one["unit_id"] == "c02"]
    assert row["verbatim"] is None


def test_times_that_are_read_at_once_say_what_each_says_alone(tmp_path, monkeypatch):
    path = tiny.write(tmp_path, "inactive", more=_MORE)
    (tmp_path / "data" / "feedback.csv").write_text(_FEEDBACK.format(rows=_EXIT + _LATER), "utf-8")
    days = [date(2024, 3, 1), date(2024, 4, 20), date(2024, 5, 5), date(2024, 7, 1)]
    times = [*pairwise(days), (date(2023, 1, 1), date(2023, 2, 1))]
    with Company.open(path, today=tiny.NOW.date()) as company:
        outlook = Outlook(company.rule)
        at_once = stated(outlook, times)
        alone = [stated(outlook, [one])[0] for one in times]
        monkeypatch.setattr("tenure.company.explanations.reasons.stating.MOST", 0)
        assert at_once == alone == stated(outlook, times)
    tops = [dict(one.counts) for one in at_once]
    assert tops == [{"value": 1}, {"service": 1}, {"value": 1}, {}]
    assert [one.of for one in at_once] == [1, 1, 1, 0]


def test_a_competitor_is_found_by_alias_in_what_was_recorded(tmp_path):
    """The customer said nothing of it; whoever closed the contract wrote where they went."""
    more = '\n[tables.competitors]\nfrom = "data/competitors.csv"\n'
    more += '[competitors.aliases]\nBrightpipe = ["브라이트"]\n'
    path = tiny.write(tmp_path, "contract", more=more)
    data = tmp_path / "data"
    (data / "competitors.csv").write_text(
        "competitor,product,price,seen_at\nBrightpipe,Pro,10,2024-01-01\n", "utf-8"
    )
    contracts = data / "subscriptions.csv"
    rows = contracts.read_text("utf-8").splitlines()
    told = [f"{rows[0]},end_reason"]
    told += [f"{one},{'브라이트로 옮김' if one.startswith('s02') else ''}" for one in rows[1:]]
    contracts.write_text("\n".join(told) + "\n", "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        found = {one.metric: one for one in reasons(Outlook(company.rule))}
    (row,) = [one for one in found["churns"].rows if one["unit_id"] == "c02"]
    assert row["competitor"] == "Brightpipe"
    assert row["verbatim"] is None


_LABELLED = """customer_id,started_at,ended_at,end_reason
a,2024-01-01,2024-02-10,Too expensive
b,2024-01-01,2024-05-20,Too expensive
"""
_VISITS = """customer_id,occurred_at,name
a,2024-01-02,visit
a,2024-02-10,visit
b,2024-01-02,visit
b,2024-02-11,visit
b,2024-05-20,visit
c,2024-01-02,visit
c,2024-06-29,visit
"""
_KEPT_WITH_THEM = """
[company]
name = "Kept"
kind = "saas"
time_zone = "UTC"
[churn]
rule = "inactive"
after = "28 days"
[tables.customers]
from = "customers.csv"
[tables.events]
from = "events.csv"
"""


@pytest.mark.parametrize(
    ("as_of", "dated", "known"),
    [
        (date(2024, 3, 31), True, {"a"}),
        (date(2024, 3, 31), False, set()),
        (None, False, {"a", "b"}),
    ],
)
def test_why_a_customer_left_is_used_once_it_is_known(tmp_path, as_of, dated, known):
    """b fell silent in February, came back, and left in May: its label is of May."""
    lines = [one.split(",") for one in _LABELLED.splitlines()]
    kept = lines if dated else [[one[0], one[1], one[3]] for one in lines]
    (tmp_path / "customers.csv").write_text("\n".join(map(",".join, kept)) + "\n", "utf-8")
    (tmp_path / "events.csv").write_text(_VISITS, "utf-8")
    (tmp_path / "tenure.toml").write_text(_KEPT_WITH_THEM, "utf-8")
    with Company.open(tmp_path / "tenure.toml", today=date(2024, 7, 1)) as company:
        found = {one.metric: one for one in reasons(Outlook(company.rule, as_of))}
    rows = found["churns"].rows
    assert {one["unit_id"] for one in rows} >= {"a", "b"}
    assert {one["unit_id"] for one in rows if one["recorded"]} == known


def test_an_end_before_the_data_is_the_first_day_of_the_data(tmp_path):
    path = tiny.write(tmp_path, "inactive")
    with Company.open(path, today=tiny.NOW.date()) as company:
        outlook = Outlook(company.rule)
        with pytest.raises(MetricError, match="nobody left"):
            reasons(outlook, end=date(1, 1, 1))
