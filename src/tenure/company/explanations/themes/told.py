"""What customers write about: themes with typical sentences, how each grew, shares over time."""

from typing import TYPE_CHECKING, Any

from tenure.company.explanations.sentiment.scoring import scored
from tenure.company.explanations.themes.assigning import LANGUAGES, Found, assigned
from tenure.company.explanations.themes.counting import about, shares
from tenure.company.explanations.themes.growing import growth_rows
from tenure.company.explanations.themes.views import ALL, FEW, GROWTH, SHARES, SHARES_BY, THEMES
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result
from tenure.periods import Period
from tenure.stats.intervals import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SENTENCES = 2
_TERMS = 4
_PERMUTED = "-- customers who wrote, by stretch of time; see docs/explain/themes.md"


def themes(
    outlook: Outlook,
    *,
    by: str | None = None,
    period: Period = "month",
    where: str | None = None,
    seed: int = 0,
) -> list[Result]:
    """Return the themes, how each grew or fell, and their shares by period (and group).

    Raises MetricError for a company without texts, and for a split or condition that there is not.
    """
    found = assigned(outlook, seed)
    engine = outlook.rule.data.engine
    counted = about(outlook, found, scored(outlook, seed), where)
    told = engine.execute(counted, metric="themes").to_pylist()
    rows = [*_listed(found, told), *_unlearnt(outlook, found)]
    by_period = shares(outlook, found, by, period, where)
    each = [_titled(found, row) for row in _run(outlook, by_period)]
    growing = growth_rows(outlook, found, where, seed)
    days = 7 if not growing else growing[0]["days"]
    return [
        THEMES.result(outlook, rows, engine.script(counted)),
        GROWTH.result(outlook, growing, _PERMUTED, days=days),
        (SHARES_BY if by else SHARES).result(outlook, each, engine.script(by_period)),
    ]


def _listed(found: Found, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row a theme, the commonest first, and the one of all texts last."""
    whole = next((row["texts"] for row in told if row["theme"] is None), 0)
    rows = [_titled(found, {**row, "of": whole, **_rates(row, whole)}) for row in told]
    ordered = sorted(
        rows, key=lambda row: (row["theme"] is None, -row["texts"], row["theme"] or "")
    )
    return [{**row, **_said(found, row["theme"])} for row in ordered]


def _rates(row: dict[str, Any], whole: int) -> dict[str, float | None]:
    return _rate("share", row["texts"], whole) | _rate(
        "share_negative", row["negative"], row["scored"]
    )


def _rate(name: str, found: int, whole: int) -> dict[str, float | None]:
    low, high = wilson(found, whole) or (None, None)
    return {name: found / whole if whole else None, f"{name}_low": low, f"{name}_high": high}


def _titled(found: Found, row: dict[str, Any]) -> dict[str, Any]:
    title = ALL if row["theme"] is None else found.titles[row["theme"]]
    return {**row, **{f"title_{one}": title[one] for one in ("en", "ko")}}


def _said(found: Found, code: str | None) -> dict[str, str]:
    """Return the telling words and typical sentences of a theme, of every language."""
    own = [one for model in found.models.values() for one in model.themes if one.code == code]
    if not own:
        return {}
    terms = [term for one in own for term in list(one.terms)[:_TERMS]]
    sentences = [sentence for one in own for sentence in one.typical[:_SENTENCES]]
    return {"terms": ", ".join(terms), "sentences": " / ".join(sentences)}


def _unlearnt(outlook: Outlook, found: Found) -> list[dict[str, Any]]:
    """Return a row for each language with texts that are too few to learn from."""
    from tenure.explain.themes import LEAST_TEXTS

    said = FEW[outlook.rule.data.definitions.company.language]
    return [
        {"reason": said.format(language=one, different=found.different[one], least=LEAST_TEXTS)}
        for one in LANGUAGES
        if one not in found.models and one in found.different
    ]


def _run(outlook: Outlook, rows: "ir.Table") -> list[dict[str, Any]]:
    return list(outlook.rule.data.engine.execute(rows, metric="themes").to_pylist())
