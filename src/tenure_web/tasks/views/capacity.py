"""The page of capacity: who can do how much in a day, and has how much to do."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.capacity import loads, refresh, write
from tenure_web.tasks.days import today

_MOST = 500


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: Request) -> HttpResponse:
    """Show everyone's day, and change one's own; everybody's for who manages people."""
    told = loads(today())
    fields = {one.user.pk: _field() for one in told if _may(request.user, one.user)}
    given = {pk: request.POST.get(f"a_day-{pk}", "") for pk in fields}
    wrong: set[int] = set()
    if request.method == "POST":
        found, wrong = _cleaned(fields, given)
        if not wrong:
            write({one.user: found[one.user.pk] for one in told if one.user.pk in found})
            refresh()
            messages.success(request, request.words("capacity.kept"))
            return redirect("tasks:capacity")
    context = {"loads": told, "may": set(fields), "given": given, "wrong": wrong, "most": _MOST}
    return page(request, "tasks/capacity.html.j2", context, status=400 if wrong else 200)


def _field() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=_MOST)


def _may(user: User, other: User) -> bool:
    return user == other or user.may(Right.MANAGE_PEOPLE)


def _cleaned(
    fields: dict[int, forms.IntegerField], given: dict[int, str]
) -> tuple[dict[int, int | None], set[int]]:
    found, wrong = {}, set()
    for pk, field in fields.items():
        try:
            found[pk] = field.clean(given[pk])
        except forms.ValidationError:
            wrong.add(pk)
    return found, wrong
