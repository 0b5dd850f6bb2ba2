"""What people write through the operations, and what is answered of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Kind = Literal["customer", "account"]
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
    """A note about a customer or an account."""

    id: int
    kind: str
    unit_id: str
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None


class NoteIn(Schema):
    """A note to write, or what a note is to say."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class TaskOut(Schema):
    """A task: of whom, what, by when and by whom, and what came of it.

    `title` and `guide` are texts by language, under an empty one where somebody wrote them.
    """

    id: int
    kind: str
    unit_id: str
    customer_id: str | None
    what: str
    purpose: str
    play: str
    queue: str
    title: dict[str, str]
    guide: dict[str, str]
    author: str | None
    owner: str | None
    due: date
    state: str
    outcome: str | None
    said: str
    made_at: datetime
    closed_at: datetime | None
    closed_by: str | None


class TaskIn(Schema):
    """A task to write; `customer_id` is whom of an account it contacts."""

    kind: Kind = "customer"
    unit_id: Annotated[str, Field(min_length=1, max_length=190, pattern=LINE)]
    customer_id: Annotated[str, Field(max_length=190, pattern=MAYBE_LINE)] = ""
    what: Literal["todo", "call", "mail", "interview", "check_in", "review", "follow_up"]
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=LINE)]
    guide: Annotated[str, Field(max_length=4000)] = ""
    due: date
    owner: Annotated[str, Field(max_length=150)] = ""
    purpose: Literal["service", "marketing", "survey"] | None = None


class TaskDone(Schema):
    """What came of a task; `happened`: its contact took place, though it was refused."""

    outcome: Literal[
        "reached",
        "promised",
        "not_interested",
        "not_reached",
        "wrong_person",
        "sent",
        "answered",
        "done",
        "other",
    ]
    said: Annotated[str, Field(max_length=4000)] = ""
    happened: bool = False


class OfferIn(Schema):
    """The code of an offer, and what it is taken for, such as an order."""

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=LINE)]
    reference: Annotated[str, Field(min_length=1, max_length=190, pattern=LINE)]


class OfferOut(Schema):
    """An offer that was taken. `size`: a share, days or an amount, by its kind; null for none."""

    customer_id: str
    unit_id: str
    play: str
    version: int
    kind: str
    size: float | None
    cost: float
    expires_at: datetime
    taken_at: datetime
    reference: str


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
