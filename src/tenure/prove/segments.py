"""In which segments a treatment works better, without being fooled by the best-looking one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tenure.errors import MetricError
from tenure.prove.adjusting import FEW
from tenure.prove.effect import Effect, effect_of
from tenure.prove.quantiles import two_sided_p
from tenure.prove.shrinking import shrink
from tenure.prove.sums import clusters_in
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial
from tenure.stats import Estimate, Test, benjamini_hochberg, holm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Floats, Integers

Correction = Literal["holm", "bh"]
SMALLEST = 30
"""Clusters of an arm that a segment needs to be looked at."""


@dataclass(frozen=True)
class Segment:
    """The effect in a segment, by itself and drawn to that of all (`shrunken`).

    `p`: that it differs from the rest of its attribute, corrected for every segment looked at;
    `apart`: whether it does.
    """

    name: str
    units: int
    difference: Estimate
    shrunken: Estimate
    p: float
    apart: bool


@dataclass(frozen=True)
class Attribute:
    """Whether the effect differs between the segments of an attribute.

    `test`: of interaction; `p`: its p-value corrected for all attributes looked at; `spread`:
    the standard deviation of true effects between segments, as estimated. Segments with too
    few units are `left_out`. All None with fewer than two segments.
    """

    name: str
    test: Test | None
    p: float | None
    differs: bool
    spread: float | None
    segments: tuple[Segment, ...]
    left_out: tuple[str, ...]
    says: Note


@dataclass(frozen=True)
class _Looked:
    """An attribute's segments with the covariance of their effects (s, s), not yet corrected."""

    name: str
    names: tuple[str, ...]
    effects: tuple[Effect, ...]
    covariance: "Floats"
    freedom: float
    left_out: tuple[str, ...]

    @property
    def values(self) -> "Floats":
        import numpy as np

        return np.array([_difference(one).value for one in self.effects])


def by_segment(
    tried: Trial,
    segments: "Mapping[str, ArrayLike]",
    *,
    correction: Correction = "holm",
    level: float = 0.95,
) -> tuple[Attribute, ...]:
    """Test for each attribute (name → value of each row, known before) whether the effect differs.

    Interaction: W = d' S⁻¹ d of the differences d to the first segment, by F(s − 1, clusters −
    s); S holds what segments share of a cluster. p-values of attributes are corrected together
    by Holm (no false discovery with a chance of 1 − level) or by Benjamini–Hochberg ("bh": a
    bounded share of false ones). A segment stands apart where its attribute differs and its own
    p against the rest, corrected over all segments, does. `shrunken` is what to expect of a
    segment next time. Segments need 30 clusters an arm, and 10 of either outcome.

    Sources: A. Gelman, J. Hill and M. Yajima, Why we (usually) don't have to worry about
    multiple comparisons, Journal of Research on Educational Effectiveness 5 (2012); R. Wang et
    al., Statistics in medicine — reporting of subgroup analyses, NEJM 357 (2007).
    """
    looked = [_look(tried, name, values) for name, values in segments.items()]
    tests = [_interaction(one) for one in looked]
    alone = [_against_the_rest(one) for one in looked]
    whole = iter(_corrected([test.p for test in tests if test], correction))
    own = iter(_corrected([p for ps in alone for p in ps], correction))
    corrected = [None if test is None else next(whole) for test in tests]
    each = [[next(own) for _ in ps] for ps in alone]
    return tuple(
        _attribute(one, test, p, ps, level)
        for one, test, p, ps in zip(looked, tests, corrected, each, strict=True)
    )


def _corrected(p_values: Sequence[float], correction: Correction) -> list[float]:
    return holm(p_values) if correction == "holm" else benjamini_hochberg(p_values)


