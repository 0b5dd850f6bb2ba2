"""Kinds of value that tenure.toml holds, each checked with an error that says what is allowed."""

import codecs
import os
import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from tenure.conditions import Condition, parse
from tenure.definitions.problem import Problem, did_you_mean, wrong
from tenure.errors import ConditionError, suggest

_LONGEST_DAYS = 3650
_DURATION = re.compile(r"\s*(\d{1,5})\s*(day|week)s?\s*", re.IGNORECASE)
_ABBREVIATED_ZONES = {
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "IST": "Asia/Kolkata",
    "CEST": "Europe/Berlin",
    "BST": "Europe/London",
    "EDT": "America/New_York",
    "CDT": "America/Chicago",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
}
_MEMORY = re.compile(r"\d+(\.\d+)?\s?([KMGT]i?)?B")
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SECRETS = (
    re.compile(r"(://[^/@:]*:).*(@)"),
    re.compile(r"([?&](?:password|token|secret|[a-z_]*key)=)[^&]*()", re.IGNORECASE),
)
_DATE_WORDS = {
    "YYYY": "%Y",
    "yyyy": "%Y",
    "YY": "%y",
    "MM": "%m",
    "DD": "%d",
    "dd": "%d",
    "HH": "%H",
    "mm": "%M",
    "ss": "%S",
}
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_COMMON_ENCODINGS = ("utf-8", "utf-16", "cp949", "euc-kr", "latin-1", "cp1252", "shift_jis")


def masked(url: str) -> str:
    """Return an engine URL whose passwords, tokens and keys are hidden."""
    for secret in _SECRETS:
        url = secret.sub(r"\1***\2", url)
    return url


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        near = _nearest_zone(name)
        hint = f"did you mean '{near}'?" if near else None
        raise wrong(
            Problem("allowed: a time zone such as 'Asia/Seoul', 'Europe/Berlin', 'UTC'", hint)
        ) from None
    return name


def _nearest_zone(name: str) -> str | None:
    known = sorted(available_timezones())
    cities = {zone.rsplit("/", 1)[-1]: zone for zone in known if "/" in zone}
    city = suggest(name.rsplit("/", 1)[-1].replace(" ", "_"), cities)
    by_abbreviation = _ABBREVIATED_ZONES.get(name.upper())
    return by_abbreviation or suggest(name, known) or (cities[city] if city else None)


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        hint = f"did you mean '{code.upper()}'?" if re.fullmatch(r"[A-Za-z]{3}", code) else None
        raise wrong(Problem("allowed: an ISO 4217 code of three capitals such as 'KRW'", hint))
    return code


def _memory(amount: str) -> str:
    if not _MEMORY.fullmatch(amount):
        raise wrong(Problem("allowed: a number and KB, MB, GB or TB, such as '4GB'"))
    return amount


def _days(value: object, info: ValidationInfo, least: int = 1) -> int:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    days = int(found[1]) * (7 if found[2].lower() == "week" else 1) if found else -1
    if type(value) is int and info.context is None:
        days = value  # from Python the field says that it is days; in a file the unit is said
    if not least <= days <= _LONGEST_DAYS:
        allowed = f"days or weeks such as '28 days', '4 weeks' ({least} to {_LONGEST_DAYS} days)"
        raise wrong(Problem(f"allowed: {allowed}", _days_hint(value)))
    return days


