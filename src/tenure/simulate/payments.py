"""Attempts to collect: each term's charge, hiccups that recover, and failures that end it."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, constant, instants, labelled, numbered, table_of
from tenure.simulate.company import Company
from tenure.simulate.contracts import Contracts, monthly_price
from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Each, Floats, Ints, Stream

DECLINES = (
    "insufficient_funds", "expired_card", "do_not_honor", "lost_card", "processing_error",
)  # fmt: skip
_HICCUP = 0.02
_MONTHS, _ATTEMPTS = 240, 8
_LAST_ATTEMPTS = (12.0, 7.0, 1.0)


def payments_by_month(company: Company, rows: Contracts) -> Iterator[pa.Table]:
    """Yield the attempts to collect, one table a month of charging."""
    payer = _payers(company, rows)
    amount = monthly_price(company, rows)
    first = company.clock.month_of(rows.begin)
    position = (rows.begin - company.clock.starts[first]) / company.clock.lengths[first]
    for month in range(company.clock.months):
        begin = company.clock.starts[month]
        at = begin + position * company.clock.lengths[month]
        due = (first <= month) & ((month - first) % rows.term == 0) & (at < rows.ended)
        who = np.flatnonzero(due & (at < company.clock.end))
        charge = (who, at[who], np.full(len(who), -1))
        draws = company.dice.each(Stream.PAYMENTS, month, of=rows.key[who])
        attempts = [*_with_hiccups(charge, draws), *_final(company, rows, month)]
        row = np.concatenate([a[0] for a in attempts])
        time = np.minimum(np.concatenate([a[1] for a in attempts]), company.clock.end - 0.001)
        decline = np.concatenate([a[2] for a in attempts])
        value = amount[row] * rows.term[row]
        which = np.repeat(np.arange(len(attempts)), [len(a[0]) for a in attempts])
        number = (rows.key[row] * _MONTHS + month) * _ATTEMPTS + which
        yield _table(company, payer[row], time, value, decline, number)


def _with_hiccups(
    charge: tuple[Ints, Floats, Ints], draws: Each
) -> list[tuple[Ints, Floats, Ints]]:
    who, at, paid = charge
    hiccup = draws.random() < _HICCUP
    code = draws.integers(0, len(DECLINES))
    later = at + np.where(hiccup, draws.uniform(1.0, 3.0), 0.0)
    return [(who, later, paid), (who[hiccup], at[hiccup], code[hiccup])]


def _final(company: Company, rows: Contracts, month: int) -> list[tuple[Ints, Floats, Ints]]:
    """Try three times before a contract ends for want of payment."""
    begin, end = company.clock.starts[month], company.clock.starts[month + 1]
    failed = (rows.voluntary == 0) & (rows.ended >= begin) & (rows.ended < end)
    who = np.flatnonzero(failed)
    draws = company.dice.each(Stream.PAYMENTS, month, 1, of=rows.key[who])
    code = draws.choose((0.4, 0.3, 0.15, 0.05, 0.1))
    ended = np.where(rows.ended[who] < NEVER, rows.ended[who], 0.0)
    return [(who, np.maximum(ended - days, rows.begin[who]), code) for days in _LAST_ATTEMPTS]


def _payers(company: Company, rows: Contracts) -> Ints:
    """Name who is charged: the holder, or the first user of the organisation."""
    if company.accounts is None:
        return rows.holder
    lead = lead_users(company)
    return np.where(rows.by_account, lead[np.where(rows.by_account, rows.holder, 0)], rows.holder)


def lead_users(company: Company) -> Ints:
    """Return the first user of each organisation."""
    account = company.people.crowd.account
    members = np.flatnonzero(account >= 0)
    found, at = np.unique(account[members], return_index=True)
    lead = np.zeros(len(company.account_ids), dtype=np.int64)
    lead[found] = members[at]
    return lead


def _table(
    company: Company, payer: Ints, at: Floats, amount: Floats, decline: Ints, number: Ints
) -> pa.Table:
    count = len(payer)
    return table_of({
        "payment_id": numbered("P", number, 12),
        "customer_id": labelled(payer, company.customer_ids),
        "occurred_at": instants(company.clock.utc(at)),
        "amount": column(amount),
        "currency": constant(company.preset.currency, count),
        "status": labelled((decline >= 0).astype(np.int64), ["paid", "failed"]),
        "decline_code": labelled(decline, DECLINES),
    })  # fmt: skip
