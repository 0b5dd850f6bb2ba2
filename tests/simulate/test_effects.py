"""What was planted can be found in the data, as large as the truth says."""

import json

import pytest

BY_USE = """
with months as (
    select h.customer_id, h.month, h."left" from truth_hazard h
    join truth_spells s on s.customer_id = h.customer_id and s.spell = 1
    where s.joined_at < (h.month - interval 1 month) and s.returned_at is null),
used as (
    select customer_id, date_trunc('month', occurred_at + interval 9 hour) as month, count(*) as n
    from events where name = '{event}' group by all)
select coalesce(n, 0) >= 4 as heavy, count(*), avg("left"::int)
from months m left join used u
  on u.customer_id = m.customer_id and u.month = m.month - interval 1 month
where coalesce(n, 0) >= 4 or n is null group by 1 order by 1
"""
LARGE = 12_000


def _ratio(company, ask, event: str) -> float:
    made = company("saas", customers=LARGE)
    (_, few, light), (_, many, heavy) = ask(made.path, BY_USE.format(event=event))
    assert min(few, many) > 2000
    return heavy / light


def test_users_of_the_protecting_feature_leave_less(company, ask) -> None:
    assert _ratio(company, ask, "automation_run") < 0.8  # 0.62 over ten seeds, give or take 0.07


def test_users_of_the_harming_feature_leave_more(company, ask) -> None:
    assert _ratio(company, ask, "bulk_import") > 1.4


def test_the_neutral_feature_does_nothing(company, ask) -> None:
    assert 0.85 < _ratio(company, ask, "theme_changed") < 1.18


def test_onboarding_protects(company, ask) -> None:
    made = company("saas", customers=LARGE)
    rows = ask(
        made.path,
        """select i.onboarding_steps, avg(h."left"::int) from truth_hazard h
        join truth_individuals i using (customer_id)
        where i.onboarding_steps in (0, 4) group by 1 order by 1""",
    )
    assert rows[0][1] > 1.4 * rows[1][1]


def test_the_holdout_is_a_random_tenth(company, ask) -> None:
    made = company("saas", customers=LARGE)
    [(units, held, kept, treated)] = ask(
        made.path,
        """select count(*), avg((arm = 'holdout')::int),
          avg(i.log_hazard) filter (arm = 'holdout'), avg(i.log_hazard) filter (arm <> 'holdout')
        from assignments a join truth_individuals i on i.customer_id = a.unit_id
        where a.experiment = 'save_offer'""",
    )
    assert abs(held - 0.1) < 4 * (0.09 / units) ** 0.5
    assert abs(kept - treated) < 0.15


def test_nobody_held_out_is_touched_by_the_play(company, ask) -> None:
    made = company("saas", customers=LARGE)
    [(touched, held)] = ask(
        made.path,
        """select count(*), count(*) filter (arm = 'holdout') from touches t
        join assignments a on a.unit_id = t.customer_id and a.experiment = t.play
        where t.play = 'save_offer'""",
    )
    assert touched > 1000
    assert held == 0


def test_each_arm_leaves_as_its_own_hazard_says(company, ask) -> None:
    made = company("saas", customers=LARGE)
    rows = ask(
        made.path,
        """select t.treated, count(*), sum(h."left"::int),
          sum(case when t.treated then t.hazard_if_touched else t.hazard_if_not end)
        from truth_touch_effects t join truth_hazard h on h.customer_id = t.unit_id
          and h.month = date_trunc('month', t.assigned_at + interval 9 hour)::date
        group by 1 order by 1""",
    )
    assert len(rows) == 2
    for _, units, left, expected in rows:
        assert units > 200
        assert abs(left - expected) < 4 * expected**0.5


def test_the_touch_saves_some_and_wakes_others(company, ask) -> None:
    made = company("saas", customers=LARGE)
    rows = ask(
        made.path,
        """select uplift_kind, median(hazard_if_touched / hazard_if_not)
        from truth_touch_effects group by 1 order by 1""",
    )
    change = dict(rows)
    assert change["persuadable"] < 0.5
    assert change["indifferent"] == pytest.approx(1.0)
    assert change["sleeping_dog"] > 1.8