def _days_hint(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"say the unit: '{value} days'"
    if isinstance(value, str) and value.strip().isdigit():
        return f"say the unit: '{value.strip()} days'"
    if isinstance(value, str) and re.search(r"month|year|quarter", value, re.IGNORECASE):
        return "months differ in length: write '30 days', '90 days', '365 days'"
    return None


def _expanded(url: str, info: ValidationInfo) -> str:
    environment = (info.context or {}).get("environment", os.environ)
    missing = [name for name in _VARIABLE.findall(url) if name not in environment]
    if missing:
        names = ", ".join(missing)
        message = f"the environment variable {names} is not set"
        raise wrong(Problem(message, f"set it: export {missing[0]}=…", names_found=False))
    expanded = _VARIABLE.sub(lambda found: environment[found[1]], url)
    if not re.match(r"[a-z][a-z0-9+.-]*://", expanded):
        raise wrong(Problem("allowed: scheme://… such as 'duckdb://', 'postgres://host/name'"))
    return expanded


def _texts(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _some_texts(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or not all(value.strip() for value in values):
        raise wrong(Problem("allowed: a text or an array of texts, none of them empty"))
    return values


def _date_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    problems = [
        Problem(
            "allowed: strftime directives such as '%d-%m-%Y', '%Y/%m/%d %H:%M'",
            f"did you mean '{likely}'?" if likely != written else None,
            (index,) if len(formats) > 1 else (),
        )
        for index, written in enumerate(formats)
        if (likely := _likely_format(written)) != written or "%" not in written
    ]
    if problems:
        raise wrong(*problems)
    return formats


def _likely_format(written: str) -> str:
    """Return the directives that a format such as DD-MM-YYYY, or %d-%M-%Y, must mean."""
    if "%" in written:
        has_hours = re.search(r"%-?[HIT]", written)
        return written if has_hours else written.replace("%M", "%m")
    for letters, directive in _DATE_WORDS.items():
        written = written.replace(letters, directive)
    return written


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        hint = did_you_mean(name, _COMMON_ENCODINGS)
        raise wrong(
            Problem(f"allowed: an encoding such as {', '.join(_COMMON_ENCODINGS)}", hint)
        ) from None


def _one_character(text: str) -> str:
    if len(text) != 1:
        raise wrong(Problem(r"allowed: one character such as ',', ';', '|' or a tab (\t)"))
    return text


def _character_range(value: object) -> tuple[int, int]:
    found = _RANGE.fullmatch(value) if isinstance(value, str) else None
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if isinstance(value, tuple):
        first, last = value
    if not 1 <= first <= last:
        raise wrong(Problem("allowed: first and last character, counted from 1, such as '2-6'"))
    return first, last


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        raise wrong(Problem("allowed: a condition in quotes such as 'seconds >= 60'"))
    try:
        return parse(value)
    except ConditionError as error:
        raise wrong(Problem(error.message, error.hint, names_found=False)) from error


def _string_schema(pattern: str | None = None, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **({"pattern": pattern} if pattern else {}), **more})


TimeZone = Annotated[
    str, AfterValidator(_time_zone), _string_schema(examples=["Asia/Seoul", "America/New_York"])
]
Currency = Annotated[str, AfterValidator(_currency), _string_schema(r"^[A-Z]{3}$")]
Memory = Annotated[
    str, AfterValidator(_memory), _string_schema(r"^\d+(\.\d+)?\s?([KMGT]i?)?B$", default="4GB")
]
_WRITTEN_DAYS = PlainSerializer(lambda days: f"{days} days", return_type=str)
_DAYS_PATTERN = r"^\s*\d{1,5}\s*([dD][aA][yY]|[wW][eE]{2}[kK])[sS]?\s*$"
Days = Annotated[
    int,
    BeforeValidator(_days),
    _WRITTEN_DAYS,
    _string_schema(_DAYS_PATTERN, examples=["28 days"]),
]
DaysOrNone = Annotated[
    int,
    BeforeValidator(lambda value, info: _days(value, info, least=0)),
    _WRITTEN_DAYS,
    _string_schema(_DAYS_PATTERN, examples=["7 days", "0 days"]),
]
EngineUrl = Annotated[
    str,
    AfterValidator(_expanded),
    PlainSerializer(masked, return_type=str),
    _string_schema(examples=["duckdb://", "postgres://user:${PASSWORD}@host/name"]),
]
_TEXTS_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
)
Texts = Annotated[
    tuple[str, ...], BeforeValidator(_texts), AfterValidator(_some_texts), _TEXTS_SCHEMA
]
DateFormats = Annotated[
    tuple[str, ...],
    BeforeValidator(_texts),
    AfterValidator(_some_texts),
    AfterValidator(_date_formats),
    _TEXTS_SCHEMA,
]
Encoding = Annotated[str, AfterValidator(_encoding), _string_schema(examples=["utf-8", "cp949"])]
Character = Annotated[str, AfterValidator(_one_character), _string_schema(minLength=1, maxLength=1)]
CharacterRange = Annotated[
    tuple[int, int],
    BeforeValidator(_character_range),
    PlainSerializer(lambda ends: f"{ends[0]}-{ends[1]}", return_type=str),
    _string_schema(r"^\d+(-\d+)?$", examples=["2-6"]),
]
ConditionText = Annotated[
    Condition,
    PlainValidator(_condition),
    PlainSerializer(str, return_type=str),
    _string_schema(examples=["seconds >= 60", "plan in ('pro', 'team')"]),
]
