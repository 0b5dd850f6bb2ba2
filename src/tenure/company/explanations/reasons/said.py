"""What those who left said near it, in their own words, and the reason that it tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.reasons.leaving import AFTER, Leaving
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.reasons.churn import Answer
from tenure.explain.reasons.reading import Reader, english_tells
from tenure.explain.reasons.taxonomy import Taxonomy, taxonomy
from tenure.store import as_json, fingerprint_code, write_text

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.definitions.reasons import Reasons

PARTING = ("exit", "cancel", "churn", "interview", "leav", "해지", "탈퇴", "이탈", "인터뷰")
"""Words in the source of an answer that was given because someone left."""
_TELLS = "tells.json"
_CODE = ("explain/reasons", "explain/text", "explain/tokens.py")
NO_WORDS = "they answered without words"


@dataclass(frozen=True)
class Said:
    """What one who left said: the reason that it tells, the text, masked, and when they left."""

    answer: Answer
    verbatim: str | None
    left_local: datetime | None


def taxonomy_of(outlook: Outlook) -> Taxonomy:
    """Return the taxonomy as the company edits it; MetricError for codes that there are not."""
    return edited(outlook.rule.data.definitions.reasons)


def edited(own: "Reasons") -> Taxonomy:
    """Return the taxonomy with what `[reasons]` of tenure.toml adds, renames and maps."""
    add = {code: one.model_dump(exclude_none=True) for code, one in own.add.items()}
    rename = {code: one.model_dump(exclude_none=True) for code, one in own.rename.items()}
    return taxonomy().edited(add, rename, own.map)


def parting(source: str | None) -> bool:
    """Say whether an answer was given because someone left."""
    return any(word in (source or "").casefold() for word in PARTING)


def said_by(leaving: Leaving, reasons: Taxonomy) -> dict[tuple[str, int | None], Said]:
    """Return what those who left said, by unit and period; whoever said nothing is not in it.

    The last answer to an exit survey or interview; without one, the last ticket or answer in
    which a risk word smells of leaving. Both from 60 days before they fell silent to 60 days
    after they had left, and before the day that it is asked as of.
    """
    found: dict[tuple[str, int | None], dict[str, Any]] = {}
    for row in _near(leaving):
        key = (str(row["unit_id"]), row["number"])
        if key not in found or _rank(row) > _rank(found[key]):
            found[key] = row
    reader = Reader(reasons, _english(leaving.outlook, reasons) if found else {})
    return {key: _read(row, reader) for key, row in found.items()}


def _english(outlook: Outlook, reasons: Taxonomy) -> dict[str, list[str]]:
    """Return the lemmas of the English tells, found once: it takes a dictionary of half a second.

    They depend on no data, so that those of one run serve the next.
    """

    def build(folder: Path) -> None:
        write_text(folder / _TELLS, as_json(english_tells(reasons)))

    store = outlook.rule.data.store
    own = outlook.rule.data.definitions.fingerprint("reasons")
    key = store.key("tells", fingerprint_code(*_CODE), own)
    told = (store.entry("tells", key, build) / _TELLS).read_text("utf-8")
    return dict(json.loads(told))


def _rank(row: Mapping[str, Any]) -> tuple[bool, datetime, str]:
    return parting(row["source"]), row["at"], str(row["text_id"])


def _read(row: Mapping[str, Any], reader: Reader) -> Said:
    told = reader.read(row["lemmas"].split(), row["language"] or "", row["text"])
    words = ", ".join(told.words) or None
    answer = Answer(told.code, True, row["source"], words, told.reason)
    return Said(answer, row["text"], row["left_local"])


def _near(leaving: Leaving) -> list[dict[str, Any]]:
    """Return the texts that count: of exit surveys all, of others those with a risk word."""
    from tenure.company.explanations.texts import texts

    try:
        told = texts(leaving.outlook)
    except MetricError:
        return []
    rows = told.rows
    both = _in_time(leaving, rows)
    lower = both.source.lower()
    of_parting = lower.contains(PARTING[0])
    for word in PARTING[1:]:
        of_parting = of_parting | lower.contains(word)
    risky = both.digest.isin(told.hits.digest)
    kept = both.filter((of_parting | risky).fill_null(False))
    engine = leaving.outlook.rule.data.engine
    return list(engine.execute(kept, metric="texts of those who left").to_pylist())


def _in_time(leaving: Leaving, rows: "ir.Table") -> "ir.Table":
    import ibis

    own = rows.select("text_id", "digest", "unit_id", "at", "source", "language", "text", "lemmas")
    both = leaving.drawn.select("unit_id", "number", "left_local", "since_local").inner_join(
        own, "unit_id"
    )
    if leaving.outlook.snapshot:
        return both
    until = both.left_local + ibis.interval(days=AFTER)
    return both.filter(both["at"] >= both.since_local, both["at"] <= until)
