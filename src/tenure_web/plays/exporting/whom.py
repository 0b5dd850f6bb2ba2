"""Who leaves with an audience: those decided on, whom the arbiter lets be contacted now.

Nobody who is held out is among them. Each is booked as a contact before anything leaves, so that
caps know of it; every refusal is kept with its reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import Q

from tenure.act.play import Play
from tenure.company.acts.audience import audience
from tenure.company.acts.permission import channel
from tenure.company.predictions.outlook import Outlook
from tenure_web.lib import company
from tenure_web.messages import ruling
from tenure_web.messages.models import Delivery
from tenure_web.messages.persons import persons_of
from tenure_web.messages.whom import About, about_many
from tenure_web.plays import shelf
from tenure_web.plays.models import Export, Exported

AT_ONCE = 500
ABOUT = ("unit_id", "customer_id", "play", "version", "occasion", "decided_on", "owner")
"""What is told of each, but for files, which have what reaches them, too."""
_MADE = (Delivery.State.SENT, Delivery.State.SENDING, Delivery.State.UNKNOWN)
_DESK = "plays"
_LONGEST = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Whom:
    """An audience as it was decided: the play, the day, and its rows in a file."""

    play: Play
    on: date | None
    file: Path

    @property
    def names(self) -> list[str]:
        """The columns."""
        return [str(one) for one in pq.read_schema(self.file).names]

    def parts(self) -> Iterator[list[Row]]:
        """Yield the rows, some at a time."""
        with pq.ParquetFile(self.file) as file:
            for batch in file.iter_batches(AT_ONCE):
                yield batch.to_pylist()


def decided(play: str, folder: Path) -> Whom:
    """Write whom a play contacts by its last decisions into a folder.

    TenureError where nothing was decided, or the play does not run.
    """
    plays = shelf.notice().plays
    file = folder / "audience.parquet"
    with company.asked(_DESK) as asked:
        rows = audience(Outlook(asked.rule, None), plays, play)
        asked.rule.data.engine.write_parquet(rows, file, metric="audience")
    first = next(pq.ParquetFile(file).iter_batches(1, columns=["decided_on"]), None)
    on = first["decided_on"][0].as_py() if first is not None and first.num_rows else None
    return Whom(plays[play], on, file)


def leaving(
    export: Export, found: Whom, now: datetime, *, anew: bool = True
) -> Iterator[list[Row]]:
    """Yield those who may leave, some at a time, each booked before.

    `anew`: whoever is in a page already, too.
    """
    rules = ruling.rules()
    for part in found.parts():
        units = [row["unit_id"] for row in part]
        paged = export.customers.filter(unit__in=units, page__isnull=False)
        there = set(paged.values_list("unit", "occasion"))
        wanted = [one for one in part if anew or _name(one) not in there]
        mailed = _contacted(found.play.id, wanted)
        customers = [_customer(row) for row in wanted]
        whoms = about_many(customers)
        persons_of(customers, rules.digests)  # made at once rather than one by one
        kept: list[tuple[Row, bool]] = []
        for row in wanted:
            whom, written = whoms.get(_customer(row), About()), row["customer_id"] in mailed
            counts = may(found.play, row, rules, now, whom, mailed=written)
            if counts is not None:
                kept.append((row, counts))
        _keep(export, found.play, kept, now)
        if kept:
            yield [row for row, _ in kept]


def key_of(row: Row) -> str:
    """Return the name of a contact for ever: the same unit and occasion are one contact."""
    told = "\n".join(("export", row["play"], row["unit_id"], row["occasion"] or ""))
    return sha256(told.encode()).hexdigest()[:32]


def _name(row: Row) -> tuple[str, str]:
    return row["unit_id"], row["occasion"] or ""


def _customer(row: Row) -> str:
    return str(row["customer_id"] or row["unit_id"])


def _contacted(play: str, rows: Sequence[Row]) -> set[str]:
    """Return the customers whom the play itself has written to."""
    names = [_customer(row) for row in rows]
    sent = Delivery.objects.filter(play=play, customer__in=names, state__in=_MADE)
    return set(sent.values_list("customer", flat=True))


def may(
    play: Play, row: Row, rules: ruling.Rules, now: datetime, whom: About, *, mailed: bool
) -> bool | None:
    """Rule on one: whether it counts as a contact of its own, None where there must be none.

    Quiet hours are of whoever makes the contact: they keep nobody from a list.
    """
    asked = ruling.Asked(
        customer=_customer(row),
        purpose=play.purpose,
        channel=channel(play),
        key=key_of(row),
        unit=row["unit_id"],
        play=play.id,
        version=row["version"],
        whom=whom,
    )
    with transaction.atomic():
        ruled = ruling.ask_within(asked, rules, now)
        if ruled.ruled == "defer":
            ruling.tell(asked, now)
    if ruled.ruled == "skip":
        return False if mailed and ruled.reason == "frequency" else None
    return True


def _keep(export: Export, play: Play, rows: Sequence[tuple[Row, bool]], now: datetime) -> None:
    Exported.objects.bulk_create(
        [
            Exported(
                export=export,
                unit=row["unit_id"],
                customer=_customer(row),
                version=row["version"],
                occasion=row["occasion"] or "",
                key=key_of(row),
                counts=counts,
                cost=play.worth.contact,
                at=now,
            )
            for row, counts in rows
        ],
        ignore_conflicts=True,
    )


def begun(play: str, way: str, now: datetime) -> Export | None:
    """Return the export of a play by a way, noted as going on; None where it goes on already.

    Files do so at once for several; of what went on for longer than a day nobody works any more.
    """
    export = Export.objects.get_or_create(play=play, way=way)[0]
    busy = Q(state=Export.State.GOING, began_at__gt=now - _LONGEST) & ~Q(way=Export.Way.FILE)
    free = Export.objects.filter(pk=export.pk).exclude(busy)
    if not free.update(state=Export.State.GOING, began_at=now, why=""):
        return None
    export.refresh_from_db()
    return export


def ended(export: Export, now: datetime, *, on: date | None, number: int, why: str = "") -> None:
    """Note how an export ended."""
    export.state = Export.State.FAILED if why else Export.State.DONE
    export.ended_at, export.on, export.number, export.why = now, on or export.on, number, why
    export.save(update_fields=["state", "ended_at", "on", "number", "why"])
