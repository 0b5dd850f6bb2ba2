"""Predictions of rows that the models did not learn from, and which learner they speak for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import numpy as np

from tenure.predict.calibration import Calibrated, LogOdds, calibrate
from tenure.predict.compare import Comparison, compare
from tenure.predict.encoding import Encoding, Floats
from tenure.predict.learners import Learner
from tenure.predict.learners.base import grouped_folds
from tenure.predict.risk.level import level_of, levelled, recent
from tenure.predict.risk.options import RiskOptions
from tenure.predict.risk.rates import Rates, segment_names
from tenure.predict.sample import Rows, Sample
from tenure.predict.threads import side_by_side
from tenure.predict.validation import Fold, grouped, rolling_origin, stratified

RATE = "rate"
"""The simplest of all: the smoothed rate of the customer's segment."""

Scheme = Literal["rolling origin", "customers", "stratified"]
EVERY_PART_ROWS = 50_000
"""Above so many rows a date is tested by one part of the customers alone."""
FOLD_ROWS = 100_000
REPEATS = 200
FEWEST = 50


@dataclass(frozen=True)
class Judged:
    """What each learner predicted for rows it had not seen; `learners` have what was tuned.

    y, weight, groups, days (m,): of the tested rows; predictions: (m,) by learner.
    """

    scheme: Scheme
    folds: tuple[Fold, ...] = field(repr=False)
    sample: Sample = field(repr=False)
    predictions: Mapping[str, Floats] = field(repr=False)
    learners: Mapping[str, Learner]


@dataclass(frozen=True)
class Choice:
    """The learner that was chosen, and each comparison of a simpler with a less simple one."""

    name: str
    compared: tuple[tuple[str, str, Comparison], ...]


@dataclass(frozen=True)
class Tested:
    """The rows that a model was judged by, and its risk of each, which it had not seen (n,)."""

    sample: Sample = field(repr=False)
    risk: Floats = field(repr=False)


def folds_of(sample: Sample, options: RiskOptions) -> tuple[Scheme, tuple[Fold, ...]]:
    """Return later periods to judge by: the last dates, more where too few left in them.

    Where there are none with 50 who left, and 50 before them: other customers.
    """
    if sample.days is None:
        return "stratified", stratified(sample.y, options.parts, options.seed + 42)
    for dates in range(options.dates, max(len(sample.dates), options.dates + 1)):
        found = rolling_origin(
            sample,
            embargo=options.embargo,
            dates=dates,
            parts=options.parts,
            every_part=len(sample) <= EVERY_PART_ROWS,
            seed=options.seed,
        )
        useful = tuple(fold for fold in found if _events(sample, fold.train) >= FEWEST)
        if useful and _events(sample, np.concatenate([one.test for one in useful])) >= FEWEST:
            return "rolling origin", useful
    return "customers", grouped(sample, options.parts, options.seed)


def judge(sample: Sample, learners: Sequence[Learner], options: RiskOptions) -> Judged:
    """Learn from the rows of each fold and predict those it tests.

    Penalty and rounds are tuned in the first fold, by rows it learns from, and kept. Folds
    learn from at most 100,000 rows, drawn as `Sample.thinned` does.
    """
    scheme, folds = folds_of(sample, options)
    tuned: dict[str, Learner] = {}
    found: dict[str, list[Floats]] = {name: [] for name in (RATE, *(one.name for one in learners))}
    for fold in folds:
        train, test = sample.rows(fold.train).thinned(FOLD_ROWS, options.seed), fold.test
        tested = sample.rows(test)
        found[RATE].append(_rates(train, tested, options))
        encoding = Encoding.fit(train.table, sample.features)
        inside, outside = encoding.apply(train.table), encoding.apply(tested.table)
        later = last_period(train)
        asked = [tuned.get(one.name, one) for one in learners]
        tasks = [partial(levelled, one, inside, train, options.seed, later=later) for one in asked]
        for one, fitted in zip(learners, side_by_side(tasks, len(train)), strict=True):
            tuned.setdefault(one.name, one.settled([fitted.model]))
            found[one.name].append(fitted.probability(outside))
    rows = np.concatenate([fold.test for fold in folds])
    predictions = {name: np.concatenate(parts) for name, parts in found.items()}
    return Judged(scheme, folds, sample.rows(rows), predictions, tuned)


