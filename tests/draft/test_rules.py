"""What a draft says about activity and leaving, and what it keeps to itself."""

import re

import pytest


def days(count):
    return [f"2024-{n % 11 + 1:02d}-{n % 28 + 1:02d}" for n in range(count)]


def flagged(csv_file, left, name="members.csv"):
    rows = [(n, f"P{n}", 20 + n % 40, left[n % len(left)]) for n in range(100)]
    csv_file(name, ["id", "full name", "age", "churned"], rows)


@pytest.mark.parametrize("left", [("1", "0"), ("Yes", "No"), ("TRUE", "FALSE")])
def test_a_flag_of_customers_is_a_rule(csv_file, drafted, left):
    flagged(csv_file, left)
    churn = drafted().definitions.churn
    assert (churn.rule, churn.column) == ("column", "churned")


def test_a_flag_in_korean_is_a_snapshot(csv_file, drafted):
    flagged(csv_file, ("예", "아니오", "아니오", "아니오"))
    found = drafted()
    [row] = found.attrition()
    assert (row["at_start"], row["lost"], row["attrition"]) == (100, 25, 0.25)


def test_a_flag_in_other_words_is_not_used_but_mentioned(csv_file, drafted):
    flagged(csv_file, ("Attrited Customer", "Existing Customer"))
    found = drafted()
    assert found.definitions.churn.rule == "inactive"
    assert "churned may say who left" in found.text


def test_the_day_that_customers_left_is_better_than_a_flag(csv_file, drafted):
    rows = [
        (f"c{n}", day, "2024-11-20" if n % 4 == 0 else "", n % 4 == 0)
        for n, day in enumerate(days(80))
    ]
    csv_file("회원.csv", ["회원번호", "가입일", "탈퇴일", "탈퇴여부"], rows)
    found = drafted()
    assert (found.definitions.churn.rule, found.definitions.churn.column) == ("column", "ended_at")
    assert 'also possible: rule = "column" with column = "탈퇴여부"' in found.text


def test_events_and_orders_leave_the_choice_to_the_kind(csv_file, drafted):
    bought = [(n % 9, f"o{n}", day, n) for n, day in enumerate(days(90))]
    csv_file("orders.csv", ["user_id", "order_id", "order_date", "amount"], bought)
    shop = [(n % 9, ["product viewed", "cart"][n % 2], day) for n, day in enumerate(days(90))]
    csv_file("events.csv", ["user_id", "event", "event_time"], shop)
    assert drafted().definitions.churn.rule == "purchase"
    game = [(n % 9, ["quest", "guild chat"][n % 2], day) for n, day in enumerate(days(90))]
    csv_file("events.csv", ["user_id", "event", "event_time"], game)
    found = drafted()
    assert (found.definitions.company.kind, found.definitions.churn.rule) == ("gaming", "inactive")
    assert found.definitions.churn.after == 14


def test_logins_are_no_activity_in_any_language(csv_file, drafted):
    """Ten people log in every month; two of them do a lesson in January only."""
    rows = [(f"u{n}", "로그인", f"2024-{m:02d}-10") for m in range(1, 7) for n in range(10)]
    rows += [(f"u{n}", "수업 완료", "2024-01-20") for n in range(2)]
    csv_file("이벤트.csv", ["회원ID", "이벤트", "발생일"], rows)
    found = drafted()
    assert found.definitions.active.none == ("로그인",)
    assert "- 수업 완료 (2)" in found.text
    assert "- 로그인" not in found.text
    assert max(row["at_end"] for row in found.attrition()) == 2


def test_many_contracts_that_end_on_one_day_are_remarked(csv_file, drafted):
    rows = [
        (n, n % 30, day, "2024-12-01" if n % 3 else "2024-11-15", 9)
        for n, day in enumerate(days(60))
    ]
    header = ["subscription_id", "customer_id", "start_date", "end_date", "monthly_fee"]
    csv_file("subscriptions.csv", header, rows)
    found = drafted()
    assert found.columns("subscriptions")["ends_at"] == "end_date"
    assert "67 % of end_date are 2024-12-01" in found.text


def test_contracts_that_mostly_name_no_customer_do_not_make_the_rule(csv_file, drafted):
    rows = [
        (n, n if n % 2 else "", "" if n % 2 else f"A{n}", day, "2024-12-01")
        for n, day in enumerate(days(60))
    ]
    header = ["subscription_id", "customer_id", "account_id", "start_date", "expiry_date"]
    csv_file("subscriptions.csv", header, rows)
    done = [(n % 30, "report", day) for n, day in enumerate(days(90))]
    csv_file("events.csv", ["customer_id", "event", "event_time"], done)
    found = drafted()
    assert found.definitions.churn.rule == "inactive"
    assert "50 % of contracts name no customer" in found.text


def test_names_and_addresses_of_people_are_not_written(csv_file, drafted):
    people = [
        (n, f"Seongmin Barrow {n}", f"barrow{n}@mail.example", "2024-01-02") for n in range(30)
    ]
    csv_file("users.csv", ["user_id", "full name", "email", "signup_date"], people)
    log = [(n % 30, f"Seongmin Barrow {n % 30}", day) for n, day in enumerate(days(300))]
    csv_file("events.csv", ["user_id", "name", "time"], log)
    found = drafted()
    assert found.columns("customers")["name"] == "full name"
    assert "Barrow" not in found.text
    assert "@mail" not in found.text
    assert "holds names of people" in found.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_comments_are_in_the_language_asked_for(csv_file, drafted, language):
    flagged(csv_file, ("1", "0"))
    found = drafted(language=language)
    comments = [line for line in found.text.splitlines() if line.startswith("# ")]
    korean = [line for line in comments if re.search("[가-힣]", line)]
    assert bool(korean) == (language == "ko")
    assert found.definitions.company.language == language


def test_the_same_files_give_the_same_text(csv_file, drafted):
    flagged(csv_file, ("1", "0"))
    bought = [(n % 9, f"o{n}", day, n) for n, day in enumerate(days(90))]
    csv_file("orders.csv", ["user_id", "order_id", "order_date", "amount"], bought)
    assert drafted().text == drafted().text
