"""The lines of one table in a draft: where it comes from, how it is read, which column is which."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tenure.draft.clock import Clock, zone_lines
from tenure.draft.fit import Fit, Match
from tenure.draft.look import ROWS, Column, Source, tally
from tenure.draft.place import Placed
from tenure.draft.wording import Line, Words, array, key, listed, note, percent, quoted
from tenure.engines import Engine
from tenure.tables import TABLES
from tenure.tables.encoding import detect
from tenure.tables.guess import wall_clock
from tenure.tables.month_headers import month_of
from tenure.tables.recipe import EPOCH, ISO, Reading

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAY_FIRST = {"%d-%m-%Y": "%m-%d-%Y", "%d/%m/%Y": "%m/%d/%Y"}
_ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")
_FORMS = {ISO: "ISO 8601", EPOCH: "1970 + n"}
_SAME_DAY, _ENOUGH = 0.15, 20


def table_lines(
    one: Placed, others: Iterable[Source], *, clock: Clock, words: Words, engine: Engine
) -> list[Line]:
    """Return the lines of [tables.…] and [tables.….columns]."""
    source = one.source
    times = [match.column for match in one.fit.matches if _is_time(one.table, match)]
    lines = [
        Line(f"[tables.{one.table}]", _rows(one, words)),
        *([note(words.say("table", "rival", rival=one.rival))] if one.rival else []),
        *source_lines(one.sources, words),
        *([Line('layout = "column a month"', words.say("table", "layout"))] if one.monthly else []),
        *([Line(f"via = {quoted(one.via)}", words.say("table", "via"))] if one.via else []),
        *_date_lines(source, times, others, words),
        *zone_lines(one, clock, words),
        *_notes(one, words, engine),
    ]
    return [*lines, *column_lines(one.table, one.fit, source, words)]


def source_lines(sources: Sequence[Source], words: Words) -> list[Line]:
    """Return the lines that say which files, and how they are laid out."""
    source = sources[0]
    shape = source.layout
    lines = [Line(f"from = {array([name for one in sources for name in one.found.patterns])}")]
    if source.found.sheet:
        lines.append(Line(f"sheet = {quoted(source.found.sheet)}"))
    if shape and shape.fixed:
        cuts = ", ".join(f'{key(name)} = "{a}-{b}"' for name, (a, b) in shape.fixed.items())
        lines.append(Line(f"fixed = {{ {cuts} }}", words.say("table", "fixed")))
    if source.skip_rows:
        lines.append(Line(f"skip_rows = {source.skip_rows}", words.say("table", "skip_rows")))
    if source.decimal == ",":
        lines.append(Line('decimal = ","', words.say("table", "decimal")))
    if shape and source.found.format == "csv":
        encoding = detect(source.found.files[0])
        if encoding != "utf-8":
            lines.append(note(words.say("table", "encoding", encoding=encoding)))
    return lines


def column_lines(table: str, fit: Fit, source: Source, words: Words) -> list[Line]:
    """Return the lines that say which column is which, those in doubt as questions."""
    named = [match for match in fit.matches if match.column.name != match.target]
    body = [_mapping(match, words) for match in named]
    body += [_question(table, match, words) for match in fit.questions]
    known = {match.column.name for match in (*fit.matches, *fit.questions)}
    rest = [name for name in source.names if name not in known and month_of(name) is None]
    about = [note(words.say("table", "attributes", names=listed(rest)))] if rest else []
    if not body:
        return [note(words.say("table", "same_names")), *about]
    return [Line(""), Line(f"[tables.{table}.columns]"), *body, *about]


def _mapping(match: Match, words: Words) -> Line:
    share = percent(match.confidence)
    why = words.say("why", match.why or "sure", confidence=share)
    column = match.column
    if column.shape == "text" and column.formats and not column.ambiguous:
        form = _FORMS.get(column.formats[0], column.formats[0])
        why = words.say("why", "written", why=why, form=form)
    return Line(f"{match.target} = {quoted(column.name)}", why)


def _question(table: str, match: Match, words: Words) -> Line:
    what = words.meaning(table, match.target)
    comment = words.say("table", "question", confidence=percent(match.confidence), what=what)
    return Line(f"{match.target} = {quoted(match.column.name)}", comment, sure=False)


def _rows(one: Placed, words: Words) -> str:
    row, whole = words.row(one.table), one.source.rows < ROWS and len(one.sources) == 1
    known = whole and (one.source.whole or len(one.source.found.files) == 1)
    key = "rows" if known else "some_rows"
    return words.say("table", key, row=row, rows=f"{one.source.rows:,}")


def _is_time(table: str, match: Match) -> bool:
    column = TABLES[table].column(match.target)
    return column is not None and column.kind == "time"


def _date_lines(
    source: Source, times: Sequence[Column], others: Iterable[Source], words: Words
) -> list[Line]:
    """Say which comes first, day or month, where the values fit both."""
    unclear = next((column for column in times if column.ambiguous), None)
    if unclear is None:
        return []
    decided = [
        column
        for other in (source, *others)
        for column in other.columns
        if column.formats and not column.ambiguous and column.formats[0] in unclear.ambiguous
    ]
    if not decided:
        code = f"dates = {_formats(source, unclear.ambiguous[1])}"
        return [Line(code, words.say("table", "dates_ask", column=unclear.name), sure=False)]
    form = decided[0].formats[0]
    comment = words.say("table", "dates_evidence", column=unclear.name, other=decided[0].name)
    if form in _DAY_FIRST:
        return [note(comment)]
    return [Line(f"dates = {_formats(source, form)}", comment)]


def _formats(source: Source, chosen: str) -> str:
    """Write every format of the source's times, the chosen one for those that fit two."""
    texts = [column for column in source.columns if column.shape == "text" and column.formats]
    forms = [chosen]
    for column in texts:
        if not column.ambiguous:
            forms += _ISO_FORMATS if column.formats[0] == ISO else column.formats[:1]
    return array(list(dict.fromkeys(forms)))


def _notes(one: Placed, words: Words, engine: Engine) -> list[Line]:
    notes = []
    if one.source.rejected:
        notes.append(note(words.say("table", "rejected", rejected=one.source.rejected)))
    end = one.column("ends_at") or one.column("ended_at")
    if one.table == "subscriptions" and end:
        notes += _one_day(one.source, end, words, engine)
    return notes


def _one_day(source: Source, end: Column, words: Words, engine: Engine) -> list[Line]:
    """Remark when many contracts end on one day: that may be where the data were cut."""
    if end.filled < _ENOUGH:
        return []
    reading = Reading(end.name, end.name, "time", textual=end.shape == "text", formats=end.formats)
    naive: ir.TimestampValue = wall_clock(source.raw.limit(ROWS), reading, engine)
    import ibis

    first = tally(naive.cast("date")).order_by(ibis.desc("rows"), "value").limit(1)
    [top] = engine.execute(first, metric="ends").to_pylist()
    share = top["rows"] / end.filled
    if share < _SAME_DAY:
        return []
    comment = words.say("table", "one_day", share=percent(share), column=end.name, day=top["value"])
    return [note(comment)]
