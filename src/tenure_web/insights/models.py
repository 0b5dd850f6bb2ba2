"""What people keep of insights: changes on the time line, views, dashboards and their mailings."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from tenure_web.people.models import User

KINDS = ("release", "price", "positioning", "incident")
"""Kinds of changes, as the table `changes` of the data has them."""
EVERY = ("day", "week", "month")
LONGEST = 4_000
"""Letters of an address that is kept."""


class Annotation(models.Model):
    """Something that happened on a day, shown on the time lines beside the table `changes`."""

    at = models.DateField(db_index=True)
    kind = models.CharField(max_length=40, default=KINDS[0])
    name = models.CharField(max_length=120)
    segment = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    def told(self) -> dict[str, str]:
        """Return it in plain values, for the audit trail and for files."""
        day = self.at.isoformat() if isinstance(self.at, date) else str(self.at)
        return {"at": day, "kind": self.kind, "name": self.name, "segment": self.segment}


class Owned(models.Model):
    """What one keeps for oneself, or shares with all who may see figures."""

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class SavedView(Owned):
    """A page of insights under a name: the address holds the whole question."""

    address = models.CharField(max_length=LONGEST)


class Dashboard(Owned):
    """Views one beneath the other."""

    views = models.ManyToManyField(SavedView, through="Shown")


class Shown(models.Model):
    """A view on a dashboard, at its place."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("place", "pk")
        constraints = (models.UniqueConstraint(fields=("dashboard", "view"), name="shown_once"),)

    def __str__(self) -> str:
        """Return what is shown where."""
        return f"{self.dashboard}: {self.view}"


class Mailing(models.Model):
    """A dashboard that is mailed to somebody, each day, week or month at an hour of the company.

    `day` is the weekday from 0 (Monday), or the day of the month; `next_at` when it is due.
    """

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    every = models.CharField(max_length=5, choices=[(one, one) for one in EVERY])
    day = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    next_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("dashboard", "to"), name="mailed_once"),)

    def __str__(self) -> str:
        """Return what goes to whom."""
        return f"{self.dashboard} → {self.to}"


def seen_views(user: User) -> "QuerySet[SavedView]":
    """Return the views that somebody may open: their own, and those that are shared."""
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def seen_dashboards(user: User) -> "QuerySet[Dashboard]":
    """Return the dashboards that somebody may open: their own, and those that are shared."""
    return Dashboard.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def shown_on(dashboard: Dashboard) -> list[Shown]:
    """Return what is on a dashboard, in order: the views that its owner may still open.

    Who shares a dashboard shares what is on it: views hold addresses, not figures.
    """
    there = Shown.objects.filter(dashboard=dashboard, view__in=seen_views(dashboard.owner))
    return list(there.select_related("view"))
