"""Works, harms, no difference worth having, or not yet known; with the reason in numbers."""

from dataclasses import dataclass
from typing import Literal

from tenure.errors import MetricError
from tenure.prove.split import Split
from tenure.prove.telling import Language, Note, note, texts
from tenure.stats import Estimate

Verdict = Literal["works", "harms", "no_difference", "not_known", "not_sound"]
MarginFrom = Literal["declared", "break_even"]


@dataclass(frozen=True)
class Margin:
    """The smallest difference of rates worth having (a share), and whether somebody said so.

    At break-even what the treatment costs is what those whom it keeps bring.
    """

    value: float
    source: MarginFrom = "declared"

    def __post_init__(self) -> None:
        """Raise MetricError for none."""
        if self.value <= 0:
            raise MetricError(
                "the smallest difference worth having must be above 0", where="margin"
            )


def break_even(cost: float | None, value: float | None) -> Margin | None:
    """Return the difference at which treating one costs what it brings: cost / value.

    `cost`: of treating one; `value`: what one who is kept brings, money in the same days. None
    where either is not known or nothing, or keeping everyone would not pay.
    """
    if not cost or not value or cost < 0 or value <= cost:
        return None
    return Margin(cost / value, "break_even")


@dataclass(frozen=True)
class Judgement:
    """A verdict and why."""

    verdict: Verdict
    reason: Note

    def says(self, language: Language = "en") -> str:
        """Return the verdict with its reason as sentences."""
        return f"{texts(language)['verdicts'][self.verdict]} {self.reason.says(language)}"


def judge(
    difference: Estimate | None,
    *,
    margin: Margin | None = None,
    lower_is_better: bool = True,
    split: Split | None = None,
    randomised: bool = True,
    units: int | None = None,
    needed: int | None = None,
    waits: Note | None = None,
) -> Judgement:
    """Judge a difference of rates by its interval (an always-valid one, where one looks often).

    In this order: *not sound* where the arms are not as large as meant, or nobody was held out
    by lot; *not known* without an interval; *no difference* worth having where the whole
    interval lies within ± `margin` (both one-sided tests at once, at the interval's own level,
    so stricter than the usual 90 %), even if it leaves out 0, but at break-even never a sure
    harm, which no cost makes up for; *works* or *harms* where it lies
    on one side of 0; else *not known*. `units` of `needed` say how far the trial is, `waits` what
    it waits for where there is no interval yet. Without a margin nothing is ever no difference.

    Source: D. J. Schuirmann, A comparison of the two one-sided tests procedure, Journal of
    Pharmacokinetics and Biopharmaceutics 15 (1987).
    """
    if split is not None and not split.sound:
        return Judgement("not_sound", split.says)
    if not randomised:
        return Judgement("not_sound", note("not_randomised"))
    if difference is None:
        return Judgement("not_known", waits or note("too_few_yet"))
    sure = difference.low > 0 or difference.high < 0
    better = (difference.high < 0) == lower_is_better
    if margin is not None and _is_within(difference, margin, harm=sure and not better):
        return Judgement("no_difference", _within(difference, margin))
    if sure:
        return Judgement("works" if better else "harms", _numbers("beyond", difference))
    return Judgement("not_known", _open(difference, units, needed))


def _is_within(difference: Estimate, margin: Margin, *, harm: bool) -> bool:
    """Say whether a difference is not worth having; at break-even a sure harm is more than that."""
    if harm and margin.source == "break_even":
        return False
    return -margin.value < difference.low and difference.high < margin.value


def _numbers(code: str, difference: Estimate, **more: str | int) -> Note:
    """Return a note with the difference and its interval, in points."""
    value, low, high = (
        f"{100 * one:+.2f}".replace("-", "−")
        for one in (difference.value, difference.low, difference.high)
    )
    return note(code, value=value, low=low, high=high, **more)


def _within(difference: Estimate, margin: Margin) -> Note:
    beyond = difference.low > 0 or difference.high < 0
    code = "within_but_beyond" if beyond else "within"
    if margin.source == "break_even":
        code = "within_cost_but_beyond" if beyond else "within_cost"
    return _numbers(code, difference, margin=f"{100 * margin.value:.2f}")


def _open(difference: Estimate, units: int | None, needed: int | None) -> Note:
    if units is None or needed is None:
        return _numbers("open", difference)
    if units < needed:
        return _numbers("open_so_far", difference, units=units, needed=needed)
    return _numbers("open_for_good", difference, units=units, needed=needed)
