import pytest

from tenure.draft.vocabulary import ASK, SURE, folded, likeness, mentions, table_words
from tenure.tables import TABLES


@pytest.mark.parametrize(
    ("name", "table", "target"),
    [
        ("customerID", "customers", "customer_id"),
        ("User Id", "events", "customer_id"),
        ("고객번호", "orders", "customer_id"),
        ("MBR_NO", "orders", "customer_id"),
        ("InvoiceNo", "orders", "order_id"),
        ("StockCode", "orders", "product_id"),
        ("결제금액(원)", "orders", "amount"),
        ("amount_usd", "orders", "amount"),
        ("ORD_DTM", "orders", "occurred_at"),
        ("발생일시", "events", "occurred_at"),
        ("event_type", "events", "name"),
        ("가입일", "customers", "started_at"),
        ("해지일", "subscriptions", "ended_at"),
        ("auto_renew_flag", "subscriptions", "auto_renew"),
        ("자동갱신여부", "subscriptions", "auto_renew"),
        ("이메일", "customers", "email"),
        ("satisfaction_score", "tickets", "score"),
    ],
)
def test_usual_names_are_sure(name, table, target):
    assert likeness(name, table, target) >= SURE


@pytest.mark.parametrize(
    ("name", "table", "target"),
    [
        ("seats", "accounts", "size"),
        ("주문고객번호", "orders", "customer_id"),
        ("billing_customer_id", "orders", "customer_id"),
        ("churn_date", "feedback", "given_at"),
    ],
)
def test_doubtful_names_are_asked_about(name, table, target):
    assert ASK <= likeness(name, table, target) < SURE


@pytest.mark.parametrize(
    ("name", "table", "target"),
    [
        ("churn_date", "events", "occurred_at"),
        ("description", "orders", "product_id"),
        ("생년월일", "customers", "started_at"),
        ("calendar", "subscriptions", "ended_at"),
    ],
)
def test_other_names_mean_nothing(name, table, target):
    assert likeness(name, table, target) == 0


def test_a_canonical_name_is_certain_in_any_spelling():
    for table, schema in TABLES.items():
        for column in schema.columns:
            assert likeness(column.name.replace("_", " ").title(), table, column.name) == 1


def test_no_word_means_two_columns_of_one_table_for_sure():
    for table, words in table_words().items():
        owners: dict[str, list[str]] = {}
        for target, levels in words.columns.items():
            for word, level in levels.items():
                if level >= 0.95:
                    owners.setdefault(word, []).append(target)
        doubled = {word: targets for word, targets in owners.items() if len(targets) > 1}
        assert doubled == {}, table


def test_decomposed_korean_is_the_same_name():
    assert folded("고객 번호") == folded("고객_번호")


def test_words_are_found_whole_in_english_and_within_in_korean():
    assert mentions("ravenstack_churn_events", ["event"]) == "event"
    assert mentions("calendar", ["end"]) is None
    assert mentions("전체고객목록", ["고객"]) == "고객"
