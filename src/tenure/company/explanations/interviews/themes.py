"""What to ask about themes: those of someone's own texts, and what grew where nothing was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.themes.assigning import Found, known
from tenure.company.explanations.themes.counting import writers
from tenure.company.explanations.themes.growing import grew
from tenure.company.predictions.outlook import Outlook
from tenure.explain.interviews.guide import LANGUAGES, Known

if TYPE_CHECKING:
    import ibis.expr.types as ir

LATELY = 90
"""Days of which texts are compared with those of as many days before."""
_OWN = 2 * LATELY
"""Days in which someone's own texts count: who left within `LATELY` wrote before it."""
_MOST = 2


@dataclass(frozen=True)
class Spoken:
    """Themes of each one's own texts, the commonest first, and what grew in each segment."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    grown: Mapping[str | None, str] = field(default_factory=dict)

    def told(self, about: Known, unit_id: str, segment: str | None) -> Known:
        """Add to what is known of someone what they wrote about, or for the silent what grew."""
        own = self.own.get(unit_id)
        if own is not None:
            return replace(about, themes=tuple(self._named(one) for one in own[:_MOST]))
        code = self.grown.get(segment)
        return replace(about, grown=self._named(code) if code else None)

    def _named(self, code: str) -> tuple[str, str]:
        english, korean = (self.titles[code][one] for one in LANGUAGES)
        return english, korean


def spoken(outlook: Outlook, units: Sequence[str], by: str | None, where: str | None) -> Spoken:
    """Return what some units wrote about, and which theme grew most in each segment.

    By the themes that are kept; nothing is learnt, and where none are kept nothing is told.
    """
    found = known(outlook)
    if found is None:
        return Spoken()
    return Spoken(found.titles, _own(outlook, found, units), _grown(outlook, found, by, where))


def _own(outlook: Outlook, found: Found, units: Sequence[str]) -> dict[str, list[str]]:
    """Return the main themes of the texts of some units; empty: they wrote, of no theme."""
    since = outlook.observed.end - timedelta(days=_OWN)
    rows = found.rows.left_join(found.marks.filter(found.marks.main), "digest")
    rows = rows.filter(rows.unit_id.cast("string").isin(units), rows.at.cast("date") >= since)
    counted = rows.group_by("unit_id", "theme").agg(n=rows.count(), last=rows.at.max())
    told = _run(outlook, counted)
    told = sorted(told, key=lambda row: (row["n"], row["last"], row["theme"] or ""), reverse=True)
    own: dict[str, list[str]] = {}
    for row in told:
        codes = own.setdefault(str(row["unit_id"]), [])
        if row["theme"] is not None:
            codes.append(row["theme"])
    return own


def _grown(
    outlook: Outlook, found: Found, by: str | None, where: str | None
) -> dict[str | None, str]:
    """Return for each segment the theme that grew most from the `LATELY` days before the last."""
    import ibis

    end = outlook.observed.end
    middle, first = end - timedelta(days=LATELY), end - timedelta(days=2 * LATELY)

    def bin_of(rows: "ir.Table") -> "ir.Value":
        day = rows.at.cast("date")
        return ibis.cases(((day >= first) & (day < middle), 0), (day >= middle, 1))

    counts: dict[str | None, dict[str | None, list[int]]] = {}
    for row in _run(outlook, writers(outlook, found, bin_of, where, by)):
        themes = counts.setdefault(row.get("group"), {})
        themes.setdefault(row["theme"], [0, 0])[row["bin"]] = row["n"]
    told = {group: grew(themes) for group, themes in counts.items()}
    return {group: code for group, code in told.items() if code is not None}


def _run(outlook: Outlook, rows: "ir.Table") -> list[dict[str, Any]]:
    return list(outlook.rule.data.engine.execute(rows, metric="interviews").to_pylist())
