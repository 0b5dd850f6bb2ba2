"""Versions of plays: each text that the file of a play has had, by whom and since when."""

import hashlib

from django.conf import settings
from django.db import models


def fingerprint(text: str) -> str:
    """Return what identifies a text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Version(models.Model):
    """The file of a play as it was from some time on. Never changed.

    `number` is the play's own version; several rows may have one, as starting and pausing a
    play is no edit. `origin` says how it came about: found when the workspace first saw the
    file, written here, or by somebody who wrote to the file itself. An empty text: the file
    was taken away.
    """

    class Origin(models.TextChoices):
        """How a version came about."""

        FIRST = "first"
        HERE = "here"
        OUTSIDE = "outside"

    play = models.CharField(max_length=41, db_index=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin)
    state = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    restored = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return the play and its number."""
        return f"{self.play} {self.number}"
