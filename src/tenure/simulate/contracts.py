"""Contracts: what was bought, at which price, when notice was given and when it ended."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import pyarrow as pa

from tenure.simulate.clock import Clock
from tenure.simulate.columns import (
    Array,
    column,
    constant,
    instants,
    labelled,
    numbered,
    table_of,
)
from tenure.simulate.company import Company
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Bools, Each, Floats, Ints, Stream
from tenure.simulate.happenings import Happenings
from tenure.simulate.logos import next_term_end
from tenure.simulate.walk import DRIVERS

END_REASONS = (
    "price", "reliability", "support", "usability", "onboarding", "competitor",
    "missing_feature", "no_longer_needed", "payment_failed",
    "price_change", "upgrade", "downgrade",
)  # fmt: skip
_OF_DRIVER = {
    "price_change": "price", "bad_release": "reliability", "slow_ticket": "support",
    "unwelcome_touch": "no_longer_needed", "harming_feature": "usability",
    "poor_onboarding": "onboarding", "failing_logo": "no_longer_needed",
}  # fmt: skip
_UNPROMPTED = ("price", "competitor", "missing_feature", "no_longer_needed", "usability")
_BY_ACCOUNT, _SECOND, _ADDON, _AFTER_PRICE, _AFTER_PLAN, _KEYS = 16, 8, 4, 2, 1, 32
_CHANGING = 0.08
_ADDON_SHARE = 0.3


@dataclass(frozen=True)
class Contracts:
    """One entry a contract period; `cancelled` and `ended` are NEVER when they did not happen."""

    holder: Ints
    by_account: Bools
    begin: Floats
    ended: Floats
    cancelled: Floats
    plan: Ints
    term: Ints
    reason: Ints
    voluntary: Ints
    seats: Ints
    key: Ints

    def take(self, rows: Bools | Ints) -> Self:
        """Return the chosen rows."""
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))

    def with_rows(self, other: Self) -> Self:
        """Return these rows followed by the other ones."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return type(self)(*(np.concatenate(pair) for pair in pairs))


def draw_contracts(company: Company) -> Contracts:
    """Draw every contract period that began within the simulated months."""
    clock, crowd, lives = company.clock, company.people.crowd, company.lives
    rows: Contracts | None = None
    if not company.preset.by_account:
        for spell in (0, 1):
            alone = np.flatnonzero((crowd.account < 0) & (lives.start[spell] < clock.end))
            found = _spells(company, alone, crowd.plan[alone], crowd.term[alone], spell)
            rows = found if rows is None else rows.with_rows(found)
    if company.accounts is not None:
        logos = _logo_contracts(company)
        rows = logos if rows is None else rows.with_rows(logos)
    assert rows is not None
    rows = _cut_at_price_change(company, rows)
    rows = _cut_at_plan_change(company, rows)
    if company.preset.addon is not None:
        rows = rows.with_rows(_addons(company, rows))
    rows = rows.take(np.argsort(rows.begin, kind="stable"))
    return replace(
        rows,
        ended=np.where(rows.ended <= clock.end, rows.ended, NEVER),
        cancelled=np.where(rows.cancelled <= clock.end, rows.cancelled, NEVER),
    )


def _spells(company: Company, who: Ints, plan: Ints, term: Ints, spell: int) -> Contracts:
    key = who * _KEYS + spell * _SECOND
    draws = company.dice.each(Stream.CONTRACTS, of=key)
    lives, clock = company.lives, company.clock
    begin, left = lives.start[spell][who], lives.left[spell][who]
    failed = lives.involuntary[spell][who]
    if company.preset.rule == "contract":
        ended, cancelled = left, _notice(left, term, draws)
    else:
        ended = np.where(failed, left, next_term_end(clock, begin, term, left))
        again = lives.start[1][who] if spell == 0 else np.full(len(who), NEVER)
        ended = np.minimum(ended, again)
        early = np.maximum(left - 5.0, begin)
        wait = np.where(left < NEVER, ended, 0.0) - np.where(left < NEVER, early, 0.0)
        cancelled = early + wait * draws.random()
    return _rows(
        company, who, np.zeros(len(who), bool), begin, ended,
        np.where(failed, NEVER, cancelled), plan, term,
        _reasons(lives.driver[spell][who], failed, draws), failed, np.ones(len(who), np.int64), key,
    )  # fmt: skip


