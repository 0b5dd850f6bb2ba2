"""How much people can do in a day: who has how much to do, and the table that decisions read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from tenure.company.acts.tables import CAPACITY, FOLDER
from tenure.errors import TenureError
from tenure.store import writing
from tenure_web.lib import company
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Capacity, Task
from tenure_web.tasks.queue import may_own, with_room


@dataclass(frozen=True)
class Load:
    """Somebody with what they can do in a day, what they have to do, and when they have room."""

    user: User
    a_day: int | None
    open: int
    due: int
    room: date


def loads(day: date) -> list[Load]:
    """Return everyone who can be given tasks, with what they have to do."""
    people = may_own()
    most = dict(Capacity.objects.values_list("owner", "a_day"))
    still = Task.objects.filter(state=Task.State.OPEN, owner__in=people).values("owner")
    counted = still.annotate(n=Count("pk"), due=Count("pk", filter=Q(due__lte=day)))
    by_owner = {row["owner"]: (row["n"], row["due"]) for row in counted}
    return [
        Load(
            one,
            most.get(one.pk),
            *by_owner.get(one.pk, (0, 0)),
            with_room(one, day),
        )
        for one in people
    ]


def write(told: Mapping[User, int | None]) -> int:
    """Keep how much people can do in a day, None for as much as there is; return who changed."""
    most = dict(Capacity.objects.values_list("owner", "a_day"))
    changed = {one: number for one, number in told.items() if number != most.get(one.pk)}
    for user, number in changed.items():
        before = {"a_day": most.get(user.pk)}
        if number is None:
            Capacity.objects.filter(owner=user).delete()
        else:
            Capacity.objects.update_or_create(owner=user, defaults={"a_day": number})
        audit.write("capacity.set", user.get_username(), before=before, after={"a_day": number})
    return len(changed)


def refresh() -> bool:
    """Write for the next decisions how many more tasks each can take; say whether it changed.

    A row a person who says how many they can do in a day: that many, less what is due by now.
    """
    try:
        place = company.store().root / FOLDER / CAPACITY
        due = Q(owner__tasks__state=Task.State.OPEN, owner__tasks__due__lte=today())
    except TenureError:  # the file is broken; the table waits until it is mended
        return False
    most = Capacity.objects.filter(owner__is_active=True).select_related("owner")
    counted = Count("owner__tasks", filter=due)
    rows = [
        {"owner": one.owner.get_username(), "tasks": max(0, one.a_day - one.due)}
        for one in most.annotate(due=counted).order_by("owner__username")
    ]
    return _write(place, rows)


def _write(place: Path, rows: list[dict[str, Any]]) -> bool:
    """Write the file where it says something else."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    there = pq.read_table(place).to_pylist() if place.is_file() else []
    if there == rows:
        return False
    kinds: dict[str, pa.DataType] = {"owner": pa.string(), "tasks": pa.float64()}
    with writing(place) as file:
        pq.write_table(pa.Table.from_pylist(rows, pa.schema(kinds)), file)
    return True
