"""Journeys: where everyone stands in a play that has come to them, and what reached them."""

from django.db import models


class Journey(models.Model):
    """Somebody's way through a play, for one occasion; of those held out, what would have been.

    `plan` is the text of the play as it was when the journey began. `due`: when it goes on;
    `holder`: the worker that has it, until `lease`.
    """

    class State(models.TextChoices):
        """Whether it goes on."""

        GOING = "going"
        ENDED = "ended"

    unit = models.CharField(max_length=190)
    customer = models.CharField(max_length=190, blank=True)
    play = models.CharField(max_length=41)
    version = models.PositiveIntegerField()
    occasion = models.CharField(max_length=190)
    arm = models.CharField(max_length=9)
    owner = models.CharField(max_length=120, blank=True)
    plan = models.TextField()
    began = models.DateTimeField()
    arrived = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)
    due = models.DateTimeField()
    lease = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, blank=True, db_index=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.GOING)
    ended = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due", "pk")
        indexes = (models.Index(fields=("state", "due"), name="journeys_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "play", "occasion"), name="one_journey_of_an_occasion"
            ),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.play}, {self.occasion}"


class Exposure(models.Model):
    """That a step of a play would have reached who was held out.

    `told_at`: when it was written to the store, whose exposures the library reads.
    """

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="exposures")
    step = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=16)
    told_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("journey", "step"), name="one_exposure_of_a_step"),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.what}, step {self.step}"
