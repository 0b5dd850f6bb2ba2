"""The world around: the company's own changes, and what competitors ask and offer."""

import numpy as np
import pyarrow as pa

from tenure.simulate.columns import column, instants, labelled, table_of
from tenure.simulate.company import Company
from tenure.simulate.draws import Floats, Ints
from tenure.simulate.happenings import CUT_RIVAL, Happenings

_QUARTER = 3


def changes_table(company: Company) -> pa.Table:
    """Lay out releases, the price change and a change of positioning, in order."""
    clock, preset = company.clock, company.preset
    happenings = Happenings.of(clock)
    rows: list[tuple[float, str, str, str | None]] = []
    for number, month in enumerate(range(0, clock.months, _QUARTER)):
        if month != happenings.release:
            rows.append(
                (float(clock.starts[month]) + 14.4, "release", f"release {number + 1}", None)
            )
    if happenings.price is not None:
        at = float(clock.starts[happenings.price])
        rows.append((at, "price", preset.price_change, preset.affected_plan or None))
    if happenings.release is not None:
        rows.append((float(clock.starts[happenings.release]), "release", preset.bad_release, None))
        rows.append((float(clock.starts[happenings.release]) + 20.3, "incident", "rollback", None))
    if clock.months > 4:
        rows.append((float(clock.starts[4]) + 7.4, "positioning", "new home page", None))
    rows.sort(key=lambda row: row[0])
    return table_of({
        "at": instants(clock.utc(np.array([r[0] for r in rows]))),
        "kind": column([r[1] for r in rows]),
        "name": column([r[2] for r in rows]),
        "segment": column([r[3] for r in rows], kind=pa.string()),
    })  # fmt: skip


def competitors_table(company: Company) -> pa.Table:
    """Lay out each competitor's price, seen once a quarter, and which features it has.

    The price that is cut is seen on the day it is.
    """
    clock, preset = company.clock, company.preset
    rivals, cut = preset.competitors, Happenings.of(clock).cut
    which, when, at = _sightings(company)
    drift = np.array([1.0 + r.drift for r in rivals])[which] ** (when / _QUARTER)
    price: Floats = np.array([r.price for r in rivals])[which] * drift
    if cut is not None:
        price = price * np.where((which == CUT_RIVAL) & (when >= cut), 1 - rivals[CUT_RIVAL].cut, 1)
    features = np.array([r.features for r in rivals], dtype=bool)[which]
    columns = {
        "competitor": labelled(which, [r.name for r in rivals]),
        "product": labelled(which, [r.product for r in rivals]),
        "price": column(np.round(price, -2 if preset.currency == "KRW" else 2)),
        "currency": labelled(np.zeros(len(which), np.int64), [preset.currency]),
        "seen_at": instants(clock.utc(at)),
    }
    for position, feature in enumerate(preset.features):
        columns[f"has_{feature.event}"] = column(features[:, position].copy())
    return table_of(columns)


def _sightings(company: Company) -> tuple[Ints, Ints, Floats]:
    """Return whose price was seen, in which month, and when."""
    clock, rivals = company.clock, len(company.preset.competitors)
    months = np.arange(0, clock.months, _QUARTER)
    which, when = np.tile(np.arange(rivals), len(months)), np.repeat(months, rivals)
    at = clock.starts[when] + 4.5
    cut = Happenings.of(clock).cut
    if cut is None:
        return which, when, at
    place = int(np.searchsorted(at, clock.starts[cut]))
    return (
        np.insert(which, place, CUT_RIVAL),
        np.insert(when, place, cut),
        np.insert(at, place, clock.starts[cut] + 0.5),
    )
