"""Tasks of people, and how many of them somebody can do in a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tenure_web.people.models import User

LONGEST = 4000
"""Characters of what somebody writes."""


class Task(models.Model):
    """Something that a person does for a customer or an account: whose, why, by when.

    `customer` is whom it contacts, for an account one of its people. `play`, `occasion` and
    `step` say what asked for it; `author` who did, where it was no play. `title` and `guide` are
    texts by language, under "" where somebody wrote them in their own. A customer has one open
    task of a play and kind at most. `told_at` is the `closed_at` under which the store has what
    came of it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Outcome(models.TextChoices):
        REACHED = "reached"
        PROMISED = "promised"
        NOT_INTERESTED = "not_interested"
        NOT_REACHED = "not_reached"
        WRONG_PERSON = "wrong_person"
        SENT = "sent"
        ANSWERED = "answered"
        DONE = "done"
        OTHER = "other"

    kind = models.CharField(max_length=8, default="customer")
    unit = models.CharField(max_length=200, db_index=True)
    customer = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=20, default="call")
    purpose = models.CharField(max_length=20, default="service")
    play = models.CharField(max_length=41, blank=True)
    version = models.PositiveIntegerField(default=0)
    occasion = models.CharField(max_length=200, blank=True)
    step = models.PositiveIntegerField(default=0)
    title: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    guide: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(
        default=dict, blank=True
    )
    queue = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="written_tasks"
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    said = models.TextField(max_length=LONGEST, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="closed_tasks"
    )
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due", "pk")
        indexes = (models.Index(fields=("state", "owner", "due"), name="tasks_to_do"),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "customer", "play", "what"),
                condition=Q(state="open") & ~Q(what="todo"),
                name="one_open_task_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=("unit", "play", "version", "occasion", "step"),
                condition=~Q(play=""),
                name="one_task_of_a_step",
            ),
        )

    def __str__(self) -> str:
        """Return whose it is and by when; what was said is personal."""
        return f"{self.unit}, {self.due}"


class Capacity(models.Model):
    """How many tasks somebody can do in a working day; without a row as many as there are."""

    owner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="capacity")
    a_day = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.owner}: {self.a_day}"
