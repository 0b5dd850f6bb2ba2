import json


def test_the_planted_imperfections_are_there_and_told(company, ask) -> None:
    made = company("saas")
    told = json.loads((made.truth / "truth.json").read_text(encoding="utf-8"))["imperfections"]
    found = {
        "customers: duplicate customer_id (the same row twice)": """
            select count(*) - count(distinct customer_id) from customers""",
        "events: before the customer's started_at": """
            select count(*) from events e join (select distinct * from customers) c
            using (customer_id) where e.occurred_at < c.started_at""",
        "events: dated in the future": """
            select count(*) from events where occurred_at >= '2026-06-30 15:00:00'""",
        "events: customer_id that no customer has": """
            select count(*) from events
            where customer_id not in (select customer_id from customers)""",
        "tickets: customer_id that no customer has": """
            select count(*) from tickets
            where customer_id not in (select customer_id from customers)""",
    }
    assert set(found) == set(told)
    for what, sql in found.items():
        assert ask(made.path, sql) == [(told[what],)], what


def test_they_are_less_than_one_in_a_thousand(company) -> None:
    made = company("saas", customers=12_000)
    told = json.loads((made.truth / "truth.json").read_text(encoding="utf-8"))["imperfections"]
    assert sum(told.values()) < sum(made.rows.values()) / 1000


def test_they_are_the_only_ones(company, ask) -> None:
    for preset in ("b2b", "d2c", "bfsi"):
        made = company(preset, customers=2000) if preset != "d2c" else company(preset)
        zone_end = {"b2b": "2026-07-01 04:00:00"}.get(preset, "2026-06-30 15:00:00")
        assert ask(made.path, f"select count(*) from events where occurred_at >= '{zone_end}'") == [
            (2,)
        ]
        assert ask(made.path, f"from feedback where given_at >= '{zone_end}'") == []
        assert ask(made.path, f"from tickets where opened_at >= '{zone_end}'") == []
        assert ask(made.path, f"from touches where sent_at >= '{zone_end}'") == []


def test_a_tiny_company_has_none(tmp_path) -> None:
    from tenure.simulate import simulate

    made = simulate("saas", customers=20, months=3, seed=1, out=tmp_path / "x")
    told = json.loads((made.truth / "truth.json").read_text(encoding="utf-8"))["imperfections"]
    assert told == {}
    assert made.rows["customers"] == 20
