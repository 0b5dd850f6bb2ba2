"""From a source's columns to canonical ones, and which rows cannot be used."""

from datetime import datetime

import pytest

from tables.support import EVENTS, HEADER, TODAY, mapped
from tenure.errors import ConditionError, SourceError

SUBSCRIPTIONS = '[tables.subscriptions]\nfrom = "contracts.csv"\n'
CONTRACTS = (
    "subscription_id,customer_id,started_at,plan\nS1,C1,2026-01-01,pro\nS2,C2,2026-01-01,free\n"
)


def test_a_column_that_is_not_there_is_suggested(company):
    tables = EVENTS + 'columns = { customer_id = "user_idd" }\n'
    with pytest.raises(SourceError) as caught:
        company({"events.csv": "user_id,occurred_at\nC1,2026-03-01\n"}, tables)
    error = caught.value
    assert (error.where or "").endswith("line 16, tables.events.columns.customer_id")
    assert "there is no column 'user_idd'; there are: user_id, occurred_at" in error.message
    assert error.hint == "did you mean 'user_id'?"


def test_a_required_column_that_nothing_is_mapped_to_is_said(company):
    with pytest.raises(SourceError) as caught:
        company({"events.csv": "who,when\nC1,2026-03-01\n"})
    assert (caught.value.where or "").endswith("line 14, tables.events")
    assert "nothing is mapped to customer_id, occurred_at" in caught.value.message
    assert "columns = { customer_id =" in (caught.value.hint or "")


def test_one_column_may_be_mapped_twice_and_others_stay_attributes(company):
    tables = '[tables.tickets]\nfrom = "t.csv"\ncolumns = { ticket_id = "id", customer_id = "id", opened_at = "at", told_at = "at" }\n'
    found = company({"t.csv": "id,at,mood\nX1,2026-03-01,sad\n"}, tables).rows("tickets")[0]
    assert (found["ticket_id"], found["customer_id"], found["mood"]) == ("X1", "X1", "sad")
    assert found["told_at"] == found["opened_at"] == datetime(2026, 3, 1)


def test_a_mapping_finds_its_column_in_other_letters(company):
    tables = EVENTS + 'columns = { customer_id = "User Id", occurred_at = "TS" }\n'
    found = company({"events.csv": "user_id,ts\nC1,2026-03-01\n"}, tables)
    assert found.column("customer_id") == ["C1"]


def test_the_amount_of_a_line_is_worked_out_where_it_is_not_known(company):
    orders = '[tables.orders]\nfrom = "orders.csv"\n'
    text = "customer_id,occurred_at,quantity,unit_price\nC1,2026-03-01,3,2.5\nC1,2026-03-01,-2,10\nC1,2026-03-01,x,1\n"
    found = company({"orders.csv": text}, orders)
    assert found.column("amount", "orders") == [7.5, -20, None]
    assert found.summary("orders").amount_read == -12.5
    known = "customer_id,occurred_at,quantity,unit_price,amount\nC1,2026-03-01,3,2.5,7\nC1,2026-03-01,3,2.5,\n"
    found = company({"orders.csv": known}, orders)
    assert found.column("amount", "orders") == [7, 7.5]


def test_the_customer_is_found_through_another_table(company):
    tables = SUBSCRIPTIONS + EVENTS + 'via = "subscriptions"\n'
    text = "subscription_id,occurred_at\nS1,2026-03-01\nS2,2026-03-01\nS9,2026-03-01\n,2026-03-01\n"
    found = company({"contracts.csv": CONTRACTS, "events.csv": text}, tables)
    assert found.column("customer_id") == ["C1", "C2"]
    assert found.findings()["missing", "customer_id"].count == 2
    assert found.summary().read == 4


def test_a_contract_that_came_twice_does_not_multiply_what_goes_through_it(company):
    twice = CONTRACTS + "S1,C9,2026-02-01,pro\n"
    tables = SUBSCRIPTIONS + EVENTS + 'via = "subscriptions"\n'
    text = "subscription_id,occurred_at\n" + "S1,2026-03-01\n" * 3
    found = company({"contracts.csv": twice, "events.csv": text}, tables)
    assert found.column("customer_id") == ["C1"] * 3


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        (SUBSCRIPTIONS + EVENTS + 'via = "subscriptions"\n', "no subscription_id by which to find"),
        (
            '[tables.changes]\nfrom = "c.csv"\n' + EVENTS + 'via = "changes"\n',
            "no customer can be found through changes",
        ),
    ],
)
def test_a_table_through_which_nobody_can_be_found(company, tables, says):
    files = {
        "contracts.csv": CONTRACTS,
        "events.csv": "x,occurred_at\nS1,2026-03-01\n",
        "c.csv": "at\n2026-03-01\n",
    }
    with pytest.raises(SourceError, match=says) as caught:
        company(files, tables)
    assert (caught.value.where or "").endswith("line 18, tables.events.via")


