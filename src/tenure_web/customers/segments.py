"""Saving segments: who may, what is checked, and what the audit trail has of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from tenure.company.predictions.days import Day
from tenure.errors import ConditionError
from tenure_web.customers.conditions import read
from tenure_web.customers.models import Segment
from tenure_web.customers.scope import columns_seen, profiles
from tenure_web.lib import company
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Counted:
    """A segment beside how many of the reader's customers it holds; None where it cannot be."""

    segment: Segment
    size: int | None
    own: bool


def seen(user: User) -> "QuerySet[Segment]":
    """Return the segments of a user and those that others share."""
    return Segment.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def fitting(user: User) -> list[Segment]:
    """Return the segments that a user sees, but those of others over columns kept from the user.

    Such a condition may hold a name, or a mail address.
    """
    day = company.last_day()
    columns = columns_seen(day, user) if day else None
    return [one for one in seen(user) if one.owner_id == user.pk or _reads(one, columns)]


def _reads(segment: Segment, columns: "pa.Schema | None") -> bool:
    if columns is None:
        return False
    try:
        read(segment.condition, columns)
    except ConditionError:
        return False
    return True


def counted(user: User, day: Day) -> list[Counted]:
    """Return the segments that a user sees with their sizes today, as opening them shows."""
    there = fitting(user)
    return [Counted(one, size(user, day, one), one.owner_id == user.pk) for one in there]


def size(user: User, day: Day, segment: Segment) -> int | None:
    """Return how many customers of a user a segment holds; None where its columns are gone."""
    try:
        return profiles(day, user, segment.condition).count()
    except ConditionError:
        return None


def segment_save(*, user: User, name: str, condition: str, shared: bool) -> Segment:
    """Keep a condition under a name; one of the same name and owner is replaced."""
    shared = shared and user.may(Right.SHARE_VIEWS)
    before = Segment.objects.filter(owner=user, name=name).first()
    told = _told(before) if before else None
    found = before or Segment(owner=user, name=name)
    found.condition, found.shared = condition, shared
    found.save()
    audit.write("segment.save", name, before=told, after=_told(found))
    return found


def segment_delete(*, segment: Segment) -> None:
    """Remove a segment with its history."""
    told = _told(segment)
    segment.delete()
    audit.write("segment.delete", segment.name, before=told)


def _told(segment: Segment) -> dict[str, object]:
    return {"condition": segment.condition, "shared": segment.shared}
