"""Who may be contacted: what they consented to, which addresses are closed, what was ruled."""

import secrets
from typing import Any

from django.db import models

from tenure_web.people.models import User

LONGEST_ID = 190
DIGEST = 64


def _reference() -> str:
    return secrets.token_urlsafe(18)


def _pepper() -> str:
    return secrets.token_hex(32)


class Kept(models.QuerySet[Any]):
    """Rows of a ledger: they are added and read, nothing else."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: what was written stays as it was."""
        raise TypeError("a ledger cannot be changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: what was written stays."""
        raise TypeError("a ledger cannot be deleted")


class Pepper(models.Model):
    """What is mixed into every digest here, once and for all: made anew, all marks are lost."""

    text = models.CharField(max_length=DIGEST, default=_pepper)

    def __str__(self) -> str:
        """Return nothing of it."""
        return "pepper"


class Person(models.Model):
    """A customer as contacts know them; whoever rules on a contact holds this row locked.

    `digest` is of the customer's id and stays when they are erased, so that the mark is still
    found when an import brings them back; `customer` is then empty. `reference` stands for them
    in links and says nothing about them.
    """

    digest = models.CharField(max_length=DIGEST, unique=True)
    customer = models.CharField(max_length=LONGEST_ID, blank=True)
    reference = models.CharField(max_length=32, unique=True, default=_reference)
    paused_until = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return it in short, without who it is."""
        return f"person {self.pk}"


class Consent(models.Model):
    """A line of the ledger: consent given or withdrawn; the last line that fits is what holds.

    `purpose` and `channel` may be "all". `at`: when they said so; `wording`: what they were
    shown; `source`: where. Never changed, never deleted.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    given = models.BooleanField()
    wording = models.TextField(max_length=2000, blank=True)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = Kept.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("person", "purpose", "channel"), name="consent_of"),)

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.purpose} {self.channel}: {self.given}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it; a line that is there cannot be changed."""
        if not self._state.adding:
            raise TypeError("a ledger cannot be changed")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what was written stays."""
        raise TypeError("a ledger cannot be deleted")


class Suppression(models.Model):
    """An address to which nothing is sent, whatever the purpose; the address itself is not kept.

    A lifted one stays, with who lifted it and why.
    """

    class Reason(models.TextChoices):
        """Why nothing is sent there."""

        UNSUBSCRIBED = "unsubscribed"
        COMPLAINT = "complaint"
        HARD_BOUNCE = "hard_bounce"
        LEGAL = "legal"

    digest = models.CharField(max_length=DIGEST, db_index=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("digest", "reason"),
                condition=models.Q(lifted_at=None),
                name="suppressed_once",
            ),
        )

    def __str__(self) -> str:
        """Return it in short; the address is not known here."""
        return f"{self.digest[:8]}: {self.reason}"


class Ruled(models.Model):
    """What the arbiter ruled on a contact; a booking where it was to be made, else why not.

    `undone_at`: since when a booking does not count any more: the contact did not take place.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rulings")
    key = models.CharField(max_length=LONGEST_ID, db_index=True)
    unit = models.CharField(max_length=LONGEST_ID, blank=True)
    play = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    ruled = models.CharField(max_length=5)
    reason = models.CharField(max_length=20, blank=True)
    until = models.DateTimeField(null=True)
    numbers: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("person", "at"), name="ruled_of"),
            models.Index(fields=("play", "ruled", "reason"), name="ruled_play"),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.key}: {self.ruled} {self.reason}"
