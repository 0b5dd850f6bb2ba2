"""What was learnt of drivers as rows: numbers, names and sentences, as they are kept."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.naming import (
    LANGUAGES,
    VERDICTS,
    name_of,
    reason_of,
    sentence,
    sides_of,
    what_of,
)
from tenure.company.explanations.drivers.places import area_of, called, event_of
from tenure.explain.drivers.learnt import Driver, Learnt
from tenure.stats.estimate import Estimate

if TYPE_CHECKING:
    from tenure.company.explanations.drivers.rows import Seen

SHOWN = ("more", "less")
_MOST_ALIKE = 6
_DROPPED = {
    "empty": {"en": "it is empty", "ko": "값이 없습니다"},
    "constant": {"en": "it has one value", "ko": "값이 하나뿐입니다"},
    "identifier": {"en": "it names nearly every row", "ko": "행마다 값이 다릅니다"},
}


def driver_rows(
    found: Learnt, told: "Seen", levels: Sequence[Sequence[str]], behaviour: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a row a group of features that cannot be told apart, as its leading contrast says."""
    return [_driver(one, told, levels, behaviour) for one in found.drivers if one.lead]


def _driver(
    one: Driver, told: "Seen", levels: Sequence[Sequence[str]], behaviour: Mapping[str, str]
) -> dict[str, Any]:
    feature, level = told.features[one.feature], level_of(one, levels)
    event = event_of(feature)
    alone, beside = one.alone, one.beside
    row: dict[str, Any] = {
        "driver": name_of(feature, level),
        "verdict": one.verdict,
        "rows": alone.high.rows,
        "left": alone.high.left,
        **ends("rate", alone.high.rate),
        "against_rows": alone.low.rows,
        "against_left": alone.low.left,
        **ends("against_rate", alone.low.rate),
        **ends("difference", alone.difference),
        **ends("ratio", alone.ratio),
        "q": one.q,
        **ends("adjusted", beside.ratio if beside else None),
        "adjusted_q": one.adjusted_q,
        **ends("adjusted_difference", beside.difference if beside else None),
        **ends("goes_with", beside.share if beside else None),
        "alone": beside and beside.alone,
        "dates": one.dates and len(one.dates.parts),
        "same_sign": one.dates and one.dates.same_sign,
        "dates_p": one.dates and one.dates.p,
        "segments_q": one.segments_q,
        "behaviour": behaviour.get(event) if event else None,
        "opens": f"tenure measure behaviour --feature {event!r}" if event else None,
    }
    return row | _words(one, told, level)


def _words(one: Driver, told: "Seen", level: str | None) -> dict[str, Any]:
    feature = told.features[one.feature]
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        side, against = sides_of(feature, one.cut, level, language)
        alike = [told.features[at].called(language) for at in one.kin]
        more = f" (+{len(alike) - _MOST_ALIKE})" if len(alike) > _MOST_ALIKE else ""
        found |= {
            f"area_{language}": called(area_of(feature), language),
            f"what_{language}": what_of(feature, language),
            f"side_{language}": side,
            f"against_{language}": against,
            f"verdict_{language}": VERDICTS[one.verdict][language],
            f"alike_{language}": "; ".join(alike[:_MOST_ALIKE]) + more or None,
            f"says_{language}": sentence(one, feature, level, language),
            f"reason_{language}": reason_of(one.verdict, language),
        }
    return found


def area_rows(found: Learnt, told: "Seen") -> list[dict[str, Any]]:
    """Return a row an area, and one an event within use."""
    counted: dict[str, int] = {}
    for one in found.drivers:
        if one.lead and one.verdict in SHOWN:
            feature = told.features[one.feature]
            event = event_of(feature)
            for name in (area_of(feature), *([f"use: {event}"] if event else [])):
                counted[name] = counted.get(name, 0) + 1
    return [
        {
            "area": one.name,
            **{f"area_{language}": called(one.name, language) for language in LANGUAGES},
            "features": one.features,
            **ends("loss", one.loss),
            "share": one.share,
            "drivers": counted.get(one.name, 0),
        }
        for one in found.areas
    ]


def segment_rows(
    found: Learnt, told: "Seen", levels: Sequence[Sequence[str]], names: Sequence[str], most: int
) -> list[dict[str, Any]]:
    """Return a row a segment of the first drivers; those that go with leaving come first."""
    leads = [one for one in found.drivers if one.lead and one.segments and one.segments.parts]
    leads.sort(key=lambda one: one.verdict not in SHOWN)
    rows = []
    for one in leads[:most]:
        feature, level = told.features[one.feature], level_of(one, levels)
        assert one.segments is not None
        for part in one.segments.parts:
            odds = Estimate(*np.exp([part.log_odds.value, part.log_odds.low, part.log_odds.high]))
            rows.append(
                {
                    "driver": name_of(feature, level),
                    **{f"what_{language}": what_of(feature, language) for language in LANGUAGES},
                    "segment": names[part.part],
                    "rows": part.rows,
                    **ends("odds_ratio", odds),
                    "segments_q": one.segments_q,
                }
            )
    return rows


def left_out_rows(told: "Seen") -> list[dict[str, Any]]:
    """Return a row a feature that was not looked at, with the reason."""
    blocked = [
        {"driver": one["feature"], "reason_en": one["en"], "reason_ko": one["ko"]}
        for one in told.left_out
    ]
    dropped = [
        {
            "driver": name,
            **{f"reason_{language}": _DROPPED[why][language] for language in LANGUAGES},
        }
        for name, why in told.encoding.dropped.items()
    ]
    return [*blocked, *dropped]


def effect_rows(
    found: Learnt, told: "Seen", levels: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    """Return what `moved` needs of each leading driver: its cut, and its risks by code."""
    return [
        {
            "driver": name_of(told.features[one.feature], level_of(one, levels)),
            "feature": told.features[one.feature].name,
            "level": level_of(one, levels),
            "cut": vars(one.cut),
            "verdict": one.verdict,
            "risks": _plain(one.beside.risks),
            "covariance": [_plain(row) for row in one.beside.covariance],
        }
        for one in found.drivers
        if one.lead and one.beside is not None
    ]


def level_of(one: Driver, levels: Sequence[Sequence[str]]) -> str | None:
    """Return the level that a contrast of a category looks at."""
    return levels[one.feature][one.cut.level] if one.cut.kind == "level" else None


def ends(name: str, found: Estimate | None) -> dict[str, float | None]:
    """Return an estimate as three columns."""
    value, low, high = (None, None, None) if found is None else (found.value, found.low, found.high)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _plain(values: Any) -> list[float | None]:
    return [None if np.isnan(one) else float(one) for one in values]
