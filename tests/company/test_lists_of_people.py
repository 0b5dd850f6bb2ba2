"""Where accounts are counted, a count of people who answered opens the accounts they are of."""

from datetime import date
from pathlib import Path

from support import tiny
from tenure.company import Company, Question

FEEDBACK = """\
feedback_id,customer_id,given_at,source,score
f1,c01,2024-05-01,nps,9
f2,c02,2024-05-02,nps,3
f3,c04,2024-05-03,nps,10
"""
CONTRACTS = "subscription_id,account_id,started_at\ns1,a1,2024-01-05\ns2,a2,2024-02-02\n"


def test_three_answers_of_two_accounts_open_two_accounts(tmp_path: Path) -> None:
    source = '\n[tables.feedback]\nfrom = "data/feedback.csv"\ndates = "%Y-%m-%d"\n'
    place = tiny.write(tmp_path, "contract", more=source)
    place.write_text(place.read_text("utf-8").replace("region = '서울'", "name = '한빛'"), "utf-8")
    (tmp_path / "data" / "subscriptions.csv").write_text(CONTRACTS, "utf-8")
    (tmp_path / "data" / "feedback.csv").write_text(FEEDBACK, "utf-8")
    question = Question("nps", period="month")
    with Company.open(place, today=tiny.NOW.date()) as opened:
        row = next(one for one in opened.measure(question).rows if one["answered"])
        where = {"period_start": date(2024, 5, 1)}
        kept = opened.save_cohort(question, name="may", row=where, count="answered")
    assert (row["answered"], kept.size, kept.unit) == (3, 2, "account")
