"""Service times as they are asked of a company."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from tenure.company.metrics.columns import COMPLETE, END, REASON, START
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.whose import of_units
from tenure.definitions.service import OTHER, USUAL_HOURS, Week
from tenure.errors import MetricError, suggest
from tenure.measure.business_time import BusinessCalendar, national_holidays, read_hours
from tenure.measure.service import Targets, open_tickets, service_times, ticket_times

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked

_STEPS = {"first_response": "response_target", "resolution": "resolution_target"}
_NONE = "none"


def rows(asked: "Asked") -> "ir.Table":
    """Return service times by period."""
    return service_times(
        times(asked),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        split=_split(asked),
    )


def waiting(asked: "Asked") -> "ir.Table":
    """Return the tickets that are open."""
    return open_tickets(times(asked))


def times(asked: "Asked") -> "ir.Table":
    """Return the business minutes of every ticket, with those the question is about alone."""
    tickets = asked.only(of_units(asked, asked.known("tickets")), "customer_id")
    first, end = _first_day(asked), asked.observed.end
    years = range((first - timedelta(days=1)).year, (end + timedelta(days=1)).year + 1)
    calendar = BusinessCalendar(hours(asked), _days_off(asked, years), zone(asked))
    paused = "pauses" in asked.rule.data.tables
    return ticket_times(
        tickets,
        clock=calendar.table(first, end),
        as_of=asked.calendar.midnight(end),
        pauses=asked.known("pauses") if paused else None,
        targets=targets(asked),
    )


def hours(asked: "Asked") -> Week:
    """Return the opening hours: those asked for, else those of tenure.toml."""
    return read_hours(_told(asked, "hours", asked.definitions.service.hours))


def zone(asked: "Asked") -> str:
    """Return the zone of the opening hours."""
    own = asked.definitions.service.time_zone or asked.calendar.time_zone
    name = _told(asked, "time_zone", own)
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        near = suggest(name, available_timezones())
        raise MetricError(
            f"there is no time zone {name!r}",
            hint=f"did you mean {near!r}?" if near else "write one such as Asia/Seoul",
        ) from None
    return name


def country(asked: "Asked") -> str | None:
    """Return the country whose public holidays are closed, if one is named."""
    name = _told(asked, "holidays", asked.definitions.service.holidays or "")
    return None if name in ("", _NONE) else name


def targets(asked: "Asked") -> Targets:
    """Return the targets, in business minutes, by step and priority; "" is every other one."""
    found = {}
    for step, option in _STEPS.items():
        given = asked.option(option)
        own: Mapping[str, int] = getattr(asked.definitions.service, step) or {}
        by_priority = own if given is None else _minutes(str(given), option)
        found[step] = {"" if name == OTHER else name: by_priority[name] for name in by_priority}
    return found


def _told(asked: "Asked", option: str, own: str) -> str:
    given = asked.option(option)
    return own if given is None else str(given).strip()


def _minutes(text: str, name: str) -> dict[str, int]:
    """Read `480, urgent: 60`; what stands without a priority is every other one."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        priority, _, minutes = part.rpartition(":")
        if not minutes.strip().isdecimal():
            raise MetricError(
                f"{name} cannot be read: {part!r}", hint="write minutes: 480, urgent: 60"
            )
        found[priority.strip() or OTHER] = int(minutes)
    return found


