"""What the rules of tenure.toml see in the data is what the truth says they should see."""

import pytest

from tenure.simulate import PRESETS

SEEN_BY_SILENCE = """
with q as (select customer_id, occurred_at as t from events where {qualifying}),
bounds as (
    select row_number() over (order by d) as i, d::date as day, d - interval 9 hour as t
    from generate_series(date '2025-07-01', date '2026-07-01', interval 1 month) as g(d)),
active as (
    select distinct i, customer_id from bounds join q
    on q.t <= bounds.t and q.t > bounds.t - interval 28 day)
select b.day, count(a.customer_id), count(a.customer_id) filter (z.customer_id is null)
from bounds b left join active a on a.i = b.i
left join active z on z.i = b.i + 1 and z.customer_id = a.customer_id
where b.i <= 12 group by all order by 1
"""
SEEN_BY_CONTRACT = """
with bounds as (
    select row_number() over (order by d) as i, d::date as day, timezone('{zone}', d) as t
    from generate_series(date '2025-07-01', date '2026-07-01', interval 1 month) as g(d)),
active as (
    select distinct i, {unit} as unit from bounds join subscriptions s
    on s.started_at <= timezone('UTC', bounds.t)
    and coalesce(s.ended_at, timestamp '2100-01-01') > timezone('UTC', bounds.t))
select b.day, count(a.unit), count(a.unit) filter (z.unit is null)
from bounds b left join active a on a.i = b.i
left join active z on z.i = b.i + 1 and z.unit = a.unit
where b.i <= 12 group by all order by 1
"""
SILENT = [name for name, preset in PRESETS.items() if preset.rule == "inactive"]
IN_TRUTH = "select month, at_start, lost from truth_attrition_truth where basis = '{}' order by 1"


@pytest.mark.parametrize("preset", SILENT)
def test_silence_of_28_days_sees_exactly_those_who_left(company, ask, preset: str) -> None:
    made = company(preset)
    qualifying = " or ".join(
        f"(name = '{event}' and {where or 'true'})" for event, where in PRESETS[preset].qualifying
    )
    seen = ask(made.path, SEEN_BY_SILENCE.format(qualifying=qualifying))
    assert seen == ask(made.path, IN_TRUTH.format("rule"))
    assert sum(lost for _, _, lost in seen) > 20


@pytest.mark.parametrize(("preset", "unit"), [("b2b", "account_id"), ("bfsi", "customer_id")])
def test_contracts_see_exactly_those_who_left(company, ask, preset: str, unit: str) -> None:
    made = company(preset, customers=2000)
    sql = SEEN_BY_CONTRACT.format(unit=unit, zone=PRESETS[preset].zone)
    seen = ask(made.path, sql)
    assert seen == ask(made.path, IN_TRUTH.format("true"))
    assert sum(lost for _, _, lost in seen) > 10


def test_nobody_is_silent_for_28_days_while_present(company, ask) -> None:
    made = company("media")
    [(longest,)] = ask(
        made.path,
        """select max(gap) from (
            select e.occurred_at - lag(e.occurred_at) over (
                partition by s.customer_id, s.spell order by e.occurred_at) as gap
            from truth_spells s join events e on e.customer_id = s.customer_id
              and e.occurred_at >= s.joined_at
              and e.occurred_at <= coalesce(s.left_at, timestamp '2100-01-01')
            where e.name = 'play' and e.seconds >= 120 and e.occurred_at < '2026-07-01')""",
    )
    assert longest.total_seconds() < 28 * 86_400


def test_log_ins_after_leaving_would_mislead(company, ask) -> None:
    made = company("saas")
    [(count,)] = ask(
        made.path,
        """select count(*) from truth_spells s join events e using (customer_id)
        where s.returned_at is null and e.name = 'login' and e.occurred_at > s.left_at
          and e.occurred_at < '2026-07-01'""",
    )
    assert count > 10


def test_nobody_buys_after_dropping_out(company, ask) -> None:
    made = company("d2c")
    assert ask(
        made.path,
        """select count(*) filter (o.amount > 0 and o.occurred_at > s.left_at),
          count(*) filter (o.occurred_at < s.joined_at) from orders o
        join truth_spells s using (customer_id)""",
    ) == [(0, 0)]


def test_expected_attrition_is_borne_out(company, ask) -> None:
    """Σ(lost - expected) stays within four standard errors, over all months and presets."""
    for preset in PRESETS:
        made = company(preset)
        [(lost, expected)] = ask(
            made.path,
            "select sum(lost), sum(expected_lost) from truth_attrition_truth where basis = 'true'",
        )
        assert abs(lost - expected) < 4 * expected**0.5, preset
        [(left, hazard)] = ask(
            made.path, 'select count(*) filter ("left"), sum(hazard) from truth_hazard'
        )
        assert abs(left - hazard) < 4 * hazard**0.5, preset


def test_the_total_hides_the_attrition(company, ask) -> None:
    made = company("saas", customers=12_000)
    rows = ask(
        made.path,
        """select month, at_start, attrition from truth_attrition_truth
        where basis = 'true' order by 1""",
    )
    sizes = [row[1] for row in rows]
    assert sizes == sorted(sizes)
    before, shock = rows[5][2], max(rows[8][2], rows[9][2])
    assert shock > 1.4 * before
