"""The data-quality report: what is found, how often, which rows show it, and that counts add up."""

import pytest

from tables.support import EVENTS, HEADER

CUSTOMERS = '[tables.customers]\nfrom = "customers.csv"\n'
SUBSCRIPTIONS = '[tables.subscriptions]\nfrom = "contracts.csv"\n'
ORDERS = '[tables.orders]\nfrom = "orders.csv"\n'
WHO = (
    "customer_id,started_at,ended_at,name\nC1,2026-01-10,2026-02-10,김하늘\nC2,2026-01-10,,이바다\n"
)


def test_references_that_lead_nowhere(company):
    text = HEADER + "C1,2026-01-15,a\nC8,2026-01-15,a\nC9,2026-01-15,a\nC9,2026-01-16,b\n"
    found = company({"customers.csv": WHO, "events.csv": text}, CUSTOMERS + EVENTS)
    finding = found.findings()["orphan", "customer_id"]
    assert (finding.severity, finding.count, finding.share) == ("warning", 3, 0.75)
    assert [(one["row"], one["customer_id"]) for one in finding.samples] == [
        ("2", "C8"),
        ("3", "C9"),
        ("4", "C9"),
    ]
    assert "customers" in finding.message("ko")
    assert found.summary().kept == 4


def test_facts_before_the_start_and_after_the_end(company):
    text = (
        HEADER
        + "C1,2026-01-09 23:59:59,a\nC1,2026-01-10,a\nC1,2026-02-10,a\nC1,2026-02-10 00:00:01,a\nC2,2030-01-01,a\n"
    )
    found = company({"customers.csv": WHO, "events.csv": text}, CUSTOMERS + EVENTS)
    before, after = (
        found.findings()[code, "customer_id"] for code in ("before_start", "after_end")
    )
    assert (before.count, after.count) == (1, 1)
    assert before.samples[0]["row"] == "1"
    assert before.samples[0]["customers.started_at"] == "2026-01-10 00:00:00"
    assert after.samples[0]["customers.ended_at"] == "2026-02-10 00:00:00"


def test_days_before_the_start_are_days_of_the_company(company):
    """22:00 in New York on the day of the start is the next day in UTC, and not before."""
    text = HEADER + "C1,2026-01-10 04:59,a\nC1,2026-01-10 05:00,a\n"
    found = company(
        {"customers.csv": WHO, "events.csv": text}, CUSTOMERS + EVENTS, zone="America/New_York"
    )
    finding = found.findings()["before_start", "customer_id"]
    assert finding.count == 1
    assert finding.samples[0]["occurred_at"] == "2026-01-09 23:59:00"


@pytest.mark.parametrize("end", ["ended_at", "ends_at"])
def test_what_ends_before_it_starts(company, end):
    text = f"subscription_id,customer_id,started_at,{end}\nS1,C1,2026-02-01,2026-01-31\nS2,C1,2026-02-01,2026-02-01\nS3,C1,2026-02-01,\n"
    found = company({"contracts.csv": text}, SUBSCRIPTIONS)
    finding = found.findings("subscriptions")["ends_before_start", end]
    assert (finding.count, finding.samples[0]["subscription_id"]) == (1, "S1")


def test_what_was_known_before_it_happened(company):
    text = "customer_id,occurred_at,known_at\nC1,2026-01-02,2026-01-01\nC1,2026-01-02,2026-01-02\n"
    assert company({"events.csv": text}).findings()["known_before", "known_at"].count == 1


def test_money_given_back_is_told_from_what_is_wrong(company):
    text = "customer_id,order_id,occurred_at,quantity,amount\nC1,1,2026-01-01,2,10\nC1,C1,2026-01-02,-2,-10\nC1,3,2026-01-03,1,-5\n,C2,2026-01-03,-1,-7\n"
    found = company({"orders.csv": text}, ORDERS)
    findings = found.findings("orders")
    assert (findings["negative", "amount"].count, findings["negative", "amount"].severity) == (
        3,
        "info",
    )
    assert findings["cancellation", "amount"].count == 2
    assert [one["order_id"] for one in findings["cancellation", "amount"].samples] == ["C1", "C2"]
    summary = found.summary("orders")
    assert (summary.amount_read, summary.amount_kept, summary.amount_quarantined) == (-12, -5, -7)


def test_a_negative_price_of_a_contract_is_a_warning(company):
    text = "subscription_id,customer_id,started_at,mrr\nS1,C1,2026-01-01,-10\nS2,C1,2026-01-01,10\n"
    finding = company({"contracts.csv": text}, SUBSCRIPTIONS).findings("subscriptions")[
        "negative", "mrr"
    ]
    assert (finding.count, finding.severity) == (1, "warning")


def test_currencies_that_are_mixed(company):
    lines = "".join(
        f"C1,2026-01-0{day},5,{code}\n"
        for day, code in enumerate(["KRW", "KRW", "USD", "KRW", ""], start=1)
    )
    found = company({"orders.csv": "customer_id,occurred_at,amount,currency\n" + lines}, ORDERS)
    finding = found.findings("orders")["mixed_currency", ""]
    assert (finding.count, finding.share) == (1, 1 / 4)
    assert finding.detail["found"] == "KRW 3, USD 1"
    assert finding.samples == ({"currency": "KRW", "rows": "3"}, {"currency": "USD", "rows": "1"})
    one = company(
        {"orders.csv": "customer_id,occurred_at,amount,currency\n" + "C1,2026-01-01,5,KRW\n" * 2},
        ORDERS,
    )
    assert ("mixed_currency", "") not in one.findings("orders")


