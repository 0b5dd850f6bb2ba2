"""What a company's trials say: each treatment against control, judged, and kept as plain values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.acting.trials import Experiment, Trials, UnjudgedError, unknown
from tenure.company.predictions.acting.uplifts import Uplift
from tenure.errors import MetricError
from tenure.predict.encoding import Encoding, NoFeatureError
from tenure.predict.evaluate.doubt import Language, sentence
from tenure.predict.learners import Logistic
from tenure.predict.uplift import Study, Trial, Value, fit_uplift, study_trial, trial
from tenure.predict.uplift.study import KEYS
from tenure.stats import Estimate, newcombe

if TYPE_CHECKING:
    import pyarrow as pa

MOST_STUDIED = 8
"""Treatments that are studied while learning, those that were assigned last: it takes seconds."""
_FINDINGS = "findings.json"
_POLICIES = ("uplift", "risk", "all", "none", "over_risk", "over_all")

Interval = Sequence[float]
"""A value and the ends of its 95 % interval."""


@dataclass(frozen=True)
class Finding:
    """What a trial says of one treatment against the control.

    `verdict` is None where nothing could be judged; `why` are codes of sentences with their
    numbers, the verdict's first. `wait`: days after the assignment. `treated`, `held`: units
    judged, and the share of them that left. `effect`: of treatment on the share that stays.
    `policies`: shares that stay when so many are treated, by whom first. `harmed`: the last
    share of the ranking whom treatment harms, and by how much.
    """

    experiment: str
    treatment: str
    control: str | None
    wait: int
    verdict: str | None = None
    why: Sequence[Sequence[Any]] = ()
    treated: int = 0
    held: int = 0
    treated_left: float | None = None
    held_left: float | None = None
    effect: Interval | None = None
    qini: Interval | None = None
    qini_risk: Interval | None = None
    over_risk: Interval | None = None
    policies: Sequence[Mapping[str, Any]] = ()
    harmed: Mapping[str, Any] | None = None
    uplift: Uplift | None = field(default=None, repr=False, compare=False)

    def says(self, language: Language) -> str:
        """Return the verdict and what speaks for doubt, as sentences."""
        return " ".join(
            sentence(section, code, language, **values) for section, code, values in self.why
        )

    def plain(self) -> dict[str, Any]:
        """Return plain values, the model left out; `Finding(**…)` reads them."""
        return {name: value for name, value in vars(self).items() if name != "uplift"}


def findings(
    trials: Trials,
    experiments: Sequence[Experiment],
    names: Sequence[str],
    *,
    most: int | None = None,
    seed: int = 0,
) -> list[Finding]:
    """Judge every treatment of some trials by the features of some names; see `judged`.

    With `most`, only so many treatments are studied: those that were assigned last.
    """
    last = sorted(_pairs(experiments), key=lambda one: one[0].arms[one[1]].until, reverse=True)
    chosen = last if most is None else last[:most]
    found = []
    for experiment in experiments:
        try:
            treatments = experiment.treatments
        except UnjudgedError as error:
            found += [_refused(trials, experiment, arm, error) for arm in experiment.arms]
            continue
        for treatment in treatments:
            if (experiment, treatment) in chosen:
                found.append(judged(trials, experiment, treatment, names, seed=seed))
            else:
                skipped = UnjudgedError("not_studied", most=len(chosen))
                found.append(_refused(trials, experiment, treatment, skipped))
    return found


def judged(
    trials: Trials, experiment: Experiment, treatment: str, names: Sequence[str], *, seed: int = 0
) -> Finding:
    """Judge one treatment against the control, and learn whom it changes where that is of use.

    What cannot be judged is a finding without a verdict, which says why.
    """
    try:
        table = trials.rows(experiment, treatment)
    except UnjudgedError as error:
        return _refused(trials, experiment, treatment, error)
    tried = _tried(table)
    try:
        encoding = Encoding.fit(table, names)
    except NoFeatureError:
        return _refused(trials, experiment, treatment, UnjudgedError("no_feature"))
    design = encoding.apply(table)
    study = study_trial(design, tried, Logistic(), seed=seed)
    uplift = None
    if study.rank_by == "uplift":
        model = fit_uplift(design, tried, Logistic(), seed=seed)
        share = study.harmed.share if study.harmed else None
        uplift = Uplift.of(experiment.name, treatment, encoding, model, design, share)
    return _found(trials, experiment, treatment, tried, study, uplift)


def find(found: Sequence[Finding], experiment: str, treatment: str | None) -> Finding:
    """Return what was found of a treatment; MetricError when there is none such, or several."""
    own = [one for one in found if one.experiment == experiment]
    if not own:
        raise unknown("experiment", experiment, sorted({one.experiment for one in found}), None)
    arms = [one.treatment for one in own]
    if treatment is None and len(own) > 1:
        raise MetricError(
            f"there are several treatments: {', '.join(arms)}",
            where=f"experiment {experiment!r}",
            hint=f"--treatment {arms[0]}",
        )
    for one in own:
        if treatment in (None, one.treatment):
            return one
    raise unknown("treatment", str(treatment), arms, f"experiment {experiment!r}")


def dumped(found: Sequence[Finding]) -> dict[str, str]:
    """Return findings as named texts, each model in a folder of its own; `loaded` reads them.

    Folders have numbers: names of trials may be no names of files.
    """
    plain = [one.plain() for one in found]
    texts = {_FINDINGS: json.dumps(plain, indent=1, ensure_ascii=False)} if found else {}
    for number, one in enumerate(found):
        if one.uplift is not None:
            own = one.uplift.dump().items()
            texts |= {f"{number:02d}/{name}": text for name, text in own}
    return texts


def loaded(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings that `dumped` wrote; MetricError for texts of none."""
    found = []
    try:
        for number, plain in enumerate(json.loads(texts.get(_FINDINGS, "[]"))):
            folder = f"{number:02d}/"
            own = {
                name.removeprefix(folder): text
                for name, text in texts.items()
                if name.startswith(folder)
            }
            found.append(Finding(**plain, uplift=Uplift.load(own) if own else None))
    except (TypeError, ValueError) as error:
        raise MetricError(
            f"these texts hold no findings: {error!r}", hint="train again: tenure predict train"
        ) from error
    return tuple(found)