def choose(judged: Judged, seed: int = 0) -> Choice:
    """Choose the simplest learner that none less simple beats by more than noise.

    In order, from the segment's rate on: a learner takes the place of a simpler one only when
    the interval of its gain in log loss, by paired bootstrap over customers on the same later
    rows, lies above 0.
    """
    rows, names = judged.sample, list(judged.predictions)
    champion, compared = names[0], []
    for name in names[1:]:
        found = compare(
            rows.y,
            judged.predictions[champion],
            judged.predictions[name],
            rows.weight,
            groups=rows.groups,
            seed=seed,
            repeats=REPEATS,
        )
        compared.append((champion, name, found))
        champion = name if found.promote else champion
    return Choice(champion, tuple(compared))


@dataclass(frozen=True)
class Calibrating:
    """What was learned of the chosen learner's probabilities.

    fitted: the calibration of all tested rows. honest (m,): risks of the tested rows, each
    calibrated by rows before its own date, or by other customers. drift: the root mean square
    of how much the log odds of a whole test date were off; 0 of a lone snapshot.
    """

    fitted: Calibrated
    honest: Floats
    drift: float


def calibrating(judged: Judged, name: str, seed: int = 0) -> Calibrating:
    """Learn slope and shape from later periods, their levels apart.

    The level is that of the last dates learned from (`levelled`); how much a test date was off
    is put right before the shape is learned, for one bad month must not move all months to
    come. A row's honest calibration is learned from test dates before its own, or, where those
    have fewer than 50 who left, from other customers.
    """
    rows, raw = judged.sample, judged.predictions[name]
    days = np.zeros(len(rows)) if rows.days is None else rows.days
    aligned, honest, off = raw.copy(), np.empty(len(rows)), []
    part = grouped_folds(rows.groups, 5, seed)
    for day in np.unique(days):
        own, before = days == day, days < day
        level = level_of(rows.y[own], raw[own], rows.weight[own], rows.groups[own])
        off.append(level)
        aligned[own] = LogOdds(c=level).apply(raw[own])
        if _events(rows, np.flatnonzero(before)) >= FEWEST:
            honest[own] = _learned(rows, aligned, before).calibrator.apply(raw[own])
            continue
        for number in range(5):
            out = own & (part == number)
            if out.any():
                others = (days <= day) & (part != number)
                honest[out] = _learned(rows, aligned, others).calibrator.apply(raw[out])
    whole = _learned(rows, aligned, np.ones(len(rows), bool))
    return Calibrating(whole, honest, float(np.sqrt(np.mean(np.square(off)))))


def last_period(sample: Sample) -> Rows | None:
    """Return the rows of the last date, by which boosting stops; None with one date only."""
    if sample.days is None or len(np.unique(sample.days)) < 2:
        return None
    last = sample.days == sample.days.max()
    return last if _events(sample, np.flatnonzero(last)) >= FEWEST / 2 else None


def _learned(rows: Sample, raw: Floats, which: Rows) -> Calibrated:
    return calibrate(rows.y[which], raw[which], rows.weight[which], groups=rows.groups[which])


def _rates(train: Sample, tested: Sample, options: RiskOptions) -> Floats:
    segment = options.columns.segment
    last = train.rows(recent(train))
    rates = Rates.fit(segment_names(last.table, segment), last.y, last.weight, last.rate)
    return rates.of(segment_names(tested.table, segment))[0]


def _events(sample: Sample, rows: Rows) -> int:
    return len(np.unique(sample.groups[rows][sample.y[rows] == 1]))
