"""One delivery made ready: the customer's values put into its template, or why it cannot be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tenure.act.arbiter import EXEMPT
from tenure.act.letter import Kind, Letter, LetterError, as_html, fill, is_missing
from tenure.charts.formats import Formats
from tenure.charts.formats import money as amount
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.messages import links
from tenure_web.messages.channels import ADDRESSES, Parcel
from tenure_web.messages.links import Reader
from tenure_web.messages.models import Delivery, Offer
from tenure_web.messages.whom import About, told_of

Row = Mapping[str, Any]
_SIGNS = {"USD": "${}", "EUR": "€{}", "GBP": "£{}", "JPY": "¥{}"}
_DATES = {
    "started_on": ("started_at", "started_on"),
    "renewal_date": ("renews_on", "renewal_date", "ends_at", "term_ends"),
    "supply_ends": ("supply_ends",),
}
_PHONE = re.compile(r"\+?[\d\- ().]{7,20}")


@dataclass(frozen=True)
class Composed:
    """A parcel, or what is wrong: `missing` names variables that have no value."""

    to: str
    about: About
    parcel: Parcel | None = None
    wrong: str = ""
    missing: Sequence[str] = ()


def compose(delivery: Delivery, row: Row | None, reader: Reader, now: datetime) -> Composed:
    """Make one delivery ready by a customer's profile; who has none cannot be written to."""
    about = told_of(dict(row)) if row else About()
    to = _address(delivery.channel, row or {})
    if not to:
        return Composed(to, about, wrong="no_address")
    if not _fits(delivery.channel, to):
        return Composed(to, about, wrong="bad_address")
    language = about.language or delivery.language
    values = values_of(delivery, row or {}, reader, now)
    try:
        letter = fill(delivery.subject, delivery.body, values, shown_in(language, row or {}))
    except LetterError:
        return Composed(to, about, wrong="bad_text")
    if letter.missing:
        return Composed(to, about, wrong="missing_values", missing=letter.missing)
    return Composed(to, about, _parcel(delivery, to, letter, values, language, now, reader))


def values_of(delivery: Delivery, row: Row, reader: Reader, now: datetime) -> dict[str, object]:
    """Return the values of all variables for one customer; None for what is not known."""
    told = company.definitions()
    values: dict[str, object] = {
        name: row.get(name) for name in ("name", "plan", "industry", "owner", "mrr", "value")
    }
    values |= {name: _day(_first(row, columns)) for name, columns in _DATES.items()}
    renewal, today = values["renewal_date"], now.astimezone(ZoneInfo(told.company.time_zone)).date()
    silent = _silent_since(delivery.occurrence)
    values["days_quiet"] = None if silent is None else (today - silent).days
    if isinstance(renewal, date):
        values["days_left"] = (renewal - today).days
    values |= {"company": told.company.name}
    values["preferences_url"] = links.unsubscribe(delivery, reader)
    if delivery.purpose != EXEMPT:
        values["unsubscribe_url"] = values["preferences_url"]
    return values | _offered(delivery)


def shown_in(language: str, row: Row) -> Any:
    """Return what writes a value of a kind in a language, money in the customer's currency."""
    formats = Formats(language)
    currency = str(row.get("value_currency") or row.get("currency") or _currency())

    def show(kind: Kind, value: Any) -> str:
        match kind:
            case "date":
                return formats.date(value)
            case "money":
                return money(float(value), currency, korean=formats.korean)
            case "number":
                return formats.number(value)
            case "share":
                return formats.percent(value)
            case _:
                return str(value).strip()

    return show


def money(value: float, currency: str, *, korean: bool) -> str:
    """Write an amount with its currency: ₩12,000, 12,000원, $12.50, 12 CHF."""
    if currency == "KRW":
        return f"{round(value):,}원" if korean else f"₩{round(value):,}"
    return _SIGNS.get(currency, f"{{}} {currency}".rstrip()).format(amount(value))


def _parcel(
    delivery: Delivery,
    to: str,
    letter: Letter,
    values: Mapping[str, object],
    language: str,
    now: datetime,
    reader: Reader,
) -> Parcel:
    unsubscribe = str(values.get("unsubscribe_url") or "")
    text = letter.text
    if unsubscribe and unsubscribe not in text and delivery.channel == "email":
        text += f"\n\n{words_of(language)('delivery.footer', url=unsubscribe)}\n"
    follow, pixel = links.tracked(delivery, reader, own=unsubscribe)
    return Parcel(
        uid=delivery.uid,
        to=to,
        subject=letter.subject,
        text=text,
        html=as_html(text, language, follow=follow, pixel=pixel),
        sender=company.definitions().company.name,
        at=now,
        unsubscribe=unsubscribe,
        channel=delivery.channel,
        play=delivery.play,
    )


def _offered(delivery: Delivery) -> dict[str, object]:
    """Return the values of what was offered to this customer on this occasion and is open."""
    if "offer" not in delivery.subject + delivery.body:
        return {}
    found = Offer.objects.filter(
        customer=delivery.customer,
        play=delivery.play,
        occasion=delivery.occurrence,
        state=Offer.State.OPEN,
    ).first()
    if found is None:
        return {}
    words = found.words if isinstance(found.words, dict) else {}
    zone = ZoneInfo(company.definitions().company.time_zone)
    return {
        "offer": words.get(delivery.language),
        "offer_code": found.code,
        "offer_size": found.size,
        "offer_share": found.size,
        "offer_ends": found.expires_at.astimezone(zone).date(),
    }


def _address(channel: str, row: Row) -> str:
    found = _first(row, ADDRESSES.get(channel, ()))
    return "" if is_missing(found) else str(found).strip()


def _fits(channel: str, to: str) -> bool:
    """Say whether an address could be one, and is no more than one."""
    if channel == "sms":
        return bool(_PHONE.fullmatch(to))
    if channel != "email":
        return to.isprintable()
    try:
        validate_email(to)
        to.encode("ascii")
    except (ValidationError, UnicodeError):
        return False
    return True


def _first(row: Row, columns: Sequence[str]) -> object:
    return next((row[one] for one in columns if row.get(one) is not None), None)


def _silent_since(occasion: str) -> date | None:
    """Return the last day of activity: what a turn of silence is about."""
    try:
        return date.fromisoformat(occasion)
    except ValueError:
        return None


def _day(value: object) -> date | None:
    """Return a local day; instants of profiles are local already."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _currency() -> str:
    return str(getattr(company.definitions().company, "currency", "") or "")
