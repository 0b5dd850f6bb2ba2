"""Whether a play can do what it says at a company: what is wrong with it, what is missing there."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tenure.act import letter
from tenure.act.needs import BANDS, TRIGGERS, VARIABLES, Place
from tenure.act.play import Play
from tenure.act.steps import Branch, Message, Offer, Step, Task, Wait
from tenure.act.triggers import Crossing, Dated, Event, Quiet, Score, Segment
from tenure.act.words import LANGUAGES, Words
from tenure.conditions import Condition
from tenure.definitions.locate import Path, dotted
from tenure.errors import ConditionError, suggest

Severity = Literal["wrong", "missing", "doubt"]


@dataclass(frozen=True)
class Known:
    """What a company has: its tables with their columns, the profiles' columns, its events.

    `profile` names each column's type as Ibis writes it; None before anybody was scored, and
    `events` None where nobody has looked: then nothing is said of what would rest on them.
    """

    tables: Mapping[str, Collection[str]] = field(default_factory=dict)
    profile: Mapping[str, str] | None = None
    events: Collection[str] | None = None

    def has(self, place: Place) -> bool:
        """Say whether the company has a column of a table."""
        table, column = place
        return column in self.tables.get(table, ())


@dataclass(frozen=True)
class Finding:
    """Something about a play: wrong in itself, missing at the company, or to be doubted.

    A play with something wrong or missing is switched off. `code` names a sentence of
    `tenure.act.saying`, `at` the key that it is about, `values` what the sentence is told with.
    """

    severity: Severity
    code: str
    at: Path = ()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the key as the file writes it."""
        return dotted(self.at)


def check(play: Play, known: Known) -> list[Finding]:
    """Return what is to be said of a play at a company, in the order of its file."""
    found = [*_trigger(play, known), *_conditions(play, known), *_bounds(play), *_steps(play)]
    return [*found, *_texts(play, known)]


def runs(findings: Collection[Finding]) -> bool:
    """Say whether a play can run with what was found."""
    return all(one.severity == "doubt" for one in findings)


def _trigger(play: Play, known: Known) -> Iterator[Finding]:
    trigger = play.trigger
    needed = TRIGGERS[trigger.of if isinstance(trigger, Dated) else trigger.kind]
    if needed and not any(all(known.has(one) for one in places) for places in needed):
        table, column = needed[0][0]
        values = {"table": table, "column": column}
        yield Finding("missing", "column", ("trigger",), values)
    match trigger:
        case Crossing(what=what, into=into) if into not in BANDS[what]:
            values = {"band": into, "bands": ", ".join(BANDS[what])}
            yield Finding("wrong", "band", ("trigger", "into"), values)
        case Event(event=event) if known.events is not None and event not in known.events:
            near = suggest(event, known.events)
            code = "event_near" if near else "event"
            yield Finding("missing", code, ("trigger", "event"), {"event": event, "near": near})
        case Quiet(after=after, until=until) if until <= after:
            yield Finding("wrong", "quiet", ("trigger", "until"))
        case Dated(before=None, after=None):
            yield Finding("wrong", "date", ("trigger",))
        case Score(least=None, most=None):
            yield Finding("doubt", "score", ("trigger",))
        case Segment() if play.audience is None:
            yield Finding("doubt", "everyone", ("audience",))


def _conditions(play: Play, known: Known) -> Iterator[Finding]:
    events = dict.fromkeys(known.tables.get("events", ()), "")
    wheres: list[tuple[Path, Condition | None, Mapping[str, str] | None]] = [
        (("audience",), play.audience, known.profile)
    ]
    if isinstance(play.trigger, Event) and "events" in known.tables:
        wheres.append((("trigger", "where"), play.trigger.where, events))
    for at, step in enumerate(play.steps):
        if isinstance(step, Branch):
            wheres.append((("steps", at, "where"), step.where, known.profile))
    for at_key, condition, columns in wheres:
        if condition is not None and columns is not None:
            yield from _fits(condition, columns, at_key)


