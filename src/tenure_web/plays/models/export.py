"""Audiences that leave to be reached elsewhere: by which way, in which pages, who was in them."""

from django.db import models


class Export(models.Model):
    """One way by which a play's audience leaves, and how it went the last time.

    `daily`: again after each run. `on`: the day of the decisions that left last; `number`: how
    many customers it were; `why`: what went wrong, in English, as errors say it.
    """

    class Way(models.TextChoices):
        """Where it goes."""

        FILE = "file"
        WEBHOOK = "webhook"
        TABLE = "table"

    class State(models.TextChoices):
        """How it stands."""

        NEVER = "never"
        GOING = "going"
        DONE = "done"
        FAILED = "failed"

    play = models.CharField(max_length=41)
    way = models.CharField(max_length=7, choices=Way.choices)
    daily = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.NEVER)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    on = models.DateField(null=True)
    number = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("play", "way")
        constraints = (models.UniqueConstraint(fields=("play", "way"), name="one_export_of_a_way"),)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.play}, {self.way}"


class Page(models.Model):
    """Some customers that a webhook is told of at once; `uid` is its id at every try.

    `lease_until`: until when the worker that is sending it has it.
    """

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"
        UNKNOWN = "unknown"

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pages")
    uid = models.CharField(max_length=32, unique=True)
    on = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    put_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("state", "due_at"), name="pages_due"),)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.uid}: {self.state}"


class Exported(models.Model):
    """Somebody who left with an audience, once for each way and occasion.

    `key`: of the contact, the same by every way; `counts`: whether it is a contact of its own,
    which it is not where the play itself has made it; `cost` of it; `told_at`: when it was
    written to the store.
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="customers")
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="customers")
    unit = models.CharField(max_length=190)
    customer = models.CharField(max_length=190, db_index=True)
    version = models.PositiveIntegerField()
    occasion = models.CharField(max_length=190)
    key = models.CharField(max_length=32, db_index=True)
    counts = models.BooleanField(default=True)
    cost = models.FloatField(default=0.0)
    at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("export", "unit", "occasion"), name="exported_once_a_way"
            ),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.key}, {self.occasion}"