def test_slow_tickets_drive_customers_away(company, ask) -> None:
    made = company("saas", customers=LARGE)
    [(upset, others)] = ask(
        made.path,
        """with slow as (
            select distinct t.customer_id, date_trunc('month', t.opened_at + interval 9 hour) as m
            from tickets t join truth_tickets w using (ticket_id) where w.slow)
        select avg(h."left"::int) filter (s.m is not null),
          avg(h."left"::int) filter (s.m is null)
        from truth_hazard h left join slow s
          on s.customer_id = h.customer_id and s.m = h.month - interval 1 month""",
    )
    assert upset > 1.3 * others  # though most are called: `complaint_follow_up`


def test_failed_payments_come_before_those_who_did_not_choose_to_leave(company, ask) -> None:
    for preset in ("saas", "bfsi"):
        made = company(preset, customers=2000)
        [(ended, preceded, coded)] = ask(
            made.path,
            """select count(*), count(n), sum(coded) from subscriptions s left join (
                select s.subscription_id, count(*) as n,
                  (count(*) = count(p.decline_code))::int as coded
                from subscriptions s join payments p on p.customer_id = s.customer_id
                  and p.status = 'failed' and p.occurred_at <= s.ended_at
                  and p.occurred_at > s.ended_at - interval 15 day
                group by 1) using (subscription_id)
            where not s.voluntary and s.ended_at is not null and s.customer_id is not null
            and s.end_reason = 'payment_failed'""",
        )
        assert ended > 10
        assert preceded == ended == coded


def test_notice_is_given_only_by_those_who_choose(company, ask) -> None:
    made = company("bfsi", customers=2000)
    assert (
        ask(made.path, "from subscriptions where not voluntary and cancelled_at is not null") == []
    )


def test_users_leave_before_their_logo_in_b2b(company, ask) -> None:
    made = company("b2b", customers=2000)
    [(ended, late, lead)] = ask(
        made.path,
        """select count(*), count(*) filter (last_user_left_at >= ended_at),
          median(date_diff('day', last_user_left_at, ended_at))
        from truth_logos where ended_at is not null and users > 1""",
    )
    assert ended > 15
    assert late == 0
    assert 28 <= lead <= 95


def test_users_leave_before_their_logo_in_saas(company, ask) -> None:
    made = company("saas", customers=LARGE)
    [(ended, early, failing)] = ask(
        made.path,
        """select count(*), count(*) filter (date_diff('day', last_user_left_at, ended_at) < 14),
          avg((failing_from is not null)::int) from truth_logos where ended_at is not null""",
    )
    assert ended > 100
    assert early == 0
    assert failing > 0.5


def test_activity_fades_before_leaving(company, ask) -> None:
    made = company("gaming", customers=2000)
    [(before, last)] = ask(
        made.path,
        """select count(*) filter (e.occurred_at < s.left_at - interval 28 day)
            / count(distinct s.customer_id) / 28.0,
          count(*) filter (e.occurred_at >= s.left_at - interval 14 day)
            / count(distinct s.customer_id) / 14.0
        from truth_spells s join events e using (customer_id)
        where e.name = 'quest_completed' and s.left_at - s.joined_at > interval 70 day
          and s.spell = 1 and e.occurred_at between s.left_at - interval 56 day and s.left_at""",
    )
    assert last < 0.65 * before


def test_the_truth_names_every_effect(company) -> None:
    made = company("saas")
    told = json.loads((made.truth / "truth.json").read_text(encoding="utf-8"))
    assert told["features"]["protects"]["effect_at_full_use"] < 0
    assert told["features"]["harms"]["effect_at_full_use"] > 0
    assert told["features"]["neither"]["effect_at_full_use"] == 0
    assert set(told["shocks"]) == {"price_change", "bad_release"}
    assert len(told["season_by_month_of_year"]) == 12
    assert told["experiment"]["holdout_share"] == 0.1
    assert {path.stem for path in made.truth.glob("*.parquet")} == set(told["files"])
