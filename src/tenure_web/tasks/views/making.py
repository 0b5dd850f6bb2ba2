"""A new task of a customer or an account, written by hand; the arbiter is asked first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tenure_web.customers import story
from tenure_web.customers.names import accounts_seen, called, names_seen
from tenure_web.customers.views.shared import hold, kind_counted, users_of
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.days import today, working_day
from tenure_web.tasks.forms import Choices, TaskForm
from tenure_web.tasks.kinds import contacts
from tenure_web.tasks.queue import Made, put
from tenure_web.tasks.saying import said_of
from tenure_web.tasks.views.shared import page_of


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, kind: str, unit: str) -> HttpResponse:
    """Write a task; where the arbiter refuses its contact, say why, and who decides."""
    hold(request.user, kind, unit)
    people = contacts_of(request.user, unit) if kind == "account" else None
    given = request.POST or None
    start = {"due": working_day(today()), "owner": request.user.pk}
    form = TaskForm(request.words, people, given, initial=start)
    if not form.is_bound or not form.is_valid() or _nobody(form, kind):
        return _shown(request, form, kind, unit, 400 if form.is_bound else 200)
    made = _put(request.user, form.cleaned_data, kind, unit, request.words.language)
    if made.task is None:
        return _shown(request, form, kind, unit, 409, made)
    key = "task.made" if made.new else "task.there_already"
    messages.success(request, request.words(key))
    return redirect(f"{page_of(kind, unit)}#tasks" if made.new else _one(made))


def _one(made: Made) -> str:
    assert made.task is not None
    return reverse("tasks:one", args=[made.task.pk])


def _nobody(form: TaskForm, kind: str) -> bool:
    """Say that a person is missing: where customers are counted, an account is nobody to call."""
    told = form.cleaned_data
    missing = kind == "account" != kind_counted() and contacts(told["what"])
    if missing and not told["customer"]:
        form.add_error("customer", form.words("task.whom_missing"))
        return True
    return False


def _put(user: User, told: dict[str, Any], kind: str, unit: str, language: str) -> Made:
    owner = User.objects.filter(pk=told["owner"]).first() if told["owner"] else None
    return put(
        unit=unit,
        kind=kind,
        customer=told.get("customer", "") or (unit if kind == "customer" else ""),
        what=told["what"],
        purpose=told["purpose"],
        title={"": told["title"]},
        guide={"": told["guide"]} if told["guide"] else {},
        due=told["due"],
        owner=owner,
        author=user,
    )


def _shown(
    request: Request, form: TaskForm, kind: str, unit: str, status: int, made: Made | None = None
) -> HttpResponse:
    names = (accounts_seen if kind == "account" else names_seen)(request.user, [unit])
    context = {
        "form": form,
        "name": names.get(unit, unit),
        "leads": page_of(kind, unit),
        "refused": said_of(made.ruling, request.words) if made else None,
    }
    return page(request, "tasks/new.html.j2", context, status=status)


def contacts_of(user: User, account: str) -> Choices:
    """Return the people of an account who may be contacted, each with their buyer role."""
    if kind_counted() == "account":
        rows = story.users(account)
        named = [(one["customer_id"], one.get("name"), one.get("role")) for one in rows]
    else:
        named = [(one["unit_id"], called(one), one.get("role")) for one in users_of(user, account)]
    personal = user.may(Right.SEE_PERSONAL)
    return [
        (str(key), " · ".join([str(name if personal and name else key), *([role] if role else [])]))
        for key, name, role in named
    ]