def test_tables_are_read_after_those_through_which_customers_are_found(company):
    tables = EVENTS + 'via = "tickets"\n[tables.tickets]\nfrom = "tickets.csv"\n'
    files = {
        "tickets.csv": "ticket_id,customer_id,opened_at\nT1,C1,2026-03-01\n",
        "events.csv": "ticket_id,occurred_at\nT1,2026-03-01\n",
    }
    assert company(files, tables).column("customer_id") == ["C1"]
    circle = tables + 'via = "events"\n'
    with pytest.raises(SourceError, match="events and tickets look for the customer through each"):
        company(files, circle)


def test_rows_that_the_company_does_not_mean_are_not_read(company):
    text = HEADER + "C1,2026-03-01,watch\nC2,2026-03-01,test\nC3,2026-03-01,\n,2026-03-01,watch\n"
    found = company({"events.csv": text}, EVENTS + "where = \"name != 'test'\"\n")
    assert found.column("customer_id") == ["C1"]
    summary = found.summary()
    assert (summary.read, summary.kept, summary.quarantined) == (2, 1, 1)
    assert summary.left_out == 2


def test_a_condition_on_a_column_that_is_not_there_is_refused(company):
    with pytest.raises(ConditionError, match="nmae"):
        company({"events.csv": HEADER + "C1,2026-03-01,a\n"}, EVENTS + "where = \"nmae = 'a'\"\n")


def test_of_rows_with_the_same_key_the_first_that_can_be_used_is_kept(engine):
    """k1 comes first without a customer; the next is used, the third comes too late."""
    columns = {
        "event_id": ["k1", "k1", "k2", "k1", None, None],
        "customer_id": ["", "A", "B", "C", "D", "E"],
    }
    rows, _ = mapped(engine, columns)
    assert [row["_reason"] for row in rows] == [
        "no customer_id",
        None,
        None,
        "event_id came before",
        None,
        None,
    ]


def test_the_first_of_equal_keys_is_the_first_by_file_and_row(company):
    customers = '[tables.customers]\nfrom = "c*.csv"\n'
    files = {
        "c2.csv": "customer_id,name\nA,second file\nB,second file\n",
        "c1.csv": "customer_id,name\nA,first file\nA,first file again\n",
    }
    found = company(files, customers)
    assert [row["name"] for row in found.rows("customers")] == ["first file", "second file"]
    assert [row["name"] for row in found.quarantine("customers")] == [
        "first file again",
        "second file",
    ]


@pytest.mark.parametrize(
    "table", ["events", "orders", "payments", "tickets", "feedback", "touches"]
)
def test_what_has_not_happened_is_no_fact(engine, table):
    instant = {"tickets": "opened_at", "feedback": "given_at", "touches": "sent_at"}.get(
        table, "occurred_at"
    )
    days = [datetime(TODAY.year, 7, 1), datetime(TODAY.year, 7, 2), datetime(9999, 12, 31)]
    rows, _ = mapped(engine, {instant: days}, table=table)
    reasons = [row["_reason"] for row in rows]
    assert reasons == [None] + [f"{instant} is in the future"] * 2


def test_contracts_and_customers_may_begin_in_the_future(company):
    files = {
        "contracts.csv": CONTRACTS.replace("2026-01-01,pro", "2027-01-01,pro"),
        "customers.csv": "customer_id,started_at\nC1,2027-01-01\nC2,2026-01-01\n",
    }
    found = company(files, SUBSCRIPTIONS + '[tables.customers]\nfrom = "customers.csv"\n')
    assert found.summary("subscriptions").kept == 2
    assert found.findings("customers")["start_in_future", "started_at"].count == 1


def test_quarantine_holds_the_sources_own_columns(company):
    tables = EVENTS + 'columns = { customer_id = "고객" }\n'
    text = "고객,occurred_at,금액\n,2026-03-01,100\nC1,soon,200\nC2,2026-03-01,300\n"
    found = company({"events.csv": text}, tables)
    assert found.quarantine() == [
        {
            "file": "events.csv",
            "row": 0,
            "reason": "no customer_id",
            "고객": None,
            "occurred_at": "2026-03-01",
            "금액": "100",
        },
        {
            "file": "events.csv",
            "row": 1,
            "reason": "occurred_at cannot be read",
            "고객": "C1",
            "occurred_at": "soon",
            "금액": "200",
        },
    ]
