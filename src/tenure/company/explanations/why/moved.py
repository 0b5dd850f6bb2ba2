"""How attrition changed between two periods, how much of it is mix, and in which segments."""

from collections.abc import Sequence
from typing import Any

from tenure.company.explanations.why.counted import contribution, splits, whole
from tenure.company.explanations.why.span import Span
from tenure.company.predictions.outlook import Outlook
from tenure.explain.why import Fact, certainty_of, certainty_within
from tenure.explain.why.apart import moved_apart
from tenure.explain.why.mix import mix_of
from tenure.explain.why.numbers import label, number, points, rate
from tenure.explain.why.telling import LANGUAGES, counted, said
from tenure.stats import Estimate, newcombe, two_proportion_test

_WHAT = ("at_start", "lost")
_WHEN = ("before", "after")


def change(outlook: Outlook, span: Span, where: str | None) -> Fact:
    """Return the fact of the change itself: both rates, their difference, how sure it is."""
    rows = whole(outlook, span, where)
    before, after = (rows.get(day, {"at_start": 0, "lost": 0}) for day in (span.before, span.after))
    moved = newcombe(after["lost"], after["at_start"], before["lost"], before["at_start"])
    test = two_proportion_test(after["lost"], after["at_start"], before["lost"], before["at_start"])
    certainty = certainty_of(test.p if test else None)
    says = {
        language: _change_said(outlook, span, (before, after), moved, certainty, language)
        for language in LANGUAGES
    }
    return Fact(
        "change",
        says,
        certainty,
        **_sized(moved),
        customers=after["at_start"],
        ask=_command("attrition", span, where),
    )


def parts(outlook: Outlook, span: Span, where: str | None) -> list[Fact]:
    """Return what of the change is mix, by the split that shows most of it, and how each moved.

    Segments overlap between splits; how many were looked at goes into how certain each is.
    """
    found: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    mixes: list[tuple[Estimate, float, str]] = []
    for by in splits(outlook):
        segments, every = contribution(outlook, span, where, by)
        found += [(by, row, every) for row in segments]
        before, after = _counts(segments, "before"), _counts(segments, "after")
        mix = mix_of(before, after)
        if mix is not None and any(lost for lost, _ in before + after):
            mixes.append((mix, every["rate_effect"], by))
    unit = outlook.rule.unit
    told = [_segment(span, where, unit, *one, len(found)) for one in found]
    facts = [one for one in told if one is not None]
    if not mixes:
        return facts
    most = max(mixes, key=lambda one: abs(one[0].value))
    return [_mix(span, where, *most, len(mixes)), *facts]


def _counts(segments: Sequence[dict[str, Any]], when: str) -> list[tuple[int, int]]:
    return [(row[f"lost_{when}"], row[f"at_start_{when}"]) for row in segments]


def _change_said(
    outlook: Outlook,
    span: Span,
    rows: tuple[dict[str, Any], dict[str, Any]],
    moved: Estimate | None,
    certainty: str,
    language: str,
) -> str:
    before, after = rows
    periods = {
        "before": label(span.before, span.kind, language),
        "after": label(span.after, span.kind, language),
    }
    if moved is None:
        return said("change_empty", language, **periods)
    way = "same" if not moved.value else "rose" if moved.value > 0 else "fell"
    if not before["lost"] and not after["lost"]:
        way = "none"
    return said(
        f"change_{way}",
        language,
        **periods,
        **{name: number(after[name]) for name in _WHAT},
        **{f"{name}_before": number(before[name]) for name in _WHAT},
        rate=rate(after["lost"] / after["at_start"]),
        rate_before=rate(before["lost"] / before["at_start"]),
        points=points(abs(moved.value)),
        low=points(moved.low, signed=True),
        high=points(moved.high, signed=True),
        **counted(outlook.rule.unit, language),
        certainty=said(f"certainty_{certainty}", language),
    )


def _mix(span: Span, where: str | None, mix: Estimate, rest: float, by: str, looked: int) -> Fact:
    says = {
        language: said(
            "mix",
            language,
            by=by,
            mix=points(mix.value, signed=True),
            low=points(mix.low, signed=True),
            high=points(mix.high, signed=True),
            rate=points(rest, signed=True),
        )
        for language in LANGUAGES
    }
    certainty = certainty_within(mix.value, mix.low, mix.high, looked)
    ask = _command(f'contribution --by "{by}"', span, where)
    return Fact("change", says, certainty, **_sized(mix), ask=ask)


def _segment(
    span: Span,
    where: str | None,
    unit: str,
    by: str,
    row: dict[str, Any],
    every: dict[str, Any],
    looked: int,
) -> Fact | None:
    """Return how a segment moved beside all others; None where one of the two has nobody."""
    own = {when: (row[f"lost_{when}"], row[f"at_start_{when}"]) for when in _WHEN}
    rest = {
        when: (every[f"lost_{when}"] - lost, every[f"at_start_{when}"] - there)
        for when, (lost, there) in own.items()
    }
    apart = moved_apart(own["before"], own["after"], rest["before"], rest["after"])
    if apart is None:
        return None
    moved, p = apart
    name = row["group"]
    says = {
        language: said(
            "segment_apart",
            language,
            segment=f"{by} = {said('unknown_segment', language) if name is None else name}",
            **{when: rate(lost / there) for when, (lost, there) in own.items()},
            **{f"others_{when}": rate(lost / there) for when, (lost, there) in rest.items()},
            **counted(unit, language),
            at_start=number(own["after"][1]),
            at_start_before=number(own["before"][1]),
            apart=points(moved.value, signed=True),
            low=points(moved.low, signed=True),
            high=points(moved.high, signed=True),
        )
        for language in LANGUAGES
    }
    return Fact(
        "segment",
        says,
        certainty_of(p, looked),
        **_sized(moved),
        customers=own["after"][1],
        ask=_command(f'contribution --by "{by}"', span, where),
    )


def _sized(estimate: Estimate | None) -> dict[str, Any]:
    if estimate is None:
        return {}
    return {"size": estimate.value, "low": estimate.low, "high": estimate.high, "unit": "points"}


def _command(metric: str, span: Span, where: str | None) -> str:
    """Return the command that shows all of it."""
    days = f" --after {span.after} --before {span.before}" if "--by" in metric else ""
    chosen = f' --where "{where}"' if where else ""
    return f"tenure measure {metric} --period {span.kind}{days}{chosen}"
