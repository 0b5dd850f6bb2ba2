"""What was offered to whom, and whether it was taken."""

import secrets

from django.db import models

from tenure_web.messages.models.delivery import LONGEST_ID

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for one another: 0 and O, 1, I and L, U and V."""
_LENGTH = 14


def make_code() -> str:
    """Return a code of 14 letters that nobody guesses: 30^14, 68 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


class Offer(models.Model):
    """Something that was offered to one customer, or refused to be, once a step and occasion.

    `code` is what is shown and redeemed, once. `reference` names what it was redeemed for.
    """

    class State(models.TextChoices):
        """How an offer stands."""

        OPEN = "open"
        TAKEN = "taken"
        EXPIRED = "expired"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    code = models.CharField(max_length=20, unique=True, default=make_code)
    unit = models.CharField(max_length=LONGEST_ID)
    customer = models.CharField(max_length=LONGEST_ID, db_index=True)
    play = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    occasion = models.CharField(max_length=LONGEST_ID)
    kind = models.CharField(max_length=12)
    size = models.FloatField(null=True)
    cost = models.FloatField(default=0.0)
    words: "models.JSONField[object, object]" = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=40, blank=True)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=LONGEST_ID, blank=True)
    changed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "play", "version", "step", "occasion"), name="offered_once"
            ),
        )
        indexes = (models.Index(fields=("play", "granted_at"), name="offer_play"),)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.play}: {self.kind} {self.state}"
