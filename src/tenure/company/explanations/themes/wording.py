"""How a theme grew or fell, in sentences of either language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.charts.formats import MINUS

if TYPE_CHECKING:
    from tenure.stats.estimate import Estimate

_CERTAIN = 0.05
_SAYS = {
    "en": {
        "grew_since": "{title}: grew from {before} to {share} of those who wrote, since {since}",
        "grew_until": "{title}: rose from {before} to {share} of those who wrote, {since} to "
        "{until}",
        "fell_since": "{title}: fell from {before} to {share} of those who wrote, since {since}",
        "fell_until": "{title}: dropped from {before} to {share} of those who wrote, {since} to "
        "{until}",
        "counts": " ({n} of {of}, {n_before} of {of_before} before; {points} points, "
        "{low} to {high}).",
        "still": "{title}: no change that luck alone would not make.",
        "grew": "{title}: grew from {before} to {share} of those who wrote",
        "fell": "{title}: fell from {before} to {share} of those who wrote",
        "same": "{title}: stayed at {share} of those who wrote",
        "luck": " It may be luck.",
    },
    "ko": {
        "grew_since": "{title}: {since} 이후 글을 쓴 고객 중 비율이 {before}에서 {share}로 "
        "늘었습니다",
        "grew_until": "{title}: {since}~{until}에 글을 쓴 고객 중 비율이 {before}에서 {share}로 "
        "늘었습니다",
        "fell_since": "{title}: {since} 이후 글을 쓴 고객 중 비율이 {before}에서 {share}로 "
        "줄었습니다",
        "fell_until": "{title}: {since}~{until}에 글을 쓴 고객 중 비율이 {before}에서 {share}로 "
        "줄었습니다",
        "counts": "({of}명 중 {n}명, 이전 {of_before}명 중 {n_before}명, {points}%p, "
        "{low}~{high}%p).",
        "still": "{title}: 우연으로 볼 수 없는 변화는 없습니다.",
        "grew": "{title}: 글을 쓴 고객 중 비율이 {before}에서 {share}로 늘었습니다",
        "fell": "{title}: 글을 쓴 고객 중 비율이 {before}에서 {share}로 줄었습니다",
        "same": "{title}: 글을 쓴 고객 중 비율이 {share}로 그대로입니다",
        "luck": " 우연일 수 있습니다.",
    },
}


def growth_said(row: Mapping[str, Any], title: str, language: str) -> str:
    """Say the stretch of time that stands out, if it is sure."""
    words = _SAYS[language]
    if not row["sure"]:
        return words["still"].format(title=title)
    way = "grew" if row["difference"] > 0 else "fell"
    until = row["until"]
    said = words[f"{way}_{'until' if until else 'since'}"].format(
        title=title,
        before=f"{row['share_before']:.1%}",
        share=f"{row['share']:.1%}",
        since=day(row["since"], language),
        until=day(until, language) if until else None,
    )
    before, after = (row["writers_before"], row["of_before"]), (row["writers"], row["of"])
    spread = [row[f"difference{end}"] for end in ("", "_low", "_high")]
    return said + _counts(before, after, spread, language)


def moved_said(
    title: str,
    before: tuple[int, int],
    after: tuple[int, int],
    difference: "Estimate",
    corrected: float,
    language: str,
) -> str:
    """Say how a theme moved between two stretches of time, and whether it may be luck."""
    words = _SAYS[language]
    way = "same" if not difference.value else "grew" if difference.value > 0 else "fell"
    said = words[way].format(
        title=title,
        before=f"{before[0] / before[1]:.1%}",
        share=f"{after[0] / after[1]:.1%}",
    )
    spread = [difference.value, difference.low, difference.high]
    counts = _counts(before, after, spread, language)
    return said + counts + ("" if corrected <= _CERTAIN else words["luck"])


def _counts(
    before: tuple[int, int], after: tuple[int, int], spread: Sequence[float], language: str
) -> str:
    """Say how many wrote of it, of how many, and the difference in points with its interval."""
    value, low, high = (f"{100 * one:+.1f}".replace("-", MINUS) for one in spread)
    return _SAYS[language]["counts"].format(
        n=f"{after[0]:,}",
        of=f"{after[1]:,}",
        n_before=f"{before[0]:,}",
        of_before=f"{before[1]:,}",
        points=value,
        low=low,
        high=high,
    )


def day(one: date, language: str) -> str:
    """Say a day: 3 March 2026, 2026년 3월 3일."""
    if language == "ko":
        return f"{one.year}년 {one.month}월 {one.day}일"
    return f"{one.day} {one:%B %Y}"
