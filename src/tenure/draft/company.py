"""What a draft says about the company: name, kind, calendar, currency, language."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tenure.definitions import KINDS, Kind
from tenure.draft.clock import Clock, is_korean, read_clock
from tenure.draft.look import ROWS, SIGNS, Source, tally
from tenure.draft.place import Placed, Placement
from tenure.draft.vocabulary import hints, mentions, table_words, tokens
from tenure.draft.wording import Line, Words, quoted
from tenure.engines import Engine

_UNNAMED = {"ko": "우리 회사", "en": "My company"}
_VOTES = 2
_MONEY = frozenset(("amount", "unit_price", "mrr", "price", "cost", "acquisition_cost"))


def company_lines(
    placement: Placement,
    sources: Sequence[Source],
    kind: tuple[Kind, str],
    *,
    name: str,
    language: str,
    words: Words,
    engine: Engine,
) -> tuple[list[Line], Clock]:
    """Return the lines of [company], and its clock."""
    placed = list(placement.placed.values())
    currency = _currency(placed, sources, words, engine)
    code = currency.code.split('"')[1] if currency and currency.sure else None
    clock = read_clock(placed, sources, code, words, engine)
    spoken = "ko" if language == "ko" or is_korean(sources, code) else "en"
    asked = "language_asked" if spoken == language != "en" else f"language_{spoken}"
    lines = [
        Line(f"name = {quoted(name)}", words.say("company", "name")),
        Line(f"kind = {quoted(kind[0])}", kind[1]),
        Line(f"time_zone = {quoted(clock.zone)}", clock.reason),
        Line('week_starts = "monday"', words.say("company", "week")),
        *([currency] if currency else []),
        Line(f"language = {quoted(spoken)}", words.say("company", asked)),
    ]
    return lines, clock


def company_name(paths: Sequence[Path], sources: Sequence[Source], language: str) -> str:
    """Guess the company's name: what the files' names begin with, else a folder's name."""
    generic = hints()["names"]["generic"]
    stems = [tokens(source.found.files[0].name.split(".")[0]) for source in sources]
    first = stems[0][0] if stems and stems[0] else ""
    if len(stems) > 1 and all(stem[:1] == [first] for stem in stems):
        known = any(mentions(first, one.files) for one in table_words().values())
        if not known and len(first) > 2 and first.isalpha() and first not in generic:
            return first
    for path in paths:
        place = path.resolve()
        for folder in [place, *place.parents] if path.is_dir() else place.parents:
            if folder.name and folder.name.lower() not in generic:
                return folder.name
    return _UNNAMED["ko" if language == "ko" else "en"]


def company_kind(
    placement: Placement, sources: Iterable[Source], events: Iterable[str], words: Words
) -> tuple[Kind, str]:
    """Guess the kind of company, from words in names first, then from the tables there are."""
    texts = [*events, *(name for source in sources for name in (source.found.words, *source.names))]
    votes: dict[Kind, list[str]] = {
        kind: [word for word in own if any(mentions(text, [word]) for text in texts)]
        for kind, own in _kind_words().items()
    }
    ranking = sorted(votes, key=lambda kind: -len(votes[kind]))
    first, second = ranking[:2]
    if len(votes[first]) >= _VOTES and len(votes[first]) > len(votes[second]):
        return first, _kind_comment(first, "words", words, found=", ".join(votes[first][:4]))
    kind, reason = _by_tables(placement)
    return kind, _kind_comment(kind, reason, words)


def _kind_words() -> dict[Kind, list[str]]:
    own = hints()["kinds"]
    return {kind: own[kind] for kind in KINDS if kind in own}


def _by_tables(placement: Placement) -> tuple[Kind, str]:
    tables = placement.placed
    contracts = tables.get("subscriptions")
    if contracts is None:
        if "orders" in tables:
            return "ecommerce", "orders"
        if placement.logos:
            return "b2b", "organisations"
        return "saas", "events" if "events" in tables else "unsure"
    if contracts.fit.match("customer_id") is None:
        return "b2b", "logos"
    return "saas", "used" if "events" in tables else "contracts"


def _kind_comment(kind: Kind, reason: str, words: Words, **values: str) -> str:
    others = ", ".join(other for other in KINDS if other != kind)
    return words.say("kind", reason, others=others, **values)


def _currency(
    placed: Sequence[Placed], sources: Sequence[Source], words: Words, engine: Engine
) -> Line | None:
    """Guess the currency of amounts without one; None when there are no amounts."""
    code = _of_columns(placed, engine)
    if code:
        return Line(f"currency = {quoted(code)}", words.say("company", "currency_column"))
    code, column = _of_names(sources)
    if code:
        comment = words.say("company", "currency_name", column=column)
        return Line(f"currency = {quoted(code)}", comment)
    matches = [match for one in placed for match in one.fit.matches if match.target in _MONEY]
    for match in matches:
        sign = next((code for code in SIGNS if match.column.share(code) >= 0.5), None)
        if sign:
            comment = words.say("company", "currency_sign", column=match.column.name)
            return Line(f"currency = {quoted(sign)}", comment)
    if not matches:
        return None
    if is_korean(sources, None) and all(one.column.share("whole") >= 0.98 for one in matches):
        return Line('currency = "KRW"', words.say("company", "currency_korean"))
    return Line('currency = "EUR"', words.say("company", "currency_ask"), sure=False)


def _of_names(sources: Sequence[Source]) -> tuple[str | None, str]:
    """Return the currency in the name of a column of numbers, and that name."""
    codes: dict[str, str] = hints()["currencies"]
    for column in [column for source in sources for column in source.columns]:
        found = next((codes[part] for part in tokens(column.name) if part in codes), None)
        if found and column.fits("number"):
            return found, column.name
    return None, ""


def _of_columns(placed: Sequence[Placed], engine: Engine) -> str | None:
    seen: Counter[str] = Counter()
    for one in placed:
        column = one.column("currency")
        if column is None:
            continue
        counts = tally(one.source.raw.limit(ROWS)[column.name].cast("string").strip().upper())
        for row in engine.execute(counts, metric="currencies").to_pylist():
            seen[row["value"]] += row["rows"]
    return next((code for code, _ in seen.most_common() if re.fullmatch("[A-Z]{3}", code)), None)
