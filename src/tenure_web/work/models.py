"""Runs that were asked for, and when what is done by itself."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models


class Job(models.Model):
    """A `tenure run` that somebody or the schedule asked for: how far it is, and how it ended.

    `open` is true while it waits or goes on, and null afterwards: being unique, it lets one
    such job be at a time. `heard` is when its worker was last heard of. `run` names the folder
    of the results; steps, what was left out and quality are kept, for old folders are removed.
    """

    class State(models.TextChoices):
        """How a job stands."""

        WAITING = "waiting"
        GOING = "going"
        DONE = "done"
        FAILED = "failed"
        KILLED = "killed"

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    open = models.BooleanField(null=True, default=True, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    asked_at = models.DateTimeField(auto_now_add=True)
    begun = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    heard = models.DateTimeField(null=True)
    step = models.CharField(max_length=40, blank=True)
    run = models.CharField(max_length=60, blank=True)
    as_of = models.DateField(null=True)
    error = models.TextField(blank=True)
    log = models.TextField(blank=True)
    steps: "models.JSONField[object, object]" = models.JSONField(default=list)
    skipped: "models.JSONField[object, object]" = models.JSONField(default=list)
    quality: "models.JSONField[object, object]" = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.pk}: {self.state}"


class Schedule(models.Model):
    """Something that is done by itself: each day at an hour of the company's, or each minute.

    `last` is when it was last begun, or turned on.
    """

    class What(models.TextChoices):
        """What is done."""

        RUN = "run"
        COUNTS = "counts"
        MAILS = "mails"
        TIDY = "tidy"

    what = models.CharField(max_length=8, choices=What.choices, unique=True)
    on = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(23)])
    last = models.DateTimeField()

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.what} at {self.hour}" if self.on else f"{self.what}: off"
