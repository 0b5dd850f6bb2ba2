"""Files as they come: each draft loads as it is, and measures what the rows say."""

import json
from datetime import datetime, timedelta

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def month(rows, start):
    return next(row for row in rows if str(row["period_start"]) == start)


def test_korean_csv_in_cp949_becomes_customers_and_orders(csv_file, drafted):
    """c1 and c2 buy monthly from January on; c2 stops in March and is missed within months."""
    people = [
        ("00001", "김하나", "하나@mail.kr", "2024.01.02"),
        ("00002", "이두리", "d@a.kr", "2024.01.03"),
    ]
    csv_file("고객목록.csv", ["고객번호", "이름", "이메일", "가입일"], people, encoding="cp949")
    bought = [("00001", f"2024-{n:02d}-10 14:00") for n in range(1, 12)]
    bought += [("00002", f"2024-{n:02d}-10 15:00") for n in range(1, 4)]
    rows = [(f"A{n}", who, when, "P1", 1, "12,000원") for n, (who, when) in enumerate(bought)]
    header = ["주문번호", "고객번호", "주문일시", "상품코드", "수량", "결제금액"]
    csv_file("주문내역.csv", header, rows, encoding="cp949")
    found = drafted(language="ko")
    assert found.columns("customers") == {
        "customer_id": "고객번호",
        "started_at": "가입일",
        "name": "이름",
        "email": "이메일",
    }
    assert found.columns("orders") == {
        "customer_id": "고객번호",
        "order_id": "주문번호",
        "occurred_at": "주문일시",
        "product_id": "상품코드",
        "quantity": "수량",
        "amount": "결제금액",
    }
    company = found.definitions.company
    assert (company.kind, company.time_zone) == ("ecommerce", "Asia/Seoul")
    assert (company.currency, company.language) == ("KRW", "ko")
    assert found.definitions.churn.rule == "purchase"
    assert "%Y.%m.%d 로 적힘" in found.text
    assert "cp949" in found.text
    rows = found.attrition()
    assert sum(row["lost"] for row in rows) == 1
    assert month(rows, "2024-03-01")["at_start"] == 2
    assert month(rows, "2024-11-01")["at_start"] == 1


