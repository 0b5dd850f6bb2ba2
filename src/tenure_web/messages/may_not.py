"""Who may not be contacted, as a table in the store: the library decides around them.

Written anew when anything about it has changed. What a play may do is still ruled on when it is
done; this only spares plays that would come to nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.utils import timezone

from tenure.company.acts.tables import FOLDER, MAY_NOT
from tenure.errors import TenureError
from tenure.store import writing
from tenure_web.customers.scope import profiles
from tenure_web.lib import company
from tenure_web.messages.consents import EVERY, every, last_lines
from tenure_web.messages.models import Consent, Person, Suppression
from tenure_web.messages.persons import Digests

if TYPE_CHECKING:
    import pyarrow as pa

_STAMP = b"tenure.stamp"
Row = dict[str, Any]


def refresh(now: datetime | None = None) -> bool:
    """Write the table where it is not as things stand; say whether it was written."""
    try:
        place = company.store().root / FOLDER / MAY_NOT
    except TenureError:  # the file is broken; the table waits until it is mended
        return False
    at = now or timezone.now()
    stamp = _stamp(at)
    if _kept(place) == stamp:
        return False
    _write(place, [*_refused(at), *_closed()], stamp)
    return True


def _refused(now: datetime) -> Iterator[Row]:
    """Yield who said no, or not now, for which purpose and by which channel."""
    for person in Person.objects.filter(erased_at=None, paused_until__gt=now):
        yield _row(person.customer, "no_consent", until=person.paused_until)
    told = last_lines().filter(given=False, person__erased_at=None).values_list("person")
    for person in Person.objects.filter(pk__in=told):
        for (purpose, channel), stands in every(person).items():
            if stands == "withdrawn":
                yield _row(person.customer, "no_consent", purpose, channel)


def _closed() -> Iterator[Row]:
    """Yield who was erased and is here again, and whose address is closed."""
    closed = set(Suppression.objects.filter(lifted_at=None).values_list("digest", flat=True))
    erased = set(Person.objects.exclude(erased_at=None).values_list("digest", flat=True))
    day = company.last_day()
    if day is None or not (closed or erased):
        return
    found, digests = profiles(day, None), Digests()
    key = "customer_id" if "customer_id" in found.names else "unit_id"
    ways = [(one, by) for one, by in _WAYS if one in found.names]
    for part in found.stream([key, *(one for one, _ in ways)], "unit_id"):
        for customer, *addresses in part:
            if digests.of("customer", customer or "") in erased:
                yield _row(customer, "erased")
            for (_, channels), address in zip(ways, addresses, strict=True):
                if address and closed and digests.of_address(address) in closed:
                    yield from (_row(customer, "suppressed", channel=by) for by in channels)


_WAYS = (("email", ("email",)), ("phone", ("sms", "call")), ("mobile", ("sms", "call")))


def _row(
    customer: str,
    reason: str,
    purpose: str = EVERY,
    channel: str = EVERY,
    until: datetime | None = None,
) -> Row:
    told = {"customer_id": customer, "purpose": purpose, "channel": channel}
    return told | {"reason": reason, "until": until}


def _stamp(now: datetime) -> bytes:
    """Return what changes whenever the table has to."""
    lines = Consent.objects.aggregate(last=Max("pk"))["last"]
    closed = Suppression.objects.aggregate(n=Count("pk"), last=Max("pk"), lifted=Max("lifted_at"))
    erased = Person.objects.aggregate(at=Max("erased_at"))["at"]
    paused = Person.objects.filter(paused_until__gt=now).values_list("pk", "paused_until")
    day = company.last_day()
    of_day = day and day.as_of
    return repr((lines, sorted(closed.items()), erased, sorted(paused), of_day)).encode()


def _kept(place: Path) -> bytes | None:
    import pyarrow.parquet as pq

    if not place.is_file():
        return None
    return (pq.read_schema(place).metadata or {}).get(_STAMP)


def _write(place: Path, rows: list[Row], stamp: bytes) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(rows, schema=_schema().with_metadata({_STAMP: stamp}))
    with writing(place) as file:
        pq.write_table(table, file)


def _schema() -> "pa.Schema":
    import pyarrow as pa

    names = ("customer_id", "purpose", "channel", "reason")
    kinds: dict[str, pa.DataType] = {one: pa.string() for one in names}
    return pa.schema(kinds | {"until": pa.timestamp("us", tz="UTC")})
