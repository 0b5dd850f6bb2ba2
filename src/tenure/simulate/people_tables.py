"""The canonical tables `customers` and `accounts` of a simulated company."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.simulate.columns import column, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.draws import Floats, Stream
from tenure.simulate.names import firm_names, people_names

_DOMAINS = ("example.com", "example.org", "example.net", "mail.invalid")
_SIGN_UP_HOURS = 2.0
_SIGN_UP_MOST = 3.0


def signed_up(company: Company) -> Floats:
    """Return when each customer signed up: before the first value where activity is the rule."""
    people = company.people
    if company.preset.rule != "inactive":
        return people.start[0]
    rng = company.dice.at(Stream.NAMES, 1)
    slower = np.exp(0.3 * (len(company.preset.onboarding) / 2 - people.crowd.steps))
    lag = rng.lognormal(np.log(_SIGN_UP_HOURS / 24.0), 1.1, people.crowd.size) * slower
    lag = np.minimum(np.minimum(lag, _SIGN_UP_MOST), 0.9 * people.start[0])
    signed: Floats = people.start[0] - lag
    return signed


def customers_table(company: Company) -> pa.Table:
    """Lay out the customers with their attributes."""
    rng = company.dice.at(Stream.NAMES)
    crowd, preset = company.people.crowd, company.preset
    korean = crowd.korean.astype(np.int64)
    domain = labelled(rng.integers(0, len(_DOMAINS), crowd.size), _DOMAINS).cast(pa.string())
    join: Any = pc.binary_join_element_wise
    local = pc.utf8_lower(company.customer_ids)
    cost = preset.acquisition_cost * rng.lognormal(-0.125, 0.5, crowd.size)
    columns = {
        "customer_id": company.customer_ids,
        "started_at": instants(company.clock.utc(signed_up(company))),
        "account_id": labelled(crowd.account, company.account_ids),
        "name": people_names(crowd.korean, rng),
        "email": join(local, domain, "@"),
        "language": labelled(korean, ["en", "ko"]),
        "acquisition_cost": column(np.round(cost, 0 if preset.currency == "KRW" else 2)),
    }
    if not len(company.account_ids):
        del columns["account_id"]
    for attribute in preset.attributes:
        columns[attribute.name] = labelled(crowd.attributes[attribute.name], attribute.values)
    return table_of(columns)


def accounts_table(company: Company) -> pa.Table:
    """Lay out the organisations."""
    accounts, logos = company.accounts, company.preset.logos
    assert accounts is not None
    assert logos is not None
    rng = company.dice.at(Stream.NAMES, 2)
    return table_of({
        "account_id": company.account_ids,
        "name": firm_names(accounts.korean, rng),
        "started_at": instants(company.clock.utc(accounts.started)),
        "size": column(accounts.headcount),
        "industry": labelled(accounts.industry, logos.industries),
        "region": labelled(accounts.region, logos.regions),
        "goals": labelled(accounts.goal, logos.goals),
        "owner": labelled(accounts.owner, logos.owners),
    })  # fmt: skip
