"""Of a snapshot it is not known who left when: competitors' prices are all that can be told."""

from support import tiny
from tenure.company import Company
from tenure.company.explanations.competitors import competitors
from tenure.company.predictions.outlook import Outlook

_TABLE = """
[tables.competitors]
from = "data/competitors.csv"
"""
_SEEN = """competitor,product,price,currency,seen_at,has_export
Acme,A,10,KRW,2024-01-02,true
,A,9,KRW,2024-01-02,true
"""


def test_prices_alone_are_told_of_a_snapshot(tmp_path):
    path = tiny.write(tmp_path, "snapshot", more=_TABLE)
    (tmp_path / "data" / "competitors.csv").write_text(_SEEN, "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        (told,) = competitors(Outlook(company.rule))
    assert [(row["competitor"], row["price"]) for row in told.rows] == [("Acme", 10)]
