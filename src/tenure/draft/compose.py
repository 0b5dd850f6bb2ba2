"""From files to the whole text of a draft."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tenure.definitions import Kind
from tenure.draft.churn import Frequent, active_lines, churn_lines, frequent_events
from tenure.draft.company import company_kind, company_lines, company_name
from tenure.draft.gather import Found, Skipped, gather
from tenure.draft.look import ROWS, Source, look, reason_of
from tenure.draft.place import Placement, Unplaced, place
from tenure.draft.sections import column_lines, source_lines, table_lines
from tenure.draft.vocabulary import SURE, hints, mentions
from tenure.draft.wording import Line, Words, note, percent, plain, rendered, words
from tenure.engines import Engine
from tenure.errors import TenureError


def compose(
    paths: Sequence[Path], folder: Path, language: str, engine: Engine, scratch: Path
) -> str:
    """Return the text of a draft; see `tenure.draft.draft`."""
    said = words(language)
    found, skipped = gather(paths, folder)
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="draft-") as place_for_copies:
        sources, unread = _looked_at(found, engine, Path(place_for_copies))
        placement = place(sources, engine)
        frequent = frequent_events(placement, engine)
        kind = company_kind(placement, sources, [name for name, _ in frequent.names], said)
        name = company_name(paths, sources, language)
        about, clock = company_lines(
            placement, sources, kind, name=name, language=language, words=said, engine=engine
        )
        blocks = [
            _head(found, said),
            [Line("[company]"), *about],
            [Line("[store]"), Line('path = "store"')],
        ]
        for one in placement.placed.values():
            others = [source for source in sources if source is not one.source]
            blocks.append(table_lines(one, others, clock=clock, words=said, engine=engine))
        blocks += _rules(placement, frequent, kind[0], said, engine)
        blocks += _unplaced([*skipped, *unread], placement.unplaced, said)
    return "\n".join("\n".join(_text(block)) + "\n" for block in blocks if block)


def _looked_at(
    found: Sequence[Found], engine: Engine, scratch: Path
) -> tuple[list[Source], list[Skipped]]:
    """Look at every source; one that cannot be read does not stop the others."""
    sources: list[Source] = []
    unread: list[Skipped] = []
    for number, one in enumerate(found):
        try:
            seen = look(one, number, engine, scratch)
        except TenureError as error:
            unread.append(Skipped(one.label, "unreadable", reason_of(error)))
            continue
        if isinstance(seen, str):
            unread.append(Skipped(one.label, seen))
        else:
            sources.append(seen)
    return sources, unread


def _text(block: Sequence[Line]) -> list[str]:
    return [text for line in block for text in ([""] if line == Line("") else rendered(line))]


def _head(found: Sequence[Found], said: Words) -> list[Line]:
    files = str(len({file for one in found for file in one.files}))
    counted = said.say("head", "file" if files == "1" else "files", files=files)
    return [
        note(said.say("head", "drafted", files=counted)),
        note(said.say("head", "sure", sure=percent(SURE), rows=f"{ROWS:,}")),
    ]


def _rules(
    placement: Placement, frequent: Frequent, kind: Kind, said: Words, engine: Engine
) -> list[list[Line]]:
    """Return [active], [churn] and the sections that only a person can fill."""
    active = active_lines(placement, frequent, kind, said)
    blocks = [[Line("[active]"), *active]] if active else []
    blocks.append([Line("[churn]"), *churn_lines(placement, kind, said, engine)])
    number = _numeric_attribute(placement)
    if number:
        ideal = Line(f'where = "{number} >= 50"', sure=False)
        group = Line(f'large = "{number} >= 500"', sure=False)
        for section, line in (("ideal_customer", ideal), ("segments", group)):
            about = note(said.say("later", section))
            blocks.append([about, Line(f"[{section}]", sure=False), line])
    return blocks


def _numeric_attribute(placement: Placement) -> str | None:
    """Return a telling number known about each customer or organisation, for an example."""
    for table in ("accounts", "customers"):
        one = placement.placed.get(table)
        if one is None:
            continue
        if one.column("size"):
            return "size"
        for column in one.source.columns:
            name, telling = column.name, mentions(column.name, hints()["telling"])
            if telling and name.isidentifier() and column.fits("number") and column.distinct > 5:
                return name
    return None


def _unplaced(
    skipped: Sequence[Skipped], unplaced: Sequence[Unplaced], said: Words
) -> list[list[Line]]:
    """List the files that became no table, with the reason, and what they might be."""
    every: list[Skipped | Unplaced] = [*skipped, *unplaced]
    if not every:
        return []
    lines = [note(said.say("files", "heading"))]
    for each in every:
        detail = plain(each.detail).replace("|", said.say("files", "either"))
        near = each.fit.table if isinstance(each, Unplaced) and each.fit else ""
        reason = said.say("files", each.reason, detail=detail, near=near)
        lines.append(note(f"- {plain(each.label)}: {reason}"))
    blocks = [lines]
    for one in unplaced:
        if one.fit and one.source:
            header = note(f"{plain(one.label)}: {said.say('files', 'proposal')}")
            body = [
                Line(f"[tables.{one.fit.table}]"),
                *source_lines([one.source], said),
                *column_lines(one.fit.table, one.fit, one.source, said),
            ]
            blocks.append([header, *(_commented(line) for line in body)])
    return blocks


def _commented(line: Line) -> Line:
    return Line(line.code, line.comment, sure=False) if line.code else line
