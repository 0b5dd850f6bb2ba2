"""A company's rows as drivers are looked for in them: who left once the silence was over."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.dates import points_of
from tenure.company.explanations.drivers.places import area_of, key_of, wholes_of
from tenure.company.explanations.grouped import with_groups
from tenure.company.predictions.learning.everything import options_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.explain.drivers.panel import NOBODY, Panel
from tenure.predict.encoding import Encoding
from tenure.predict.features.contract import Feature
from tenure.predict.labels import KNOWN
from tenure.predict.leakage import dated, leakage
from tenure.predict.learners.terms import columns_of, expand, terms_of
from tenure.predict.sample import Sample, sample_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 100_000
"""Rows that are looked at, at most; of more, leavers come first and weights are corrected."""
_LEAK_ROWS = 20_000
_KEYS = ("unit_id", "as_of")


@dataclass(frozen=True)
class Seen:
    """The rows of a company, with the features that may be looked at, and the SQL of the labels.

    left_out: features that are not looked at, with the reason by language. young: rows of
    customers too new to have a history, which are left out.
    """

    sample: Sample
    features: tuple[Feature, ...]
    encoding: Encoding
    left_out: tuple[dict[str, str], ...]
    young: int
    sql: str
    segment: "pa.Array[Any] | None" = None


def seen(
    outlook: Outlook, *, by: str | None = None, where: str | None = None, seed: int = 0
) -> Seen:
    """Return at most `MOST_ROWS` rows; with `by`, each with the segment it was in at its date.

    Features are those of predictions, as of the same dates. Who left is counted from the end of
    the rule's silence on (`dates.points_of`). Columns that know the outcome are named and left
    out, as in training, and so are customers without a history. Raises MetricError when there
    is nothing to look at.
    """
    rows = Rows.of(outlook)
    table, sql = _labelled(outlook, rows, by, where)
    new = options_of(outlook, rows.features, table, seed).columns.without_history(table)
    table = table.filter(_mask(~new))
    told = sample_of(table, [])
    if not told.events or not told.others:
        raise outlook.empty
    own, left_out = _allowed(outlook, rows, table, seed)
    thin = told.thinned(MOST_ROWS, seed)
    encoding = Encoding.fit(thin.table, [one.name for one in own])
    return Seen(
        thin,
        tuple(one for one in own if one.name in encoding.features),
        encoding,
        left_out,
        int(new.sum()),
        sql,
        thin.table["_segment"].combine_chunks() if by else None,
    )


def allowed(outlook: Outlook, rows: Rows, table: "pa.Table", seed: int = 0) -> list[Feature]:
    """Return the features of some rows that may be learnt from: none that knows the outcome."""
    return _allowed(outlook, rows, table, seed)[0]


def _allowed(
    outlook: Outlook, rows: Rows, table: "pa.Table", seed: int
) -> tuple[list[Feature], tuple[dict[str, str], ...]]:
    """Return the features that may be learnt from, and those that may not, with the reason."""
    own = [one for one in rows.features if one.name not in outlook.settings.exclude]
    options = options_of(outlook, rows.features, table, seed)
    sample = sample_of(table, [one.name for one in own]).thinned(_LEAK_ROWS, seed)
    found = leakage(
        sample.called(options.called), dated=dated(rows.features), allow=options.allow, seed=seed
    )
    leaks = [one for one in found.findings if one.blocks and one.column in found.blocked]
    told = [{"feature": one.column, "en": one.says("en"), "ko": one.says("ko")} for one in leaks]
    free = [one for one in own if options.called.get(one.name, one.name) not in found.blocked]
    return free, tuple(told)


def panel_of(found: Seen) -> Panel:
    """Return the rows as the methods read them; dates enter as columns of their own."""
    sample = found.sample
    design = found.encoding.apply(sample.table)
    terms = terms_of(design)
    matrix = expand(design, terms)
    owner = np.repeat(np.arange(len(terms)), [one.width for one in terms])
    absent = np.zeros(len(owner), np.int64)
    for term, (first, last) in zip(terms, columns_of(terms), strict=True):
        absent[first if term.levels else last - 1] = bool(term.levels or term.missing)
    date = np.zeros(len(sample), np.int64)
    if sample.days is not None:
        date = np.unique(sample.days, return_inverse=True)[1]
    own = np.eye(int(date.max()) + 1)[date]
    own[:, 0] = 1.0
    return Panel(
        names=design.names,
        values=design.values,
        levels=design.levels,
        matrix=np.hstack([own, matrix]),
        owner=np.concatenate([np.full(own.shape[1], NOBODY), owner]),
        absent=np.concatenate([np.zeros(own.shape[1], np.int64), absent]),
        y=np.asarray(sample.y, np.float64),
        weight=np.asarray(sample.weight / sample.weight.mean(), np.float64),
        group=np.unique(sample.groups, return_inverse=True)[1],
        date=date,
        kin=tuple(key_of(one) for one in found.features),
        area=tuple(area_of(one) for one in found.features),
        wholes=wholes_of(found.features),
    )


def _mask(keep: Any) -> Any:
    import pyarrow as pa

    return pa.array(keep)


def _labelled(
    outlook: Outlook, rows: Rows, by: str | None, where: str | None
) -> "tuple[pa.Table, str]":
    """Return the rows of predictions with who left once the silence was over, and the SQL."""
    import ibis

    table = rows.sample()
    told = outlook.labels(points_of(outlook))
    known = told.filter(told.state == KNOWN).select(*_KEYS, "left")
    keys = ibis.memtable(table.select(list(_KEYS)).append_column("_at", _places(table)))
    both = keys.inner_join(known, list(_KEYS))
    both = with_groups(outlook, both, by, where, "as_of")
    engine = outlook.rule.data.engine
    found = engine.execute(both.order_by("_at"), metric="drivers")
    if not found.num_rows:
        raise MetricError("nobody is left to compare", where=where and f"where = {where!r}")
    own = table.drop_columns(["left"]).take(found["_at"]).append_column("left", found["left"])
    if by:
        own = own.append_column("_segment", found["group"].cast("string"))
    return own, engine.script(known)


def _places(table: "pa.Table") -> Any:
    return _mask(np.arange(table.num_rows))
