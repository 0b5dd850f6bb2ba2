"""The block of a metric that has no section of its own: its rows as a table, and its picture."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.charts.formats import MINUS, money
from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.report.blocks import Block, chosen_shown, definition_shown, options_shown
from tenure.report.chapters import chapter_of
from tenure.report.pictures import FOLDED, pictures
from tenure.report.reasons import in_words
from tenure.report.tables import Cell, Head, Row, TableView, null

MOST_ROWS = 24
MOST_PERIODS = 13
LONG = 24
"""Letters from which on a text is prose, whose lines may break."""
_COMMANDS = {"explain": "explain", "predict": "predict", "more": "measure"}
_BOUNDS = ("_low", "_high")
_NOBODY: Mapping[str, Mapping[str, str]] = {}
_SHORT = ("auc", "psi", "empc", "mpc", "mrr", "grr", "nrr", "nps", "id")
CODED = (
    *("status", "step", "split", "segment", "against", "verdict", "denominator"),
    *(
        "risk_band",
        "health_band",
        "risk_band_before",
        "health_band_before",
        "value_tier",
        "learner",
        "shift",
        "role",
        "prices",
        "kind",
        "certainty",
        "band",
        "one",
        "other",
    ),
    *("matched", "what", "way", "phase", "about", "voluntary_by", "compared_with", "unit"),
    *("gap", "competitor", "passed", "source", "stated_in", "figure"),
    *("stated", "recorded", "observed", "one_code", "other_code", "why"),
    *("experiment", "treatment", "control", "arm", "margin_from", "model", "held_out"),
    "convention",
)
"""A metric's own columns of names of ours, which have words in every language."""


def block(
    result: Result,
    words: Words,
    key: str,
    *,
    only: Collection[str] | None = None,
    whole: str = "more.cut",
) -> Block:
    """Show the rows of a metric, the latest where they are many; `only` leaves some columns.

    `whole` is the sentence that says where the rows are that are not shown.
    """
    titles: Mapping[str, str] = getattr(result, "title", {})
    title = titles.get(words.language, result.metric)
    rows = result.table.to_pylist()
    shown = _shown(rows)
    notes = []
    if len(shown) < len(rows):
        command = _COMMANDS[chapter_of(result.metric)]
        notes.append(words(whole, shown=len(shown), rows=len(rows), command=command))
    figures = pictures(result, words, key)
    tables = [_table(result, shown, title, words, only)] if rows else []
    folded = bool(figures) and result.metric in FOLDED
    notes += _said(rows, words)
    return Block(
        key=key,
        title=title,
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        figures=figures,
        tables=[] if folded else tables,
        numbers=tables if folded else [],
        notes=notes if rows else [words("more.nothing")],
    )


def _said(rows: Sequence[Mapping[str, Any]], words: Words) -> list[str]:
    """Return what rows of days say in sentences: beneath the table, for a cell is too narrow."""
    said = f"says_{words.language}"
    if not rows or said not in rows[0] or "days" not in rows[0] or "experiment" in rows[0]:
        return []
    return [words("more.after", days=row["days"], says=row[said]) for row in rows if row[said]]


