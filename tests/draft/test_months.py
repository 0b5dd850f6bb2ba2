"""Drafts of sheets with a column a month, measured as they were drafted."""

import pytest

ROWS = [
    ("Nordlys", "north", 1200, "", 900),
    ("가람", "서울", 100, 100, 150),
    ("A", "south", 5, 5, 5),
]


@pytest.mark.parametrize(
    ("header", "holder", "column"),
    [
        (["Account", "Region", "Jan-24", "Feb-24", "Mar-24"], "account_id", "Account"),
        (["고객번호", "지역", "2024년 1월", "2024년 2월", "2024년 3월"], "customer_id", "고객번호"),
        (["Whose", "Where", "2024-01", "2024-02", "2024-03"], "account_id", "Whose"),
    ],
)
def test_months_in_headers_are_contracts(csv_file, drafted, header, holder, column):
    csv_file("sheet.csv", header, ROWS)
    found = drafted()
    source = found.definitions.tables["subscriptions"]
    assert source.layout == "column a month"
    assert found.columns("subscriptions") == {holder: column}
    assert found.definitions.churn.rule == "contract"
    told = [(row["at_start"], row["lost"], row["at_end"]) for row in found.attrition()]
    assert told == [(3, 1, 2), (2, 0, 3)]


def test_two_months_are_no_layout(csv_file, drafted):
    header = ["account_id", "started_at", "ended_at", "2024-01", "2024-02"]
    days = [(f"A{n}", f"2024-01-{n + 1:02d}", "", n, n) for n in range(9)]
    csv_file("contracts.csv", header, days)
    assert all(source.layout is None for source in drafted().definitions.tables.values())
