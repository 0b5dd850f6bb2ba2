"""Which file becomes which table, what stays a question, and why a file becomes none."""

import tomllib

import pytest


def days(count, year=2024):
    return [f"{year}-{n % 11 + 1:02d}-{n % 28 + 1:02d}" for n in range(count)]


@pytest.fixture
def logos(csv_file):
    """A company whose files know organisations, not people; usage names contracts only."""
    signup = [(f"A{n}", f"Co {n}", day, n % 90) for n, day in enumerate(days(40, 2023))]
    csv_file("acme_accounts.csv", ["account_id", "account_name", "signup_date", "seats"], signup)
    contracts = [
        (f"S{n}", f"A{n % 40}", day, "2024-11-05" if n % 4 == 0 else "", "pro", 50, "TRUE")
        for n, day in enumerate(days(80, 2023))
    ]
    header = ["subscription_id", "account_id", "start_date", "end_date", "plan_tier"]
    csv_file("acme_subscriptions.csv", [*header, "mrr_amount", "auto_renew_flag"], contracts)
    usage = [(f"U{n}", f"S{n % 80}", day, f"f{n % 5}", 3) for n, day in enumerate(days(300))]
    header = ["usage_id", "subscription_id", "usage_date", "feature_name", "usage_count"]
    csv_file("acme_usage.csv", header, usage)
    left = [(f"E{n}", f"A{n % 40}", day, "price", "too dear") for n, day in enumerate(days(50))]
    header = ["churn_event_id", "account_id", "churn_date", "reason_code", "feedback_text"]
    csv_file("acme_churn_events.csv", header, left)
    tickets = [(f"T{n}", f"A{n % 40}", day, 4) for n, day in enumerate(days(60))]
    header = ["ticket_id", "account_id", "submitted_at", "satisfaction_score"]
    csv_file("acme_tickets.csv", header, tickets)


def test_organisations_stand_for_customers_where_contracts_are_theirs(logos, drafted):
    found = drafted()
    company, tables = found.definitions.company, found.definitions.tables
    assert (company.kind, company.name) == ("b2b", "acme")
    assert set(tables) == {"accounts", "subscriptions", "events", "tickets"}
    assert tables["events"].via == "subscriptions"
    assert tables["tickets"].columns["customer_id"] == "account_id"
    assert found.columns("subscriptions")["ended_at"] == "end_date"
    assert found.definitions.churn.rule == "contract"
    assert "the organisation stands for the customer" in found.text
    assert "acme_churn_events.csv: nearest to [tables.feedback]" in found.text
    assert '# given_at = "churn_date"' in found.text, "a list of those who left is no activity"


def test_a_doubtful_column_is_a_question_that_can_be_answered(csv_file, drafted):
    sold = [(f"S{n}", f"A{n}", day, "pro") for n, day in enumerate(days(40))]
    csv_file("contracts.csv", ["contract_id", "account_id", "start_date", "plan"], sold)
    csv_file("accounts.csv", ["account_id", "seats"], [(f"A{n}", n) for n in range(40)])
    found = drafted()
    assert "size" not in found.columns("accounts")
    [question] = [line for line in found.text.splitlines() if "size =" in line and "seats" in line]
    assert question.startswith("# ")
    assert question.endswith("55 %: is this 'people in the organisation'?")
    found.file.write_text(found.text.replace(question, question.removeprefix("# ")))
    assert found.columns("accounts")["size"] == "seats"


def test_contracts_of_nobody_cannot_tell_customers(csv_file, drafted):
    usage = [(f"U{n}", f"S{n % 80}", day, f"f{n % 5}") for n, day in enumerate(days(300))]
    csv_file("usage.csv", ["usage_id", "subscription_id", "usage_date", "feature_name"], usage)
    found = drafted()
    assert not found.definitions.tables
    assert "subscription_id names a contract" in found.text


def test_a_doubtful_customer_is_accepted_when_the_values_are_those_of_customers(csv_file, drafted):
    signup = [(f"c{n}", day) for n, day in enumerate(days(40, 2023))]
    csv_file("customers.csv", ["customer_id", "signup_date"], signup)
    seen = [(f"c{n % 40}", "scan", day) for n, day in enumerate(days(400))]
    csv_file("log.csv", ["card id", "event", "event_time"], seen)
    found = drafted()
    assert found.columns("events")["customer_id"] == "card id"
    assert "the values are those of the customers" in found.text
    csv_file(
        "customers.csv",
        ["customer_id", "signup_date"],
        [(f"x{n}", "2023-01-01") for n in range(40)],
    )
    assert "events" not in drafted().definitions.tables


