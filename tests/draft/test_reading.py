"""How values are read: days and months, decimal signs, time zones, currencies."""

import pytest


def test_days_and_months_that_can_be_swapped_are_asked_about(csv_file, drafted):
    rows = [(n % 9, f"{n % 12 + 1:02d}/{n % 12 + 1:02d}/2024", n) for n in range(90)]
    csv_file("orders.csv", ["customer_id", "order_date", "total"], rows)
    found = drafted()
    assert found.definitions.tables["orders"].dates is None
    assert '# dates = "%m/%d/%Y"' in found.text
    assert "is it month first?" in found.text


def test_another_column_shows_what_comes_first(csv_file, drafted):
    """order_date fits both ways; ship_date has days above 12 in the second place."""
    rows = [
        (
            n % 9,
            f"{n % 11 + 1:02d}/{n % 5 + 3:02d}/2024",
            f"{n % 11 + 1:02d}/{n % 20 + 9:02d}/2024",
            n,
        )
        for n in range(90)
    ]
    csv_file("orders.csv", ["customer_id", "order_date", "ship_date", "total"], rows)
    found = drafted()
    assert found.definitions.tables["orders"].dates == ("%m/%d/%Y",)
    assert "ship_date shows which" in found.text


def test_days_first_need_no_format(csv_file, drafted):
    rows = [(n % 9, f"{n % 28 + 1:02d}-{n % 11 + 1:02d}-2024", n) for n in range(90)]
    csv_file("orders.csv", ["customer_id", "order_date", "total"], rows)
    found = drafted()
    assert found.definitions.tables["orders"].dates is None
    assert "written %d-%m-%Y" in found.text


def test_a_decimal_comma_is_seen(csv_file, drafted):
    rows = [
        (n % 9, f"{n % 28 + 1:02d}.{n % 11 + 1:02d}.2024", f"{n},{n % 90 + 10}") for n in range(90)
    ]
    csv_file("orders.csv", ["customer_id", "order_date", "total"], rows, separator=";")
    found = drafted()
    assert found.definitions.tables["orders"].decimal == ","


def test_thousands_are_no_decimals(csv_file, drafted):
    rows = [(n % 9, f"2024-01-{n % 28 + 1:02d}", f"{n + 1},000") for n in range(90)]
    csv_file("orders.csv", ["customer_id", "order_date", "total"], rows)
    assert drafted().definitions.tables["orders"].decimal == "."


def by_hour(hours):
    return [
        (
            n % 9,
            f"P{n}",
            f"2024-{n % 6 + 1:02d}-{n % 28 + 1:02d} {hours[n % len(hours)]:02d}:10:00",
            1000,
        )
        for n in range(400)
    ]


HEADER = ["고객번호", "주문번호", "주문일시", "금액"]


def test_local_times_are_told_by_quiet_nights(csv_file, drafted):
    csv_file("주문.csv", HEADER, by_hour(range(8, 24)))
    found = drafted()
    assert found.definitions.company.time_zone == "Asia/Seoul"
    assert found.definitions.tables["orders"].time_zone == "Asia/Seoul"


def test_times_in_utc_stay_so(csv_file, drafted):
    csv_file("주문.csv", HEADER, by_hour([*range(0, 15), 23]))
    found = drafted()
    assert found.definitions.tables["orders"].time_zone is None
    assert "the nights are quiet there" in found.text


def test_times_that_show_no_night_are_asked_about(csv_file, drafted):
    csv_file("주문.csv", HEADER, by_hour(range(24)))
    found = drafted()
    assert found.definitions.tables["orders"].time_zone is None
    assert '# time_zone = "Asia/Seoul"' in found.text


@pytest.mark.parametrize(
    ("header", "value", "currency", "zone"),
    [
        (["customer_id", "order_date", "total_usd"], "5", "USD", "UTC"),
        (["customer_id", "order_date", "total"], "£5", "GBP", "UTC"),
        (["customer_id", "order_date", "total"], "₩5,000", "KRW", "Asia/Seoul"),
        (["customer_id", "order_date", "total"], "5", None, "UTC"),
    ],
)
def test_the_currency_comes_from_names_and_signs(csv_file, drafted, header, value, currency, zone):
    csv_file("orders.csv", header, [(n % 9, f"2024-01-{n % 28 + 1:02d}", value) for n in range(60)])
    company = drafted().definitions.company
    assert (company.currency, company.time_zone) == (currency, zone)


def test_korean_customers_of_a_british_shop_do_not_move_its_days(csv_file, drafted):
    rows = [(n % 9, f"2024-01-{n % 28 + 1:02d}", "김하나", 5, "GBP") for n in range(60)]
    csv_file("orders.csv", ["customer_id", "order_date", "buyer", "total", "currency"], rows)
    company = drafted().definitions.company
    assert (company.currency, company.time_zone, company.language) == ("GBP", "UTC", "en")