def _look(tried: Trial, name: str, values: "ArrayLike") -> _Looked:
    import numpy as np

    labels = np.asarray(values).astype(str)
    if labels.shape != (len(tried),):
        raise MetricError(f"{len(tried)} values are needed, not {labels.shape}", where=name)
    names, code = np.unique(labels, return_inverse=True)
    plain = replace(tried, before=None)
    found = [effect_of(plain.rows(code == at)) for at in range(len(names))]
    large = [at for at, one in enumerate(found) if _large(one)]
    effects = tuple(found[at] for at in large)
    place = np.full(len(names), -1)
    place[large] = np.arange(len(large))
    fewest = min(clusters_in(tried.cluster, tried.treated == arm) for arm in (True, False))
    return _Looked(
        name,
        tuple(str(names[at]) for at in large),
        effects,
        _covariance(plain, place[code], effects),
        max(fewest - len(large), 1),
        tuple(str(names[at]) for at in range(len(names)) if at not in large),
    )


def _large(found: Effect) -> bool:
    arms = (found.treatment, found.control)
    rate = found.method in ("newcombe", "clustered newcombe")
    return bool(found.error) and all(
        one.clusters >= SMALLEST and (not rate or min(one.total, one.units - one.total) >= FEW)
        for one in arms
    )


def _difference(one: Effect) -> Estimate:
    assert one.difference is not None  # only large segments are kept
    return one.difference


def _covariance(tried: Trial, place: "Integers", effects: Sequence[Effect]) -> "Floats":
    """Return errors² on the diagonal; beside it what clusters that lie in several share."""
    import numpy as np

    errors = np.array([one.error for one in effects], np.float64)
    if tried.cluster is None or not len(effects):
        return np.diag(errors**2)
    size, kept = len(effects), place >= 0
    cell = (place * 2 + tried.treated)[kept]
    values, number = tried.outcome[kept], tried.cluster[kept]
    counts = np.bincount(cell, minlength=2 * size)
    means = np.bincount(cell, values, minlength=2 * size) / counts
    influence = (values - means[cell]) / counts[cell] * np.where(cell % 2, 1, -1)
    parts = np.bincount(number * size + cell // 2, influence, minlength=size * (number.max() + 1))
    shared = parts.reshape(-1, size).T @ parts.reshape(-1, size)
    scale = np.sqrt(np.diag(shared))
    found: Floats = shared / np.outer(scale, scale) * np.outer(errors, errors)
    return found


def _interaction(one: _Looked) -> Test | None:
    import numpy as np
    from scipy.special import fdtrc

    size = len(one.effects)
    if size < 2:
        return None
    contrast = np.hstack([-np.ones((size - 1, 1)), np.eye(size - 1)])
    apart = contrast @ one.values
    between = contrast @ one.covariance @ contrast.T
    statistic = float(apart @ np.linalg.solve(between, apart)) / (size - 1)
    return Test(statistic, float(fdtrc(size - 1, one.freedom, statistic)))


def _against_the_rest(one: _Looked) -> list[float]:
    """Return the p of each segment's effect less the mean of the others, weighted by 1 / error²."""
    import numpy as np

    size = len(one.effects)
    weight = 1 / np.diag(one.covariance)
    found = []
    for at in range(size if size > 1 else 0):
        others = np.where(np.arange(size) == at, 0.0, weight)
        contrast = (np.arange(size) == at) - others / others.sum()
        error = float(np.sqrt(contrast @ one.covariance @ contrast))
        found.append(two_sided_p(float(contrast @ one.values) / error, one.freedom))
    return found


def _attribute(
    one: _Looked, test: Test | None, p: float | None, each: Sequence[float], level: float
) -> Attribute:
    if test is None or p is None:
        says = note("segments_too_few", name=one.name)
        return Attribute(one.name, None, None, False, None, (), (*one.names, *one.left_out), says)
    differs = p <= 1 - level
    shrunken, spread = shrink(one.values, one.covariance, level)
    segments = tuple(
        Segment(
            name,
            found.treatment.units + found.control.units,
            _difference(found),
            drawn,
            own,
            differs and own <= 1 - level,
        )
        for name, found, drawn, own in zip(one.names, one.effects, shrunken, each, strict=True)
    )
    says = note("segments_differ" if differs else "segments_alike", name=one.name, p=f"{p:.2g}")
    return Attribute(one.name, test, p, differs, spread, segments, one.left_out, says)