def test_sheets_of_a_workbook_become_tables(data, drafted):
    """Four contracts from January on; S2 and S4 end on 10 March, a fifth begins in May."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "고객"
    sheet.append(["고객 현황 (2024)"])
    sheet.append([])
    sheet.append(["고객번호", "고객명", "가입일"])
    first = datetime(2024, 1, 1)
    for number in range(1, 6):
        sheet.append([f"C{number}", f"홍{number}", first + timedelta(days=number)])
    sheet = book.create_sheet("구독")
    sheet.append(["구독번호", "고객번호", "시작일", "종료일", "요금제", "월요금"])
    for number in range(1, 5):
        end = datetime(2024, 3, 10) if number % 2 == 0 else None
        sheet.append([f"S{number}", f"C{number}", first, end, "기본", 9900])
    sheet.append(["S5", "C5", datetime(2024, 5, 2), None, "기본", 9900])
    book.create_sheet("메모")
    book.save(data / "현황.xlsx")
    found = drafted()
    customers, contracts = (found.definitions.tables[n] for n in ("customers", "subscriptions"))
    assert (customers.sheet, customers.skip_rows) == ("고객", 2)
    assert contracts.sheet == "구독"
    assert contracts.columns["ended_at"] == "종료일"
    assert found.definitions.churn.rule == "contract"
    assert "[메모]" in found.text
    march = month(found.attrition(), "2024-03-01")
    assert (march["at_start"], march["lost"], march["attrition"]) == (4, 2, 0.5)


def test_partitioned_parquet_becomes_events(data, drafted):
    """u0 to u9 play in January; only u0 to u4 play in March."""
    for name, day, people in (("2024-01", "2024-01-20", 10), ("2024-03", "2024-03-15", 5)):
        folder = data / "clicks" / f"month={name}"
        folder.mkdir(parents=True)
        when = [datetime.fromisoformat(f"{day}T10:00:00")] * people * 2
        who = [f"u{n % people}" for n in range(people * 2)]
        what = ["play"] * people + ["session_start"] * people
        table = pa.table({"user_id": who, "action": what, "at": when})
        pq.write_table(table, folder / "part-0.parquet")
    found = drafted()
    assert found.patterns("events") == ("data/clicks/*/*.parquet",)
    assert found.columns("events")["occurred_at"] == "at"
    assert "the only time in the file" in found.text
    assert "- play (15)" in found.text
    assert "- session_start" not in found.text
    assert (found.definitions.churn.rule, found.definitions.churn.after) == ("inactive", 28)
    february = month(found.attrition(), "2024-02-01")
    assert (february["at_start"], february["lost"]) == (10, 10)


def test_json_lines_become_events(data, drafted):
    """Times carry the offset of Seoul, so the company's days begin there."""
    lines = [
        {
            "userId": f"u{n % 5}",
            "event": ["lesson_done", "quiz", "login"][n % 3],
            "timestamp": f"2024-0{n % 3 + 1}-{n % 28 + 1:02d}T07:00:00+09:00",
        }
        for n in range(90)
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (data / "events.jsonl").write_text(text + "\n")
    found = drafted()
    assert found.columns("events") == {
        "customer_id": "userId",
        "occurred_at": "timestamp",
        "name": "event",
    }
    assert found.definitions.company.time_zone == "Asia/Seoul"
    assert found.definitions.company.kind == "edtech"
    assert len(found.attrition()) == 2, "in March there are only logins"


def test_seconds_since_1970_are_times_where_the_name_says_so(data, drafted):
    seconds = [1_704_067_200 + n * 86_400 for n in range(60)]
    who = [f"u{n % 6}" for n in range(60)]
    columns = {"user_id": who, "action": ["buy", "read", "like"] * 20, "ts": seconds}
    pq.write_table(pa.table(columns), data / "clicks.parquet")
    found = drafted()
    assert found.columns("events")["occurred_at"] == "ts"


def test_fixed_width_text_becomes_orders(data, drafted):
    lines = [
        f" {n % 20:05d} 2024{n % 6 + 1:02d}{n % 28 + 1:02d} {n % 9 + 1:2d} {n:7.2f}"
        for n in range(200)
    ]
    header = " customer_id date number_of_cds dollar_value"
    (data / "sales.txt").write_text("\n".join([header, *lines]) + "\n")
    found = drafted()
    orders = found.definitions.tables["orders"]
    assert orders.fixed is not None
    assert orders.fixed["customer_id"] == (2, 6)
    assert orders.skip_rows == 1
    assert found.definitions.company.currency == "USD"


def test_years_of_one_kind_are_one_table(csv_file, drafted):
    for year in (2022, 2023):
        rows = [(n % 5, f"{year}-{n % 12 + 1:02d}-{n % 28 + 1:02d}", n) for n in range(60)]
        csv_file(f"orders_{year}.csv", ["CustomerId", "OrderDate", "Total"], rows)
    found = drafted()
    assert found.patterns("orders") == ("data/orders_*.csv",)


def test_months_by_name_are_one_list(csv_file, drafted):
    for number, name in enumerate(("jan", "feb"), start=1):
        rows = [(n % 5, f"2024-{number:02d}-{n % 28 + 1:02d}", n) for n in range(30)]
        csv_file(f"{name}.csv", ["CustomerId", "OrderDate", "Total"], rows)
    found = drafted()
    assert sorted(found.patterns("orders")) == ["data/feb.csv", "data/jan.csv"]


def test_files_that_cannot_be_read_are_listed_and_stop_nothing(data, csv_file, drafted):
    (data / "empty.csv").write_text("")
    (data / "numbers.csv").write_text("1,2,3\n4,5,6\n")
    (data / "book.xlsx").write_bytes(b"no workbook")
    (data / "cut.parquet").write_bytes(b"PAR1PAR1")
    (data / "packed.csv.gz").write_bytes(b"\x1f\x8bxx")
    csv_file("users.csv", ["user_id", "signup_date"], [(n, "2024-01-01") for n in range(9)])
    found = drafted()
    assert list(found.definitions.tables) == ["customers"]
    for name in ("empty.csv", "numbers.csv", "book.xlsx", "cut.parquet", "packed.csv.gz"):
        assert f"- data/{name}: " in found.text


@pytest.mark.parametrize("name", ['it\'s "odd" [1].csv', "줄 바꿈\t탭.csv", "a#b.csv"])
def test_odd_names_of_files_and_columns_are_quoted(csv_file, drafted, name):
    header = ['customer "id"', "or\tder date", "a\\b", "amount"]
    csv_file(name, header, [(n % 9, f"2024-01-{n % 28 + 1:02d}", 1, n) for n in range(60)])
    found = drafted()
    assert found.patterns("orders") == (f"data/{name}",)
