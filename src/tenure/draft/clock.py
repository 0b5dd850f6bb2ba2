"""In which zone a company's days begin, and in which its files tell the time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from tenure.draft.look import ROWS, Column, Source, tally
from tenure.draft.place import Placed
from tenure.draft.vocabulary import tokens
from tenure.draft.wording import Line, Words, quoted
from tenure.engines import Engine
from tenure.tables import TABLES
from tenure.tables.guess import wall_clock
from tenure.tables.recipe import Reading

if TYPE_CHECKING:
    import ibis.expr.types as ir

Verdict = Literal["local", "utc", "ask", "named", "none"]

_NIGHT = (2, 3, 4, 5)
_ENOUGH = 300
_QUIETER = 0.5
_SOME = 0.2


@dataclass(frozen=True)
class Clock:
    """The company's zone and why, and by table how its times without a zone are to be read.

    `certain`: more than the language of some texts speaks for the zone.
    """

    zone: str
    reason: str
    certain: bool
    verdicts: dict[str, Verdict] = field(default_factory=dict)


def is_korean(sources: Iterable[Source], currency: str | None) -> bool:
    """Say whether the company seems Korean: names of columns, won, or texts and no money."""
    columns = [column for source in sources for column in source.columns]
    texts = any(one.share("hangul") >= _SOME for one in columns)
    return currency == "KRW" or _named_in_korean(columns) or (texts and currency is None)


def _named_in_korean(columns: Sequence[Column]) -> bool:
    named = sum(any("가" <= sign <= "힣" for sign in column.name) for column in columns)
    return bool(columns) and named > _SOME * len(columns)


def read_clock(
    placed: Iterable[Placed],
    sources: Sequence[Source],
    currency: str | None,
    words: Words,
    engine: Engine,
) -> Clock:
    """Find the zone from offsets, currency or Korean text, else UTC; then how tables tell time."""
    columns = [column for source in sources for column in source.columns]
    offset = [column for column in columns if column.share("offset") >= _SOME]
    nine = bool(offset) and all(one.share("seoul") >= 0.9 * one.share("offset") for one in offset)
    zone, reason = "UTC", "zone_other_offsets" if offset else "zone_default"
    if currency == "JPY" and (nine or not offset):
        zone, reason = "Asia/Tokyo", "zone_offset" if nine else "zone_yen"
    elif nine or is_korean(sources, currency):
        zone, reason = "Asia/Seoul", "zone_offset" if nine else "zone_korean"
    certain = nine or currency in ("KRW", "JPY") or _named_in_korean(columns)
    verdicts = {one.table: _verdict(one, zone, engine) for one in placed}
    known = {verdict for verdict in verdicts.values() if verdict in ("local", "utc")}
    if len(known) == 1:
        [same] = known
        verdicts = {name: same if way == "ask" else way for name, way in verdicts.items()}
    if known == {"utc"}:
        reason = f"{reason}_utc" if reason == "zone_korean" else reason
    return Clock(zone, words.say("company", reason), certain, verdicts)


def zone_lines(one: Placed, clock: Clock, words: Words) -> list[Line]:
    """Say in which zone a table tells its times, where that matters: they carry none."""
    verdict = clock.verdicts.get(one.table, "none")
    code = f"time_zone = {quoted(clock.zone)}"
    if verdict == "named":
        return [Line('time_zone = "Asia/Seoul"', words.say("table", "zone_named"))]
    if verdict == "local":
        return [Line(code, words.say("table", "zone_quiet"), sure=clock.certain)]
    if verdict == "ask":
        return [Line(code, words.say("table", "zone_ask"), sure=False)]
    return []


def _verdict(one: Placed, zone: str, engine: Engine) -> Verdict:
    bare = [
        match.column for match in one.fit.matches if _is_clock_time(one, match.target, match.column)
    ]
    if any("kst" in tokens(column.name) for column in bare):
        return "named"
    if zone == "UTC" or not bare or any("utc" in tokens(column.name) for column in bare):
        return "none"
    return _quiet_in(one.source, bare[0], zone, engine)


def _is_clock_time(one: Placed, target: str, column: Column) -> bool:
    """Say whether a column tells times of day without saying in which zone."""
    known = TABLES[one.table].column(target)
    if known is None or known.kind != "time" or not column.timed or column.share("offset"):
        return False
    kind = one.source.raw[column.name].type()
    return not (kind.is_timestamp() and kind.timezone is not None)


def _quiet_in(source: Source, column: Column, zone: str, engine: Engine) -> Verdict:
    """Say how times must be read for the nights to be quiet, if that is clear."""
    reading = Reading(
        column.name, column.name, "time", textual=column.shape == "text", formats=column.formats
    )
    naive: ir.TimestampValue = wall_clock(source.raw.limit(ROWS), reading, engine)
    counts = engine.execute(tally(naive.hour()), metric="hours").to_pylist()
    seen = {row["value"]: row["rows"] for row in counts}
    if sum(seen.values()) < _ENOUGH:
        return "ask"
    offset = ZoneInfo(zone).utcoffset(datetime(2024, 1, 1))
    ahead = int(offset.total_seconds() // 3600) if offset else 0
    local = sum(seen.get(hour, 0) for hour in _NIGHT)
    utc = sum(seen.get((hour - ahead) % 24, 0) for hour in _NIGHT)
    if local < _QUIETER * utc:
        return "local"
    return "utc" if utc < _QUIETER * local else "ask"
