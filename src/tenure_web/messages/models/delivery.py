"""The outbox: a row a message and recipient, written before anything is sent, and its tries."""

import secrets

from django.db import models

LONGEST_ID = 190


def _uid() -> str:
    return secrets.token_hex(16)


class Delivery(models.Model):
    """One message to one customer, once for each step and occurrence of a version of a play.

    `uid` is the key under which a provider gets it, the same at every try. `subject` and `body`
    are templates; `sent_subject` and `sent_body` what they said to this customer. `due_at`: from
    when on it may be tried. `lease`: the worker that has it, until `lease_until`. `reason`: why
    it was skipped, deferred, or is dead. `unsubscribed_at`, `complained_at`: when its reader asked
    for less by its link, or its address was closed for a complaint. `told_at`: when it was last
    written to the store.
    """

    class State(models.TextChoices):
        """How a delivery stands."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        SKIPPED = "skipped"
        DEFERRED = "deferred"
        FAILED = "failed"
        DEAD = "dead"
        UNKNOWN = "unknown"

    uid = models.CharField(max_length=32, unique=True, default=_uid, editable=False)
    unit = models.CharField(max_length=LONGEST_ID)
    customer = models.CharField(max_length=LONGEST_ID, db_index=True)
    play = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=LONGEST_ID)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    subject = models.TextField(blank=True)
    body = models.TextField()
    sent_subject = models.TextField(blank=True)
    sent_body = models.TextField(blank=True)
    cost = models.FloatField(default=0.0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    numbers: "models.JSONField[object, object]" = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    put_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "play", "version", "step", "occurrence"), name="put_once"
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_at"), name="delivery_due"),
            models.Index(fields=("ended_at", "state"), name="delivery_ended"),
            models.Index(fields=("play", "state"), name="delivery_play"),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.uid}: {self.state}"


class Attempt(models.Model):
    """One try to hand a message over: what came of it, and what the provider said.

    `said` holds no address: it is masked before it is kept.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    code = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.at}: {self.outcome}"
