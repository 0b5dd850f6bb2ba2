"""What the pages of tasks share: a task that its reader may see, and where they came from."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tenure_web.customers.scope import unit_of
from tenure_web.lib import company
from tenure_web.lib.request import Request
from tenure_web.people.models import User
from tenure_web.tasks.models import Task
from tenure_web.tasks.scope import may_see


def own(user: User, pk: int) -> Task:
    """Return a task that somebody may do; Http404 for any other, whether it is there or not."""
    task = get_object_or_404(Task.objects.select_related("owner", "closed_by", "author"), pk=pk)
    if not may_see(user, task):
        raise Http404("no such task")
    return task


def page_of(kind: str, unit: str) -> str:
    """Return the page of a customer or an account; empty where there are no profiles yet."""
    day = company.last_day()
    if day is None:
        return ""
    same = kind == unit_of(day)
    return reverse("customers:one" if same else "customers:account", args=[unit])


def back_to(request: Request, usual: str) -> str:
    """Return the address that a form names to go back to, if it is one of this workspace."""
    given = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()})
    return given if safe else usual
