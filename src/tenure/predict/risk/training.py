"""Training: check for leaks, judge on later periods, choose, calibrate, learn from all rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Encoding, Floats, NoFeatureError
from tenure.predict.evaluate import calibration
from tenure.predict.leakage import Known, leakage
from tenure.predict.learners import Learner, Model
from tenure.predict.risk.enough import Enough, enough
from tenure.predict.risk.judging import RATE, Judged, Tested, calibrating, choose, judge
from tenure.predict.risk.level import levelled, recent
from tenure.predict.risk.model import Learned, RiskModel
from tenure.predict.risk.options import RiskOptions
from tenure.predict.risk.ranges import Ranges
from tenure.predict.risk.rates import Rates, segment_names
from tenure.predict.risk.report import data_of, enough_of, judged_of, leaks_of
from tenure.predict.risk.scoring import ages_of
from tenure.predict.risk.spread import misfit_of, spread
from tenure.predict.sample import Rows, Sample, fingerprint
from tenure.predict.threads import linear_algebra
from tenure.predict.wording import Note, note

FLOAT32_VALUES = 5_000_000
"""Matrices with more values are kept in single precision: seven digits are enough to part them."""
FEW_LEAVERS = 10
USUAL_ROWS = 2000
HIGH, MEDIUM = 0.1, 0.3
"""The shares of the customers of the last date who are at high, and at least at medium risk."""


def train(
    sample: Sample,
    options: RiskOptions | None = None,
    *,
    known: Mapping[str, Known] | None = None,
) -> RiskModel:
    """Learn the risk of leaving from rows with a known outcome.

    In order: the leakage check; customers without a history apart; whether there is enough to
    learn from (else the segment's smoothed rate is the model, and its card says so); learners
    judged on later dates and other customers; the simplest that none beats significantly;
    calibration on those later dates; the chosen learner once more, from all rows.

    Raises MetricError when a leak is found and `options.leaks` is "refuse", and for a sample
    without rows.
    """
    asked = options or RiskOptions()
    if not len(sample):
        raise MetricError(
            "there is no row with a known outcome",
            where="risk",
            hint="take earlier observation dates, or a shorter horizon",
        )
    new = asked.columns.without_history(sample.table)
    called, named = asked.called, sample.called(asked.called)
    found = leakage(named, known=known, dated=asked.dated, allow=asked.allow, seed=asked.seed)
    if asked.leaks == "refuse":
        found.refuse()
    free = tuple(one for one in sample.features if called.get(one, one) not in found.blocked)
    old, young = replace(sample, features=free).rows(~new), sample.rows(new)
    model = _of_rates(old, young, asked)
    report = {"data": data_of(sample, len(young)), "leakage": leaks_of(found)}
    with linear_algebra(len(old)):
        return _of_features(replace(model, report=report), old, asked)


def _of_rates(old: Sample, young: Sample, options: RiskOptions) -> RiskModel:
    """Return the model that knows the rates of segments and ages, and no feature."""
    columns = options.columns
    last = old.rows(recent(old)) if len(old) else young
    names = segment_names(last.table, columns.segment)
    rates = Rates.fit(names, last.y, last.weight, last.rate)
    whole = young.rate if len(young) else last.rate
    newcomers = Rates.fit(ages_of(columns, young.table), young.y, young.weight, whole)
    return RiskModel(
        version=_version(RATE, old, repr((rates.to_dict(), newcomers.to_dict()))),
        learner=RATE,
        features=old.features,
        gap=options.gap,
        horizon=options.horizon,
        columns=columns,
        rates=rates,
        newcomers=newcomers,
        bands=bands(rates.of(names)[0], last.weight),
        few=_few(old, columns.segment),
    )


def _of_features(model: RiskModel, old: Sample, options: RiskOptions) -> RiskModel:
    """Return the model with what was learned, or as it is with the reason why nothing was."""
    try:
        encoding, design = _designed(old)
    except NoFeatureError:
        return _noted(model, {}, note("no_features"))
    size = enough(old, design)
    counted = {"enough": enough_of(size), "dropped": dict(encoding.dropped)}
    if size.declines is not None:
        return _noted(model, counted, size.declines)
    judged = judge(old, _tried(options.learners, size), options)
    name, told, learned, tested = _learned(encoding, design, old, judged, options)
    if learned is None:
        return _noted(replace(model, tested=tested), counted | told, note("no_gain"))
    texts = [*learned.model.dump().values(), repr(learned.level), learned.calibrator.to_json()]
    marks = {"data": fingerprint(design, old), "model": _digest(*texts)}
    found = replace(
        model,
        version=_version(name, old, *texts),
        learner=name,
        features=encoding.features,
        bands=_last_bands(learned, design, old, options),
        learned=learned,
        tested=tested,
    )
    notes = (*size.notes, *_scheme(judged))
    return _noted(found, counted | told | {"fingerprints": marks}, *notes)


def _learned(
    encoding: Encoding, design: Design, old: Sample, judged: Judged, options: RiskOptions
) -> tuple[str, dict[str, Any], Learned | None, Tested]:
    """Choose, calibrate and learn from all rows: nothing is learnt if the rate was best."""
    choice = choose(judged, options.seed)
    tuned = calibrating(judged, choice.name, options.seed)
    rows, honest = judged.sample, tuned.honest
    checked = calibration(rows.y, honest, rows.weight, groups=rows.groups)
    told = judged_of(judged, choice, honest, checked, options.columns.segment, options.seed)
    tested = Tested(rows, honest)
    if choice.name == RATE:
        return RATE, {"validation": told}, None, tested
    learner, calibrator = judged.learners[choice.name], tuned.fitted.calibrator
    final = levelled(learner, design, old, options.seed)
    around = spread(
        learner,
        design,
        old,
        calibrator,
        checked,
        drift=tuned.drift,
        misfit=misfit_of(judged, choice.name),
        seed=options.seed,
    )
    fitted = {
        "kind": tuned.fitted.kind,
        "doubts": [one.code for one in tuned.fitted.doubts],
        "level": final.level,
        "drift": tuned.drift,
        "misfit": around.misfit,
    }
    usual = _usual(final.model, design, old, options)
    ranges = Ranges.fit(design)
    learned = Learned(encoding, final.model, final.level, calibrator, around, ranges, usual)
    return choice.name, {"validation": told, "calibrated": fitted}, learned, tested


def _designed(old: Sample) -> tuple[Encoding, Design]:
    many = len(old) * len(old.features) > FLOAT32_VALUES
    encoding = Encoding.fit(old.table, old.features, "float32" if many else "float64")
    return encoding, encoding.apply(old.table)


def _tried(learners: Sequence[Learner], size: Enough) -> list[Learner]:
    return [one for one in learners if one.name != "boosting" or size.boosts]


def _scheme(judged: Judged) -> tuple[Note, ...]:
    if judged.scheme == "rolling origin":
        return ()
    return (note("lone_snapshot" if judged.scheme == "stratified" else "no_later_period"),)


def _noted(model: RiskModel, more: Mapping[str, Any], *notes: Note) -> RiskModel:
    told = [{"code": one.code, "values": dict(one.values)} for one in notes]
    return replace(model, report={**model.report, **more, "notes": told})


def _few(old: Sample, segment: str | None) -> tuple[str, ...]:
    """Return the segments of which fewer than ten customers left."""
    if segment is None:
        return ()
    names, code = np.unique(segment_names(old.table, segment), return_inverse=True)
    gone = [len(np.unique(old.groups[(code == at) & (old.y == 1)])) for at in range(len(names))]
    few = zip(names, gone, strict=True)
    return tuple(str(name) for name, number in few if number < FEW_LEAVERS)


def _usual(model: Model, design: Design, old: Sample, options: RiskOptions) -> tuple[float, ...]:
    """Return what each feature adds on average over who was there at the last date (features,)."""
    last = np.flatnonzero(_last(old, options))
    some = last[:: -(-len(last) // USUAL_ROWS)]
    parts = model.contributions(design.rows(some))[:, :-1]
    return tuple(np.average(parts, axis=0, weights=old.weight[some]).tolist())


def _last(old: Sample, options: RiskOptions) -> Rows:
    """Return which rows (n,) were there at the last date; of a lone snapshot, who had not left."""
    last = np.ones(len(old), bool) if old.days is None else old.days == old.days.max()
    return np.asarray(last & ((old.y == 0) | (options.horizon > 0)))


def _last_bands(
    learned: Learned, design: Design, old: Sample, options: RiskOptions
) -> tuple[float, float]:
    last = _last(old, options)
    return bands(learned.risk_of(learned.model.margin(design.rows(last))), old.weight[last])


def bands(risk: Floats, weight: Floats) -> tuple[float, float]:
    """Return the risks (n,) from which on a customer is of medium, and of high risk.

    At least one is below each: where many have the lowest risk, a cut lies above it, and where
    all have the same, nobody is of more than low risk.
    """
    order = np.argsort(-risk, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    more = risk[risk > risk.min()]
    least = float(more.min() if more.size else np.nextafter(risk.max(), 1.0))
    medium, high = (float(risk[order][np.searchsorted(share, part)]) for part in (MEDIUM, HIGH))
    return max(medium, least), max(high, least)


def _version(learner: str, sample: Sample, *texts: str) -> str:
    """Return a name that is the same for the same model: learner, last date, digest."""
    day = sample.dates[-1].isoformat() if sample.dates else "snapshot"
    return f"{learner}-{day}-{_digest(*texts)[:8]}"


def _digest(*texts: str) -> str:
    return blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()
