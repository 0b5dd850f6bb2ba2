"""One task: its guide, whether its customer may be contacted now, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tenure_web.customers import reading
from tenure_web.customers.views.shared import calendar
from tenure_web.definitions.quarantine import said as reason_said
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.messages.whom import about
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks import changing, undo
from tenure_web.tasks.allowed import standing
from tenure_web.tasks.answers import refused_why
from tenure_web.tasks.days import today
from tenure_web.tasks.forms import MoveForm, OutcomeForm
from tenure_web.tasks.models import Task
from tenure_web.tasks.saying import Said, said_of
from tenure_web.tasks.scope import names_of, said, tasks_of, title_of
from tenure_web.tasks.views.shared import own, page_of

_REASONS = 3
_REFUSED = 409


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, pk: int) -> HttpResponse:
    """Show one task with its guide beside the customer, and close it with what came of it.

    A contact that the arbiter refuses stays open: the page says why and who decides.
    """
    task = own(request.user, pk)
    form = OutcomeForm(request.words, task.what, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _shown(request, task, form, 400 if form.is_bound else 200)
    before = undo.state_of(task)
    try:
        ruling = changing.close(task=task, user=request.user, **form.cleaned_data)
    except changing.TooLateError as error:
        who = error.who or request.words("task.somebody")
        messages.warning(request, request.words(f"task.late_{error.key}", who=who))
        return redirect("tasks:one", task.pk)
    if ruling is not None:
        return _shown(request, task, form, _REFUSED, said_of(ruling, request.words))
    undo.remember(request.session, [before], [task])
    following = _after(request.user, task)
    key = "task.closed_next" if following else "task.closed_last"
    messages.success(request, request.words(key))
    return redirect(following or reverse("tasks:mine"))


def _shown(
    request: Request, task: Task, form: OutcomeForm, status: int, refused: Said | None = None
) -> HttpResponse:
    language, still = request.words.language, task.state == Task.State.OPEN
    names = names_of(request.user, [task])
    context = {
        "task": task,
        "title_said": title_of(task, language),
        "guide": said(task.guide, language).splitlines(),
        "name": names.get((task.kind, task.unit), task.unit),
        "reasons": _reasons(task, language) if (task.kind, task.unit) in names else [],
        "leads": page_of(task.kind, task.unit),
        "reach": _reach(request.user, task) if still else {},
        "standing": refused or (said_of(standing(task), request.words) if still else None),
        "refused": refused,
        "unused": reason_said(refused_why(task), request.words),
        "form": form,
        "move": MoveForm(request.words),
        "open": still,
        "day_of": calendar().day,
        "undo": undo.offered(request.session),
    }
    return page(request, "tasks/one.html.j2", context, status=status)


def _reasons(task: Task, language: str) -> list[str]:
    day = company.last_day()
    told = reading.reasons_of(day, task.unit) if day is not None else []
    up = [one[f"says_{language}"] for one in told if one["direction"] == "up"]
    return up[:_REASONS]


def _reach(user: User, task: Task) -> dict[str, str]:
    """Return who is contacted and where, as far as it is known and its reader may see it."""
    whom = {"customer": task.customer} if task.customer not in ("", task.unit) else {}
    if not user.may(Right.SEE_PERSONAL):
        return whom
    known = about(task.customer or task.unit)
    return whom | {name: told for name in ("phone", "email") if (told := getattr(known, name))}


def _after(user: User, done: Task) -> str:
    """Return the next of one's own tasks that is due; empty where there is none."""
    later = tasks_of(user).filter(due__lte=today()).exclude(pk=done.pk).first()
    return reverse("tasks:one", args=[later.pk]) if later else ""
