"""Saving a segment, its history of sizes, and removing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.charts.unsaid import said
from tenure.errors import ConditionError
from tenure_web.customers import segments
from tenure_web.customers.forms import SegmentForm
from tenure_web.customers.listing import Asked
from tenure_web.customers.models import Segment
from tenure_web.customers.scope import profiles
from tenure_web.customers.views.shared import the_day, user_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

_SIZES = 60


@needs(Right.SEE_CUSTOMERS, Right.SAVE_VIEWS)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the condition of a list under a name."""
    words = request.words  # type: ignore[attr-defined]
    form = SegmentForm(words, request.POST)
    if form.is_valid():
        try:
            profiles(the_day(), user_of(request), form.cleaned_data["condition"]).count()
        except ConditionError as error:
            form.add_error("condition", str(said(error, words.language)))
    if not form.is_valid():
        return page(request, "customers/segment_form.html.j2", {"form": form}, status=400)
    told = form.cleaned_data
    segments.segment_save(
        user=user_of(request), name=told["name"], condition=told["condition"], shared=told["shared"]
    )
    messages.success(request, words("segment.kept", name=told["name"]))
    return redirect(reverse("customers:list") + Asked(where=told["condition"]).address())


@needs(Right.SEE_CUSTOMERS, Right.SAVE_VIEWS)
@require_safe
def segment(request: HttpRequest, segment: int) -> HttpResponse:
    """Show a segment: its condition, its size today, and how it grew; sizes are of everyone."""
    user, day = user_of(request), company.last_day()
    found = get_object_or_404(segments.seen(user), pk=segment)
    if found not in segments.fitting(user):
        raise Http404("a condition over columns that are kept from the reader")
    context = {
        "segment": found,
        "size": segments.size(user_of(request), day, found) if day else None,
        "sizes": found.sizes.all()[:_SIZES] if user_of(request).may(Right.SEE_EVERYONE) else [],
        "own": found.owner_id == user_of(request).pk,
        "address": reverse("customers:list") + Asked(where=found.condition).address(),
    }
    return page(request, "customers/segment.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.SAVE_VIEWS)
@require_POST
def delete(request: HttpRequest, segment: int) -> HttpResponse:
    """Remove one's own segment; its page has asked."""
    found = get_object_or_404(Segment, pk=segment, owner=user_of(request))
    segments.segment_delete(segment=found)
    messages.success(request, request.words("segment.gone", name=found.name))  # type: ignore[attr-defined]
    return redirect("customers:segments")
