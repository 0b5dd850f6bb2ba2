"""One customer as a page tells it: figures with intervals, health, contracts, what happened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tenure.charts.formats import NULL, money
from tenure.charts.words import Words
from tenure.company.predictions.acting.trials import CONTROL
from tenure.explain.text.masking import masked
from tenure.predict.health.model import reason_said
from tenure.predict.health.said import component_said
from tenure.predict.worth.words import reason
from tenure.report.more import named
from tenure_web.customers import wording
from tenure_web.customers.fields import coded
from tenure_web.customers.former import Leaving
from tenure_web.customers.reading import Row

_COMPONENT = re.compile(
    r"health_(?!known$|reason$|without$|change$|most$|computed$|set_|band$)(\w+)"
)
_TEXT = 600


@dataclass(frozen=True)
class Figure:
    """A figure of a customer: its title, value, and what is said beneath."""

    title: str
    value: str
    says: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Component:
    """A part of health, 0 to 100; None where nothing is known of it."""

    name: str
    score: float | None
    shown: str


@dataclass(frozen=True)
class Day:
    """A day of the story, as it is written and as machines read it, and what happened in it."""

    day: str
    iso: str
    lines: list[dict[str, Any]]


def figures(row: Row, words: Words) -> list[Figure]:
    """Return risk, value and health with their intervals, as far as they are known."""
    return [one for one in (_risk(row, words), _value(row, words), _health(row, words)) if one]


def _risk(row: Row, words: Words) -> Figure | None:
    if "risk" not in row:
        return None
    if row["risk"] is None:
        return Figure(words("customer.risk"), NULL, words("customer.risk_unknown"))
    formats = words.formats
    says = [words("customer.band", band=coded("risk_band", row.get("risk_band") or "", words))]
    if row.get("risk_low") is not None:
        interval = formats.interval(row["risk_low"], row["risk_high"])
        says.append(words("customer.interval", interval=interval))
    if row.get("trust"):
        says.append(coded("trust", row["trust"], words))
    mark = "worse" if row.get("risk_band") == "high" else ""
    return Figure(words("customer.risk"), formats.percent(row["risk"]), " · ".join(says), mark)


def _value(row: Row, words: Words) -> Figure | None:
    if "value" not in row:
        return None
    title = words("customer.value")
    if row["value"] is None:
        code, unknown = row.get("value_reason"), words("customer.value_unknown")
        return Figure(title, NULL, reason(code, _language(words)) if code else unknown)
    currency = row.get("value_currency") or row.get("currency") or ""
    says = []
    if row.get("value_days"):
        says.append(words("customer.value_days", days=int(row["value_days"])))
    if row.get("value_low") is not None:
        ends = words.formats.ends(money(row["value_low"]), money(row["value_high"]))
        says.append(words("customer.interval", interval=ends))
    if row.get("value_tier"):
        says.append(coded("value_tier", row["value_tier"], words))
    return Figure(title, f"{money(row['value'])} {currency}".strip(), " · ".join(says))


def _health(row: Row, words: Words) -> Figure | None:
    if "health" not in row:
        return None
    title, language = words("customer.health"), _language(words)
    note = ""
    if row.get("health_reason"):
        note = reason_said(row["health_reason"], row.get("health_without"), language)
    if row["health"] is None:
        return Figure(title, NULL, note)
    says = [coded("health_band", row.get("health_band") or "", words)]
    change = row.get("health_change")
    if change is not None and abs(change) >= 0.5:
        key = "customer.health_rose" if change > 0 else "customer.health_fell"
        most = component_said(row.get("health_most") or "", language)
        says.append(words(key, points=words.formats.number(abs(change)), most=most))
    if row.get("health_set_by"):
        says.append(words("customer.health_set", who=row["health_set_by"]))
    mark = "worse" if row.get("health_band") == "at_risk" else ""
    told = " · ".join(one for one in [*says, note] if one)
    return Figure(title, words.formats.number(row["health"]), told, mark)


def components(row: Row, words: Words) -> list[Component]:
    """Return what health is made of."""
    found = []
    for name, value in row.items():
        part = _COMPONENT.fullmatch(name)
        if part and (value is None or isinstance(value, (int, float))):
            called = component_said(part[1], _language(words))
            shown = words.formats.number(value) if value is not None else NULL
            found.append(Component(called, value, shown))
    return found


def said(row: Row, words: Words, calendar: Any, *, personal: bool) -> dict[str, Any]:
    """Return a row of the story for its reader; without the right texts are masked."""
    parts = [wording.what(row["kind"], row["what"] or "", words)]
    if row["n"] and row["n"] > 1:
        parts.append(words("story.times", n=int(row["n"])))
    if row["amount"] is not None:
        parts.append(f"{money(row['amount'])} {row['currency'] or ''}".strip())
    parts.append(wording.detail(row["kind"], row["detail"] or "", words))
    if row["score"] is not None:
        parts.append(words("story.score", score=f"{row['score']:g}"))
    text = row["text"] or ""
    text = text if personal else masked(text)
    local = calendar.clock(row["at"])
    return {
        "day": words.formats.date(local.date()),
        "time": "" if row["kind"] == "event" else f"{local:%H:%M}",
        "datetime": local.isoformat(timespec="minutes"),
        "kind": words(f"story.{row['kind']}"),
        "says": " · ".join(one for one in parts if one),
        "text": text if len(text) <= _TEXT else text[:_TEXT].rstrip() + "…",
        "unit": row["unit"],
    }


def days_said(rows: Sequence[Row], words: Words, calendar: Any, *, personal: bool) -> list[Day]:
    """Return a page of the story by day; what one customer did in a day is one line."""
    found: list[Day] = []
    for row in rows:
        told = said(row, words, calendar, personal=personal)
        if not found or found[-1].day != told["day"]:
            found.append(Day(told["day"], told["datetime"][:10], []))
        lines = found[-1].lines
        same = next((one for one in lines if _together(one, told)), None)
        if same is None:
            lines.append(told)
        else:
            same["says"] += f", {told['says']}"
    return found


def _together(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return not one["time"] and not other["time"] and one["unit"] == other["unit"]


def revenue_said(rows: Sequence[Row], words: Words) -> str:
    """Say what contracts that have not ended bring a month; nothing where currencies differ."""
    held = [one for one in rows if not one.get("ended_at") and one.get("mrr") is not None]
    currencies = {one.get("currency") or "" for one in held}
    if len(currencies) != 1:
        return ""
    return f"{money(sum(one['mrr'] for one in held))} {currencies.pop()}".strip()


def contract_said(row: Row, words: Words, calendar: Any) -> dict[str, str]:
    """Return a contract for its reader: what, how much, since when, and how it goes on."""
    formats = words.formats

    def day(name: str) -> str:
        return formats.date(calendar.day(row[name])) if row.get(name) else ""

    money_said = ""
    if row.get("mrr") is not None:
        money_said = words("contract.monthly", amount=money(row["mrr"]))
        money_said += f" {row.get('currency') or ''}".rstrip()
    if ended := day("ended_at"):
        goes = words("contract.ended", date=ended)
    elif notice := day("cancelled_at"):
        goes = words("contract.notice", date=notice)
        goes += " " + words("contract.until", date=day("ends_at")) if row.get("ends_at") else ""
    elif row.get("ends_at"):
        key = "renews" if row.get("auto_renew") else "ends"
        goes = words(f"contract.{key}", date=day("ends_at"))
    else:
        goes = words("contract.open")
    return {
        "plan": str(row.get("plan") or row.get("subscription_id") or ""),
        "money": money_said,
        "since": words("contract.since", date=day("started_at")),
        "goes": goes,
        "over": "over" if row.get("ended_at") else "",
    }


def _language(words: Words) -> Any:
    return "ko" if words.language == "ko" else "en"


def contact_said(row: Row, words: Words, calendar: Any) -> str:
    """Say how often somebody was contacted by a play, last when, and what came of it."""
    told = words(
        "contact.told",
        play=row["play"] or words("contact.no_play"),
        n=int(row["n"]),
        count=int(row["n"]),
        date=words.formats.date(calendar.day(row["last"])),
    )
    channel = f" · {wording.channel(row['channel'], words)}" if row["channel"] else ""
    came = next((one for one in ("clicked_at", "opened_at") if row[one]), "")
    result = f" · {words('contact.' + came, date=_day(row[came], words, calendar))}" if came else ""
    return told + channel + result


def arm_said(row: Row, words: Words, calendar: Any) -> str:
    """Say why somebody is left alone in an experiment, or what they were drawn for."""
    alone = str(row["arm"]).strip().casefold() in CONTROL
    return words(
        "contact.alone" if alone else "contact.arm",
        experiment=row["experiment"],
        arm=row["arm"] if alone else named(row["arm"], words),
        date=_day(row["assigned_at"], words, calendar),
    )


def _day(value: Any, words: Words, calendar: Any) -> str:
    return words.formats.date(calendar.day(value))


def leaving_said(told: Leaving, words: Words) -> list[str]:
    """Say how somebody stands who has no profile: when they left, and why."""
    formats = words.formats
    on = formats.date(told.on) if told.on else ""
    if told.state != "left":
        return [words(f"former.{told.state}")]
    said = [words("former.left", date=on) if on else words("former.left_unknown")]
    if told.on and told.silence:
        last = formats.date(told.on - timedelta(days=told.silence))
        said.append(words("former.silent", days=told.silence, date=last))
    if reason := told.reason(words.language):
        said.append(words("former.why", why=reason))
    elif told.on:
        said.append(words("former.no_reason"))
    if told.willing is not None:
        said.append(words("former.willing" if told.willing else "former.unwilling"))
    return said
