"""What people keep of customers: segments with their sizes, and notes."""

from django.db import models

from tenure_web.people.models import User


class Segment(models.Model):
    """A condition under a name: one's own, or shared with everyone."""

    name = models.CharField(max_length=80)
    condition = models.TextField(max_length=4000)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="segments")
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="one_segment_of_a_name"),
        )

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class SegmentSize(models.Model):
    """How many customers fitted a segment on a day with profiles."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="sizes")
    day = models.DateField()
    size = models.PositiveIntegerField()
    condition = models.TextField()

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.UniqueConstraint(fields=("segment", "day"), name="one_size_of_a_day"),
        )

    def __str__(self) -> str:
        """Return it in short."""
        return f"{self.day}: {self.size}"


class Note(models.Model):
    """What somebody wrote about a customer or an account.

    `kind` and `unit` say about whom. A deleted one stays for who deleted it by mistake.
    """

    kind = models.CharField(max_length=8, default="customer")
    unit = models.CharField(max_length=200, db_index=True)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="notes")
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        """Return whose it is; its text is personal."""
        return f"{self.unit}, {self.written_at:%Y-%m-%d}"