def _logo_contracts(company: Company) -> Contracts:
    accounts = company.accounts
    assert accounts is not None
    who = np.arange(accounts.size)
    key = who * _KEYS + _BY_ACCOUNT
    draws = company.dice.each(Stream.CONTRACTS, of=key)
    seats = np.bincount(company.people.crowd.account + 1, minlength=accounts.size + 1)[1:]
    return _rows(
        company, who, np.ones(len(who), bool), accounts.started, accounts.ended,
        np.where(accounts.involuntary, NEVER, _notice(accounts.ended, accounts.term, draws)),
        accounts.plan, accounts.term, _reasons(accounts.driver, accounts.involuntary, draws),
        accounts.involuntary, seats, key,
    )  # fmt: skip


def _rows(
    company: Company, who: Ints, by_account: Bools, begin: Floats, ended: Floats,
    cancelled: Floats, plan: Ints, term: Ints, reason: Ints, failed: Bools, seats: Ints,
    key: Ints,
) -> Contracts:  # fmt: skip
    gone = np.minimum(ended, cancelled) <= company.clock.end
    return Contracts(
        who, by_account, begin, ended, cancelled, plan, term,
        np.where(gone, reason, -1), np.where(gone, np.where(failed, 0, 1), -1),
        seats, key,
    )  # fmt: skip


def _notice(ended: Floats, term: Ints, draws: Each) -> Floats:
    longest = np.minimum(term * 27.0, 85.0)
    notice: Floats = ended - 1.0 - draws.random() * (longest - 1.0)
    return notice


def _reasons(driver: Ints, failed: Bools, draws: Each) -> Ints:
    codes = np.array([END_REASONS.index(_OF_DRIVER[d]) for d in DRIVERS], dtype=np.int64)
    other = np.array([END_REASONS.index(r) for r in _UNPROMPTED], dtype=np.int64)
    plain = other[draws.integers(0, len(other))]
    told = np.where(driver >= 0, codes[np.maximum(driver, 0)], plain)
    reason: Ints = np.where(failed, END_REASONS.index("payment_failed"), told)
    return reason


def _affected(company: Company) -> int:
    names = [plan.name for plan in company.preset.plans]
    affected = company.preset.affected_plan
    return names.index(affected) if affected in names else -1


def _cut(
    rows: Contracts, where: Bools, at: Floats, clock: Clock, reason: Ints, mark: int
) -> Contracts:
    """End the rows at `at` and go on in a new period with what was to come."""
    where = where & (at > rows.begin) & (at < np.minimum(rows.ended, clock.end))
    where = where & ~(rows.cancelled <= at)
    before = replace(
        rows,
        ended=np.where(where, at, rows.ended),
        cancelled=np.where(where, NEVER, rows.cancelled),
        reason=np.where(where, reason, rows.reason),
        voluntary=np.where(where, -1, rows.voluntary),
    )
    after = replace(rows, begin=at, key=rows.key + mark).take(where)
    return before.with_rows(after)


def _cut_at_price_change(company: Company, rows: Contracts) -> Contracts:
    price = Happenings.of(company.clock).price
    if price is None:
        return rows
    when = np.full(len(rows.begin), company.clock.starts[price])
    at = next_term_end(company.clock, rows.begin, rows.term, np.maximum(when, rows.begin))
    reason = np.full(len(at), END_REASONS.index("price_change"))
    where = (rows.plan == _affected(company)) & (rows.begin < when)
    return _cut(rows, where, at, company.clock, reason, _AFTER_PRICE)


def _cut_at_plan_change(company: Company, rows: Contracts) -> Contracts:
    draws = company.dice.each(Stream.CONTRACTS, 1, of=rows.key)
    plans = len(company.preset.plans)
    wanted = rows.begin + draws.uniform(60.0, 400.0)
    at = next_term_end(company.clock, rows.begin, rows.term, wanted)
    up = (draws.random() < 0.65) & (rows.plan < plans - 1)
    down = ~up & (rows.plan > 0)
    where = (draws.random() < _CHANGING) & (up | down)
    names = np.where(up, END_REASONS.index("upgrade"), END_REASONS.index("downgrade"))
    cut = _cut(rows, where, at, company.clock, names, _AFTER_PLAN)
    step = np.where(up, 1, -1)
    kept = where & (cut.ended[: len(at)] == at) & (rows.ended != at)
    plan = np.concatenate((rows.plan, (rows.plan + step)[kept]))
    return replace(cut, plan=plan)


