"""What every part of Explain says of the time between two periods, as facts."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.why.span import Span
from tenure.company.predictions.kept import kept
from tenure.company.predictions.outlook import Outlook
from tenure.explain.why import Certainty, Fact, certainty_of, certainty_within
from tenure.explain.why.numbers import number, rate
from tenure.explain.why.telling import LANGUAGES, counted, said
from tenure.stats import newcombe, two_proportion_test

if TYPE_CHECKING:
    from tenure.explain.why import Kind

Gather = Callable[[Outlook, Span, str | None], Iterator[Fact]]

_COUNTED = ("before", "of_before", "after", "of_after")
_BEFORE = timedelta(days=56)
"""How long before a period a competitor's price cut may still matter to it."""


def drivers(outlook: Outlook, span: Span, where: str | None) -> Iterator[Fact]:
    """Tell which drivers are more or less common than when the period before began."""
    from tenure.company.explanations.drivers import moved

    now, before = (span.after, span.after_end), (span.before, span.before_end)
    rows = moved(outlook, now, before, where)
    for row in rows:
        value, low, high = (row[f"effect{end}"] for end in ("", "_low", "_high"))
        certainty = certainty_within(value, low, high, len(rows))
        sized = _sized(row, "effect", "points")
        name = row["driver"]
        yield Fact("driver", _says(row), certainty, **sized, ask=f"tenure explain driver {name!r}")


def themes(outlook: Outlook, span: Span, where: str | None) -> Iterator[Fact]:
    """Tell which themes more or fewer of those who wrote have written about."""
    from tenure.company.explanations.themes import moved

    before, after = (span.before, span.before_end), (span.after, span.after_end)
    for one in moved(outlook, before, after, where=where):
        yield Fact(
            "theme",
            one.says,
            certainty_of(one.corrected),
            size=one.difference.value,
            low=one.difference.low,
            high=one.difference.high,
            unit="share",
            customers=one.after[1],
            ask="tenure explain themes",
        )


def events(outlook: Outlook, span: Span, where: str | None) -> Iterator[Fact]:
    """Tell after which changes of the company attrition moved."""
    from tenure.company.explanations.changes import happened

    for row in happened(outlook, span.before, span.after_end, where):
        certainty = certainty_of(row.get("p_corrected"))
        if row["verdict"] in ("no_evidence", "none"):
            certainty = "chance"
        sized = _sized(row, "points", "points")
        ask = f'tenure explain change "{row["name"]}"'
        yield Fact("event", _says(row), certainty, **sized, ask=ask)


def competitors(outlook: Outlook, span: Span, where: str | None) -> Iterator[Fact]:
    """Tell what followed the price cuts of competitors; of all customers, whatever `where`."""
    from tenure.company.explanations.competitors import followed

    for row in kept(outlook, "competitor-moves", lambda: followed(outlook)):
        at = date.fromisoformat(row["at"])
        if row["ratio"] is None or not span.before - _BEFORE <= at < span.after_end:
            continue
        numbers = {name: number(row[name]) for name in _COUNTED}
        ends = {"ratio": row["ratio"], "low": row["ratio_low"], "high": row["ratio_high"]}
        told = {name: "∞" if value is None else f"{value:.2g}" for name, value in ends.items()}
        says = {
            one: said(
                f"competitor_{row['what']}",
                one,
                competitor=row["competitor"],
                at=at,
                change=rate(-row["change"]),
                **counted(outlook.rule.unit, one),
                **numbers,
                **told,
            )
            for one in LANGUAGES
        }
        certainty: Certainty = certainty_of(row["p_corrected"])
        if row["verdict"] not in ("rose", "fell"):
            certainty = "chance"
        sized = _sized(row, "ratio", "ratio")
        yield Fact("competitor", says, certainty, **sized, ask="tenure explain competitors")


def reasons(outlook: Outlook, span: Span, where: str | None) -> Iterator[Fact]:
    """Tell which reasons are stated more or less often, of those who left and said why."""
    from tenure.company.explanations.reasons import stated, taxonomy_of

    times = ((span.after, span.after_end), (span.before, span.before_end))
    after, before = stated(outlook, times, where)
    taxonomy, both = taxonomy_of(outlook), Counter(after.counts) + Counter(before.counts)
    codes = sorted(both, key=lambda code: (-both[code], code))
    for code in codes:
        own, earlier = after.counts.get(code, 0), before.counts.get(code, 0)
        moved = newcombe(own, after.of, earlier, before.of)
        test = two_proportion_test(own, after.of, earlier, before.of)
        if moved is None:
            continue
        counts = {"n": own, "of": after.of, "n_before": earlier, "of_before": before.of}
        shares = {"share": rate(own / after.of), "share_before": rate(earlier / before.of)}
        says = {
            one: said(
                "reason_moved",
                one,
                why=taxonomy.words(code, one),
                **counted(outlook.rule.unit, one),
                **counts,
                **shares,
            )
            for one in LANGUAGES
        }
        yield Fact(
            "reason",
            says,
            certainty_of(test.p if test else None, len(codes)) if test else "chance",
            size=moved.value,
            low=moved.low,
            high=moved.high,
            unit="share",
            customers=after.of,
            ask="tenure explain reasons",
        )


AREAS: "dict[Kind, Gather]" = {
    "driver": drivers,
    "theme": themes,
    "event": events,
    "competitor": competitors,
    "reason": reasons,
}


def _says(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[f"says_{language}"] for language in LANGUAGES}


def _sized(row: dict[str, Any], name: str, unit: str) -> dict[str, Any]:
    if row.get(name) is None:
        return {}
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    return {"size": row[name], "low": low, "high": high, "unit": unit}
