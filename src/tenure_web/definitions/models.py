"""Versions of tenure.toml, changes that are not kept yet, and files that were brought in."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models


def fingerprint(text: str) -> str:
    """Return what identifies a text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Version(models.Model):
    """tenure.toml as it was from some time on. Never changed; its number is its key.

    `text` has its secrets hidden, `fingerprint` is of the whole text. `origin` says how it
    came about: found when the workspace was first opened, changed here, or by somebody who
    wrote to the file itself.
    """

    class Origin(models.TextChoices):
        """How a version came about."""

        FIRST = "first"
        HERE = "here"
        OUTSIDE = "outside"

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    origin = models.CharField(max_length=10, choices=Origin)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    restored = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return its number."""
        return str(self.pk)


class Draft(models.Model):
    """A change that its maker looks at before it is kept; nobody else sees it.

    `base` is the fingerprint of the text that it was made from, `before` that text.
    """

    made = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    base = models.CharField(max_length=64)
    before = models.TextField()
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    restores = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        """Return its number."""
        return str(self.pk)


class Upload(models.Model):
    """A file that somebody brought in: a table, or rows of quarantine that were mended.

    `path` is from the folder of files; `said` is how it is read, as far as that is known.
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    size = models.BigIntegerField()
    table = models.CharField(max_length=40, blank=True)
    mends = models.BooleanField(default=False)
    said: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Return its name."""
        return self.name
