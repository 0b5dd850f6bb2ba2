"""Forms of this part: a segment's name, a note."""

from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure_web.customers.models import Note, Segment


class SegmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a segment, its condition, and whether others see it."""

    class Meta:
        """Of segments."""

        model = Segment
        fields = ("name", "shared", "condition")

    def __init__(self, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].label = words("segment.name")
        self.fields["shared"].label = words("segment.shared")
        self.fields["condition"].widget = forms.HiddenInput()

    def validate_unique(self) -> None:
        """A segment of the same name is replaced."""


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A note."""

    class Meta:
        """Of notes."""

        model = Note
        fields = ("text",)

    def __init__(self, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].label = words("note.text")
        self.fields["text"].widget.attrs["rows"] = 3
