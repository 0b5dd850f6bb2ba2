"""When a company answers its customers, and how soon it wants to: the section [service]."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)

from tenure.definitions.problem import Problem, did_you_mean, wrong
from tenure.definitions.section import Section
from tenure.definitions.values import TimeZone
from tenure.periods import WEEKDAYS

Hours = tuple[time, time]
Week = Mapping[str, tuple[Hours, ...]]

ALWAYS: Week = {day: ((time(), time()),) for day in WEEKDAYS}
"""Round the clock, every day."""

USUAL_HOURS = "mon-fri 09:00-18:00"
HOURS_EXAMPLE = "mon-fri 09:00-12:00 13:00-18:00; sat 10:00-14:00"
OTHER = "other"
"""Among targets by priority: every priority that is not named, and none."""

_SHORT = {day[:3]: day for day in WEEKDAYS} | dict(zip("월화수목금토일", WEEKDAYS, strict=True))
_COUNTRY = r"[A-Z]{2}(-.+)?"
_DURATION = re.compile(r"\s*(\d{1,5})\s*(minute|hour)s?\s*", re.IGNORECASE)
_DURATION_PATTERN = r"^\s*\d{1,5}\s*([mM][iI][nN][uU][tT][eE]|[hH][oO][uU][rR])[sS]?\s*$"


def week_of(text: str) -> Week:
    """Read opening hours: `mon-fri 09:00-12:00 13:00-18:00; sat 10:00-14:00`, or `always`.

    Raises ValueError with the part that cannot be read.
    """
    if text.strip() == "always":
        return dict(ALWAYS)
    week: dict[str, tuple[Hours, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        days, *hours = part.split()
        read = tuple(_hours(one) for one in hours)
        if not read:
            raise ValueError(part)
        named = _weekdays(days)
        if week.keys() & set(named):
            raise ValueError(f"{part} (a day told twice)")
        week |= dict.fromkeys(named, read)
    if not week:
        raise ValueError(text)
    return week


def public_holidays(country: str, years: Iterable[int]) -> frozenset[date]:
    """Return a country's public holidays (ISO 3166, or with a region: `DE-BY`).

    Raises ValueError for a country or a region that the `holidays` package does not know.
    """
    import holidays

    code, _, region = country.partition("-")
    if not re.fullmatch(_COUNTRY, country):
        raise ValueError(country)
    try:
        return frozenset(holidays.country_holidays(code, subdiv=region or None, years=list(years)))
    except (NotImplementedError, KeyError):
        raise ValueError(country) from None


def _hours(text: str) -> Hours:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)[-–~](\d{1,2}):(\d\d)", text)
    try:
        if found is None:
            raise ValueError(text)
        opens_hour, opens, closes_hour, closes = map(int, found.groups())
        if (closes_hour, closes) == (24, 0):
            closes_hour = 0
        return time(opens_hour, opens), time(closes_hour, closes)
    except ValueError:
        raise ValueError(text) from None


def _weekdays(text: str) -> list[str]:
    names = []
    for part in text.lower().replace("~", "-").split(","):
        first, _, last = part.partition("-")
        low, high = (WEEKDAYS.index(_weekday(one)) for one in (first, last or first))
        names += [WEEKDAYS[day % 7] for day in range(low, high + 1 if high >= low else high + 8)]
    return names


def _weekday(text: str) -> str:
    """Read a weekday: mon, Monday, 월, 월요일."""
    found = text if text in WEEKDAYS else _SHORT.get(text.removesuffix("요일"))
    if found is None:
        raise ValueError(text)
    return found


def _readable(text: str) -> str:
    try:
        week_of(text)
    except ValueError as error:
        message = f"'{error}' cannot be read; allowed: 'always', or '{HOURS_EXAMPLE}'"
        raise wrong(Problem(message)) from None
    return text


def _country(code: str) -> str:
    try:
        public_holidays(code, [2024])
    except ValueError:
        message = "allowed: a country (ISO 3166) such as 'KR', 'US', or a region of one: 'DE-BY'"
        raise wrong(Problem(message, _country_hint(code))) from None
    return code


def _country_hint(code: str) -> str | None:
    import holidays

    known = holidays.list_supported_countries()
    country, _, region = code.upper().partition("-")
    if country in known and not region:
        return f"did you mean '{country}'?"
    if country in known:
        near = did_you_mean(region, known[country])
        return near or f"regions of {country}: {', '.join(known[country]) or 'none are known'}"
    return None


def _days(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    found: list[object] = []
    for at, one in enumerate(value):
        try:
            found.append(date.fromisoformat(one) if isinstance(one, str) else one)
        except ValueError:
            raise wrong(Problem("allowed: a day such as 2026-05-01", below=(at,))) from None
    return tuple(found)


def _targets(value: object, info: ValidationInfo) -> dict[str, int]:
    """Return minutes by priority; one duration alone is that of every priority."""
    if not isinstance(value, Mapping):
        return {OTHER: _minutes(value, info, ())}
    if not value:
        raise wrong(Problem(_ALLOWED_TARGET, names_found=False))
    return {str(name): _minutes(one, info, (str(name),)) for name, one in value.items()}


_ALLOWED_TARGET = (
    "allowed: minutes or hours in which you are open such as '30 minutes', '8 hours', "
    f"or several by priority: {{ urgent = '1 hour', {OTHER} = '8 hours' }}"
)


def _minutes(value: object, info: ValidationInfo, below: tuple[str, ...]) -> int:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    minutes = int(found[1]) * (60 if found[2].lower() == "hour" else 1) if found else 0
    if type(value) is int and info.context is None:
        minutes = value  # from Python the field says that it is minutes
    if minutes < 1:
        raise wrong(Problem(_ALLOWED_TARGET, _minutes_hint(value), below))
    return minutes


def _minutes_hint(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"say the unit: '{value} minutes'"
    if isinstance(value, str) and re.search(r"day|week", value, re.IGNORECASE):
        return "say how many hours you are open: a day from 9 to 18 is '9 hours'"
    return None


def _written(targets: Mapping[str, int]) -> dict[str, str]:
    return {name: f"{minutes} minutes" for name, minutes in targets.items()}


OpeningHours = Annotated[
    str,
    AfterValidator(_readable),
    WithJsonSchema({"type": "string", "examples": [HOURS_EXAMPLE, "always"]}),
]
Country = Annotated[
    str,
    AfterValidator(_country),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_COUNTRY}$",
            "examples": ["KR", "US", "DE-BY"],
        }
    ),
]
Days = Annotated[
    tuple[date, ...],
    BeforeValidator(_days),
    WithJsonSchema({"type": "array", "items": {"type": "string", "format": "date"}}),
]
_ONE = {"type": "string", "pattern": _DURATION_PATTERN}
Targets = Annotated[
    dict[str, int],
    BeforeValidator(_targets),
    PlainSerializer(_written, return_type=dict[str, str]),
    WithJsonSchema(
        {
            "anyOf": [
                {**_ONE, "examples": ["30 minutes", "8 hours"]},
                {"type": "object", "additionalProperties": _ONE, "minProperties": 1},
            ]
        }
    ),
]


class Service(Section):
    """When the company answers its customers, and how soon it wants to."""

    hours: OpeningHours = Field(
        default=USUAL_HOURS, description="Opening hours by weekday, or 'always'."
    )
    time_zone: TimeZone | None = Field(
        default=None, description="Zone of these hours; that of the company when not said."
    )
    holidays: Country | None = Field(
        default=None, description="Country or region whose public holidays are closed."
    )
    days_off: Days = Field(default=(), description="Own days off.")
    first_response: Targets | None = Field(
        default=None, description="Target: open time until the first response, by priority."
    )
    resolution: Targets | None = Field(
        default=None, description="Target: open time until the resolution, by priority."
    )
