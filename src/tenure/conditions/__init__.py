"""Conditions that people write in tenure.toml: parsed to a typed tree, built into Ibis expressions.

    comparison   seconds >= 60        plan == 'pro'        plan != 'trial'        size = 10
    lists        plan in ('pro', 'team')                   plan not in ('trial')
    ranges       amount between 10 and 20 (both ends included)
    nothing      ended_at is null     ended_at is not null
    parts        name contains 'export'                    name starts with '서울'
    flags        auto_renew           not auto_renew       auto_renew == true
    times        started_at >= '2026-03-01'                occurred_at < '2026-03-01 09:00'
    together     a and b, a or b, not a, ( … ); not binds before and, and before or

Text goes in 'single quotes' (a quote inside is doubled). Column names may be in any script; one
with spaces goes in "double quotes" or `backticks`. Keywords may be in either case, text is compared
as written. A plain date stands for the whole day in the company's time zone.

Logic has three values, as in SQL: comparing null gives null, `not` null is null, and a row is
selected only where the condition is true. So `plan != 'pro'` leaves out rows without a plan;
write `plan != 'pro' or plan is null` to keep them.
"""

from tenure.conditions.condition import Condition, parse

__all__ = ["Condition", "parse"]