def _addons(company: Company, rows: Contracts) -> Contracts:
    """Sell some holders a second product, which some give up while the first goes on."""
    addon = len(company.preset.plans)
    draws = company.dice.each(Stream.CONTRACTS, 2, of=rows.key)
    some = draws.random() < _ADDON_SHARE
    chosen, draws = rows.take(some), draws.take(some)
    begin = chosen.begin + draws.uniform(0.0, 120.0)
    late = begin < np.minimum(chosen.ended, company.clock.end)
    chosen, begin, draws = chosen.take(late), begin[late], draws.take(late)
    own = begin + draws.exponential(40.0 * 30.0)
    term = np.ones(len(begin), dtype=np.int64)
    own = next_term_end(company.clock, begin, term, np.minimum(own, company.clock.starts[-1]))
    given_up = own < np.minimum(chosen.ended, company.clock.end)
    cancelled = np.maximum(own - draws.uniform(1.0, 20.0), begin)
    return replace(
        chosen,
        begin=begin,
        plan=np.full(len(begin), addon),
        term=term,
        ended=np.where(given_up, own, chosen.ended),
        cancelled=np.where(given_up, cancelled, np.maximum(chosen.cancelled, begin)),
        reason=np.where(given_up, END_REASONS.index("no_longer_needed"), chosen.reason),
        voluntary=np.where(given_up, 1, chosen.voluntary),
        key=chosen.key + _ADDON,
    )


def monthly_price(company: Company, rows: Contracts) -> Floats:
    """Return the monthly recurring revenue of each contract period, in the company's currency."""
    preset = company.preset
    prices = [p.price for p in preset.plans] + ([preset.addon.price] if preset.addon else [])
    change = Happenings.of(company.clock).price
    since = company.clock.starts[change] if change is not None else NEVER
    raised = (rows.plan == _affected(company)) & (rows.begin >= since)
    rise = np.where(raised, 1.0 + preset.effects.price_rise, 1.0)
    digits = 0 if preset.currency == "KRW" else 2
    price: Floats = np.round(np.asarray(prices)[rows.plan] * rows.seats * rise, digits)
    return price


def subscriptions_table(company: Company, rows: Contracts) -> pa.Table:
    """Lay out the contract periods as the canonical table `subscriptions`."""
    clock, preset, count = company.clock, company.preset, len(rows.begin)
    ahead = next_term_end(clock, rows.begin, rows.term, np.full(count, clock.end))
    ends = np.where(rows.ended < NEVER, rows.ended, ahead)
    customer = np.where(rows.by_account, -1, rows.holder)
    account = np.where(rows.by_account, rows.holder, -1)
    names = [p.name for p in preset.plans] + ([preset.addon.name] if preset.addon else [])
    holders = {
        "customer_id": labelled(customer, company.customer_ids),
        "account_id": labelled(account, company.account_ids),
    }
    if preset.by_account:
        del holders["customer_id"]
    elif company.accounts is None:
        del holders["account_id"]
    return table_of({
        "subscription_id": numbered("S", rows.key, 9),
        **holders,
        "started_at": instants(clock.utc(rows.begin)),
        "ends_at": instants(clock.utc(ends)),
        "cancelled_at": optional_instants(clock, rows.cancelled),
        "ended_at": optional_instants(clock, rows.ended),
        "plan": labelled(rows.plan, names),
        "mrr": column(monthly_price(company, rows)),
        "currency": constant(preset.currency, count),
        "term_months": column(rows.term),
        "auto_renew": column(rows.cancelled == NEVER),
        "end_reason": labelled(rows.reason, END_REASONS),
        "voluntary": column(rows.voluntary == 1, rows.voluntary < 0),
    })  # fmt: skip


def optional_instants(clock: Clock, times: Floats) -> Array:
    """Turn local days into naive UTC timestamps; NEVER and NaN are null."""
    known = times < NEVER
    return instants(clock.utc(np.where(known, times, 0.0)), ~known)
