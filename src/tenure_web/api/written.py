"""What people write through the operations, and what is answered of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

LINE = r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$"
MAYBE_LINE = r"^[^\x00-\x1f]*$"


class SegmentOut(Schema):
    """A segment: of the definitions, or saved by somebody, with its size among one's customers.

    `id`, `owner` and `shared` are of those that are saved; their columns may be gone, then they
    have no size.
    """

    id: int | None
    name: str
    condition: str
    owner: str | None
    shared: bool | None
    size: int | None


class SizeOut(Schema):
    """How many customers a segment held on a day, of everyone."""

    day: date
    size: int


class SegmentStory(SegmentOut):
    """A segment with its sizes, the newest first, for who sees everyone."""

    sizes: list[SizeOut]


class SegmentIn(Schema):
    """A segment to save; one of the same name and owner is replaced."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=LINE)]
    condition: Annotated[str, Field(min_length=1, max_length=4000)]
    shared: bool = False


class NoteOut(Schema):
    """A note or a task about a customer or an account."""

    id: int
    kind: str
    unit_id: str
    author: str
    text: str
    is_task: bool
    due: date | None
    done_at: datetime | None
    written_at: datetime
    edited_at: datetime | None


class NoteIn(Schema):
    """A note to write; a task, where `is_task` is true, with the day it is due."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    is_task: bool = False
    due: date | None = None


class NoteChange(Schema):
    """What to change of a note; what is not told stays. `done` is of tasks."""

    text: Annotated[str | None, Field(min_length=1, max_length=4000)] = None
    due: date | None = None
    done: bool | None = None


class ChangeOut(Schema):
    """A change: a release, a price, an incident; `id` is of those that people wrote here."""

    id: int | None
    at: date
    kind: str
    name: str
    segment: str


class ChangeIn(Schema):
    """A change to write onto the time line."""

    at: date
    kind: Literal["release", "price", "positioning", "incident"]
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=LINE)]
    segment: Annotated[str, Field(max_length=120, pattern=MAYBE_LINE)] = ""
