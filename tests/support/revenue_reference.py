"""MRR written a second time, in loops over customers; it shares no code with Tenure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from support.reference import Asked

DAY = timedelta(days=1)
MOVEMENTS = ("new", "expansion", "contraction", "churn", "reactivation")


@dataclass(frozen=True)
class Contract:
    """One contract: instants are naive UTC; an MRR that is not known is None."""

    unit: str
    start: datetime
    end: datetime | None
    mrr: Decimal | None
    currency: str


@dataclass(frozen=True)
class Local:
    """A contract as the company's clock shows it, bridged to the next of its customer."""

    unit: str
    start: datetime
    end: datetime | None
    mrr: Decimal | None
    currency: str

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def movement_rows(contracts: Sequence[Contract], asked: Asked) -> list[dict[str, object]]:
    """Return every period's movements by currency, in the order of Tenure's rows."""
    known = _known(contracts, asked)
    cuts = [_cut(asked, start) for start in asked.periods_since(asked.first)]
    ends = [ending for _, _, ending in cuts]
    currencies = sorted({c.currency for c in known if _ever_seen(c, cuts[0][1], ends)})
    return [
        _row(known, currency, start, t0, t1, asked)
        for currency in currencies
        for start, t0, t1 in cuts
    ]


def _cut(asked: Asked, start: object) -> tuple[object, datetime, datetime]:
    after = min(asked.after(start), asked.end)
    return start, datetime(start.year, start.month, start.day), datetime(*after.timetuple()[:3])


def _ever_seen(contract: Local, first: datetime, ends: Sequence[datetime]) -> bool:
    return any(contract.holds(at) for at in (first, *ends))


def _row(
    known: Sequence[Local], currency: str, start, t0: datetime, t1: datetime, asked: Asked
) -> dict[str, object]:
    row: dict[str, object] = {"currency": currency, "period_start": start}
    row |= {name: Decimal(0) for name in ("opening", *MOVEMENTS, "closing")}
    counts = dict.fromkeys(
        ("opening", "new", "expanded", "contracted", "churned", "reactivated", "switched"), 0
    )
    counts["closing"] = 0
    for unit in {contract.unit for contract in known}:
        own = [contract for contract in known if contract.unit == unit]
        here = [contract for contract in own if contract.currency == currency]
        before = sum((c.mrr or 0 for c in here if c.holds(t0)), Decimal(0))
        after = sum((c.mrr or 0 for c in here if c.holds(t1)), Decimal(0))
        was, stays = any(c.holds(t0) for c in here), any(c.holds(t1) for c in here)
        there, goes_on = any(c.holds(t0) for c in own), any(c.holds(t1) for c in own)
        counts["opening"] += was
        counts["closing"] += stays
        row["opening"] += before
        row["closing"] += after
        if there and goes_on:
            row["expansion"] += max(after - before, 0)
            row["contraction"] += max(before - after, 0)
            counts["expanded"] += after > before
            counts["contracted"] += after < before
            counts["switched"] += stays - was
        elif goes_on and stays:
            fresh = min(c.start for c in own) > t0
            row["new" if fresh else "reactivation"] += after
            counts["new" if fresh else "reactivated"] += 1
        elif there and was:
            row["churn"] += before
            counts["churned"] += 1
    return row | {f"{name}_customers": number for name, number in counts.items()}


def _known(contracts: Sequence[Contract], asked: Asked) -> list[Local]:
    """Return contracts that are paid for, until the next of the customer if within a day."""
    end = datetime(*asked.end.timetuple()[:3])
    paid = [
        Local(
            c.unit,
            asked.local(c.start),
            None if c.end is None else asked.local(c.end),
            c.mrr,
            c.currency,
        )
        for c in contracts
        if c.mrr is None or c.mrr > 0
    ]
    lasting = [c for c in paid if c.start < end + DAY and (c.end is None or c.end > c.start)]
    bridged = []
    for c in lasting:
        following = [
            o.start
            for o in lasting
            if c.end is not None and o.unit == c.unit and c.end <= o.start <= c.end + DAY
        ]
        until = min(following) if following else c.end
        bridged.append(Local(c.unit, c.start, until, c.mrr, c.currency))
    return [c for c in bridged if c.start < end]
