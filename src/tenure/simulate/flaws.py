"""A handful of imperfections, planted so that a data-quality report has something true to say."""

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, instants
from tenure.simulate.company import Company
from tenure.simulate.draws import Ints, Stream

FEWEST_CUSTOMERS = 100
EARLY, FUTURE, ORPHANS, DUPLICATES, ORPHAN_TICKETS = 3, 2, 5, 1, 2
_TEN_YEARS = 3_652.0
_DAY = 86_400_000_000


def planted(company: Company) -> bool:
    """Say whether the company is large enough for the flaws to stay a handful."""
    return company.people.crowd.size >= FEWEST_CUSTOMERS


def listing(company: Company) -> dict[str, int]:
    """Count the planted imperfections by kind, for the truth."""
    if not planted(company):
        return {}
    found = {
        "customers: duplicate customer_id (the same row twice)": DUPLICATES,
        "events: before the customer's started_at": EARLY,
        "events: dated in the future": FUTURE,
        "events: customer_id that no customer has": ORPHANS,
    }
    if np.count_nonzero(company.lives.tickets.at < company.clock.end) >= ORPHAN_TICKETS:
        found["tickets: customer_id that no customer has"] = ORPHAN_TICKETS
    return found


def with_duplicate(company: Company, customers: pa.Table) -> pa.Table:
    """Repeat one row of the customers at the end."""
    if not planted(company):
        return customers
    return pa.concat_tables([customers, customers.slice(customers.num_rows // 2, DUPLICATES)])


def with_orphans(company: Company, tickets: pa.Table) -> pa.Table:
    """Give the last tickets to customers that nobody knows."""
    if not planted(company) or tickets.num_rows < ORPHAN_TICKETS:
        return tickets
    ids = tickets["customer_id"].cast(pa.string())
    unknown = pa.chunked_array([column(_strangers(company, ORPHAN_TICKETS))])
    mixed = pa.chunked_array([*ids.slice(0, len(ids) - ORPHAN_TICKETS).chunks, *unknown.chunks])
    place = tickets.column_names.index("customer_id")
    return tickets.set_column(place, "customer_id", mixed)


def stray_events(company: Company, schema: pa.Schema) -> pa.Table:
    """Return log-ins that are too early, in the future, or by nobody; none of them qualifies."""
    rng = company.dice.at(Stream.FLAWS)
    crowd, clock = company.people.crowd, company.clock
    known = rng.integers(crowd.size // 2, crowd.size, EARLY + FUTURE)
    ids = company.customer_ids.take(column(known)).to_pylist() + _strangers(company, ORPHANS)
    started = clock.utc(company.people.start[0][known[:EARLY]])
    early: Ints = started - (rng.integers(5, 20, EARLY) * _DAY)
    late = (
        clock.utc(np.full(FUTURE + ORPHANS, clock.end - 9.3))
        + rng.integers(0, 7 * 86_400, FUTURE + ORPHANS) * 1_000_000
    )
    late[:FUTURE] += int(_TEN_YEARS) * _DAY
    count = len(ids)
    given = {
        "customer_id": column(ids).dictionary_encode(),
        "occurred_at": instants(np.concatenate((early, late))),
        "name": column([company.preset.login] * count).dictionary_encode(),
    }
    columns = [given.get(field.name, pa.nulls(count, field.type)) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _strangers(company: Company, count: int) -> list[str]:
    width = len(company.customer_ids[0].as_py()) - 1
    return [f"C{10**width - 1 - number}" for number in range(count)]