def _days_off(asked: "Asked", years: range) -> frozenset[date]:
    land, given = country(asked), asked.option("days_off")
    public = national_holidays(land, years) if land else frozenset()
    if given is None:
        return public | frozenset(asked.definitions.service.days_off)
    text = "" if given == _NONE else str(given)
    try:
        days = [date.fromisoformat(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError:
        raise MetricError(
            f"days_off cannot be read: {text!r}", hint="write days: 2026-05-01, 2026-12-24"
        ) from None
    return public | frozenset(days)


def _first_day(asked: "Asked") -> date:
    """Return the local day on which the first ticket was opened."""
    tickets = asked.known("tickets")
    seen = asked.engine.execute(tickets.agg(first=tickets.opened_at.min()), metric="first ticket")
    first = seen.to_pylist()[0]["first"]
    return asked.observed.first if first is None else asked.calendar.day(first)


def _split(asked: "Asked") -> str | None:
    name = asked.option("split")
    if name is None:
        return None
    if asked.question.by is not None:
        raise MetricError("tickets cannot be split by customers and by tickets at once")
    columns = asked.table("tickets").columns
    if name not in columns:
        near = suggest(str(name), columns)
        raise MetricError(
            f"tickets have no column {name!r}; they have: {', '.join(columns)}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return str(name)


def words(asked: "Asked", language: str) -> str:
    """Say how long is counted here."""
    open_hours, land = _told(asked, "hours", asked.definitions.service.hours), country(asked)
    paused = "pauses" in asked.rule.data.tables
    aims = _aims(asked, language)
    first, last = _ABOUT[asked.metric.name][language]
    if language == "ko":
        return " ".join(
            [
                first,
                f"영업 시간: {open_hours} ({zone(asked)}), "
                + (f"{land} 공휴일 제외." if land else "공휴일은 빼지 않음."),
                "고객을 기다린 시간은 빼고 셉니다."
                if paused
                else "고객을 기다린 시간은 알 수 없습니다.",
                *aims,
                last,
            ]
        )
    return " ".join(
        [
            first,
            f"Open: {open_hours} ({zone(asked)}), "
            + (f"without the public holidays of {land}." if land else "no holidays taken out."),
            "Waiting for the customer does not count."
            if paused
            else "When tickets waited for the customer is not known.",
            *aims,
            last,
        ]
    )


_ABOUT = {
    "service": {
        "en": (
            "Business minutes from opening to the first response and to the resolution, by the "
            "period in which tickets were opened.",
            "Only tickets whose target has run out are judged; medians are of closed tickets.",
        ),
        "ko": (
            "문의가 열린 때부터 첫 응답과 해결까지의 영업 시간(분), 문의가 열린 기간별.",
            "목표 시간이 지난 문의만 목표 내 비율에 넣고, 중앙값은 끝난 문의의 값입니다.",
        ),
    },
    "open-tickets": {
        "en": (
            "Tickets that wait for a response or for a solution, with their business minutes so "
            "far, the latest first.",
            "Late: open for longer than its target.",
        ),
        "ko": (
            "응답이나 해결을 기다리는 문의와 지금까지의 영업 시간(분). 가장 늦은 것부터.",
            "목표 시간을 넘기면 늦은 문의입니다.",
        ),
    },
}


def _aims(asked: "Asked", language: str) -> list[str]:
    """Say which targets are measured against, in minutes."""
    korean = language == "ko"
    named = {
        "first_response": "첫 응답" if korean else "first response",
        "resolution": "해결" if korean else "resolution",
    }
    other = "그 밖" if korean else OTHER
    said = []
    for step, by_priority in targets(asked).items():
        alone = list(by_priority) == [""]
        parts = [f"{name or other} {minutes}" for name, minutes in by_priority.items()]
        if by_priority:
            said.append(f"{named[step]} {by_priority[''] if alone else ', '.join(parts)}")
    return [("목표(분): " if korean else "Targets in minutes: ") + "; ".join(said) + "."] * bool(
        said
    )


_OPTIONS = (
    Option(
        "hours",
        help={
            "en": f"Opening hours, or always; those of [service], else {USUAL_HOURS}.",
            "ko": f"영업 시간. 하루 종일이면 always. 없으면 [service], 그다음 {USUAL_HOURS}.",
        },
    ),
    Option(
        "time_zone",
        help={
            "en": "Zone of the opening hours; that of [service], else the company's.",
            "ko": "영업 시간의 시간대. 없으면 [service], 그다음 회사의 시간대.",
        },
    ),
    Option(
        "holidays",
        help={
            "en": "Country whose public holidays are closed: KR, US, DE-BY, or none; as [service].",
            "ko": "쉬는 공휴일의 나라: KR, US, DE-BY. 빼지 않으려면 none. 없으면 [service].",
        },
    ),
    Option(
        "days_off",
        help={
            "en": "Own days off: 2026-05-01, …, or none; those of [service] when not said.",
            "ko": "회사 휴무일: 2026-05-01, … 또는 none. 없으면 [service].",
        },
    ),
    Option(
        "response_target",
        help={
            "en": "Minutes to the first response: 60, urgent: 15; as [service] when not said.",
            "ko": "첫 응답 목표(분): 60, urgent: 15. 없으면 [service].",
        },
    ),
    Option(
        "resolution_target",
        help={
            "en": "Minutes to the resolution: 480, urgent: 240; as [service] when not said.",
            "ko": "해결 목표(분): 480, urgent: 240. 없으면 [service].",
        },
    ),
)

_STEP = Column("step", "text", "first_response or resolution", "첫 응답 또는 해결")

METRICS = (
    Metric(
        name="service",
        ids=("M11",),
        title={"en": "Response and resolution time", "ko": "응답 시간과 해결 시간"},
        about={
            "en": "How long customers wait for a first response and for a solution, in business "
            "minutes, and the share within the target.",
            "ko": "첫 응답과 해결까지 걸린 영업 시간(분)과 목표 안에 끝난 비율.",
        },
        source="definitions, “Service and voice”",
        needs=("tickets",),
        options=(
            *_OPTIONS,
            Option(
                "split",
                help={
                    "en": "Column of tickets to split by: channel, priority.",
                    "ko": "나눌 문의의 열: channel, priority.",
                },
            ),
        ),
        columns=(
            _STEP,
            START,
            END,
            COMPLETE,
            Column("opened", "count", "tickets opened in it", "열린 문의"),
            Column("closed", "count", "of those, the step is done", "그중 끝난 문의"),
            Column("open", "count", "of those, it is not", "그중 끝나지 않은 문의"),
            Column("unusable", "count", "done before they were opened", "열리기 전에 끝난 문의"),
            Column("judged", "count", "whose target has run out", "목표 시간이 지난 문의"),
            Column("within", "count", "of those, done in time", "그중 목표 안에 끝난 문의"),
            Column("within_target", "share", "within / judged", "목표 내 / 지난 문의"),
            Column("within_target_low", "share", "lower end, 95 % Wilson", "95% Wilson 하한"),
            Column("within_target_high", "share", "upper end, 95 % Wilson", "95% Wilson 상한"),
            Column("median_minutes", "minutes", "median of those closed", "끝난 문의의 중앙값"),
            Column("p90_minutes", "minutes", "nine of ten took no longer", "열에 아홉의 시간"),
            REASON,
        ),
        rows=rows,
        words=words,
        counts_of="tickets",
    ),
    Metric(
        name="open-tickets",
        ids=("M11",),
        title={"en": "Open tickets", "ko": "열린 문의"},
        about={
            "en": "Every ticket that waits for a response or a solution, the latest first.",
            "ko": "응답이나 해결을 기다리는 문의. 가장 늦은 것부터.",
        },
        source="definitions, “Service and voice”",
        needs=("tickets",),
        common=("where",),
        options=_OPTIONS,
        columns=(
            Column("ticket_id", "text", "the ticket", "문의"),
            Column("unit_id", "text", "who waits", "기다리는 고객"),
            _STEP,
            Column("opened_at", "date", "when it was opened, UTC", "열린 때 (UTC)"),
            Column(
                "minutes_so_far", "minutes", "business minutes so far", "지금까지의 영업 시간(분)"
            ),
            Column("target_minutes", "minutes", "its target", "목표(분)"),
            Column("minutes_left", "minutes", "until the target; below 0: late", "남은 시간(분)"),
            Column("late", "flag", "whether the target is missed", "목표를 넘겼는지"),
            Column("paused", "flag", "whether it waits for the customer", "고객을 기다리는지"),
        ),
        rows=waiting,
        words=words,
        counts_of="tickets",
    ),
)