def test_lines_of_orders_without_a_customer_are_explained(csv_file, drafted):
    bought = [(n, n % 9, day, n) for n, day in enumerate(days(90))]
    csv_file("orders.csv", ["order_id", "customer_id", "order_date", "total"], bought)
    lines = [(n // 2, f"p{n % 7}", 1, n) for n in range(180)]
    csv_file("order_items.csv", ["order_id", "product_id", "qty", "price"], lines)
    csv_file("products.csv", ["product_id", "name"], [(f"p{n}", f"thing {n}") for n in range(7)])
    found = drafted()
    assert list(found.definitions.tables) == ["orders"]
    assert "order_items.csv: lines of orders that name neither customer nor time" in found.text
    assert "- data/products.csv: no column says who" in found.text


def test_the_result_of_an_experiment_is_no_data_about_churn(csv_file, drafted):
    rows = [(n % 12, "web", ["mail", "none"][n % 2], n % 2, 0, 0.0) for n in range(200)]
    header = ["recency", "channel", "segment", "visit", "conversion", "spend"]
    csv_file("trial.csv", header, rows)
    found = drafted()
    assert not found.definitions.tables
    assert "with an arm in `segment`" in " ".join(found.text.replace("#", " ").split())


def test_of_two_files_of_customers_one_is_taken_and_the_other_explained(csv_file, drafted):
    csv_file(
        "customers.csv",
        ["customer_id", "signup_date", "email"],
        [(n, "2024-01-01", "") for n in range(9)],
    )
    csv_file("scores.csv", ["customer_id", "risk"], [(n, n / 9) for n in range(9)])
    found = drafted()
    assert found.patterns("customers") == ("data/customers.csv",)
    assert "- data/scores.csv: that table comes from another file already" in found.text


def test_quantity_and_unit_price_give_amounts(csv_file, drafted):
    rows = [(n % 9, f"I{n}", day, "sku", 2, 2.5) for n, day in enumerate(days(90))]
    header = ["CustomerID", "InvoiceNo", "InvoiceDate", "StockCode", "Quantity", "UnitPrice"]
    csv_file("retail.csv", header, rows)
    found = drafted()
    assert found.columns("orders")["unit_price"] == "UnitPrice"
    assert "amount" not in found.columns("orders")


def test_a_price_without_a_quantity_is_the_amount(csv_file, drafted):
    rows = [(n % 9, f"I{n}", day, n) for n, day in enumerate(days(90))]
    csv_file("sales.csv", ["user", "order_no", "date", "price"], rows)
    assert drafted().columns("orders")["amount"] == "price"


def test_the_holder_is_the_key_where_nobody_has_two_contracts(csv_file, drafted):
    rows = [(f"c{n}", day, "2025-01-01", "pro", 9) for n, day in enumerate(days(40))]
    header = ["customer_id", "start_date", "expiry_date", "plan", "monthly_fee"]
    csv_file("subscriptions.csv", header, rows)
    found = drafted()
    assert found.columns("subscriptions")["subscription_id"] == "customer_id"
    assert found.columns("subscriptions")["ends_at"] == "expiry_date"


def test_nameless_columns_are_only_asked_about(data, drafted):
    lines = [
        f" {n % 20:05d} 2024{n % 6 + 1:02d}{n % 28 + 1:02d} {n % 9 + 1:2d} {n:7.2f}"
        for n in range(200)
    ]
    (data / "sales.txt").write_text("\n".join(lines) + "\n")
    found = drafted()
    assert not found.definitions.tables
    block = found.text[found.text.index("# [tables.orders]") :]
    answered = "\n".join(
        line.removeprefix("# ") for line in block.splitlines() if "kept as" not in line
    )
    orders = tomllib.loads(
        "\n".join(line for line in answered.splitlines() if "=" in line or line.startswith("["))
    )
    assert orders["tables"]["orders"]["columns"] == {
        "customer_id": "column1",
        "occurred_at": "column2",
        "quantity": "column3",
        "amount": "column4",
    }