def _pairs(experiments: Sequence[Experiment]) -> list[tuple[Experiment, str]]:
    found = []
    for one in experiments:
        try:
            found += [(one, treatment) for treatment in one.treatments]
        except UnjudgedError:
            continue
    return found


def _refused(
    trials: Trials, experiment: Experiment, treatment: str, error: UnjudgedError
) -> Finding:
    try:
        control: str | None = experiment.control
    except UnjudgedError:
        control = None
    why = (("trial", error.code, dict(error.values)),)
    return Finding(experiment.name, treatment, control, trials.wait, why=why)


def _tried(table: "pa.Table") -> Trial:
    left, treated = (np.asarray(table[name].to_numpy(), float) for name in ("left", "treated"))
    units = np.asarray(table["unit_id"].to_pylist(), object).astype(str)
    return trial(1.0 - left, treated, groups=np.unique(units, return_inverse=True)[1])


def _found(
    trials: Trials,
    experiment: Experiment,
    treatment: str,
    tried: Trial,
    study: Study,
    uplift: Uplift | None,
) -> Finding:
    arms = {arm: tried.wanted[tried.treated == arm] for arm in (1, 0)}
    left = {arm: 1 - float(own.mean()) if len(own) else None for arm, own in arms.items()}
    return Finding(
        experiment.name,
        treatment,
        experiment.control,
        trials.wait,
        verdict=study.verdict,
        why=(
            ("uplift", KEYS[study.verdict], {}),
            *(("doubt", one.code, dict(one.numbers)) for one in study.doubts),
        ),
        treated=len(arms[1]),
        held=len(arms[0]),
        treated_left=left[1],
        held_left=left[0],
        effect=_plain(study.average or _apart(study, tried)),
        qini=_plain(study.qini),
        qini_risk=_plain(study.qini_risk),
        over_risk=_plain(study.over_risk),
        policies=tuple(
            {"share": one.share, **{name: _best(getattr(one, name)) for name in _POLICIES}}
            for one in study.policies
        ),
        harmed=_harmed(study),
        uplift=uplift,
    )


def _harmed(study: Study) -> Mapping[str, Any] | None:
    if study.harmed is None:
        return None
    return {"share": study.harmed.share, "gain": _plain(study.harmed.gain)}


def _apart(study: Study, tried: Trial) -> Estimate | None:
    """Return how much more of the treated stayed, where too few are there to learn from.

    By Newcombe's interval, which holds for few, too; None where arms may not be compared.
    """
    if not study.randomisation.sound:
        return None
    stayed, number = (
        [int(values[tried.treated == arm].sum()) for arm in (1, 0)]
        for values in (tried.wanted, np.ones(len(tried)))
    )
    return newcombe(stayed[0], number[0], stayed[1], number[1])


def _best(value: Value) -> Interval | None:
    return _plain(value.best)


def _plain(found: Estimate | None) -> Interval | None:
    return None if found is None else [found.value, found.low, found.high]
