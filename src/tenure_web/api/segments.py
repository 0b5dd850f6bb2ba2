"""Operations on segments: those of the definitions, and those that people save."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from tenure_web.api.access import Bearer, user_of
from tenure_web.api.profiles import last_day
from tenure_web.api.schemas import FAILURES, WRITES
from tenure_web.api.written import SegmentIn, SegmentOut, SegmentStory
from tenure_web.customers import segments as saving
from tenure_web.customers.models import Segment
from tenure_web.customers.scope import profiles
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.rights import Right

router = Router()
_CUSTOMERS = Bearer(Right.SEE_CUSTOMERS)
_SAVES = Bearer(Right.SEE_CUSTOMERS, Right.SAVE_VIEWS)
_SIZES = 60


@router.get("/segments", response={200: list[SegmentOut], **FAILURES}, auth=_CUSTOMERS)
def segments(request: HttpRequest) -> Any:
    """List the segments of the definitions, and those that one has saved or that are shared."""
    own = [
        dict.fromkeys(("id", "owner", "shared", "size")) | {"name": name, "condition": str(one)}
        for name, one in company.definitions().segments.items()
    ]
    user = user_of(request)
    return [*own, *(_told(one, user) for one in saving.fitting(user))]


@router.post("/segments", response={201: SegmentOut, **WRITES}, auth=_SAVES)
def save_segment(request: HttpRequest, told: SegmentIn) -> Any:
    """Save a segment, in the place of one's own of the same name; sharing needs `share_views`."""
    user = user_of(request)
    profiles(last_day(), user, told.condition).count()  # says what is wrong with a condition
    made = saving.segment_save(
        user=user, name=told.name.strip(), condition=told.condition.strip(), shared=told.shared
    )
    return Status(201, _told(made, user))


@router.get("/segments/{int:id}", response={200: SegmentStory, **FAILURES}, auth=_CUSTOMERS)
def segment(request: HttpRequest, id: int) -> Any:
    """Give a saved segment with the history of its size."""
    user = user_of(request)
    found = next((one for one in saving.fitting(user) if one.pk == id), None)
    if found is None:
        raise Http404
    sizes = found.sizes.all()[:_SIZES] if user.may(Right.SEE_EVERYONE) else ()
    return _told(found, user) | {"sizes": [{"day": one.day, "size": one.size} for one in sizes]}


@router.delete("/segments/{int:id}", response={204: None, **FAILURES}, auth=_SAVES)
def delete_segment(request: HttpRequest, id: int) -> Any:
    """Remove one's own segment with its history."""
    found = Segment.objects.filter(pk=id, owner=user_of(request)).first()
    if found is None:
        raise Http404
    saving.segment_delete(segment=found)
    return Status(204, None)


def _told(one: Segment, user: User) -> dict[str, Any]:
    day = company.last_day()
    return {
        "id": one.pk,
        "name": one.name,
        "condition": one.condition,
        "owner": one.owner.get_username(),
        "shared": one.shared,
        "size": saving.size(user, day, one) if day else None,
    }
