"""Users, their portfolios, and the trail of what was written and exported."""

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_otp import user_has_device

from tenure_web.people.rights import Right, rights_of


class User(AbstractUser):
    """Somebody who signs in. Rights come from groups; a superuser has all of them."""

    language = models.CharField(max_length=2, blank=True, choices=[("en", "en"), ("ko", "ko")])

    @cached_property
    def rights(self) -> frozenset[Right]:
        """What they may do."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(Right)
        return rights_of(self.groups.values_list("name", flat=True))

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a second factor has been set up and confirmed."""
        return bool(user_has_device(self))

    def may(self, right: Right) -> bool:
        """Say whether they have a right."""
        return right in self.rights


class Portfolio(models.Model):
    """Whose customers are whose: those that a condition over profiles fits, or that are named.

    `condition` is in the language of `where`; without SEE_EVERYONE one sees the customers of
    one's portfolios alone.
    """

    name = models.CharField(max_length=120, unique=True)
    condition = models.TextField(blank=True)
    owners = models.ManyToManyField(User, related_name="portfolios", blank=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Written(models.Model):
    """A line of the audit trail: who did what to what, before and after. Never changed."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    who = models.CharField(max_length=150)
    action = models.CharField(max_length=60, db_index=True)
    what = models.CharField(max_length=200)
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    request = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.who}: {self.action} {self.what}"
