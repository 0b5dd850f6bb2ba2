"""Users, their portfolios, sessions, tokens and invitations, and the trail of what was written."""

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

    `condition` is in the language of `where`, `customers` and `accounts` are ids; without
    SEE_EVERYONE one sees the customers of one's portfolios alone.
    """

    name = models.CharField(max_length=120, unique=True)
    condition = models.TextField(blank=True)
    customers: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    accounts: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    owners = models.ManyToManyField(User, related_name="portfolios", blank=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Visit(models.Model):
    """A session of somebody: known by a hash of its key, ended when it is gone from here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    digest = models.CharField(max_length=64, unique=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    browser = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.user}: {self.browser}"


class Token(models.Model):
    """What a program shows instead of a password; kept as a hash. It can do no more than its owner.

    `scopes` are names of rights; `begins` is how its text begins, to tell it from others.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    scopes: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def rights(self) -> frozenset[Right]:
        """What it may do: its scopes, as far as its owner still has those rights."""
        return frozenset(right for right in self.user.rights if right in self.scopes)

    def may(self, right: Right) -> bool:
        """Say whether it has a right."""
        return right in self.rights


class Invitation(models.Model):
    """A link by which somebody may make their account, once and for a few days; kept as a hash."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    groups = models.ManyToManyField("auth.Group", blank=True)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        """Return whom it is for."""
        return self.email or str(self.pk)


class Trail(models.QuerySet["Written"]):
    """Lines of the trail: they are added and read, nothing else."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: what was written stays as it was."""
        raise TypeError("the audit trail cannot be changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: what was written stays."""
        raise TypeError("the audit trail cannot be deleted")


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

    objects = Trail.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.who}: {self.action} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it; a line that is there cannot be changed."""
        if not self._state.adding:
            raise TypeError("the audit trail cannot be changed")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what was written stays."""
        raise TypeError("the audit trail cannot be deleted")
