"""Who left is who attrition counts as lost; what an interview says is taken up by the next run."""

from collections import Counter

import pytest

from support import tiny
from tenure.company import Company
from tenure.company.explanations.reasons import reasons
from tenure.company.predictions.outlook import Outlook

_FEEDBACK = "feedback_id,customer_id,given_at,source,text\n{rows}"
_MORE = '\n[tables.feedback]\nfrom = "data/feedback.csv"\n'
_EXIT = "f1,c02,2024-03-20,exit,Way too expensive. Mail me: ann@example.com\n"
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
