"""Small random companies: a few customers whose events gather around days that are hard to cut."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from support.reference import Asked
from tenure.periods import Calendar, Observation

TURNS = {
    "UTC": (date(2024, 2, 29), date(2023, 12, 31)),
    "Asia/Seoul": (date(2024, 1, 1), date(1988, 5, 8)),
    "America/New_York": (date(2024, 3, 10), date(2024, 11, 3)),
    "Europe/London": (date(2024, 3, 31), date(2023, 10, 29)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2018, 2, 18)),  # the turn skips a midnight
    "Australia/Lord_Howe": (date(2024, 4, 7), date(2024, 10, 6)),  # it moves by half an hour
}
"""Per time zone, days on which the clock turns, or a month, a year or February ends."""

PERIODS = ("day", "week", "month", "quarter", "year")
HOURS = (
    time(0, 0, 0),
    time(0, 0, 0, 1),
    time(0, 30),
    time(1, 30),
    time(2, 30),
    time(12, 0),
    time(23, 30),
    time(23, 59, 59, 999_999),
)
CUSTOMERS = ("ana", "보라", "chidi", "dörte", "eve")


@dataclass(frozen=True)
class World:
    """Who did something when, and what is asked about it."""

    histories: dict[str, list[datetime]]
    asked: Asked
    days: int
    at_least: int

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.asked.zone, self.asked.week_starts)

    @property
    def observed(self) -> Observation:
        return Observation(self.asked.first, self.asked.last)

    @property
    def events(self) -> list[tuple[str, datetime]]:
        return [(unit, at) for unit, events in self.histories.items() for at in events]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world: up to five customers with up to eight events, some after its last day."""
    zone = draw(st.sampled_from(sorted(TURNS)))
    turn = draw(st.sampled_from(TURNS[zone]))
    events = st.lists(instants(zone, turn), min_size=0, max_size=8)
    histories = {unit: draw(events) for unit in CUSTOMERS[: draw(st.integers(1, len(CUSTOMERS)))]}
    last = turn + timedelta(days=draw(st.integers(-10, 50)))
    asked = Asked(
        zone=zone,
        week_starts=draw(st.sampled_from(("monday", "sunday", "wednesday"))),
        first=_first(histories, zone, last) - timedelta(days=draw(st.integers(0, 9))),
        last=last,
        period=draw(st.sampled_from(PERIODS)),
    )
    return World(
        histories, asked, days=draw(st.sampled_from((1, 7, 28))), at_least=draw(st.integers(1, 3))
    )


@st.composite
def instants(draw: st.DrawFn, zone: str, turn: date) -> datetime:
    """Draw a naive UTC instant within seven weeks of a day, mostly at an hour hard to cut."""
    day = turn + timedelta(days=draw(st.integers(-45, 50) | st.sampled_from((-1, 0, 0, 1))))
    hour = draw(st.sampled_from(HOURS) | st.times())
    local = datetime.combine(day, hour, ZoneInfo(zone)).replace(fold=draw(st.integers(0, 1)))
    return local.astimezone(UTC).replace(tzinfo=None)


def _first(histories: dict[str, list[datetime]], zone: str, last: date) -> date:
    days = [
        at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
        for events in histories.values()
        for at in events
    ]
    return min([last, *days])