def _fits(condition: Condition, columns: Mapping[str, str], at: Path) -> Iterator[Finding]:
    """Check columns, and types where they are known."""
    absent = sorted(condition.columns - set(columns))
    if absent:
        near = suggest(absent[0], columns)
        values = {"column": absent[0], "near": near}
        yield Finding("missing", "profile_near" if near else "profile", at, values)
        return
    if not all(columns.values()) or "'today" in condition.text:
        return  # types are not known, or days stand for others until it is asked
    try:
        _typed(condition, columns)
    except ConditionError as error:
        yield Finding("wrong", "condition", at, {"why": error.message.partition("\n")[0]})


def _typed(condition: Condition, columns: Mapping[str, str]) -> None:
    """Build the condition over columns of these types; ConditionError where it does not fit."""
    import ibis

    condition.apply(ibis.table(dict(columns), name="profiles"), table_name="profiles")


def _bounds(play: Play) -> Iterator[Finding]:
    if not play.holdout:
        yield Finding("doubt", "no_holdout", ("holdout",))
    told = play.worth.gain is not None or play.worth.gain_share is not None
    if play.goal.what not in ("stays", "renews", "pays") and not told:
        yield Finding("doubt", "no_gain", ("worth", "gain"))
    if not play.worth.effect:
        yield Finding("doubt", "no_worth", ("worth", "effect"))


def _steps(play: Play) -> Iterator[Finding]:
    for at, day in enumerate(earliest(play)):
        if day is None:
            yield Finding("wrong", "unreachable", ("steps", at), {"step": at + 1})
        elif day >= play.goal.within and not isinstance(play.steps[at], Wait | Branch):
            values = {"step": at + 1, "day": day, "window": play.goal.within}
            yield Finding("wrong", "too_late", ("steps", at), values)


def earliest(play: Play) -> list[int | None]:
    """Return on which day each step can come first, counted from the beginning; None: never."""
    names = {one.name: at for at, one in enumerate(play.steps) if one.name}
    days: list[int | None] = [None] * len(play.steps)
    days[0] = 0
    for at, step in enumerate(play.steps):
        day = days[at]
        if day is None:
            continue
        for target in _following(step, at, names):
            if target < len(days):
                then = day + (step.days if isinstance(step, Wait) else 0)
                known = days[target]
                days[target] = then if known is None else min(known, then)
    return days


def _following(step: Step, at: int, names: Mapping[str, int]) -> list[int]:
    if not isinstance(step, Branch):
        return [at + 1]
    return [names[one] for one in (step.then, step.otherwise) if one is not None]


def _texts(play: Play, known: Known) -> Iterator[Finding]:
    never = {
        "no_offer": not any(isinstance(one, Offer) for one in play.steps),
        "no_silence": play.trigger.kind != "quiet",
    }
    for at, step in enumerate(play.steps):
        for key, words in _words(step).items():
            for language in LANGUAGES:
                yield from _text(words.of(language), ("steps", at, key, language), known, never)
    mails = [at for at, one in enumerate(play.steps) if _by_mail(one)]
    if mails and known.tables and not known.has(("customers", "email")):
        yield Finding("doubt", "no_email", ("steps", mails[0], "channel"))


def _by_mail(step: Step) -> bool:
    return isinstance(step, Message) and step.channel in ("email", "best")


def _words(step: Step) -> dict[str, Words]:
    """Return the texts of a step that may have variables."""
    match step:
        case Message(subject=subject, body=body):
            return {"subject": subject, "body": body}
        case Task(title=title, guide=guide):
            return {"title": title} | ({"guide": guide} if guide else {})
        case Offer(words=words):
            return {"words": words}
    return {}


def _text(text: str, at: Path, known: Known, never: Mapping[str, bool]) -> Iterator[Finding]:
    """Find what is wrong with a text; `never`: what its play has not, by the code that says so."""
    try:
        holes = [one for one in letter.read(text) if isinstance(one, letter.Hole)]
    except letter.LetterError as error:
        yield Finding("wrong", "letter", at, {"why": error.message})
        return
    for hole in {one.name: one for one in holes if one.fallback is None}.values():
        code = "no_silence" if hole.name == "days_quiet" else "no_offer"
        if never[code] and hole.name.startswith(("offer", "days_quiet")):
            yield Finding("wrong", code, at, {"variable": hole.name})
        places = VARIABLES.get(hole.name, ())
        if known.tables and places and not any(known.has(one) for one in places):
            values = {"variable": hole.name, "table": places[0][0], "column": places[0][1]}
            yield Finding("missing", "variable", at, values)
