"""What is to be done today, and what was brought by doing it: lines of the start page."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from tenure.charts.formats import money
from tenure.charts.words import Words
from tenure.pipeline.saved import SavedRun
from tenure.prove.telling import ALL
from tenure_web.home.line import Line
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.days import today
from tenure_web.tasks.scope import tasks_of


def due(user: User, words: Words) -> Iterator[Line]:
    """Say how many of one's own tasks are due by today, who cares for customers."""
    if not user.rights >= {Right.SEE_CUSTOMERS, Right.CARE}:
        return
    day = today()
    told = tasks_of(user).aggregate(
        now=Count("pk", filter=Q(due__lte=day)),
        late=Count("pk", filter=Q(due__lt=day)),
        later=Count("pk", filter=Q(due__gt=day)),
    )
    free = tasks_of(user, whose="nobody").count()
    if not any(told.values()) and not free:
        return
    says = words("home.tasks_late", count=told["late"], late=told["late"])
    if not told["late"]:
        says = words("home.tasks_later", later=told["later"])
    if free:
        says += " " + words("home.tasks_free", count=free, free=free)
    number = words("home.n_unknown", n=told["now"])
    mark = "worse" if told["late"] else ""
    yield Line(words("home.tasks"), number, says, reverse("tasks:mine"), mark)


def brought(run: SavedRun, words: Words) -> Iterator[Line]:
    """Say how many customers plays kept in the newest quarter of which anything is known."""
    rows = next((one.rows for one in run.results if one.metric == "proof-quarters"), [])
    sums = [row for row in rows if row["experiment"] == ALL and row["kept"] is not None]
    if not sums:
        return
    row = max(sums, key=lambda one: one["quarter"])
    start, formats = row["quarter"], words.formats
    low, high = row["kept_low"], row["kept_high"]
    says = words("home.brought_says", low=formats.decimal(low), high=formats.decimal(high))
    if row["net"] is not None:
        says += " " + words("home.brought_net", net=money(row["net"]))
    mark = "better" if low > 0 else "worse" if high < 0 else ""
    address = f"{reverse('insights:quarter')}?quarter={start.year}-Q{(start.month + 2) // 3}"
    title = words("home.brought", period=formats.period(start, "quarter"))
    yield Line(title, formats.decimal(row["kept"]), says, address, mark)