def test_columns_with_one_value_or_none(company):
    text = "customer_id,plan,team,note\nC1,pro,,a\nC2,pro,,b\nC3,,,\n"
    found = company({"customers.csv": text}, CUSTOMERS).findings("customers", infos=True)
    assert {key for key in found if key[0].endswith("_column")} == {
        ("constant_column", "plan"),
        ("empty_column", "team"),
    }
    constant, empty = found["constant_column", "plan"], found["empty_column", "team"]
    assert (constant.count, constant.share, constant.samples) == (2, 2 / 3, ({"plan": "pro"},))
    assert (empty.count, empty.share) == (3, 1.0)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
@pytest.mark.parametrize("none", ["1970-01-01", "1899-12-30 00:00:00", "1900-01-01"])
def test_a_start_that_stands_for_none_is_left_empty(company, none, zone):
    text = f"customer_id,started_at\n가람,{none}\nC2,1965-05-01\nC3,2026-01-01\n"
    found = company({"customers.csv": text}, CUSTOMERS, zone=zone)
    finding = found.findings("customers")["placeholder", "started_at"]
    assert (finding.severity, finding.count) == ("warning", 1)
    assert [row["customer_id"] for row in finding.samples] == ["가람"]
    assert finding.samples[0]["started_at"].startswith(none)
    starts = found.column("started_at", "customers")
    assert [start is None for start in starts] == [True, False, False]
    assert found.summary("customers").kept == 3


def test_keys_that_come_again_or_not_at_all(company):
    text = "event_id,customer_id,occurred_at\nk1,C1,2026-01-01\nk1,C1,2026-01-01\n,C1,2026-01-01\n,C1,2026-01-02\n"
    found = company({"events.csv": text})
    assert found.findings()["duplicate_key", "event_id"].count == 1
    assert found.findings()["missing_key", "event_id"].count == 2
    assert found.summary().kept == 3


def test_purchase_lines_that_repeat_another(company):
    line = "C1,1,2026-01-01,5\n"
    text = "customer_id,order_id,occurred_at,amount\n" + line * 3 + "C1,2,2026-01-01,5\n"
    found = company({"orders.csv": text}, ORDERS)
    finding = found.findings("orders")["duplicate_row", ""]
    assert (finding.count, finding.share) == (2, 2 / 4)
    assert [(row["order_id"], row["times"]) for row in finding.samples] == [("1", "3")]
    assert found.summary("orders").kept == 4


def test_values_that_cannot_be_read_are_left_empty_and_counted(company):
    text = (
        "customer_id,started_at,acquisition_cost\nC1,soon,5\nC2,2026-01-01,cheap\nC3,2026-01-01,7\n"
    )
    found = company({"customers.csv": text}, CUSTOMERS)
    findings = found.findings("customers")
    assert findings["unreadable", "started_at"].count == 1
    assert findings["unreadable", "acquisition_cost"].samples[0]["customer_id"] == "C2"
    assert found.column("acquisition_cost", "customers") == [5, None, 7]


def test_samples_are_the_first_three_in_the_order_of_the_files(company):
    files = {
        "e2.csv": HEADER + ",2026-01-01,a\n" * 3,
        "e1.csv": HEADER
        + "C1,2026-01-01,a\n" * 40
        + ",2026-01-01,a\n"
        + "C1,2026-01-01,a\n" * 40
        + ",2026-01-01,b\n",
    }
    finding = company(files, '[tables.events]\nfrom = "e*.csv"\n').findings()[
        "missing", "customer_id"
    ]
    assert [(one["file"], one["row"]) for one in finding.samples] == [
        ("e1.csv", "41"),
        ("e1.csv", "82"),
        ("e2.csv", "1"),
    ]
    assert finding.count == 5


def test_samples_show_times_as_the_companys_clock_does(company):
    text = "customer_id,occurred_at,known_at\nC1,2026-01-02T15:30:00Z,2026-01-01T00:00:00Z\n"
    found = company({"events.csv": text}, zone="Asia/Seoul")
    assert found.findings()["known_before", "known_at"].samples[0] == {
        "file": "events.csv",
        "row": "1",
        "customer_id": "C1",
    }
    assert found.summary().first == "2026-01-03"


def test_the_worst_comes_first(company):
    text = (
        HEADER.strip()
        + ",value\nC1,2026-01-01,a,x\nC1,2026-01-01,a,x\n,2026-01-01,a,1\nC1,soon,a,1\nC1,never,a,1\n"
    )
    found = company({"events.csv": text})
    order = [(one.severity, one.count) for one in found.data.quality("events").findings]
    assert order[:3] == [("error", 2), ("error", 1), ("warning", 2)]
    assert [severity for severity, _ in order] == sorted(
        (s for s, _ in order), key=["error", "warning", "info"].index
    )


def test_a_clean_table_has_no_finding(company):
    text = HEADER + "".join(
        f"C{day % 3},2026-01-{day:02d},{'ab'[day % 2]}\n" for day in range(1, 29)
    )
    found = company({"events.csv": text})
    assert found.data.quality("events").findings == ()
    summary = found.summary()
    assert (summary.first, summary.last, summary.read, summary.kept) == (
        "2026-01-01",
        "2026-01-28",
        28,
        28,
    )


def test_a_table_without_any_usable_row(company):
    found = company({"events.csv": HEADER + ",2026-01-01,a\n"})
    summary = found.summary()
    assert (summary.first, summary.last, summary.read, summary.kept) == (None, None, 1, 0)
    assert found.findings()["missing", "customer_id"].share == 1