def _shown(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return as many rows as are shown: the latest where rows go by time, else the first.

    Of several rows a date all or none are shown, as far as they are not too many by themselves.
    """
    firsts = [next(iter(row.values())) for row in rows]
    dated = bool(rows) and all(isinstance(one, date) for one in firsts)
    if not dated or firsts != sorted(firsts):
        return rows[:MOST_ROWS]
    if len(set(firsts)) == len(firsts):
        return rows[-MOST_PERIODS:]
    last = rows[-MOST_ROWS:]
    if len(rows) <= MOST_ROWS or firsts[-MOST_ROWS - 1] != firsts[-MOST_ROWS]:
        return last
    return [row for row in last if next(iter(row.values())) > firsts[-MOST_ROWS]] or last


def _table(
    result: Result,
    rows: Sequence[Mapping[str, Any]],
    title: str,
    words: Words,
    only: Collection[str] | None,
) -> TableView:
    told = {one["name"]: one for one in getattr(result, "columns", ())}
    names = [
        name
        for name in rows[0]
        if not _bound(name, rows[0])
        and _filled(name, rows)
        and not _foreign(name, words)
        and not (name == f"says_{words.language}" and _said(rows, words))
        and (only is None or name in only)
    ]
    heads = [_head(name, told.get(name, {}), words) for name in names]
    called, naming = getattr(result, "names", {}), _naming(result.table.to_pylist())
    cells = [
        [_behind(_cell(name, row, told, words, called), name, row, told, naming) for name in names]
        for row in rows
    ]
    return TableView(title, heads, [Row(one) for one in cells])


def _naming(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the first columns, as few as tell every row apart; all where none do."""
    names = list(rows[0])
    for most in range(1, len(names)):
        if len({tuple(row[name] for name in names[:most]) for row in rows}) == len(rows):
            return names[:most]
    return names


def _behind(
    cell: Cell,
    name: str,
    row: Mapping[str, Any],
    told: Mapping[str, Mapping[str, str]],
    naming: Sequence[str],
) -> Cell:
    """Let a count say which row's it is, and an id whose; what names the row counts nobody."""
    if name == "unit_id" and row[name] is not None:
        return replace(cell, whose=str(row[name]))
    counts = told.get(name, {}).get("unit") == "count" and isinstance(row[name], int)
    if not counts or name in naming:
        return cell
    return replace(cell, count=name, of={one: row[one] for one in naming})


def _bound(name: str, row: Mapping[str, Any]) -> bool:
    """Say whether a column is an end of another's interval, with which it is shown."""
    return any(name.endswith(end) and name.removesuffix(end) in row for end in _BOUNDS)


def _foreign(name: str, words: Words) -> bool:
    """Say whether a column holds sentences of another language."""
    return name.endswith(("_en", "_ko")) and not name.endswith(f"_{words.language}")


def _filled(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a column tells something: periods end where the next begin, most are over."""
    if name in ("reason", "period_end") or (name == "complete" and all(r[name] for r in rows)):
        return False
    known = any(row[name] is not None for row in rows)
    return known or (len(rows) == 1 and name != "group")


def _head(name: str, told: Mapping[str, str], words: Words) -> Head:
    meaning = told.get(words.language, "")
    text = (
        meaning
        if words.language == "ko" and meaning
        else " ".join(
            word.upper() if word in _SHORT else word for word in name.removesuffix("_en").split("_")
        )
    )
    return Head(text, numeric=told.get("unit") != "text", title=meaning)


def _cell(
    name: str,
    row: Mapping[str, Any],
    told: Mapping[str, Mapping[str, str]],
    words: Words,
    called: Mapping[str, Mapping[str, str]],
) -> Cell:
    value, unit = row[name], told.get(name, {}).get("unit", "text")
    if value is None:
        return null(words, in_words(row.get("reason"), words))
    coded = isinstance(value, str) and is_coded(name, value) and name in told
    text = named(value, words, called) if coded else _text(value, unit, words)
    low, high = (row.get(f"{name}{end}") for end in _BOUNDS)
    if low is None or high is None:
        return Cell(text, style="prose" if len(text) > LONG else "")
    if unit == "share":
        return Cell(f"{text} ({words.formats.interval(float(low), float(high))})")
    ends = words.formats.ends(_text(low, unit, words), _text(high, unit, words))
    return Cell(f"{text} ({ends})")


def is_coded(name: str, value: str) -> bool:
    """Say whether a cell of a column holds a name of ours: (all) is one wherever it stands."""
    return name in CODED or value in ("(all)", "(unknown)", "(missing)", "(other)")


def named(value: str, words: Words, called: Mapping[str, Mapping[str, str]] = _NOBODY) -> str:
    """Return a name of ours in the language of the words; one that has none stays as it is.

    `called`: what the company calls its codes, by language, which goes before our own words.
    """
    if value in called:
        return called[value].get(words.language, value)
    key = value.replace(" ", "_")
    return words.texts.get(f"value.{key}", value)


def _text(value: object, unit: str, words: Words) -> str:
    if isinstance(value, bool):
        return words("more.yes" if value else "more.no")
    if isinstance(value, date):
        return words.formats.date(value)
    if not isinstance(value, int | float | Decimal):
        return str(value)
    if unit == "share":
        return words.formats.percent(float(value))
    if isinstance(value, int) or unit in ("count", "minutes"):
        return words.formats.number(round(value))
    if unit == "money":
        return money(float(value))
    if unit == "customers":
        return words.formats.decimal(float(value))
    return _figures(float(value)).replace("-", MINUS)


def _figures(value: float) -> str:
    """Write a number as short as it can be told apart: 0.861, 6.10, 12.35, 12,346."""
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) >= 10 or value == round(value) else f"{value:#.3g}"


__all__ = ["CODED", "LONG", "MOST_PERIODS", "MOST_ROWS", "block", "is_coded", "named"]
