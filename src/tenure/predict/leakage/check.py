"""The leakage check: everything that is asked of the columns, and what it blocks."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Encoding, Floats, NoFeatureError
from tenure.predict.features.contract import Feature
from tenure.predict.leakage.behaviour import only_leavers, same_for_leavers
from tenure.predict.leakage.finding import Finding, finding
from tenure.predict.leakage.names import is_lifetime_value, is_save_desk
from tenure.predict.leakage.strength import too_good
from tenure.predict.leakage.totals import clocks, identities
from tenure.predict.sample import Sample

MOST_ROWS = 40_000
"""So many rows are looked at; more make no finding clearer."""


@dataclass(frozen=True)
class Known:
    """Of the facts behind a feature, how many there are and how many were known too late."""

    rows: int
    late: int


@dataclass(frozen=True)
class Leakage:
    """What was found, and which of it was allowed by name."""

    findings: tuple[Finding, ...]
    allowed: tuple[str, ...] = ()

    @property
    def blocked(self) -> tuple[str, ...]:
        """The columns that must not be learned from."""
        found = (one.column for one in self.findings if one.blocks)
        return tuple(dict.fromkeys(name for name in found if name not in self.allowed))

    def refuse(self, language: str = "en") -> None:
        """Raise MetricError when a column is blocked; it names each and says why."""
        if not self.blocked:
            return
        blocked = {name: at for at, name in enumerate(self.blocked)}
        told = [one for one in self.findings if one.blocks and one.column in blocked]
        told.sort(key=lambda one: blocked[one.column])
        raise MetricError(
            "\n  ".join(["some columns know the outcome", *(one.says(language) for one in told)]),
            where="leakage",
            hint=f"leave them out: [prediction] exclude = {_listed(self.blocked)}; or let one "
            'through that was known before its date: allow = ["…"]',
        )


def leakage(
    sample: Sample,
    *,
    known: Mapping[str, Known] | None = None,
    clock: tuple[str, Floats] | None = None,
    dated: Collection[str] = (),
    allow: Collection[str] = (),
    seed: int = 0,
) -> Leakage:
    """Look for features that know the outcome; nothing is learned before.

    Asked of each feature: were facts behind it known only after the date (`known`: counts by
    feature)? is it by its name a field of the save desk, about the leaving, or what a customer
    brings over their lifetime, which the leaving ends? is it filled
    for leavers alone? has it one value among leavers that others need not have? does it alone
    rank better than all others together? And of numbers: is one the sum or the product of two
    others? With `clock`, the name and values (n,) of the time to leave (for survival), a column
    that grows with it, or a total it is part of, is blocked; without, identities are only told.

    Features in `dated` are made of facts with a date of their own, all before as_of: that a
    contract has run out may be all there is to say, and is no leak. Of them only facts known
    later, and the clock, block; the rest is told. So is what is in `allow`. At most 40,000 rows
    are looked at.
    """
    rows = np.arange(len(sample))
    if len(sample) > MOST_ROWS:
        rows = np.sort(np.random.default_rng(seed).choice(len(sample), MOST_ROWS, replace=False))
    seen = sample.rows(rows)
    design = _design(seen)
    times = None if clock is None else (clock[0], np.asarray(clock[1], np.float64)[rows])
    suspicions = [
        *_by_name(name for name in seen.features if name not in dated),
        *(_of_outcome(design, seen, seed) if seen.events and seen.others else ()),
    ]
    told = [replace(one, blocks=False) if one.column in dated else one for one in suspicions]
    totals = [one for one in _of_totals(design, times) if one.blocks or one.column not in dated]
    findings = [*_known_later(known or {}), *told, *totals]
    return Leakage(tuple(findings), tuple(name for name in allow if name in seen.features))


def dated(features: Iterable[Feature]) -> tuple[str, ...]:
    """Name the features made of facts with a date of their own: all but attributes."""
    return tuple(one.name for one in features if one.family != "attribute")


def _listed(names: Iterable[str]) -> str:
    """Write names as tenure.toml lists them."""
    return json.dumps(list(names), ensure_ascii=False)


def _design(sample: Sample) -> Design:
    """Return the matrix; columns that say nothing can give nothing away."""
    try:
        return Encoding.fit(sample.table, sample.features).apply(sample.table)
    except NoFeatureError:
        return Design(np.empty((len(sample), 0)), (), (), ())


def _by_name(features: Iterable[str]) -> Iterable[Finding]:
    for name in features:
        words, worth = is_save_desk(name), is_lifetime_value(name)
        if words:
            yield finding(name, "save_desk", words=words)
        elif worth:
            yield finding(name, "lifetime", words=worth)


def _known_later(known: Mapping[str, Known]) -> Iterable[Finding]:
    for name, facts in known.items():
        if facts.late:
            yield finding(name, "known_later", late=facts.late, rows=facts.rows)


def _of_outcome(design: Design, sample: Sample, seed: int) -> Iterable[Finding]:
    yield from only_leavers(design, sample)
    yield from same_for_leavers(design, sample)
    yield from too_good(design, sample, seed)


def _of_totals(design: Design, clock: tuple[str, Floats] | None) -> Iterable[Finding]:
    if clock is not None:
        yield from clocks(design, clock[1])
    yield from identities(design, clock)
