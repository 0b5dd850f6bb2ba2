"""What is shown of a reason: nobody's personal data, and no company that is its own competitor."""

from support import tiny
from tenure.company import Company
from tenure.company.explanations.reasons import reasons
from tenure.company.predictions.outlook import Outlook

_OWN = """
[tables.feedback]
from = "data/feedback.csv"

[tables.competitors]
from = "data/competitors.csv"

[competitors]
own = "Small Shop"
aliases = { Acme = ["Akme"] }
"""
_LABEL = "김하나 고객님(010-1234-5678) 요청"


def test_a_label_is_masked_and_the_company_is_no_competitor_of_its_own(tmp_path):
    path = tiny.write(tmp_path, "contract", more=_OWN)
    data = tmp_path / "data"
    head, *rows = (data / "subscriptions.csv").read_text("utf-8").splitlines()
    labelled = [f"{row},{_LABEL if row.startswith('s02') else ''}" for row in rows]
    (data / "subscriptions.csv").write_text("\n".join([f"{head},end_reason", *labelled]), "utf-8")
    said = "f1,c02,2024-03-08,exit,Small Shop is too expensive. We go to Akme.\n"
    told = f"feedback_id,customer_id,given_at,source,text\n{said}"
    (data / "feedback.csv").write_text(told, "utf-8")
    seen = "competitor,price,seen_at\nSmall Shop,30,2024-01-02\nAcme,20,2024-01-02\n,9,2024-01-02\n"
    (data / "competitors.csv").write_text(seen, "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        found = {one.metric: one for one in reasons(Outlook(company.rule))}
    (row,) = [one for one in found["churns"].rows if one["unit_id"] == "c02"]
    assert row["competitor"] == "Acme"
    assert "010" not in row["label"]
    assert "김하나" not in row["label"]
