"""What is known of a customer that may forbid a contact, in one statement: it is asked each time.

Written as SQL, because it is asked for every message, between the lock and the sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.db import connection

from tenure.act.arbiter import Consent as Stands
from tenure_web.messages.models import Consent, Person, Ruled, Suppression

_KNOWN = f"""
SELECT person.id, person.erased_at, person.paused_until,
  (SELECT said.given FROM {Consent._meta.db_table} said
   WHERE said.person_id = person.id
     AND said.purpose IN (%s, 'all') AND said.channel IN (%s, 'all')
   ORDER BY said.id DESC LIMIT 1),
  (SELECT closed.reason FROM {Suppression._meta.db_table} closed
   WHERE closed.digest = %s AND closed.lifted_at IS NULL ORDER BY closed.id DESC LIMIT 1),
  made.key, made.at, made.channel, made.purpose
FROM (SELECT 1 AS one) AS one
LEFT JOIN {Person._meta.db_table} person ON person.digest = %s
LEFT JOIN {Ruled._meta.db_table} made
  ON made.person_id = person.id AND made.ruled = 'send' AND made.undone_at IS NULL
 AND (made.at >= %s OR made.key = %s)
"""


@dataclass(frozen=True)
class Booking:
    """A contact that is booked, under its own key."""

    key: str
    at: datetime
    channel: str
    purpose: str


@dataclass(frozen=True)
class Known:
    """What is known of somebody; `person` is None where nothing is kept of them.

    `closed`: why their address is, empty where it is open. `booked`: since when it was asked,
    and under the key that was asked.
    """

    person: int | None
    erased_at: datetime | None
    paused_until: datetime | None
    consent: Stands
    closed: str
    booked: Sequence[Booking]


def known(
    person: str, address: str, purpose: str, channel: str, *, since: datetime, key: str
) -> Known:
    """Return what is known now. person, address: digests; an empty one is of no address."""
    at = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [purpose, channel, address, person, at, key])
        rows = cursor.fetchall()
    found, erased_at, paused_until, given, closed, *_ = rows[0]
    booked = [Booking(one[5], _instant(one[6]), one[7], one[8]) for one in rows if one[5]]
    stands: Stands = "unknown" if given is None else "given" if given else "withdrawn"
    until = paused_until and _instant(paused_until)
    return Known(found, erased_at and _instant(erased_at), until, stands, closed or "", booked)


def _instant(told: Any) -> datetime:
    """Return an instant as the database gives it, with its zone: SQLite keeps UTC without one."""
    at = cast(datetime, told)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
